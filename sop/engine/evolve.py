"""The state of a case as the fold of its events (event sourcing).

Folding judges nothing: what is in the history was accepted. Undone events are left out. The starts
of tracks and the automatic closing follow from events and are not events themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sop.engine.assignments import apply_assignment, end_assignment
from sop.engine.evaluate import evaluate_gate
from sop.engine.interrupted_visits import chain_after_interrupt, chain_after_outcome
from sop.engine.transition_table import interrupt_trigger, lookup, outcome_trigger, resumed_step
from sop.model.case_state import (
    ActionRecord,
    Case,
    FactRecord,
    TrackState,
    Visit,
    VoidRecord,
)
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.events import (
    ASSIGNMENTS,
    ActionDone,
    ActionWaived,
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
from sop.model.fact import NOT_KNOWN
from sop.model.value import replace

STARTS_NOTHING = (
    NoteWritten,
    *ASSIGNMENTS,
    CaseLinked,
    CaseClosed,
    CaseVoided,
    VoidConsented,
    IncidentChanged,
    CaseLabelled,
    TimeCorrected,
)
"""Events that no condition reads: after them no track starts and no case closes automatically."""

# Paths of events are split here and not wrapped in DottedPath: a replay splits one per event.


def evolve(definition: Definition, events: Iterable[Event], case_id: str = "") -> Case:
    """Return the case after these events; events that a later one undid are left out."""
    history = tuple(events)
    undone, times = map_corrections(history), map_corrected_times(history)
    case = Case(id=case_id)
    for event in _apply_corrections(history, undone, times):
        case = apply_event(definition, case, event)
    version = history[-1].id if history else 0  # of the last event, also if it was undone
    return replace(case, version=version, undone=undone, times=times)


def list_effective_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events that count, each at the time to which it was corrected."""
    history = tuple(events)
    undone, times = map_corrections(history), map_corrected_times(history)
    return tuple(_apply_corrections(history, undone, times))


def _apply_corrections(
    history: tuple[Event, ...], undone: Mapping[int, int], times: Mapping[int, datetime]
) -> Iterator[Event]:
    for event in history:
        if event.id in undone:
            continue
        yield replace(event, at=times[event.id]) if event.id in times else event


def map_corrections(events: Iterable[Event]) -> Mapping[int, int]:
    """Return the ID of each undone event -> the ID of the event that undid it."""
    return {event.body.event: event.id for event in events if isinstance(event.body, EventUndone)}


def map_corrected_times(events: Iterable[Event]) -> Mapping[int, datetime]:
    """Return the ID of each event whose time was corrected -> when it happened, the latest word."""
    history = tuple(events)
    found = [event for event in history if isinstance(event.body, TimeCorrected)]
    if not found:  # speed: nearly every history
        return {}
    undone = map_corrections(history)
    times: dict[int, datetime] = {}
    for event in found:
        if event.id not in undone and isinstance(event.body, TimeCorrected):
            times.update(event.body.times)
    return times


def apply_event(definition: Definition, case: Case, event: Event) -> Case:
    """Return the case after one more event.

    Tracks start and the case closes where the rules say so. Due times come last, because they can
    belong to tracks that the event started.
    """
    case = replace(_apply_body(definition, case, event), version=event.id)
    if not isinstance(event.body, STARTS_NOTHING):
        case = _start_tracks(definition, case, event)
    return with_due_times(case, event.dues)


def _apply_body(definition: Definition, case: Case, event: Event) -> Case:
    match event.body:
        case CaseOpened():
            return _open_case(definition, case, event, event.body)
        case ActionDone():
            return _do_action(definition, case, event, event.body)
        case ActionWaived(action):
            return _record_action(case, action, _waiver_of(event))
        case OutcomeTaken():
            return _take_outcome(definition, case, event, event.body)
        case InterruptRaised():
            return _raise_interrupt(definition, case, event, event.body)
        case FactsRecorded(facts, True):
            return _correct_facts(definition, case, event, facts)
        case FactsRecorded(facts):
            return _record_facts(definition, case, event, facts)
    if isinstance(event.body, ASSIGNMENTS):
        return apply_assignment(case, event, event.body)
    return _apply_to_file(case, event)


