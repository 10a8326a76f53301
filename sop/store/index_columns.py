"""The columns of the index: how rows are written into its tables and read from them.

Each row ends with its checksum, and a case's line has the digest of all its rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from zlib import crc32

from sop.model.incident import incident_key
from sop.store.index_rows import (
    AssignmentRow,
    CaseLine,
    CaseRows,
    ClockLine,
    DangerRow,
    Head,
    IndexUnusable,
    TrackRow,
    WorkRow,
)

SCHEMA = 11
"""The number of the tables' form; an index with another number is rebuilt."""
HEADS_SINCE = 2
"""The first form whose heads are still read: they show that a log was cut, also at a rebuild."""
WORK_COLUMNS = (
    "id, place, agency, first, due_s, due, workflow, track, step, action, code, title, agencies, "
    "state, kind, since_s, late_after, held, seen_by, due_seen_by, at_latest, optional, assigned, "
    "sum"
)
DANGER_COLUMNS = "id, place, path, what, since, seen_by, sum"
CASE_COLUMNS = (
    "id, symbols, version, head, workflow, status, opened_at, incident, incident_key, latest, "
    "latest_s, behind, label, refs, tracks, assigned, recorded_s, earlier, chain, digest"
)
KEPT = slice(4, 18)
"""The columns of a case that come from its rows, as `kept_columns` returns them."""
ASSIGNED, EARLIER, CHAIN, DIGEST = 15, 17, 18, 19


def rows_digest(case_id: str, rows: CaseRows) -> str:
    """Return the digest of the rows that the index keeps of a case, without its head."""
    work, dangers = work_values(case_id, rows), danger_values(case_id, rows)
    return digest_rows((case_id, *kept_columns(rows)), list(work), list(dangers))


def kept_columns(rows: CaseRows) -> tuple[object, ...]:
    """Return what the line of a case keeps of its rows, in the order of the columns."""
    latest = rows.clock.latest
    return (
        rows.workflow or None,
        rows.status,
        rows.opened_at.isoformat() if rows.opened_at else None,
        rows.incident,
        None if rows.incident is None else incident_key(rows.incident),
        None if latest is None else latest.isoformat(),
        seconds_of(latest),
        rows.clock.behind,
        rows.label,
        write_texts(rows.references),
        write_texts(rows.tracks),
        _write_assignments(rows.assigned),
        seconds_of(rows.recorded),
        write_texts(rows.earlier_labels),
    )


def digest_rows(
    line: Sequence[object],
    work: Sequence[Sequence[object]],
    dangers: Sequence[Sequence[object]],
) -> str:
    """Return the digest of a case's line, its open work and its dangers, in whatever order."""
    ordered = [_sort_rows(work), _sort_rows(dangers)]
    return sha256(repr((tuple(line), ordered)).encode("utf-8", "surrogatepass")).hexdigest()


def _sort_rows(rows: Sequence[Sequence[object]]) -> list[str]:
    return sorted(repr(tuple(row)) for row in rows)


def line_part(row: Sequence[object]) -> Sequence[object]:
    """Return the part of a case's row that its digest covers."""
    return (row[0], *row[KEPT])


def checksum_row(values: Sequence[object]) -> int:
    """Return the checksum of a row."""
    return crc32(repr(tuple(values)).encode("utf-8", "surrogatepass"))


def check_row(row: Sequence[object], table: str) -> None:
    """Raise IndexUnusable unless the row, whose last value is its checksum, is unchanged."""
    if checksum_row(row[:-1]) != row[-1]:
        raise IndexUnusable(f"a row of its table '{table}' is damaged")


def read_case_line(row: Sequence[Any]) -> CaseLine:
    check_row(row, "cases")
    case_id, _, version, _, workflow, status, opened_at, incident, *_ = row
    label, references, tracks = row[12:15]
    return CaseLine(
        case_id,
        workflow,
        status,
        opened_at,
        incident,
        version,
        label=label,
        references=tuple(json.loads(references)),
        tracks_text=tracks,
        assigned=_read_assignments(row[ASSIGNED]),
        earlier_text=row[EARLIER],
    )


