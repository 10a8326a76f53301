"""`sop shift`: the handover of a shift on screen, on paper and as JSON."""

from __future__ import annotations

import stat
from typing import Any

import pytest

from tests.commands.test_worklist import LETTER
from tests.commands.typing_in import Typist


@pytest.fixture
def letter(sop: Typist) -> Typist:
    (sop.folder / "workflows" / "letter.yaml").write_text(LETTER, encoding="utf-8")
    sop.open("letter", as_="clerk")
    sop.patch.setenv("SOP_NAME", "T. Mokoena")
    return sop


def titles(found: list[dict[str, Any]]) -> list[str]:
    return [one["action"] for one in found]


def types(data: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(one["case"], [e["type"] for e in one["events"]]) for one in data["changed"]]


def test_it_has_what_is_late_what_falls_due_and_what_changed(letter: Typist) -> None:
    data = letter.ok("shift").data
    assert (data["since"], data["until"]) == (
        "2026-03-01T22:00:00+02:00",
        "2026-03-02T22:00:00+02:00",
    )
    assert (titles(data["overdue"]), titles(data["due"])) == ([], ["letter.answer.write"])
    assert types(data) == [(letter.case, ["case_opened"])]
    letter.at("2026-03-02T11:30:00")
    data = letter.ok("shift").data
    assert (titles(data["overdue"]), data["due"]) == (["letter.answer.write"], [])
    letter.ok("do", "L1.1")
    data = letter.ok("shift", "--since", "11:10", "--as", "head").data
    assert titles(data["decisions"]) == [
        "letter.answer.sent",
        "letter.answer.late",
        "letter.answer.thrown",
    ]
    assert types(data) == [(letter.case, ["action_done"])]
    assert letter.ok("shift", "--as", "clerk").data["decisions"] == []


def test_work_due_after_the_next_shift_is_left_out(letter: Typist) -> None:
    assert letter.ok("shift", "--until", "10:30").data["due"] == []
    assert len(letter.ok("shift", "--until", "+2h").data["due"]) == 1


def test_cases_without_a_change_are_not_listed_and_an_undo_is_one(letter: Typist) -> None:
    letter.ok("do", "L1.1")
    letter.at("2026-03-03T10:00:00")
    assert letter.ok("shift").data["changed"] == []
    letter.ok("undo", "--why", "no")
    assert types(letter.ok("shift").data) == [(letter.case, ["event_undone"])]


def test_danger_comes_first_with_its_command(sop: Typist) -> None:
    sop.open("fire-drill", as_="warden")
    data = sop.ok("shift").data
    assert data["danger"] == sop.ok("worklist").data["danger"]


def test_what_was_assigned_and_not_accepted_comes_last(letter: Typist) -> None:
    letter.ok("assign", "L1.1", "N. Dlamini")
    letter.ok("assign", "case", "--me")
    assert letter.ok("shift").data["not_accepted"] == [
        {
            "case": letter.case,
            "label": None,
            "workflow": "letter",
            "code": "L1.1",
            "title": "Write the answer",
            "as": "clerk",
            "assigned": "N. Dlamini",
        }
    ]
    told = letter("shift").out
    assert told.rstrip().endswith(f'{letter.case}: L1.1 "Write the answer", N. Dlamini (CLERK)')
    assert letter.ok("shift", "--as", "head").data["not_accepted"] == []


@pytest.mark.parametrize("ending", ["html", "md", "txt"])
def test_the_paper_has_room_to_sign_and_is_private(letter: Typist, ending: str) -> None:
    letter.at("2026-03-02T11:30:00")
    file = letter.folder / f"shift.{ending}"
    told = letter("shift", "-o", file.name)
    assert (told.code, told.out) == (0, "")
    text = file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for part in ("Handed over by", "Taken over by", letter.case, "OVERDUE", "L1.1"):
        assert part in text
    assert ("<html" in text) is (ending == "html")
    assert letter("shift", "-o", file.name).code == 2


def test_a_case_is_named_with_its_label(letter: Typist) -> None:
    letter.ok("case", "label", letter.case, "green jersey")
    letter.ok("assign", "case", "N")
    named = f'{letter.case} "green jersey"'
    data = letter.ok("shift").data
    assert [data[key][0]["label"] for key in ("due", "changed", "not_accepted")] == [
        "green jersey"
    ] * 3
    assert letter("shift").out.count(named) == 2
    letter("shift", "-o", "shift.md")
    assert named in (letter.folder / "shift.md").read_text("utf-8")


def test_a_shift_without_anything_says_so(sop: Typist) -> None:
    told = sop("shift")
    assert "Nothing is urgent, due or undecided" in told.out
    assert sop.ok("shift").data["changed"] == []


