"""Screens about cases: one case, the list, the timeline, whether the histories are whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sop.casework.visibility import VisibleEvent
from sop.engine.checklist_lines import Checklist, TrackLine
from sop.model.case_state import Case
from sop.model.condition import Value
from sop.model.suggestion import Suggestion
from sop.store.index_rows import CaseLine
from sop.store.verify_case import Verification
from sop.views import date_text
from sop.views.checklist import overdue_lines, track_heading
from sop.views.event_text import details, sentence
from sop.views.labels import Wording, count_text, notice_lines
from sop.views.print_content import PaperEvent
from sop.views.terminal.blocks import (
    BLANK,
    Blocks,
    Column,
    Row,
    Section,
    Span,
    Table,
    line,
    row,
    text_of,
    words,
)

# An event written later than this after it happened says so.
WRITTEN_LATER = timedelta(minutes=5)

TRACKS = (
    Column("track", 18),
    Column("state", 9),
    Column("step", flex=True),
    Column("since", 16),
    Column("due", 16),
)
FACTS = (Column("fact", 24), Column("value", flex=True), Column("told by", 12), Column("when", 16))
CASES = (
    Column("case", 11),
    Column("workflow", flex=True),
    Column("status", 8),
    Column("opened", 20),
    Column("incident", 16),
)
EVENTS = (Column("no.", 5), Column("when", 21), Column("who", 22), Column("what", flex=True))
PROOF = (Column("case", 11), Column("result", flex=True), Column("events", 7), Column("head", 16))


def case_screen(
    wording: Wording, case: Case, checklist: Checklist, facts: Mapping[str, Value]
) -> Blocks:
    """One case: its status, where its tracks are, its facts. `facts` are those that may be seen."""
    return (
        BLANK,
        line(Span(_status(wording, case), "strong")),
        *overdue_lines(wording, checklist),
        *((line(f"Incident: {case.incident}"),) if case.incident else ()),
        *((line(f"Linked: {', '.join(case.links)}"),) if case.links else ()),
        BLANK,
        Table(
            TRACKS,
            (
                Section(words("TRACKS"), labels=True),
                *(_track_row(wording, t) for t in checklist.tracks),
            ),
        ),
        BLANK,
        *_facts(wording, case, facts),
        BLANK,
        *notice_lines(wording.definition),
    )


def _status(wording: Wording, case: Case) -> str:
    opened = (
        f"opened {wording.moment(case.opened_at)} by {wording.short(case.opened_as)}"
        if case.opened_at
        else ""
    )
    closed = f", closed {wording.moment(case.closed_at)}" if case.closed_at else ""
    return f"{'Closed' if case.is_closed else 'Open'}: {opened}{closed}. Version {case.version}."


def _track_row(wording: Wording, track: TrackLine) -> Row:
    step = f"{track.step_code} {track.step_title}" if track.step else ""
    due = (
        Span("OVERDUE", "late")
        if track.overdue
        else wording.deadline(track.due)
        if track.due
        else ""
    )
    since = wording.moment(track.since, weekday=False) if track.since else ""
    return row(track_heading(track), track.status, step, since, due)


def _facts(wording: Wording, case: Case, facts: Mapping[str, Value]) -> Blocks:
    rows = [
        row(
            name,
            wording.value(name, value),
            wording.short(case.facts[name].as_),
            wording.moment(case.facts[name].at, weekday=False),
        )
        for name, value in facts.items()
        if name in case.facts
    ]
    missing = [name for name in case.facts if name not in facts]
    hidden = (line(f"Not yours to see: {', '.join(missing)}.", indent=1),) if missing else ()
    if not rows:
        return (line("No facts are known yet.", indent=1), *hidden) if not missing else hidden
    return (Table(FACTS, (Section(words("FACTS"), labels=True), *rows)), *hidden)


def case_list_screen(lines: Sequence[CaseLine], now: datetime, zones: Mapping[str, str]) -> Blocks:
    """All cases, one a row. `zones` are by workflow and tell the times; UTC for one that is not there."""
    if not lines:
        return (BLANK, line("There are no cases yet. Open one: ", Suggestion("open"), indent=1))
    rows = tuple(_case_row(one, now, zones.get(one.workflow or "", "UTC")) for one in lines)
    counts = ", ".join(
        f"{sum(one.status == word for one in lines)} {word}" for word in _statuses(lines)
    )
    return (
        BLANK,
        Table(CASES, (Section((), labels=True), *rows)),
        BLANK,
        line(f"{counts}.", indent=1),
    )


def _statuses(lines: Sequence[CaseLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("open", "closed", *(one.status for one in lines))))


def _case_row(one: CaseLine, now: datetime, zone: str) -> Row:
    opened = (
        date_text.moment(datetime.fromisoformat(one.opened_at), zone, now) if one.opened_at else ""
    )
    status = Span(one.status, "late" if one.status not in ("open", "closed") else "")
    return row(one.case, one.workflow or "", status, opened, one.incident or "")


def timeline_screen(
    wording: Wording,
    events: Sequence[VisibleEvent],
    undone: Mapping[int, int],
    reader: str | None = None,
) -> Blocks:
    """The history in the order of writing. `undone`: event -> the event that corrected it."""
    rows = tuple(_event_row(wording, seen, undone, reader) for seen in events)
    return (
        BLANK,
        Table(EVENTS, rows),
        BLANK,
        line(f"{count_text(len(rows), 'event')}. Nothing is removed.", indent=1),
    )


def _event_row(
    wording: Wording, seen: VisibleEvent, undone: Mapping[int, int], reader: str | None
) -> Row:
    event = seen.event
    return row(
        Span(str(event.id), said=f"event {event.id}"),
        wording.moment(event.at),
        wording.person(event.as_, event.by),
        sentence(wording, event),
        notes=_notes(wording, seen, undone, reader),
    )


def _notes(
    wording: Wording, seen: VisibleEvent, undone: Mapping[int, int], reader: str | None
) -> Iterator[str]:
    event = seen.event
    yield from details(wording, event, reader)
    if seen.hidden_facts:
        yield f"Not yours to see: {', '.join(seen.hidden_facts)}"
    if seen.hidden_form:
        yield "Evidence: a form that is not yours to see"
    if event.recorded - event.at > WRITTEN_LATER:
        yield f"Written {wording.moment(event.recorded)}, {date_text.length(event.recorded - event.at)} later"
    if event.id in undone:
        yield f"Corrected by event {undone[event.id]}: this no longer counts"


def paper_event(
    wording: Wording, seen: VisibleEvent, undone: Mapping[int, int], reader: str | None
) -> PaperEvent:
    """The same entry for a printed history."""
    event = seen.event
    who, what = wording.person(event.as_, event.by), text_of(sentence(wording, event))
    notes = tuple(_notes(wording, seen, undone, reader))
    return PaperEvent(str(event.id), wording.moment(event.at), who, what, notes)


def verify_screen(results: Sequence[Verification]) -> Blocks:
    """Whether each history is what was written."""
    bad = sum(not one.ok for one in results)
    rows = tuple(_verification_row(one) for one in results)
    table: Blocks = (Table(PROOF, (Section((), labels=True), *rows)), BLANK) if rows else ()
    if bad:
        last = Span(f"{bad} of {count_text(len(results), 'case')} not as written.", "late")
        return (
            BLANK,
            *table,
            line(last, " Do not go on; call whoever looks after the store.", indent=1),
        )
    return (BLANK, *table, line(f"{count_text(len(results), 'case')} whole, as written.", indent=1))


def _verification_row(one: Verification) -> Row:
    result = Span("ok", "good") if one.ok else Span("NOT AS WRITTEN", "late")
    return row(
        one.case,
        result,
        str(one.events),
        (one.head or "")[:16],
        notes=[one.problem] if one.problem else [],
    )
