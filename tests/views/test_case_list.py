"""The list of cases on screens of different widths."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sop.casework.listed_case import ListedCase
from sop.model.value import replace
from sop.store.index_rows import CaseLine, TrackRow
from sop.views.case_list import MOST_TRACKS, case_list_screen
from sop.views.terminal.rows import as_text
from tests.views.example import at

NOW = at("23T10:15")
LINE = CaseLine("7K3M-9QTD-X", "recall", "open", NOW.isoformat(), "harbour", 4)
NAMED = replace(LINE, label="person 3, green jersey x 30 le", references=("CAS 123/11/2026",))
INTAKE = TrackRow("intake", "signal", "I1", "First contact with the person")


def shown(*cases: ListedCase, width: int = 80, **rest: object) -> str:
    return as_text(case_list_screen(cases, NOW, {}, **rest), width)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_list_fits_the_screen(width: int) -> None:
    one = ListedCase(NAMED, (INTAKE,), in_danger=True, overdue=2)
    text = shown(one, width=width, current=LINE.case)
    assert max(map(len, text.splitlines())) <= width
    flat = " ".join(text.split())
    for part in ("7K3M-9QTD-X", "DANGER", "I1 First", "2 overdue", "harbour", "123/11/2026", "*"):
        assert part in flat, text


def test_a_case_that_is_not_late_says_when_it_is_due() -> None:
    text = shown(ListedCase(LINE, (INTAKE,), due=NOW + timedelta(hours=2)))
    assert ("due " in text, "overdue" in text) == (True, False)


def test_so_many_tracks_are_named_and_the_others_counted() -> None:
    tracks = [INTAKE._replace(track=f"t{n}", code=f"T{n}") for n in range(MOST_TRACKS + 3)]
    text = shown(ListedCase(LINE, tuple(tracks)), width=200)
    assert (text.count("First contact"), "3 more" in text) == (MOST_TRACKS, True)


def test_an_ended_track_is_named_only_where_none_runs() -> None:
    over = INTAKE._replace(code="I9", title="Over", is_running=False)
    assert "I9 Over" not in shown(ListedCase(LINE, (INTAKE, over)))
    assert "I9 Over" in shown(ListedCase(replace(LINE, status="closed"), (over,)))


def test_the_total_counts_danger_and_lateness() -> None:
    late, calm = ListedCase(LINE, (), in_danger=True, overdue=1), ListedCase(LINE, ())
    text = shown(late, calm, void=2)
    assert "2 open, 0 closed, 1 in danger, 1 with overdue work." in text
    assert "2 void cases not listed" in text