def test_times_that_make_no_shift_are_usage_errors(letter: Typist) -> None:
    for words in (("--since", "2026-03-03 10:00"), ("--until", "2026-03-01 10:00")):
        assert letter.json("shift", *words).code == 2
    assert letter.json("shift", "--since", "at some time").code == 2


def test_a_stakeholder_of_another_workflow_sees_no_changes(letter: Typist) -> None:
    letter.ok("open", "fire-drill", "--as", "warden")
    assert types(letter.ok("shift", "--as", "clerk").data) == [(letter.case, ["case_opened"])]


@pytest.fixture
def peril(sop: Typist) -> Typist:
    """A case in danger; the duty that answers it is work of the police, and due at 14:00."""
    sop.open("za-trafficking", as_="saps")
    sop.ok("do", "I1.1", "--set", "signal_source=police")
    sop.ok("do", "S1.1", "--set", "in_danger=yes")
    sop.ok("raise", "danger")
    sop.ok("do", "S2.1")
    return sop


def test_the_duty_of_a_case_in_danger_has_its_due_time_whoever_does_it(peril: Typist) -> None:
    data = peril.ok("shift", "--as", "npa").data
    (duty,) = (one for one in data["due"] if one["code"] == "S2.2")
    assert (duty["by"], duty["danger"]) == (["saps"], True)
    told = peril("shift", "--as", "npa").out
    due = "due Mon 2 Mar 12:00"
    assert f"S2.2 Bring the person to a safe place that is not a cell, {due}" in told, told
    assert f"{len(data['due'])} due" in told
    peril("shift", "--as", "npa", "-o", "shift.md")
    assert due in (peril.folder / "shift.md").read_text("utf-8").split("## Case")[0]
    assert due in peril("next", "--as", "saps").out


def test_the_deadlines_of_others_are_listed_and_counted_apart_from_the_own_ones(
    letter: Typist,
) -> None:
    letter.ok("case", "label", letter.case, "red shoes")
    data = letter.ok("shift", "--as", "head").data
    assert (data["due"], titles(data["for_others"])) == ([], ["letter.answer.write"])
    line = "For others, due until then: L1.1 Write the answer, CLERK, due Mon 2 Mar 11:00"
    told = letter("shift", "--as", "head").out
    assert line in told and "0 due, 1 due for others" in told, told
    for name in ("shift.html", "shift.md"):
        letter("shift", "--as", "head", "-o", name)
        assert line in (letter.folder / name).read_text("utf-8")
    assert "For others" not in letter("shift", "--as", "head", "--until", "10:30").out
    assert letter.ok("shift").data["for_others"] == []  # the clerk's own work
    letter.at("2026-03-02T11:30:00")
    late = "L1.1 Write the answer, CLERK, OVERDUE since Mon 2 Mar 11:00"
    assert late in letter("shift", "--as", "head").out


def test_who_has_no_part_in_a_workflow_sees_no_deadline_of_others_in_it(letter: Typist) -> None:
    letter.ok("open", "fire-drill", "--as", "warden")
    found = letter.ok("shift", "--as", "warden").data["for_others"]
    assert [one["workflow"] for one in found if one["workflow"] == "letter"] == []


def test_a_deadline_in_a_case_in_danger_is_counted_once(peril: Typist) -> None:
    data = peril.ok("shift", "--as", "npa").data
    due = titles(data["due"])
    assert "S2.2" in {one["code"] for one in data["due"]}
    assert not set(due) & set(titles(data["for_others"]))


def test_a_case_has_a_line_of_what_is_to_do_without_a_date(sop: Typist) -> None:
    text = LETTER.replace(
        "{do: Write the answer, due: 1 hour}\n",
        "{do: Write the answer}\n          seal: {do: Seal it}\n",
    )
    (sop.folder / "workflows" / "letter.yaml").write_text(text, encoding="utf-8")
    sop.open("letter", as_="clerk")
    sop.at("2026-03-03T10:00:00")
    assert titles(sop.ok("shift").data["undated"]) == [
        "letter.answer.write",
        "letter.answer.seal",
    ]
    told = sop("shift").out
    assert 'To do, without a deadline: L1.1 "Write the answer", L1.2 "Seal it"' in told
    assert "2 without a deadline" in told
    sop("shift", "-o", "shift.md")
    assert 'TO DO: L1.2 "Seal it"' in (sop.folder / "shift.md").read_text("utf-8")


