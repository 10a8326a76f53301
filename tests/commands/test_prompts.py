"""At a terminal what is missing is asked for, with the choices listed; never in a pipe, with
--no-input or in CI.
"""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


def version(sop: Typist) -> int:
    found: int = sop.ok("case", "show").json["version"]
    return found


def test_the_action_and_its_facts_are_asked_for(sop: Typist) -> None:
    sop.open()
    sop.ok("do", "D1.1", "D1.2")
    sop.ok("advance", "started")
    told = sop("do", terminal=True, stdin="7\n1\nmaybe\nyes\n")
    assert told.code == 0, told.err
    for part in (
        "Which action?",
        "D2.1",
        "That is not one of the choices",
        "Is everyone out",
        "yes or no",
    ):
        assert part in told.err
    assert sop.ok("case", "show").data["facts"]["everyone_out"] is True


def test_an_empty_answer_leaves_the_fact_unknown(sop: Typist) -> None:
    sop.open()
    sop.ok("do", "D1.1", "D1.2")
    sop.ok("advance", "started")
    told = sop("do", "count", terminal=True, stdin="\n")
    assert (told.code, "Refused" in told.out) == (1, True)


@pytest.mark.parametrize("quiet", ["--no-input", "CI", "--json", "--dry-run"])
def test_nothing_is_asked_where_nobody_answers(recall: Typist, quiet: str) -> None:
    if quiet == "CI":
        recall.patch.setenv("CI", "1")
    words = ("do",) if quiet == "CI" else ("do", quiet)
    told = recall(*words, terminal=True, stdin="1\n")
    assert (told.code, "Which action?" in told.err) == (2, False)


def test_outcome_interrupt_and_fact_are_chosen_from_what_there_is(recall: Typist) -> None:
    advanced = recall("advance", terminal=True, stdin="recall.assess.dismiss\n")
    assert (advanced.code, "Refused" in advanced.out, "Reason (required)" in advanced.err) == (
        1,
        True,
        False,
    )
    assert recall("raise", terminal=True, stdin="1\n").code == 0
    assert recall("set", terminal=True, stdin="illness\nyes\n").code == 0
    assert recall("set", "entry_agreed", terminal=True, stdin="no\n").code == 0
    facts = recall.ok("case", "show").data["facts"]
    assert (facts["illness"], facts["entry_agreed"]) == (True, False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("advance", "dismiss"), "hazard"),
        (("waive", "take_complaint"), "cannot be waived"),
        (("close",), "Only FSA may close this case. Ask FSA."),
        (("set", "hazard=nothing"), "hazard"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_would_be_refused_anyway_is_refused_before_a_reason_is_asked(
    recall: Typist, words: tuple[str, ...], code: str
) -> None:
    told = recall(*words, terminal=True, stdin="because\n")
    assert (told.code, "Refused" in told.out, "Reason" in told.err) == (1, True, False)
    assert code in told.out, told.out


def test_an_undo_that_would_be_refused_is_so_before_a_reason_is_asked(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    told = recall("undo", "2", "--as", "lab", terminal=True, stdin="because\ny\n")
    assert (told.code, "Refused" in told.out, "Reason" in told.err) == (1, True, False)


def test_an_undo_asks_only_once_for_whom_it_is_done(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    recall.patch.delenv("SOP_AS")
    told = recall("undo", terminal=True, stdin="plant\nslip\ny\n")
    assert (told.code, told.err.count("For whom do you act?")) == (0, 1)


def test_who_and_which_case_and_which_workflow_are_asked(sop: Typist) -> None:
    told = sop("open", terminal=True, stdin="fire\nwarden\n")
    assert (told.code, "Which workflow?" in told.err, "For whom do you act?" in told.err) == (
        0,
        True,
        True,
    )
    assert sop("use", terminal=True, stdin="1\n").code == 0


def test_a_correction_shows_what_follows_and_waits_for_yes(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    kept = recall("undo", "2", "--why", "slip", terminal=True, stdin="n\n")
    assert (kept.code, version(recall)) == (130, 2)
    assert "Event 2" in kept.err
    assert 'R1.1 is "to do" again' in " ".join(kept.err.split())
    assert recall("undo", "2", "--why", "slip", terminal=True, stdin="y\n").code == 0
    recall.ok("do", "take_complaint")
    assert recall("undo", "--why", "slip", "--yes", terminal=True).code == 0


def test_a_note_is_asked_for(recall: Typist) -> None:
    assert recall("note", terminal=True, stdin="\ncall back\n").code == 0
    assert recall.ok("case", "timeline").data["events"][-1]["text"] == "call back"
