"""`sop use`: the current case of a terminal, for eight hours."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_the_current_case_lapses_after_eight_hours(sop: Typist) -> None:
    case = sop.open()
    sop.patch.delenv("SOP_CASE")
    sop.ok("use", case, terminal=True)
    sop.at("2026-03-02T18:00:00")
    assert sop("next", "--no-input", terminal=True).code == 0
    sop.at("2026-03-02T18:00:01")
    lapsed = sop("next", "--no-input", terminal=True)
    assert (lapsed.code, "more than 8 hours ago" in lapsed.err) == (2, True)


def test_use_goes_back_and_clears(sop: Typist) -> None:
    first, second = sop.open(), sop.open()
    sop.ok("use", first, terminal=True)
    sop.ok("use", second, terminal=True)
    assert sop.ok("use", "-", terminal=True).data["case"] == first
    assert sop.ok("use", "-", terminal=True).data["case"] == second
    assert sop.ok("use", "--clear", terminal=True).data["case"] is None
    sop.patch.delenv("SOP_CASE")
    assert sop("next", "--no-input", terminal=True).code == 2


def test_a_wrapped_row_of_the_menu_of_cases_is_indented(sop: Typist) -> None:
    sop.open("fire-drill", "--label", "drill of the north wing")
    sop.patch.delenv("SOP_CASE")
    sop.patch.setenv("COLUMNS", "50")
    sop.patch.setenv("SOP_PLAIN", "0")
    asked = sop("use", terminal=True, stdin="1\n").err.splitlines()
    start = next(number for number, row in enumerate(asked) if row.startswith("  1  "))
    rows = asked[start : asked.index(next(row for row in asked if row.startswith("1-1:")))]
    assert len(rows) > 1 and all(row.startswith(" " * 5) for row in rows[1:]), asked


def test_enter_and_q_leave_the_menu_of_cases(sop: Typist) -> None:
    """Both were answered with "That is not one of the choices" and "An answer is required"."""
    sop.open("fire-drill")
    sop.open("fire-drill")
    sop.patch.delenv("SOP_CASE", raising=False)
    for typed in ("\n", "q\n", "quit\n"):
        told = sop("use", terminal=True, stdin=typed)
        assert "Enter or q: none" in told.err
        assert "is required" not in told.err
        assert "not one of the choices" not in told.err
        assert told.err.count("1-2:") == 1
