"""`sop next`: what is overdue comes first, and decisions that no one should take lightly are
marked.
"""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_next_lists_what_is_overdue_first_and_outcomes_that_wait_for_a_decision(
    recall: Typist,
) -> None:
    recall.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    recall.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    assert {"recall.assess.recall_it"} == {
        i["id"] for i in recall.ok("next").data["items"] if i["kind"] == "outcome"
    }
    recall.ok("advance", "recall_it")
    recall.at("2026-03-02T14:00:01")
    first = recall.ok("next").data["items"][0]
    assert (first["id"], first["overdue"]) == ("recall.withdraw.trace", True)


def test_next_never_advises_an_outcome_that_skips_actions(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    sop.ok("do", "take_complaint")
    sop.ok(
        "do",
        "examine",
        "--set",
        "hazard=glass",
        "--form",
        "-",
        stdin='{"sample_number": 1, "cold_chain": true}',
    )
    assert "Move on: sop advance recall recall_it" in sop("next").out
    sop.ok("advance", "recall_it")
    told = sop("next").out
    assert ("EXCEPTION" in told, "What is missing to move on: sop why advance" in told) == (
        True,
        True,
    )
