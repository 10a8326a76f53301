"""The order of the list of cases, its filters, and what a search finds."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sop.casework.listed_case import CaseFilter, ListedCase, fits, list_cases
from sop.casework.worklist import WorkItem
from sop.model.value import replace
from sop.store.index_columns import write_texts
from sop.store.index_rows import CaseLine, TrackRow, WorkRow

NOW = datetime.fromisoformat("2026-03-02T10:00:00+02:00")
HOUR = timedelta(hours=1)
OPEN = TrackRow("intake", "signal", "I1", "First contact")
PRIVATE = TrackRow("ward", "bed", "W2", "Hospital bed", seen_by=("lab",))


def case(name: str, **rest: object) -> CaseLine:
    line = CaseLine(f"{name}K3M-9QTD-X", "recall", "open", NOW.isoformat(), None, 1)
    return replace(line, **rest)


def work(line: CaseLine, due: timedelta | None, by: str = "lab") -> WorkItem:
    """Work of the case, overdue where `due` is past."""
    row = WorkRow(
        line.case, "recall", "find", "look", "find.look.ask", "F1.1", "Ask", (by,), None, "open"
    )
    if due is None:
        return WorkItem(row, None, None)
    return WorkItem(row, NOW + due, -due if due < timedelta() else None)


def ids(cases: tuple[ListedCase, ...]) -> list[str]:
    return [one.line.case[0] for one in cases]


def test_danger_is_first_then_overdue_then_what_is_due_first_then_the_oldest() -> None:
    old = case("1", opened_at=(NOW - HOUR).isoformat())
    closed = case("2", status="closed", opened_at=(NOW - 9 * HOUR).isoformat())
    soon, later, late, unsafe = (case(name) for name in "3456")
    new = case("7")
    lines = [closed, new, old, later, soon, late, unsafe]
    items = [work(soon, HOUR), work(later, 2 * HOUR), work(late, -HOUR)]
    found = list_cases(lines, items, {unsafe.case}, "lab")
    assert ids(found) == ["6", "5", "3", "4", "1", "7", "2"]
    assert [one.overdue for one in found] == [0, 1, 0, 0, 0, 0, 0]


def test_a_filter_keeps_what_fits_all_its_parts() -> None:
    first = case("1", incident="Night-7", label="green jersey")
    other = case("2", workflow="drill", status="closed")
    void = case("3", status="void")
    items = [work(first, -HOUR, by="office")]
    found = list_cases([first, other, void], items, {first.case}, None)

    def kept(**wanted: object) -> list[str]:
        keep = CaseFilter(**wanted)  # type: ignore[arg-type]
        return ids(tuple(one for one in found if keep.keeps(one) and keep.keeps_status(one)))

    assert kept() == ["1", "2"]
    assert kept(status="void") == ["3"]
    assert kept(workflow="drill") == ["2"]
    assert kept(incident="night-7") == ["1"]
    assert kept(in_danger=True) == kept(overdue=True) == kept(text="GREEN") == ["1"]
    assert (kept(mine="office"), kept(mine="lab")) == (["1"], [])
    assert kept(workflow="drill", incident="night-7") == []


def test_a_search_finds_label_reference_incident_id_and_the_step() -> None:
    tracks = write_texts((OPEN, PRIVATE))
    line = case("7", label="gr\u00e9en jersey", references=("CAS 123/11/2026",), tracks_text=tracks)
    line = replace(line, incident="harbour")
    (one,) = list_cases([line], [], (), "lab")
    for text in ("Green JER", "cas  123/11", "HARBOUR", "first contact", "i1", "7k3m", "9qtd-x"):
        assert fits(one, text), text
    for text in ("red", "CAS 124", "7k", "harbour-2", "i11"):
        assert not fits(one, text), text


@pytest.mark.parametrize("viewer", ["office", None])
def test_the_title_of_a_step_that_is_hidden_finds_nothing(viewer: str | None) -> None:
    line = case("7", tracks_text=write_texts((OPEN, PRIVATE)))
    (seen,) = list_cases([line], [], (), "lab")
    (hidden,) = list_cases([line], [], (), viewer)
    assert (fits(seen, "hospital"), fits(seen, "w2")) == (True, True)
    assert (fits(hidden, "hospital"), fits(hidden, "w2")) == (False, False)
    assert [track.track for track in hidden.running] == ["intake"]
