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
    assert told.rstrip().endswith(f"{letter.case}: L1.1 Write the answer, N. Dlamini (CLERK)")
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
