"""The list of cases: which need something, where each is, how it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sop.casework.listed_case import ListedCase
from sop.model.label_text import search_key
from sop.model.suggestion import Suggestion
from sop.views import date_text
from sop.views.case_name import case_name
from sop.views.labels import count_text
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Span,
    Words,
    Wordy,
    labelled_table,
    line,
    row,
    words,
)

CASES = (
    Column("", 1, gap=1),
    Column("case", 24),
    Column("status", 8),
    Column("where it is", flex=True),
    Column("opened", 20),
)
CURRENT = Span("*", "strong", "current case")
MOST_TRACKS = 4
"""Running tracks of a case that a row names; a whole procedure has more than fit."""


def case_list_screen(
    cases: Sequence[ListedCase],
    now: datetime,
    zones: Mapping[str, str],
    *,
    void: int = 0,
    current: str | None = None,
    empty: Wordy = (),
    names_incident: bool = True,
    counting: Mapping[str, str] | None = None,
) -> Blocks:
    """Return the cases, a row for each. `zones` are by workflow; times without one are in UTC.

    `void`: how many void cases are not listed. `empty`: the line in place of a list without cases.
    Unless it `names_incident`, the heading has it, and the workflow that all cases share.
    `counting`: for a void case, the case of which it is a duplicate.
    """
    if not cases and not void:
        return (BLANK, line(empty, indent=1))
    shared = {one.line.workflow for one in cases}
    hidden = () if names_incident else (None, *(shared if len(shared) == 1 else ()))
    counted = counting or {}
    rows = [
        _case_row(
            one,
            now,
            zones,
            is_current=one.line.case == current,
            hidden=hidden,
            duplicate_of=counted.get(one.line.case),
        )
        for one in cases
    ]
    blocks: list[Block] = [BLANK]
    if rows:
        blocks += [labelled_table(CASES, rows), BLANK]
    blocks.append(line(f"{_counts(cases)}.", indent=1))
    if void:
        listing = Suggestion("case list", options=(("status", "void"),))
        blocks.append(line(f"{count_text(void, 'void case')} not listed: ", listing, indent=1))
    return tuple(blocks)


def _counts(cases: Sequence[ListedCase]) -> str:
    found = [one.line.status for one in cases]
    statuses = dict.fromkeys(("open", "closed", *found))
    counts = [f"{found.count(status)} {status}" for status in statuses]
    in_danger = sum(one.in_danger for one in cases)
    late = sum(bool(one.overdue) for one in cases)
    if in_danger:
        counts.append(f"{in_danger} in danger")
    if late:
        counts.append(f"{late} with overdue work")
    return ", ".join(counts)


def _case_row(
    one: ListedCase,
    now: datetime,
    zones: Mapping[str, str],
    *,
    is_current: bool,
    hidden: Sequence[str | None] = (),
    duplicate_of: str | None = None,
) -> Row:
    """Return the row. `hidden`: the workflow that the heading names; not empty: no incident."""
    zone = zones.get(one.line.workflow or "", "UTC")
    opened = ""
    if one.opened_at is not None:
        opened = date_text.moment(one.opened_at, zone, now)
    mark = words(CURRENT) if is_current else ()
    name = case_name(one.line.case, one.line.label)
    where = _places(one)
    notes = list(_notes(one, now, zone, hidden))
    if duplicate_of is not None:
        notes.insert(0, f"VOID, a duplicate of {duplicate_of}")
    return row(mark, name, _status(one), where, opened, notes=notes)


def _status(one: ListedCase) -> Words:
    if one.in_danger:
        return words(Span("DANGER", "late", "status DANGER"))
    status = one.line.status
    return words(Span(status, "late" if status == "damaged" else "", f"status {status}"))


def _places(one: ListedCase) -> str:
    """Return `at R1 Assess`: the steps of running tracks; of a closed case, where they ended.

    Without `at` the status before it seems to be about the step, where a row is one line.
    """
    tracks = one.running or one.tracks
    named = [f"{track.code} {track.title}" for track in tracks[:MOST_TRACKS]]
    if len(tracks) > MOST_TRACKS:
        named.append(f"{len(tracks) - MOST_TRACKS} more")
    if not named:
        return ""
    return f"at {', '.join(named)}"


def _notes(
    one: ListedCase, now: datetime, zone: str, hidden: Sequence[str | None]
) -> Iterator[Wordy]:
    """Yield what is late or due, then what else it is known by."""
    if one.overdue:
        yield words(Span(f"{one.overdue} overdue", "late"))
    elif one.due is not None:
        yield f"due {date_text.deadline(one.due, zone, now)}"
    incident = f"incident {one.line.incident}" if one.line.incident and not hidden else ""
    workflow = None if one.line.workflow in hidden else one.line.workflow
    about = ", ".join(filter(None, (workflow, incident, *one.line.references)))
    if about:
        yield about


def earlier_label_lines(cases: Sequence[ListedCase], text: str) -> Blocks:
    """Return which of the found cases had the text in an earlier label, and what it is now."""
    wanted = search_key(text)
    if not wanted:
        return ()
    return tuple(
        line(f'Earlier label of {case_name(one.line.case, one.line.label)}: "{label}".', indent=1)
        for one in cases
        for label in one.earlier_labels
        if wanted in search_key(label)
    )
