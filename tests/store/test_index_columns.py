"""A row of the index and its checksum."""

from __future__ import annotations

from datetime import datetime

import pytest

from sop.model.value import replace
from sop.store.index_columns import (
    check_row,
    checksum_row,
    danger_values,
    kept_columns,
    read_case_line,
    read_danger_row,
    read_tracks,
    read_work_row,
    rows_digest,
    work_values,
)
from sop.store.index_rows import (
    AssignmentRow,
    CaseRows,
    DangerRow,
    IndexUnusable,
    OpenAction,
    TrackRow,
)

DUE = datetime.fromisoformat("2026-03-02T10:00:00+02:00")
ACTION = OpenAction(
    "drill", "alarm", "drill.alarm.call", "D1.1", "Call", ("warden", "owner"), DUE, held=True
)
ROWS = CaseRows("fire-drill", "open", DUE, None, (ACTION,))


def test_a_row_is_read_as_it_was_written() -> None:
    rows = [(*row, checksum_row(row)) for row in work_values("7K3M-9QTD-X", ROWS)]
    assert len(rows) == 2  # one for each stakeholder
    read = read_work_row(rows[0])
    assert (read.by, read.due, read.held) == (("warden", "owner"), DUE.isoformat(), True)
    assert read == read_work_row(rows[1])


def test_a_changed_row_is_refused() -> None:
    (row, _) = work_values("7K3M-9QTD-X", ROWS)
    changed = (*row[:11], "Call nobody", *row[12:], checksum_row(row))
    with pytest.raises(IndexUnusable, match="table 'work' is damaged"):
        check_row(changed, "work")


def test_the_digest_covers_every_row() -> None:
    fewer = ROWS._replace(actions=())
    assert rows_digest("7K3M-9QTD-X", ROWS) != rows_digest("7K3M-9QTD-X", fewer)


def test_a_danger_is_kept_with_a_checksum_and_is_part_of_the_digest() -> None:
    danger = DangerRow("peril", "Is it peril? yes", "2026-03-02T10:00:00+02:00", ("lab",))
    rows = ROWS._replace(dangers=(danger,))
    (row,) = danger_values("7K3M-9QTD-X", rows)
    kept = (*row, checksum_row(row))
    assert read_danger_row(kept) == danger._replace(case="7K3M-9QTD-X")
    with pytest.raises(IndexUnusable, match="table 'dangers' is damaged"):
        read_danger_row((*row[:3], "Is it peril? no", *row[4:], checksum_row(row)))
    assert rows_digest("7K3M-9QTD-X", rows) != rows_digest("7K3M-9QTD-X", ROWS)


def test_a_case_keeps_label_references_and_where_its_tracks_are() -> None:
    tracks = (
        TrackRow("intake", "signal", "I1", "First contact"),
        TrackRow("ward", "bed", "W2", "Bed", is_running=False, seen_by=("lab", "shop")),
    )
    rows = ROWS._replace(label="gr\u00e9en", references=("CAS 1/2", "J88 7"), tracks=tracks)
    symbols, chain, digest = "7K3M9QTDX", "chain", rows_digest("7K3M-9QTD-X", rows)
    row = ("7K3M-9QTD-X", symbols, 2, "head", *kept_columns(rows), chain, digest)
    line = read_case_line((*row, checksum_row(row)))
    assert (line.label, line.references) == ("gr\u00e9en", ("CAS 1/2", "J88 7"))
    assert read_tracks(line.tracks_text) == tracks
    assert digest != rows_digest("7K3M-9QTD-X", rows._replace(label="red"))
    with pytest.raises(IndexUnusable, match="table 'cases' is damaged"):
        read_case_line((*row[:12], "red", *row[13:], checksum_row(row)))


def test_assignments_are_kept_with_the_work_and_with_the_case() -> None:
    person = AssignmentRow("lab", "N. Dl\u00e1mini", accepted=False)
    whole = AssignmentRow("shop", 'M "the second"', accepted=True, of_case=True)
    action = replace(ACTION, assigned=(person, whole))
    rows = ROWS._replace(actions=(action,), assigned=(whole,), recorded=DUE)
    for values in work_values("7K3M-9QTD-X", rows):
        assert read_work_row((*values, checksum_row(values))).assigned == (person, whole)
    line = ("7K3M-9QTD-X", "7K3M9QTDX", 2, "head", *kept_columns(rows), "chain", "digest")
    assert read_case_line((*line, checksum_row(line))).assigned == (whole,)
    assert rows_digest("7K3M-9QTD-X", rows) != rows_digest("7K3M-9QTD-X", ROWS)
