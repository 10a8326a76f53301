"""Danger first: whoever reads a case in danger sees it on every screen, in lists and on paper."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def unsafe(sop: Typist) -> Typist:
    """A case of the shipped procedure at its first step; the person is in danger since 11:57."""
    sop.open("za-trafficking", as_="saps")
    sop.ok("do", "I1.1", "--set", "signal_source=police")
    sop.at("2026-03-02T11:57:00")
    sop.ok("do", "S1.1", "--set", "in_danger=yes")
    sop.at("2026-03-02T12:00:00")
    return sop


def first_lines(screen: str, number: int = 6) -> str:
    return "\n".join(screen.splitlines()[:number])


SCREENS = (
    ("next",),
    ("next", "--all"),
    ("checklist",),
    ("case", "show"),
    ("case", "timeline"),
    ("case", "print"),
    ("why", "advance"),
    ("why", "I1.3"),
    ("do", "I1.2"),  # refused: held
    ("do", "I1.3", "--set", "alone=yes", "--dry-run"),
    ("advance", "intake", "go_on"),  # refused
    ("note", "-"),
    ("worklist",),
    ("worklist", "--all"),
    ("case", "list"),
    (),
)


@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_every_screen_begins_with_the_danger_and_what_to_do(
    unsafe: Typist, words: tuple[str, ...]
) -> None:
    told = first_lines(unsafe(*words, stdin="x").out, 8)
    assert "IN DANGER" in told
    assert "since Mon 2 Mar 11:57" in told
    assert "Is the person in immediate danger? yes (reported by SAPS, 3 min ago)" in told
    assert 'Do now: raise "The person is in danger": sop raise danger -c' in told


@pytest.mark.parametrize("format_", ["md", "html"])
def test_paper_has_the_danger_on_its_first_page(unsafe: Typist, format_: str) -> None:
    for words in (("case", "print"), ("checklist",)):
        page = unsafe(*words, "--format", format_).out
        head = page[: page.index("## ", 60) if format_ == "md" else page.index('id="part-1"')]
        before = page.split("Danger and missing person")[0]
        assert "IN DANGER" in before and "Since Mon 2 Mar 11:57" in before, head
        assert "Who: anyone" in before


@pytest.mark.parametrize("fact", ["in_danger", "missing"])
def test_recording_a_danger_leaves_the_duty_to_do_and_bringing_apart_is_not_held(
    sop: Typist, fact: str
) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.ok("do", "I1.1", "--set", "signal_source=police")
    written = sop.ok("set", f"{fact}=yes").data
    (danger,) = written["danger"]
    assert danger["do"].startswith("sop raise ")
    assert danger["suggest"]["yours"] is True
    assert "sop set" not in danger["do"]
    listed = sop.ok("next").data
    assert listed["danger"] == [danger]
    states = {item["code"]: item["state"] for item in listed["items"] if item["kind"] == "action"}
    assert states["I1.3"] == "open"
    assert sop(*danger["do"].split()[1:]).code == 0
    (after,) = sop.ok("next").data["danger"]
    assert after["do"].startswith("sop do S")


def test_the_duty_of_another_is_never_printed_as_a_command(unsafe: Typist) -> None:
    unsafe.ok("raise", "danger")
    unsafe.ok("do", "S2.1")
    told = unsafe("next", "--as", "npa").out
    assert "S2.2 Bring the person to a safe place that is not a cell, due Mon 2 Mar 14:00. " in told
    assert "Only SAPS may do it." in told
    assert "sop do S2.2" not in told
    (danger,) = unsafe.ok("next", "--as", "npa").data["danger"]
    assert danger["suggest"]["yours"] is False


def test_a_list_marks_the_case_in_danger_and_puts_it_first(unsafe: Typist) -> None:
    in_danger = unsafe.case
    other = unsafe.ok("open", "za-trafficking", "--as", "saps").json["case"]
    worklist = unsafe.ok("worklist", "--all").data
    assert [one["case"] for one in worklist["danger"]] == [in_danger]
    flags = [item["danger"] for item in worklist["items"]]
    assert flags == sorted(flags, reverse=True) and True in flags and False in flags
    cases = unsafe.ok("case", "list").data["cases"]
    assert [(one["case"], one["danger"]) for one in cases] == [(in_danger, True), (other, False)]
    assert "DANGER" in unsafe("case", "list").out


def test_a_case_without_work_for_the_reader_is_still_on_the_list(unsafe: Typist) -> None:
    told = unsafe("worklist", "--as", "court").out
    assert "IN DANGER" in told
    overview = unsafe.ok().data
    assert [one["case"] for one in overview["danger"]] == [unsafe.case]


def test_a_rebuilt_index_has_the_danger_and_a_danger_that_is_over_leaves_it(
    unsafe: Typist,
) -> None:
    unsafe.ok("store", "rebuild")
    assert len(unsafe.ok("case", "list").data["danger"]) == 1
    unsafe.ok("set", "in_danger=no")
    assert unsafe.ok("case", "list").data["danger"] == []
    assert "IN DANGER" not in unsafe("next").out


def test_an_incident_shows_which_of_its_cases_are_in_danger(sop: Typist) -> None:
    sop.patch.setenv("SOP_AS", "saps")
    opened = sop.ok("open", "za-trafficking", "--incident", "farm", "--persons", "2").data
    first = opened["cases"][0]["case"]
    sop.ok("set", "in_danger=yes", "-c", first)
    told = sop("do", "I1.1", "--incident", "farm", "--set", "signal_source=police")
    assert f"IN DANGER, case {first}," in told.out
    listed = sop("worklist", "--incident", "farm").out
    assert f"IN DANGER, case {first}," in listed


def test_the_menu_of_cases_begins_with_the_case_in_danger(unsafe: Typist) -> None:
    unsafe.ok("open", "za-trafficking", "--as", "saps")
    unsafe.patch.delenv("SOP_CASE")
    asked = unsafe("use", terminal=True, stdin="1\n").err
    first = next(line for line in asked.splitlines() if line.strip().startswith("1 "))
    assert unsafe.case in first and "IN DANGER" in first


def test_a_damaged_case_does_not_hide_the_others(unsafe: Typist) -> None:
    from pathlib import Path

    second = unsafe.ok("open", "za-trafficking", "--as", "saps").json["case"]
    unsafe.ok("set", "missing=yes", "-c", second)
    log = next(path for path in Path("data", "cases").rglob(f"*{second}*") if path.is_file())
    log.write_bytes(log.read_bytes().replace(b"missing", b"Missing"))
    told = unsafe("worklist", "--all")
    assert f"case {unsafe.case}" in told.out


ON_HOLD = "While Intake and screening is on hold, this goes on: I1.3 Bring the person apart"


def test_what_a_danger_holds_is_on_hold_and_what_goes_on_is_named(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    told = sop("set", "in_danger=yes").out
    assert "On hold: I1.1, I1.2" in told
    assert "No longer to do: I1" not in told
    assert ON_HOLD in told
    assert ON_HOLD in sop("raise", "danger").out


def test_a_refusal_of_held_work_names_what_goes_on_and_who_has_to_act_first(
    unsafe: Typist,
) -> None:
    unsafe.ok("raise", "danger")
    unsafe.ok("do", "S2.1")
    told = unsafe("do", "I1.2", "--as", "npa").out
    assert ON_HOLD in told
    first = 'S2.2 "Bring the person to a safe place that is not a cell" (SAPS).'
    assert f"Needed first, before the hold can end: {first}" in told
    assert "sop do S2.2" not in told


def test_a_danger_of_this_minute_was_reported_just_now(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.ok("set", "in_danger=yes")
    assert "(reported by SAPS, just now)" in sop("next").out
    sop.at("2026-03-02T10:01:00")
    assert "(reported by SAPS, 1 min ago)" in sop("next").out


def test_a_corrected_fact_is_marked_and_the_action_that_recorded_it_stays_done(
    sop: Typist,
) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.ok("do", "I1.3", "--set", "alone=yes")
    told = " ".join(sop("set", "alone=no", "--why", "misheard").out.split())
    assert "(event 2) recorded alone and stays done." in told
    assert (
        f"If it has to be done again, undo event 3 and then 2: sop undo 3 -c {sop.case}"
    ) in told
    sop.ok("undo", "3", "--why", "it was right")
    assert "by event 3" not in sop("case", "timeline").out.replace("Undone by event", "")
    sop.ok("set", "alone=no", "--why", "misheard")
    assert "alone: corrected by event 5" in sop("case", "timeline").out
    assert "alone: corrected by event 5" in sop("case", "print").out