def test_what_was_handed_back_is_on_the_page_with_its_reason_until_someone_has_it(
    letter: Typist,
) -> None:
    letter.ok("assign", "L1.1", "--me")
    letter.ok("assign", "L1.1", "--hand-back", "--why", "at court")
    (found,) = letter.ok("shift").data["handed_back"]
    assert (found["code"], found["by"], found["why"]) == ("L1.1", "T. Mokoena", "at court")
    told = letter("shift").out
    assert "HANDED BACK: NO ONE HAS IT NOW" in told
    assert told.rstrip().endswith("Reason: at court")
    letter("shift", "-o", "shift.md")
    assert "Handed back: no one has it now" in (letter.folder / "shift.md").read_text("utf-8")
    assert letter.ok("shift", "--as", "head").data["handed_back"] == []
    letter.ok("assign", "L1.1", "N. Dlamini")
    assert letter.ok("shift").data["handed_back"] == []


def test_a_page_names_the_case_in_every_command_and_its_reference(peril: Typist) -> None:
    peril.ok("case", "label", peril.case, "--reference", "CAS 123/11/2026")
    peril.patch.delenv("SOP_CASE")
    peril.patch.delenv("SOP_AS")
    peril.ok("use", peril.case, terminal=True)
    peril.ok("as", "saps", terminal=True)
    peril("shift", "-o", "shift.txt", terminal=True)
    for text in (
        (peril.folder / "shift.txt").read_text("utf-8"),
        peril("shift", terminal=True).out,
    ):
        commands = [line for line in text.splitlines() if "sop do" in line]
        assert commands and all(f"-c {peril.case}" in line for line in commands), text
        assert "CAS 123/11/2026" in text
    peril("shift", "-o", "shift.md", terminal=True)
    assert "CAS 123/11/2026" in (peril.folder / "shift.md").read_text("utf-8")


def test_the_counts_of_next_the_overview_and_the_worklist_agree(peril: Typist) -> None:
    told = peril("next", "--as", "npa").out
    assert "For NPA: 1 to do" not in told, told
    assert "For others, in danger: 1 to do." in told, told
    for who in ("saps", "npa", "dsd"):
        decisions = peril.ok("worklist", "--as", who).data["items"]
        free = sum(one["kind"] == "decision" and not one["held"] for one in decisions)
        held = sum(one["held"] for one in decisions)
        screen = peril("worklist", "--as", who).out
        assert (f"{free} decision" in screen) is (free > 0), screen
        assert (f"{held} on hold" in screen) is (held > 0), screen
        assert (f"What ends the hold of {peril.case}: sop next -c" in screen) is (held > 0)


def test_the_handover_sheet_marks_what_was_undone_and_has_the_text_of_notes(
    letter: Typist,
) -> None:
    letter.ok("do", "L1.1")
    letter.ok("undo", "--why", "wrong case")
    letter.ok("note", "-", stdin="The interpreter comes at 09:00")
    told = " ".join(letter("case", "print", letter.case, "--handover").out.split())
    assert "Event 2 (undone by event 3), " in told, told
    assert "Undone: event 2 (T. Mokoena, CLERK). Reason: wrong case" in told, told
    assert "Text: The interpreter comes at 09:00" in told, told


def test_the_shift_page_has_the_text_of_notes_that_its_reader_may_read(letter: Typist) -> None:
    letter.ok("do", "L1.1", "--note", "by telephone")
    letter.ok("note", "-", stdin="The interpreter comes at 09:00. " + "She sleeps until then. " * 9)
    letter.ok("note", "-", "--for", "clerk", stdin="Only for us.")
    told = " ".join(letter("shift").out.split())
    assert "Text: The interpreter comes at 09:00. She sleeps" in told, told
    assert ("…" in told, "Text: Only for us." in told) == (True, True), told
    assert "Remark: by telephone" in told, told
    letter("shift", "-o", "shift.md", terminal=True)
    assert "Text: Only for us." in (letter.folder / "shift.md").read_text("utf-8")
    assert "Only for us" not in letter("shift", "--as", "head").out


def test_the_handover_sheet_says_whose_the_case_and_each_action_are(letter: Typist) -> None:
    letter.ok("case", "label", letter.case, "--reference", "CAS 88/12/2026")
    letter.ok("assign", "case", "N. Dlamini")
    letter.ok("assign", "L1.1", "P. Naidoo")
    told = " ".join(letter("case", "print", letter.case, "--handover").out.split())
    assert "References: CAS 88/12/2026" in told, told
    assert "Whole case: Assigned to: N. Dlamini (CLERK), not accepted" in told, told
    assert 'L1.1 "Write the answer", P. Naidoo (CLERK), not accepted' in told, told