def _apply_to_file(case: Case, event: Event) -> Case:
    """Return the case after an event about the case as a file, which no condition reads.

    Notes and corrections change nothing: what is undone was left out before.
    """
    match event.body:
        case CaseClosed():
            return replace(case, closed_at=event.at)
        case CaseLinked(other) if other not in case.links:
            return replace(case, links=(*case.links, other))
        case CaseVoided(duplicate_of):
            return replace(case, voided=VoidRecord(event.id, event.at, event.as_, duplicate_of))
        case IncidentChanged(incident):
            return replace(case, incident=incident)
        case CaseLabelled():
            return _label_case(case, event.body)
    return case


def _label_case(case: Case, body: CaseLabelled) -> Case:
    label = None if body.clears else case.label
    references = () if body.clears else case.references
    added = dict.fromkeys((*references, *body.references))
    return replace(case, label=body.label or label, references=tuple(added))


def _open_case(definition: Definition, case: Case, event: Event, body: CaseOpened) -> Case:
    facts = definition.facts.values()
    initial = {fact.id: fact.initially for fact in facts if fact.initially is not None}
    case = replace(
        case,
        workflow=body.workflow,
        definition=body.definition,
        opened_at=event.at,
        opened_as=event.as_,
        incident=body.incident,
        tracks={track: TrackState() for track in definition.tracks},
    )
    case = _record_facts(definition, case, event, {**initial, **body.facts})
    return _mark_assumed(case, initial.keys() - body.facts.keys())


def _mark_assumed(case: Case, names: Iterable[str]) -> Case:
    """Return the case with these facts marked: no one stated them at the opening."""
    assumed = {name: replace(case.facts[name], assumed=True) for name in names}
    return replace(case, facts={**case.facts, **assumed})


def _do_action(definition: Definition, case: Case, event: Event, body: ActionDone) -> Case:
    record = ActionRecord(
        state="done",
        event=event.id,
        at=event.at,
        as_=event.as_,
        by=event.by,
        facts=dict(body.facts),
        form=body.form,
        note=body.note,
        home=event.home,
        reported_by=event.reported_by,
    )
    case = _record_action(case, body.action, record)
    track, step, _ = body.action.split(".")
    origin = (track, step, case.tracks[track].visits[step].number)
    return _record_facts(definition, case, event, body.facts, origin=origin)


def _waiver_of(event: Event) -> ActionRecord:
    return ActionRecord(
        state="waived",
        event=event.id,
        at=event.at,
        as_=event.as_,
        by=event.by,
        home=event.home,
        reported_by=event.reported_by,
    )


def _record_facts(
    definition: Definition,
    case: Case,
    event: Event,
    facts: Mapping[str, Value],
    *,
    origin: tuple[str, str, int] | None = None,
) -> Case:
    if not facts:
        return case
    records = {
        name: FactRecord(
            value,
            event.id,
            event.at,
            as_=event.as_,
            origin=origin,
            since_event=_find_first_event(case.facts.get(name), event, value),
            home=event.home,
            reported_by=event.reported_by,
        )
        for name, value in facts.items()
    }
    if NOT_KNOWN in facts.values() or case.not_known:
        return _record_answers(definition, case, records)
    return replace(case, facts={**case.facts, **records})


def _find_first_event(earlier: FactRecord | None, event: Event, value: Value) -> int:
    """Return the event since which the fact has had this value."""
    if earlier is None or earlier.value != value:
        return event.id
    return earlier.since_event or earlier.event


def _record_answers(definition: Definition, case: Case, records: Mapping[str, FactRecord]) -> Case:
    """Record values and answers "not known". Such an answer never replaces a value."""
    values, not_known = dict(case.facts), dict(case.not_known)
    for name, record in records.items():
        if not definition.facts[name].is_not_known(record.value):
            values[name] = record
            not_known.pop(name, None)
        elif name not in values:
            not_known[name] = record
    return replace(case, facts=values, not_known=not_known)


def _correct_facts(
    definition: Definition, case: Case, event: Event, facts: Mapping[str, Value]
) -> Case:
    """Record the values; each fact keeps the visit that first recorded it."""
    for name, value in facts.items():
        earlier = case.facts.get(name) or case.not_known.get(name)
        origin = None if earlier is None else earlier.origin
        case = _record_facts(definition, case, event, {name: value}, origin=origin)
    return case


