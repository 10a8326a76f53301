"""Cases as lists show them: label, where each track is, what is overdue; and the search in them.

Everything comes from the index, as far as the viewer may see it: a hidden step is neither shown nor
found.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Protocol

from sop.casework.danger_rows import visible_dangers
from sop.casework.track_rows import visible_tracks
from sop.casework.worklist import WorkItem, visible_items
from sop.model.incident import incident_key
from sop.model.label_text import label_order, reference_key, search_key
from sop.model.value import value
from sop.store.case_ids import parse_prefix
from sop.store.index_columns import read_earlier_labels, read_tracks
from sop.store.index_rows import CaseLine, DangerRow, TrackRow, WorkQuery, WorkRow

LEAST_SYMBOLS = 3
"""Symbols of an ID that a search needs: fewer fit almost every case."""
LAST = datetime.max.replace(tzinfo=UTC)
STATUSES = ("open", "closed", "void")


@value
class ListedCase:
    """One case of a list. `tracks` are those that have begun and that the viewer may see.

    `overdue` is the number of overdue items of work, `due` the earliest due time of all work.
    `workers` are the stakeholders who have something to do.
    """

    line: CaseLine
    tracks: tuple[TrackRow, ...]
    in_danger: bool = False
    overdue: int = 0
    due: datetime | None = None
    workers: frozenset[str] = frozenset()

    @property
    def earlier_labels(self) -> tuple[str, ...]:
        """The labels that the case had before: papers and people may still use them."""
        return read_earlier_labels(self.line.earlier_text)

    @property
    def running(self) -> tuple[TrackRow, ...]:
        return tuple(track for track in self.tracks if track.is_running)

    @property
    def opened_at(self) -> datetime | None:
        text = self.line.opened_at
        return None if text is None else datetime.fromisoformat(text)


class CaseIndex(Protocol):
    """The part of a store that lists of cases read."""

    def case_lines(self) -> Sequence[CaseLine]: ...

    def work(self, query: WorkQuery) -> Sequence[WorkRow]: ...

    def dangers(self) -> Sequence[DangerRow]: ...


def read_cases(store: CaseIndex, viewer: str | None, now: datetime) -> tuple[ListedCase, ...]:
    """Return all cases as the viewer may see them, the most urgent first."""
    items = visible_items(store.work(WorkQuery(at=now)), viewer, now)
    in_danger = frozenset(row.case for row in visible_dangers(store.dangers(), viewer))
    return list_cases(store.case_lines(), items, in_danger, viewer)


def list_cases(
    lines: Iterable[CaseLine],
    items: Iterable[WorkItem],
    in_danger: Container[str],
    viewer: str | None,
) -> tuple[ListedCase, ...]:
    """Return the cases, the most urgent first: in danger, then overdue, then by due time.

    `items` is the work of all stakeholders that the viewer may see.
    """
    work: dict[str, list[WorkItem]] = {}
    for item in items:
        work.setdefault(item.row.case, []).append(item)
    found = [
        _list_case(line, work.get(line.case, ()), line.case in in_danger, viewer) for line in lines
    ]
    return tuple(sorted(found, key=_urgency))


def _list_case(
    line: CaseLine, items: Sequence[WorkItem], in_danger: bool, viewer: str | None
) -> ListedCase:
    dues = [item.due for item in items if item.due is not None]
    late = [item for item in items if item.overdue_by is not None]
    return ListedCase(
        line=line,
        tracks=visible_tracks(read_tracks(line.tracks_text), viewer),
        in_danger=in_danger,
        overdue=len(late),
        due=min(dues, default=None),
        workers=frozenset(chain.from_iterable(item.row.by for item in items)),
    )


def _urgency(one: ListedCase) -> tuple[object, ...]:
    return (
        not one.in_danger,
        one.line.status != "open",
        not one.overdue,
        one.due or LAST,
        one.opened_at or LAST,
        label_order(one.line.label),
        one.line.case,
    )


@value
class CaseFilter:
    """Which cases a list shows; None and False stand for all.

    Without a status, void cases are left out. `mine` is a stakeholder who has something to do.
    """

    status: str | None = None
    workflow: str | None = None
    incident: str | None = None
    in_danger: bool = False
    overdue: bool = False
    opened_since: Callable[[ListedCase], bool] | None = None
    mine: str | None = None
    text: str | None = None

    def keeps(self, one: ListedCase) -> bool:
        """Whether the list shows the case, whatever its status."""
        line = one.line
        checks = (
            self.workflow in (None, line.workflow),
            self.incident is None or is_of_incident(line, self.incident),
            one.in_danger or not self.in_danger,
            bool(one.overdue) or not self.overdue,
            self.opened_since is None or self.opened_since(one),
            self.mine is None or self.mine in one.workers,
            self.text is None or fits(one, self.text),
        )
        return all(checks)

    def keeps_status(self, one: ListedCase) -> bool:
        """Whether the list shows a case of this status."""
        if self.status is None:
            return one.line.status != "void"
        return one.line.status == self.status


def is_of_incident(line: CaseLine, incident: str) -> bool:
    """Whether the case belongs to the incident; capital letters do not matter."""
    return line.incident is not None and incident_key(line.incident) == incident_key(incident)


def fits(one: ListedCase, text: str) -> bool:
    """Whether the text is in what the case is known by, or in the title of the step where it is.

    Capital letters and accents do not matter, nor what separates the parts of a reference. The
    code of a step has to be complete.
    """
    parts = reference_key(text)
    if parts and any(parts in reference_key(one_of) for one_of in one.line.references):
        return True
    wanted = search_key(text)
    if any(wanted in search_key(name) for name in _names(one)):
        return True
    if any(wanted == search_key(track.code) for track in one.tracks):
        return True
    symbols = parse_prefix(text) or ""
    return len(symbols) >= LEAST_SYMBOLS and symbols in one.line.case.replace("-", "")


def _names(one: ListedCase) -> Iterator[str]:
    yield from filter(None, (one.line.label, one.line.incident))
    yield from one.line.references
    yield from one.earlier_labels
    yield from (track.title for track in one.tracks)
