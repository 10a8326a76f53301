"""The case as the fold of its events. Starts of tracks and automatic closing follow from events; they are none.

Folding judges nothing: what is in the history has been accepted. Undone events are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sop.engine.evaluate import evaluate_gate
from sop.engine.transition_table import interrupt_trigger, lookup, outcome_trigger
from sop.model.case_state import ActionRecord, Case, FactRecord, TrackState, Visit
from sop.model.condition import Value
from sop.model.definition import BACK, Definition
from sop.model.events import (
    ActionDone,
    ActionWaived,
    CaseClosed,
    CaseLinked,
    CaseOpened,
    Event,
    EventUndone,
    FactsRecorded,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
)
from sop.model.value import replace


def evolve(definition: Definition, events: Iterable[Event], case_id: str = "") -> Case:
    """The case after these events, those undone by a later one left out."""
    history = tuple(events)
    undone = map_corrections(history)
    case = Case(id=case_id)
    for event in history:
        if event.id not in undone:
            case = apply_event(definition, case, event)
    return replace(case, version=history[-1].id if history else 0, undone=undone)


def map_corrections(events: Iterable[Event]) -> Mapping[int, int]:
    """Undone event -> the correction that undid it."""
    return {event.body.event: event.id for event in events if isinstance(event.body, EventUndone)}


def apply_event(definition: Definition, case: Case, event: Event) -> Case:
    """The case after one more event, tracks started and the case closed where the rules say so, due times kept."""
    case = replace(_apply_body(definition, case, event), version=event.id)
    if not isinstance(event.body, NoteWritten | CaseLinked | CaseClosed):
        case = _start_tracks(definition, case, event)
    return with_due_times(case, event.dues)


def _apply_body(definition: Definition, case: Case, event: Event) -> Case:
    match event.body:
        case CaseOpened():
            return _open_case(definition, case, event, event.body)
        case ActionDone(action, facts, form, note):
            done = ActionRecord(
                "done", event.id, event.at, event.as_, event.by, dict(facts), form, note
            )
            case = _record_action(case, action, done)
            track, step, _ = action.split(".")
            origin = (track, step, case.tracks[track].visits[step].number)
            return _record_facts(case, event, facts, origin)
        case ActionWaived(action):
            return _record_action(
                case, action, ActionRecord("waived", event.id, event.at, event.as_, event.by)
            )
        case OutcomeTaken():
            return _take_outcome(definition, case, event, event.body)
        case InterruptRaised():
            return _raise_interrupt(definition, case, event, event.body)
        case FactsRecorded(facts, correction):
            return (
                _correct_facts(case, event, facts)
                if correction
                else _record_facts(case, event, facts, None)
            )
        case CaseClosed():
            return replace(case, closed_at=event.at)
        case CaseLinked(other):
            return case if other in case.links else replace(case, links=(*case.links, other))
        case EventUndone() | NoteWritten():
            return case


def _open_case(definition: Definition, case: Case, event: Event, body: CaseOpened) -> Case:
    initial = {
        fact.id: fact.initially for fact in definition.facts.values() if fact.initially is not None
    }
    case = replace(
        case,
        workflow=body.workflow,
        definition=body.definition,
        opened_at=event.at,
        opened_as=event.as_,
        incident=body.incident,
        tracks={track: TrackState() for track in definition.tracks},
    )
    return _record_facts(case, event, {**initial, **body.facts}, None)


def _record_facts(
    case: Case, event: Event, facts: Mapping[str, Value], origin: tuple[str, str, int] | None
) -> Case:
    records = {
        name: FactRecord(value, event.id, event.at, event.as_, origin)
        for name, value in facts.items()
    }
    return replace(case, facts={**case.facts, **records})


def _correct_facts(case: Case, event: Event, facts: Mapping[str, Value]) -> Case:
    """A corrected value keeps the visit that it was recorded in."""
    for name, value in facts.items():
        earlier = case.facts.get(name)
        case = _record_facts(case, event, {name: value}, earlier.origin if earlier else None)
    return case


def _record_action(case: Case, action: str, record: ActionRecord) -> Case:
    track, step, name = action.split(".")
    visit = case.tracks[track].visits[step]
    return _with_visit(case, track, replace(visit, actions={**visit.actions, name: record}))


def _with_visit(case: Case, track: str, visit: Visit) -> Case:
    state = case.tracks[track]
    return _with_track(case, track, replace(state, visits={**state.visits, visit.step: visit}))


def _with_track(case: Case, track: str, state: TrackState) -> Case:
    return replace(case, tracks={**case.tracks, track: state})


def _take_outcome(definition: Definition, case: Case, event: Event, body: OutcomeTaken) -> Case:
    track_id, step, outcome = body.outcome.split(".")
    state = case.tracks[track_id]
    goes_back = definition.outcome(body.outcome).to == BACK
    trigger = outcome_trigger(step, outcome, state.remembered if goes_back else None)
    to = lookup(definition.tracks[track_id])[step, trigger]
    state = replace(state, remembered=None)
    if goes_back:  # the same visit goes on: what was done stays done, its clocks ran on
        return _with_track(case, track_id, replace(state, step=to))
    return _with_track(
        case, track_id, enter_step(definition, track_id, state, to, event.at, event.id)
    )


def _raise_interrupt(
    definition: Definition, case: Case, event: Event, body: InterruptRaised
) -> Case:
    track_id, interrupt = body.interrupt.split(".")
    track, state = definition.tracks[track_id], case.tracks[track_id]
    assert state.step is not None  # decide refuses an interrupt of a track that waits
    to = lookup(track)[state.step, interrupt_trigger(interrupt)]
    remembered = state.remembered if track.steps[state.step].resumes else state.step
    state = replace(state, remembered=remembered if track.steps[to].resumes else None)
    return _with_track(
        case, track_id, enter_step(definition, track_id, state, to, event.at, event.id)
    )


def enter_step(
    definition: Definition, track: str, state: TrackState, step: str, at: datetime, event: int
) -> TrackState:
    """The track in a new visit of the step; an end step ends it."""
    earlier = state.visits.get(step)
    visit = Visit(step, 1 if earlier is None else earlier.number + 1, at, event)
    is_end = definition.tracks[track].steps[step].end
    return replace(
        state,
        status="ended" if is_end else "running",
        step=step,
        visits={**state.visits, step: visit},
    )


def _start_tracks(definition: Definition, case: Case, event: Event) -> Case:
    """Waiting tracks whose `starts` holds start, in file order, until nothing changes; then the case may be over."""
    started = True
    while started:
        started = False
        for track in definition.tracks.values():
            state = case.tracks[track.id]
            if state.status == "waiting" and evaluate_gate(definition, case, track.starts) is True:
                case = _with_track(
                    case,
                    track.id,
                    enter_step(definition, track.id, state, track.first.id, event.at, event.id),
                )
                started = True
    if definition.closing is None and not case.is_closed and are_all_tracks_over(definition, case):
        return replace(case, closed_at=event.at)
    return case


def are_all_tracks_over(definition: Definition, case: Case) -> bool:
    """Every started track has ended, and no waiting track could still start."""
    return all(
        state.status == "ended"
        or (
            state.status == "waiting"
            and evaluate_gate(definition, case, definition.tracks[track].starts) is False
        )
        for track, state in case.tracks.items()
    )


def with_due_times(case: Case, dues: Mapping[str, datetime | None]) -> Case:
    """The case with these due times in the latest visit of each step that they belong to; None takes one away."""
    for path, due in dues.items():
        track, step = path.split(".")[:2]
        visit = case.tracks[track].visits.get(step)
        if visit is not None:
            kept = {name: when for name, when in visit.dues.items() if name != path}
            case = _with_visit(
                case, track, replace(visit, dues=kept if due is None else {**kept, path: due})
            )
    return case
