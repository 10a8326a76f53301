"""`sop case list`: where each case is, what is late, which is the current one; its filters."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def office(sop: Typist) -> Typist:
    """A recall, and two drills at 10:00 and 11:00; the first drill is overdue at 13:00."""
    sop.open("food-recall", as_="plant")
    sop.patch.setenv("SOP_AS", "warden")
    sop.open("fire-drill", "--label", "late", "--incident", "night-7")
    sop.ok("do", "D1.1", "D1.2")
    sop.ok("advance", "started")
    sop.at("2026-03-02T11:00:00")
    sop.open("fire-drill", "--label", "new")
    sop.at("2026-03-02T13:00:00")
    return sop


def labels(sop: Typist, *words: str) -> list[str | None]:
    return [one["label"] for one in sop.ok("case", "list", *words).data["cases"]]


def test_each_case_has_its_step_and_its_overdue_work_the_most_urgent_first(office: Typist) -> None:
    shown = office("case", "list").out
    assert labels(office)[0] == "late"
    for text in ("D2 Head count", "1 overdue", "incident night-7", "1 with overdue work"):
        assert text in shown, text
    late = office.ok("case", "list").data["cases"][0]
    assert (late["overdue"], late["due"]) == (1, "2026-03-02T11:00:00+02:00")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--overdue",), ["late"]),
        (("--incident", "NIGHT-7"), ["late"]),
        (("--workflow", "fire-drill"), ["late", "new"]),
        (("--opened-since", "10:30"), ["new"]),
        (("--opened-since", "2026-03-03"), []),
        (("--mine",), ["late", "new"]),
        (("--danger",), []),
        (("--status", "closed"), []),
        (("head count",), ["late"]),
        (("NEW", "--mine"), ["new"]),
        (("NEW", "--overdue"), []),
    ],
)
def test_a_filter_narrows_the_list(
    office: Typist, words: tuple[str, ...], expected: list[str]
) -> None:
    assert labels(office, *words) == expected


def test_danger_is_first_and_has_a_filter(sop: Typist) -> None:
    unsafe = sop.open("za-trafficking", as_="saps")
    sop.ok("do", "I1.1", "--set", "signal_source=police")
    sop.ok("set", "in_danger=yes")
    sop.patch.setenv("SOP_AS", "warden")
    sop.open("fire-drill")
    listed = sop.ok("case", "list").data["cases"]
    assert (listed[0]["case"], listed[0]["danger"]) == (unsafe, True)
    (only,) = sop.ok("case", "list", "--danger").data["cases"]
    assert only["case"] == unsafe
    assert "1 in danger" in sop("case", "list").out


def test_the_current_case_is_marked_in_the_list_and_the_menu(office: Typist) -> None:
    office.patch.delenv("SOP_CASE")
    current = office.ok("use", office.case, terminal=True).json["case"]
    shown = office("case", "list", "--plain", terminal=True).out
    (line,) = [one for one in shown.splitlines() if current in one]
    assert line.startswith(("*", " *", "current case"))
    marked = {
        one["case"]
        for one in office.ok("case", "list", terminal=True).data["cases"]
        if one["current"]
    }
    assert marked == {current}
    asked = office("use", terminal=True, stdin="1\n").err
    (choice,) = [one for one in asked.splitlines() if current in one]
    assert '"new"  * current' in choice


def test_what_is_not_there_is_named(office: Typist) -> None:
    slip = office("case", "list", "--workflow", "fire-dril")
    assert (slip.code, "fire-drill" in slip.err) == (2, True)
    assert office("case", "list", " ").code == 2
    empty = office("case", "list", "--danger").out
    assert "No case fits these options. All cases: sop case list" in empty
    office.patch.delenv("SOP_AS")
    assert office("case", "list", "--mine").code == 2


def test_a_list_without_cases_says_how_to_open_one(sop: Typist) -> None:
    assert "There are no cases yet. Open one: sop open" in sop("case", "list").out
