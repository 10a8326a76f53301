"""An event of a case's history as a sentence: `Done: R1.1 Inform the office`.

The timeline, the result of a write and the debrief use it. The value of a private fact is never
shown, and a note only to those it is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import assert_never

from sop.casework.time_changes import ClockShift
from sop.model.case_state import Case
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.dotted_path import DottedPath
from sop.model.events import (
    ASSIGNMENTS,
    ActionDone,
    ActionWaived,
    Assigned,
    AssignmentAccepted,
    AssignmentReturned,
    CaseClosed,
    CaseLabelled,
    CaseLinked,
    CaseOpened,
    CaseVoided,
    Event,
    EventUndone,
    FactsRecorded,
    IncidentChanged,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
    TimeCorrected,
    VoidConsented,
)
from sop.views import date_text
from sop.views.labels import Wording
from sop.views.sanitize import clean_lines
from sop.views.terminal.blocks import Span, Words, words

# What happened, and the same after `Would`.
VERBS: Mapping[type, tuple[str, str]] = {
    CaseOpened: ("Opened", "open"),
    ActionDone: ("Done", "do"),
    ActionWaived: ("Waived", "waive"),
    Assigned: ("Assigned", "assign"),
    AssignmentAccepted: ("Accepted", "accept"),
    AssignmentReturned: ("Handed back", "hand back"),
    OutcomeTaken: ("Advanced", "advance"),
    InterruptRaised: ("Raised", "raise"),
    FactsRecorded: ("Recorded", "record"),
    CaseClosed: ("Closed", "close"),
    EventUndone: ("Undone", "undo"),
    CaseLinked: ("Linked", "link"),
    CaseVoided: ("Made void", "make void"),
    VoidConsented: ("Agreed", "agree"),
    IncidentChanged: ("Incident changed", "change the incident"),
    CaseLabelled: ("Labelled", "label"),
    TimeCorrected: ("Time corrected", "correct the time"),
    NoteWritten: ("Note added", "add a note"),
}
SHORTEST_RUN = 3
"""Numbers in a row that are written as the first and the last: `2, 3`, but `2 to 4`."""
CORRECTED = ("Corrected", "correct")  # facts whose earlier value was wrong
CHANGED = ("Changed from now on", "change from now on")  # facts whose earlier value was right


def sentence(wording: Wording, event: Event, would: bool = False) -> Words:
    """Return what the event did; with `would` what it would do."""
    past, infinitive = _verb(event)
    verb = f"Would {infinitive}" if would else past
    return words(Span(verb, "strong"), f": {_object(wording, event)}")


def happened_text(wording: Wording, event: Event, case: Case) -> str:
    """Return when the event happened, as it was corrected; the mark of that is a note."""
    return wording.moment(case.times.get(event.id, event.at))


def _verb(event: Event) -> tuple[str, str]:
    if isinstance(event.body, FactsRecorded) and event.body.correction:
        return CORRECTED
    if isinstance(event.body, FactsRecorded) and event.body.from_now:
        return CHANGED
    past, infinitive = VERBS[type(event.body)]
    if isinstance(event.body, TimeCorrected) and event.body.shift is not None:
        by = f" by {_shift_text(event.body.shift)}"
        return past + by, infinitive + by
    return past, infinitive


def _object(wording: Wording, event: Event) -> str:
    definition = wording.definition
    if isinstance(event.body, ASSIGNMENTS):
        return _assignment_text(wording, event.body)
    match event.body:
        case CaseOpened(workflow, version):
            return f"a case of {workflow} {version}"
        case ActionDone(action) | ActionWaived(action):
            model = definition.action(action)
            return f"{model.code} {model.title}"
        case OutcomeTaken(outcome, to):
            path = DottedPath(outcome)
            move = _move_text(definition, path.track, path.step, to)
            return f'{move}, outcome "{path.name}"'
        case InterruptRaised(interrupt, left, _):
            raised = definition.interrupt(interrupt)
            move = _move_text(definition, DottedPath(interrupt).track, left, raised.to)
            return f'{move}, interrupt "{raised.title or raised.id}"'
        case FactsRecorded(facts):
            return facts_text(wording, facts)
        case CaseLabelled():
            return _label_text(event.body)
        case NoteWritten(readers=readers):
            return _readers_text(wording, readers)
        case _:
            return _file_text(wording, event.body)


def _assignment_text(
    wording: Wording, body: Assigned | AssignmentAccepted | AssignmentReturned
) -> str:
    """Return `R1.1 "Inform the office", to N. Dlamini`; a private action is not named."""
    if body.action == "":
        return "an action that you may not see"
    what = "the whole case"
    if body.action is not None:
        action = wording.definition.action(body.action)
        what = f'{action.code} "{action.title}"'
    if isinstance(body, Assigned):
        return f"{what}, to {body.person or 'no one any more'}"
    return what


def _file_text(
    wording: Wording,
    body: CaseClosed
    | EventUndone
    | CaseLinked
    | CaseVoided
    | VoidConsented
    | IncidentChanged
    | TimeCorrected,
) -> str:
    """Return what an event about the case as a file did, without its verb."""
    match body:
        case CaseClosed():
            return "the case"
        case EventUndone(number):
            return f"event {number}"
        case CaseLinked(other):
            return f"case {other} is related to this one"
        case CaseVoided(None):
            return "the case, which should not have been opened"
        case CaseVoided(other):
            return f"the case, a duplicate of case {other}"
        case VoidConsented():
            return "to making the case void"
        case IncidentChanged(None):
            return "the case belongs to no incident"
        case IncidentChanged(incident):
            return f"the case belongs to incident {incident}"
        case TimeCorrected():
            return _times_text(wording, body)
    assert_never(body)


def _times_text(wording: Wording, corrected: TimeCorrected) -> str:
    if not corrected.also:
        return f"event {corrected.event} happened on {wording.moment(corrected.to)}"
    events = f"events {_ranges_text(sorted(corrected.times))}"
    if corrected.shift is None:  # written before events had it
        return f"{events} happened at another time"
    return events


def _shift_text(shift: timedelta) -> str:
    """Return `+3 h` or `-45 min`."""
    sign = "-" if shift < timedelta(0) else "+"
    return f"{sign}{date_text.length(abs(shift))}"


def _ranges_text(numbers: Sequence[int]) -> str:
    """Return `2 to 5, 7`: ascending numbers, with runs of three and more shortened."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(map(_run_text, runs))


