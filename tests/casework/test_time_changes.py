"""The history names every correction of a time, and a clock that was wrong only if that is true."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist, new_typist

WHY = ("--why", "the clock was three hours behind")
SHIFT = ("case", "time", "--shift", "+3h", "--since", "2", *WHY)
SLOW = "Event 2 was recorded on a clock that was 3 h slow: corrected by event 3."


@pytest.fixture
def night(tmp_path, monkeypatch) -> Typist:  # type: ignore[no-untyped-def]
    """A recall of which event 2 was recorded by a clock three hours behind."""
    found = new_typist(tmp_path, monkeypatch)
    monkeypatch.setenv("COLUMNS", "200")
    found.at("2026-03-02T07:00:00")
    found.open("food-recall", as_="plant")
    found.ok("do", "take_complaint")
    found.at("2026-03-02T11:00:00")
    return found


def test_a_time_that_was_corrected_twice_has_every_time_and_its_event(night: Typist) -> None:
    night.ok(*SHIFT)
    night.ok("case", "time", "2", "--at", "10:10", "--why", "my watch")
    note = (
        "Time corrected: it was recorded with Mon 2 Mar 07:00; then Mon 2 Mar 10:00 by event 3, "
        "then Mon 2 Mar 10:10 by event 4"
    )
    assert note in night("case", "timeline").out
    assert note in night("case", "print", "--format", "md").out


def test_a_shift_is_named_in_one_line_while_it_is_true(night: Typist) -> None:
    night.ok(*SHIFT)
    assert SLOW in night("case", "timeline").out
    assert SLOW in night("case", "print", "--format", "md").out
    night.ok("undo", "3", "--why", "it was right")
    assert "3 h slow" not in night("case", "timeline").out


def test_an_entry_by_a_slow_clock_is_not_called_later(night: Typist) -> None:
    night.at("2026-03-02T07:30:00")
    night.ok("set", "illness=yes", "--at", "10 minutes ago")
    night.at("2026-03-02T11:00:00")
    night.ok("case", "time", "3", "--at", "10:20", *WHY)
    told = night("case", "timeline").out
    assert "Entered on a clock that was slow: it showed Mon 2 Mar 07:30" in told
    assert "later" not in told


def test_the_undo_of_a_shift_shows_which_times_go_back(night: Typist) -> None:
    night.ok(*SHIFT)
    change = "event 2 happened: Mon 2 Mar 10:00 -> Mon 2 Mar 07:00"
    told = night("undo", "3", stdin="a slip\nn\n", terminal=True)
    assert change in told.err
    told = night("undo", "3", "--dry-run")
    assert change in told.err + told.out