def _record_action(case: Case, action: str, record: ActionRecord) -> Case:
    track, step, name = action.split(".")
    visit = end_assignment(case.tracks[track].visits[step], name)
    return _with_visit(case, track, replace(visit, actions={**visit.actions, name: record}))


def _with_visit(case: Case, track: str, visit: Visit) -> Case:
    state = case.tracks[track]
    return _with_track(case, track, replace(state, visits={**state.visits, visit.step: visit}))


def _with_track(case: Case, track: str, state: TrackState) -> Case:
    return replace(case, tracks={**case.tracks, track: state})


def _take_outcome(definition: Definition, case: Case, event: Event, body: OutcomeTaken) -> Case:
    track_id, step, name = body.outcome.split(".")
    state = case.tracks[track_id]
    resumes = resumed_step(definition.outcome(body.outcome), state)
    trigger = outcome_trigger(step, name, resumes)
    to = lookup(definition.tracks[track_id])[step, trigger]
    state = replace(state, interrupted=chain_after_outcome(state.interrupted, resumes is not None))
    if resumes is not None:
        # The same visit continues: what was done stays done, its clocks kept running.
        state = replace(state, step=to, resumed_at=event.at, resumed_in=event.id)
        return _with_track(case, track_id, state)
    state = enter_step(definition, track_id, state, step=to, at=event.at, event=event.id)
    return _with_track(case, track_id, state)


def _raise_interrupt(
    definition: Definition, case: Case, event: Event, body: InterruptRaised
) -> Case:
    track_id, interrupt = body.interrupt.split(".")
    track, state = definition.tracks[track_id], case.tracks[track_id]
    assert state.step is not None  # decide refuses an interrupt of a track that waits
    to = lookup(track)[state.step, interrupt_trigger(interrupt)]
    left, target = track.steps[state.step], track.steps[to]
    chain = chain_after_interrupt(definition.meaning, state.interrupted, left=left, to=target)
    state = replace(state, interrupted=chain)
    state = enter_step(definition, track_id, state, step=to, at=event.at, event=event.id)
    return _record_facts(definition, _with_track(case, track_id, state), event, body.facts)


def enter_step(
    definition: Definition, track: str, state: TrackState, *, step: str, at: datetime, event: int
) -> TrackState:
    """Return the track in a new visit of the step; at an end step the track has ended."""
    earlier = state.visits.get(step)
    number = 1 if earlier is None else earlier.number + 1
    visit = Visit(step, number, at, event)
    is_end = definition.tracks[track].steps[step].end
    return replace(
        state,
        status="ended" if is_end else "running",
        step=step,
        visits={**state.visits, step: visit},
        resumed_at=None,
        resumed_in=None,
    )


def _start_tracks(definition: Definition, case: Case, event: Event) -> Case:
    """Start the waiting tracks whose `starts` holds, in file order, until nothing changes.

    A track that started can make another one start (fixpoint). Then the case may be over.
    """
    has_changed = True
    while has_changed:
        has_changed = False
        for track in definition.tracks.values():
            state = case.tracks[track.id]
            if state.status != "waiting":
                continue
            if evaluate_gate(definition, case, track.starts) is True:
                first = track.first.id
                state = enter_step(
                    definition, track.id, state, step=first, at=event.at, event=event.id
                )
                case = _with_track(case, track.id, state)
                has_changed = True
    if definition.closing is not None or case.is_closed:
        return case
    if are_all_tracks_over(definition, case):
        return replace(case, closed_at=event.at)
    return case


def are_all_tracks_over(definition: Definition, case: Case) -> bool:
    """Whether every started track has ended and no waiting track can still start."""
    for track, state in case.tracks.items():
        if state.status == "running":
            return False
        if state.status == "waiting":
            starts = definition.tracks[track].starts
            if evaluate_gate(definition, case, starts) is not False:
                return False
    return True


def with_due_times(case: Case, dues: Mapping[str, datetime | None]) -> Case:
    """Return the case with these due times in the latest visit of each step; None removes one."""
    for path, due in dues.items():
        track, step = path.split(".")[:2]
        visit = case.tracks[track].visits.get(step)
        if visit is None:
            continue
        visit_dues = {name: when for name, when in visit.dues.items() if name != path}
        if due is not None:
            visit_dues[path] = due
        case = _with_visit(case, track, replace(visit, dues=visit_dues))
    return case
