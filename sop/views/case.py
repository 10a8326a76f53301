"""Screens about cases: one case, the list, the timeline, the check of the histories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from sop.casework.changed_facts import FactChange, map_fact_changes
from sop.casework.time_changes import TimeChange, list_clock_shifts, map_time_changes
from sop.casework.visibility import VisibleEvent
from sop.engine.checklist_lines import Checklist, TrackLine, TrackView
from sop.model.case_state import Case, FactRecord
from sop.model.condition import Value
from sop.model.events import ActionDone, Event
from sop.model.fact import NOT_KNOWN
from sop.model.suggestion import Suggestion
from sop.store.head_code import head_code
from sop.store.verify_case import Verification
from sop.views import date_text
from sop.views.assignee_text import assignee_note
from sop.views.checklist import overdue_lines, track_heading
from sop.views.event_text import clock_shift_text, details, happened_text, sentence
from sop.views.labels import Wording, count_text, notice_lines
from sop.views.print_content import PaperEvent
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Span,
    Table,
    Words,
    Wordy,
    labelled_lines,
    labelled_table,
    line,
    row,
    text_of,
    words,
)

# A shorter time between an event and its record is the time of typing.
RECORDED_LATER = timedelta(minutes=5)

ASSUMED = "assumed at opening"
HEAD_WIDTH = 14  # twelve symbols in three groups

TRACK_STATES: dict[TrackView, str] = {
    "waiting": "not started",  # the word of the checklist; `waiting` is the state of an action
    "running": "running",
    "held": "on hold",
    "ended": "ended",
    "private": "private",
}
TRACKS = (
    Column("track", 18),
    Column("state", 11),
    Column("step", flex=True),
    Column("since", 16),
    Column("due", 16),
)
FACTS = (
    Column("fact", 24),
    Column("value", flex=True),
    Column("recorded by", 18),
    Column("when", 16),
)
EVENTS = (Column("no.", 5), Column("when", 21), Column("who", 22), Column("what", flex=True))
HISTORIES = (
    Column("case", 11),
    Column("result", flex=True),
    Column("events", 7),
    Column("checksum", HEAD_WIDTH),
)


def case_screen(
    wording: Wording, case: Case, checklist: Checklist, facts: Mapping[str, Value]
) -> Blocks:
    """Return one case: its status, where its tracks are, its facts.

    `facts` are those that the user may see.
    """
    is_void = case.voided is not None
    tracks = [_track_row(wording, track, is_void) for track in checklist.tracks]
    return (
        BLANK,
        line(Span(_status(wording, case), "strong")),
        *overdue_lines(wording, checklist),
        *labelled_lines(
            ("References: ", ", ".join(case.references)),
            ("Incident: ", case.incident or ""),
            ("Linked: ", ", ".join(case.links)),
            ("", assignee_note(wording, tuple(case.assigned.values()))),
        ),
        BLANK,
        labelled_table(TRACKS, tracks, "TRACKS"),
        BLANK,
        *_facts(wording, case, facts, checklist.not_known),
        BLANK,
        *notice_lines(wording.definition),
    )


def _status(wording: Wording, case: Case) -> str:
    """Return `Open since Fri 20 Nov 16:10, opened by OFFICE. 3 events.`"""
    opened = wording.moment(case.opened_at)
    by = wording.short(case.opened_as)
    events = count_text(case.version, "event")
    if case.voided is not None:
        return f"Void, opened on {opened} by {by}. {events}."
    if case.is_closed:
        closed = wording.moment(case.closed_at)
        return f"Closed on {closed}, opened on {opened} by {by}. {events}."
    return f"Open since {opened}, opened by {by}. {events}."


def _track_row(wording: Wording, track: TrackLine, is_void: bool) -> Row:
    step = f"{track.step_code} {track.step_title}" if track.step else ""
    since = wording.moment(track.since, weekday=False)
    due: Wordy = wording.open_deadline(track.due, track.at_latest)
    if track.overdue:
        due = Span("OVERDUE", "late")
    state = TRACK_STATES[track.status]
    if is_void and track.status in ("running", "held"):
        state, due = "void", ""  # no one works in it any more
    return row(track_heading(track), state, step, since, due)


def _facts(
    wording: Wording, case: Case, facts: Mapping[str, Value], not_known: Sequence[str]
) -> Blocks:
    visible = [name for name in facts if name in case.facts]
    hidden = [name for name in case.facts if name not in facts]
    blocks: list[Block] = []
    if visible or not_known:
        rows = [_fact_row(wording, case.facts[name], name, facts[name]) for name in visible]
        rows += [_fact_row(wording, case.not_known[one], one, NOT_KNOWN) for one in not_known]
        blocks.append(labelled_table(FACTS, rows, "FACTS"))
    elif not hidden:
        blocks.append(line("No facts are known yet.", indent=1))
    if hidden:
        named = ", ".join(_name_hidden(wording, name) for name in hidden)
        blocks.append(line(f"Facts that you may not see: {named}.", indent=1, hang=3))
    return tuple(blocks)


def _name_hidden(wording: Wording, name: str) -> str:
    """Return `caller (Who called?)`: the name alone can be read as a person."""
    fact = wording.definition.facts.get(name)
    return name if fact is None or not fact.ask else f"{name} ({fact.ask})"


def _fact_row(wording: Wording, record: FactRecord, name: str, value: Value) -> Row:
    if record.assumed:  # no one stated it: the workflow assumes it until someone does
        return row(name, wording.value(name, value), ASSUMED, "")
    when = wording.moment(record.at, weekday=False)
    told = [f"Reported by {record.reported_by}"] if record.reported_by else []
    who = wording.agency(record.as_, record.home)
    return row(name, wording.value(name, value), who, when, notes=told)


def timeline_screen(
    wording: Wording,
    events: Sequence[VisibleEvent],
    case: Case,
    reader: str | None = None,
    left_out: int = 0,
) -> Blocks:
    """Return the history in the order of writing, with what was corrected since.

    `left_out`: how many earlier events were not asked for.
    """
    listed = [seen.event for seen in events]
    changes = map_fact_changes(listed, case.undone)
    times = map_time_changes(listed, case.undone)
    rows = tuple(
        _event_row(
            wording,
            seen,
            case,
            reader,
            changes=changes.get(seen.event.id, ()),
            times=times.get(seen.event.id, ()),
        )
        for seen in events
    )
    total = count_text(len(rows), "event")
    order = ""
    if len(rows) > 1:
        order = ", in the order in which they were recorded"
    last = line(f"{total}{order}. Events are never removed.", indent=1)
    shifts = list_clock_shifts(listed, case.undone)
    clocks = tuple(line(clock_shift_text(one), indent=1) for one in shifts)
    if not left_out:
        return (BLANK, Table(EVENTS, rows), BLANK, *clocks, last)
    whole = Suggestion("case timeline", case=case.id)
    earlier = f"{count_text(left_out, 'earlier event')} not listed. All events: "
    return (BLANK, Table(EVENTS, rows), BLANK, *clocks, last, line(earlier, whole, indent=1))


def _event_row(
    wording: Wording,
    seen: VisibleEvent,
    case: Case,
    reader: str | None,
    *,
    changes: Sequence[FactChange],
    times: Sequence[TimeChange] = (),
) -> Row:
    event = seen.event
    return row(
        Span(str(event.id), plain_text=f"event {event.id}"),
        happened_text(wording, event, case),
        wording.signature(event),
        sentence(wording, event),
        notes=_notes(wording, seen, case, reader, changes=changes, times=times),
    )


def _notes(
    wording: Wording,
    seen: VisibleEvent,
    case: Case,
    reader: str | None,
    *,
    changes: Sequence[FactChange],
    times: Sequence[TimeChange] = (),
) -> Iterator[str]:
    event = seen.event
    yield from details(wording, event, reader)
    yield from (f"{one.fact}: {one.kind} by event {one.event}" for one in changes)
    if seen.hidden_facts:
        named = ", ".join(_name_hidden(wording, name) for name in seen.hidden_facts)
        yield f"Facts that you may not see: {named}"
    if seen.hidden_why:
        yield "Why: a reason that you may not see"
    if seen.hidden_note and isinstance(event.body, ActionDone):
        yield "Note: a remark that you may not see"
    if seen.hidden_form:
        yield "Evidence: a form that you may not see"
    yield from _time_notes(wording, event, case, times)
    if event.id in case.undone:
        yield f"Undone by event {case.undone[event.id]}: this no longer counts"


def _time_notes(
    wording: Wording, event: Event, case: Case, times: Sequence[TimeChange]
) -> Iterator[str]:
    """Yield when the event was entered, and what its time was before each correction."""
    happened = case.times.get(event.id, event.at)
    delay = event.recorded - happened
    was_late = event.recorded - event.at > RECORDED_LATER
    if was_late and delay > RECORDED_LATER:
        # Not `Recorded`: that is the verb of an event that records facts.
        yield f"Entered {wording.moment(event.recorded)}, {date_text.length(delay)} later"
    elif was_late and delay < timedelta(0):
        yield f"Entered on a clock that was slow: it showed {wording.moment(event.recorded)}"
    if event.id in case.times:
        moves = [f"{wording.moment(one.to)} by event {one.by}" for one in times]
        to = f"; then {', then '.join(moves)}" if moves else ""
        yield f"Time corrected: it was recorded with {wording.moment(event.at)}{to}"


def paper_event(
    wording: Wording,
    seen: VisibleEvent,
    case: Case,
    reader: str | None,
    *,
    changes: Sequence[FactChange],
    times: Sequence[TimeChange] = (),
) -> PaperEvent:
    """Return the same entry for a printed history."""
    event = seen.event
    return PaperEvent(
        number=str(event.id),
        when=happened_text(wording, event, case),
        who=wording.signature(event),
        what=text_of(sentence(wording, event)),
        notes=tuple(_notes(wording, seen, case, reader, changes=changes, times=times)),
    )


def verify_screen(results: Sequence[Verification], has_index: bool) -> Blocks:
    """Return for each history whether it is intact, and what the check cannot show.

    `has_index`: there is an index, with which the end of each history was compared.
    """
    blocks: list[Block] = [BLANK]
    if results:
        rows = [_verification_row(result) for result in results]
        blocks += [labelled_table(HISTORIES, rows), BLANK]
    blocks.append(_verification_summary(results))
    if results:
        checked, limit = _limits(has_index)
        blocks.append(line(checked, indent=1))
        blocks.append(line(limit, *_comparison(results), indent=1))
    return tuple(blocks)


def _limits(has_index: bool) -> tuple[str, str]:
    """Return what was checked, and what the check cannot show."""
    checked = (
        "Checked: that no event was changed (by its checksum), that the rules allowed each event, "
        "and that each history agrees with the index, the list of all cases on this computer."
    )
    limit = (
        "This check does not notice if someone changed the histories and the index together so "
        "that they still match."
    )
    if not has_index:
        checked = (
            "Checked: that no event was changed (by its checksum), and that the rules allowed each "
            "event. Because the index is missing (the list of all cases on this computer), it is "
            "not noticed if a case or the end of a history was removed."
        )
        limit = "A person who can change a history can also change its checksums."
    notice = "To notice this, write the checksum down elsewhere and compare it later"
    return checked, f"{limit} {notice}"


def _comparison(results: Sequence[Verification]) -> Words:
    """Return the command that compares a checksum written down earlier: of the first such case."""
    for result in results:
        if result.head:
            against = (("against", head_code(result.head)),)
            return words(": ", Suggestion("case verify", result.case, options=against))
    return words(".")


def _verification_summary(results: Sequence[Verification]) -> Block:
    bad = sum(not result.ok for result in results)
    if bad:
        count = Span(f"{bad} of {count_text(len(results), 'case')} damaged.", "late")
        return line(count, " Stop using the case and call your administrator.", indent=1)
    verb = "is" if len(results) == 1 else "are"
    return line(f"{count_text(len(results), 'case')} {verb} intact.", indent=1)


def _verification_row(result: Verification) -> Row:
    word = Span("ok", "good") if result.ok else Span("DAMAGED", "late")
    head = head_code(result.head) if result.head else ""
    notes = (result.problem,) if result.problem else result.notes
    return row(result.case, word, str(result.events), head, notes=notes)
