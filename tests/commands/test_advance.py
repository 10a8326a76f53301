"""`sop advance`: a track or an outcome, and not an interrupt."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def version(sop: Typist) -> int:
    found: int = sop.ok("case", "show").json["version"]
    return found


def test_advance_takes_a_track_or_an_outcome(recall: Typist) -> None:
    for words in (("recall",), ("R",), ()):
        asked = recall.json("advance", *words)
        assert (asked.code, "recall.assess.dismiss" in asked.json["message"]) == (2, True)
    for words in (
        ("recall_it",),
        ("recall", "recall_it"),
        ("R", "recall_it"),
        ("recall.assess.recall_it",),
    ):
        assert set(recall.json("advance", *words).reasons) == {"action_open", "fact_unknown"}
    assert recall.json("advance", "alarm").code == 2


def test_outcomes_are_taken_and_interrupts_raised(recall: Typist) -> None:
    told = recall.json("advance", "alarm")
    assert (
        told.code,
        "interrupt, not an outcome. Raise it: sop raise alarm" in told.json["message"],
    ) == (2, True)
    told = recall.json("raise", "dismiss")
    assert (
        told.code,
        "outcome, not an interrupt. Take it: sop advance dismiss" in told.json["message"],
    ) == (2, True)
    assert recall.ok("case", "show").json["version"] == 1