def write_texts(values: Sequence[object]) -> str:
    """Return short lists as one text: lists of cases are read far more often than searched."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def read_earlier_labels(text: str) -> tuple[str, ...]:
    """Return the labels that a case had before, as `write_texts` wrote them."""
    return tuple(json.loads(text))


def read_tracks(text: str) -> tuple[TrackRow, ...]:
    """Return where the tracks of a case are, as `write_texts` wrote them."""
    return tuple(_read_track(*fields) for fields in json.loads(text))


def _read_track(
    track: str, step: str, code: str, title: str, is_running: bool, seen_by: list[str] | None
) -> TrackRow:
    viewers = None if seen_by is None else tuple(seen_by)
    return TrackRow(track, step, code, title, is_running=is_running, seen_by=viewers)


def read_clock_line(row: Sequence[Any], limit: float) -> ClockLine:
    """Return the line of a case whose latest time is after the limit, or that has one behind."""
    check_row(row, "cases")
    latest, latest_s, behind = row[9:12]
    is_ahead = latest_s is not None and latest_s > limit
    return ClockLine(row[0], datetime.fromisoformat(latest) if is_ahead else None, behind)


def read_work_row(row: Sequence[Any]) -> WorkRow:
    check_row(row, "work")
    case_id, _, _, _, _, due, workflow, track, step, action, code, title, agencies = row[:13]
    return WorkRow(
        case=case_id,
        workflow=workflow,
        track=track,
        step=step,
        action=action,
        code=code,
        title=title,
        by=_agencies(agencies),
        due=due,
        state=row[13],
        kind=row[14],
        late_after=row[16],
        held=bool(row[17]),
        seen_by=_viewers(row[18]),
        due_seen_by=_viewers(row[19]),
        at_latest=row[20],
        optional=bool(row[21]),
        assigned=_read_assignments(row[22]),
    )


def read_danger_row(row: Sequence[Any]) -> DangerRow:
    check_row(row, "dangers")
    case_id, _, path, what, since, seen_by, _ = row
    return DangerRow(path, what, since, _viewers(seen_by), case_id)


def head_columns(schema: int) -> str:
    if schema == SCHEMA:
        return f"{CASE_COLUMNS}, sum"
    return "id, version, head"


def read_head(row: Sequence[Any], schema: int) -> Head | None:
    """Return the head in a row of cases; None where the row is damaged."""
    if schema == SCHEMA:
        if checksum_row(row[:-1]) != row[-1]:
            return None
        return Head(row[2], row[3], row[CHAIN])
    _, version, head = row
    is_head = isinstance(version, int) and version > 0 and isinstance(head, str)
    return Head(version, head) if is_head else None


def work_values(case_id: str, rows: CaseRows) -> Iterator[Sequence[object]]:
    """Yield a row for each action and agency.

    The first row of an action is marked, for lists over all agencies.
    """
    for place, action in enumerate(rows.actions):
        due = action.due.isoformat() if action.due else None
        late_after = action.late_after.isoformat() if action.late_after else None
        at_latest = action.at_latest.isoformat() if action.at_latest else None
        due_s, since_s = seconds_of(action.due), seconds_of(action.since)
        for number, agency in enumerate(action.by or ("",)):
            yield (
                case_id,
                place,
                agency,
                int(number == 0),
                due_s,
                due,
                rows.workflow,
                action.track,
                action.step,
                action.action,
                action.code,
                action.title,
                " ".join(action.by),
                action.state,
                action.kind,
                since_s,
                late_after,
                int(action.held),
                _viewers_text(action.seen_by),
                _viewers_text(action.due_seen_by),
                at_latest,
                int(action.optional),
                _write_assignments(action.assigned),
            )


def _write_assignments(found: Sequence[AssignmentRow]) -> str | None:
    """Return the assignments as JSON text; most work has none."""
    if not found:
        return None
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _read_assignments(text: str | None) -> tuple[AssignmentRow, ...]:
    if text is None:
        return ()
    return tuple(AssignmentRow(*fields) for fields in json.loads(text))


def danger_values(case_id: str, rows: CaseRows) -> Iterator[Sequence[object]]:
    """Yield a row for each reason why the case is in danger."""
    for place, one in enumerate(rows.dangers):
        yield case_id, place, one.path, one.what, one.since, _viewers_text(one.seen_by)


def _viewers_text(viewers: tuple[str, ...] | None) -> str | None:
    return None if viewers is None else " ".join(viewers)


def _viewers(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else _agencies(text)


def seconds_of(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


@lru_cache(maxsize=1000)  # thousands of rows name the same few agencies
def _agencies(text: str) -> tuple[str, ...]:
    """Split the ids as the index holds them."""
    return tuple(text.split())
