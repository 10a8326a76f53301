"""What is asked before a case is known: which case, and for a new one which workflow."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_the_chosen_case_is_asked_for_and_then_named_once(sop: Typist) -> None:
    sop.open("fire-drill", "--label", "hall")
    sop.patch.delenv("SOP_CASE")
    told = sop("note", stdin="1\nseen\n", terminal=True)
    assert told.code == 0, told.err
    assert told.err.index("Which case?") < told.err.index(f'Case {sop.case} "hall"')
    assert told.err.index(f'Case {sop.case} "hall"') < told.err.index("Note:")


def test_a_script_is_not_asked(sop: Typist) -> None:
    assert sop.json("note", "x").json["message"].startswith("No case given.")
    assert sop.json("open").json["message"].startswith("No workflow given.")
    told = sop("next", stdin="1\n", terminal=True)
    assert "There is no open case here." in told.err


def test_the_workflow_of_a_new_case_is_chosen_by_its_number(sop: Typist) -> None:
    told = sop("open", "--as", "warden", stdin="fire-drill\n", terminal=True)
    assert (told.code, "Which workflow?" in told.err) == (0, True), told.err