def _run_text(run: Sequence[int]) -> str:
    if len(run) < SHORTEST_RUN:
        return ", ".join(map(str, run))
    return f"{run[0]} to {run[-1]}"


def clock_shift_text(shift: ClockShift) -> str:
    """Return `Events 1 to 8 were recorded on a clock that was 3 h slow: corrected by event 9`."""
    events, were = f"Events {_ranges_text(shift.events)}", "were"
    if len(shift.events) == 1:
        events, were = f"Event {shift.events[0]}", "was"
    wrong = "fast" if shift.length < timedelta(0) else "slow"
    length = date_text.length(abs(shift.length))
    return (
        f"{events} {were} recorded on a clock that was {length} {wrong}: corrected by event "
        f"{shift.by}."
    )


def _label_text(body: CaseLabelled) -> str:
    """Return what changed, each part apart: `"person 3"; reference CAS 12/3/2026`."""
    parts = ["the earlier label and references do not hold any more"] if body.clears else []
    if body.label:
        parts.append(f'the case is "{body.label}"')
    parts += [f"reference {one}" for one in body.references]
    return "; ".join(parts)


def _readers_text(wording: Wording, readers: tuple[str, ...]) -> str:
    if not readers:
        return "visible to everyone on the case"
    return f"visible to {' and '.join(map(wording.short, readers))} only"


def _move_text(definition: Definition, track: str, left: str, entered: str) -> str:
    steps = definition.tracks[track].steps
    here, there = steps[left], steps[entered]
    return f"{here.code} {here.title} -> {there.code} {there.title}"


def facts_text(wording: Wording, facts: Mapping[str, Value]) -> str:
    """Return `injured: yes; sold_abroad: no`."""
    return "; ".join(f"{name}: {wording.value(name, value)}" for name, value in facts.items())


def details(wording: Wording, event: Event, reader: str | None = None) -> Iterator[str]:
    """Yield the lines under the sentence: facts, incident, form, note and reason.

    `reader` is the stakeholder who looks; None: no stakeholder.
    """
    body = event.body
    if isinstance(body, ActionDone | CaseOpened | InterruptRaised) and body.facts:
        yield f"Facts: {facts_text(wording, body.facts)}"
    if isinstance(body, CaseOpened) and body.incident:
        yield f"Incident: {body.incident}"
    if isinstance(body, ActionDone):
        if body.form:
            yield "Evidence: the form is kept with this event"
        if body.note:
            yield from _lines("Note: ", body.note)
    if isinstance(body, NoteWritten):
        yield from _note_lines(body, event, reader)
    if event.why:
        yield from _lines("Why: ", event.why)


def _note_lines(note: NoteWritten, event: Event, reader: str | None) -> Iterator[str]:
    if not note.readers or reader in (*note.readers, event.as_):
        yield from _lines("Note: ", note.text)
    else:
        yield "(You may not read the text of this note.)"


def _lines(label: str, text: str) -> Iterator[str]:
    first, *rest = clean_lines(text) or ("",)
    yield label + first
    yield from (" " * len(label) + line for line in rest)
