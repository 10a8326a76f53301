"""What a correction of a fact, or a change of it from now on, means for the events of the case.

The later events are decided again, each at its place and with its own times: with the new value,
and with the fact unknown. The events that the history keeps are applied in any case, so that each
is judged at its own place and not for the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sop.engine.condition_state import may_see
from sop.engine.deadlines import restore_due_times
from sop.engine.decide import judge
from sop.engine.decide.corrections import ALWAYS_ACCEPTED, path_of
from sop.engine.decide.event_command import command_of
from sop.engine.decision_context import Situation
from sop.engine.evaluate import find_read_facts
from sop.engine.evolve import apply_event, list_effective_events, with_due_times
from sop.engine.private_rules import find_private_rules
from sop.engine.transition_table import resumed_step
from sop.model.case_state import Case
from sop.model.commands import Command
from sop.model.condition import Condition, Value
from sop.model.definition import BACK, Action, Definition
from sop.model.dotted_path import DottedPath
from sop.model.events import (
    ActionDone,
    ActionWaived,
    Body,
    CaseClosed,
    CaseOpened,
    Event,
    FactsRecorded,
    InterruptRaised,
    OutcomeTaken,
)
from sop.model.refusal import Refusal
from sop.model.value import replace, value

BODIES_WITH_FACTS = CaseOpened | ActionDone | FactsRecorded | InterruptRaised


@value
class RefusedEvent:
    """A later event that would no longer be accepted at its place, with the codes of the reasons.

    No code: it would be accepted and write something else.
    """

    id: int
    codes: tuple[str, ...] = ()


@value
class LaterEvents:
    """`refused` would no longer be accepted; `rested` would not be accepted without the value."""

    refused: tuple[RefusedEvent, ...] = ()
    rested: tuple[int, ...] = ()


def find_later_events(
    at: Situation, history: Sequence[Event], change: Event, values: Mapping[str, Value]
) -> LaterEvents:
    """Return what the change means for the events of the history.

    `at.case` is the case before the change, and `at.as_` who makes it: an event whose rules read a
    fact that this stakeholder may not see is left out. `change` corrects or changes the facts of
    `values`.
    """
    events = list_effective_events(history)
    sources = _find_sources(at.case, events, values)
    if not sources:
        return LaterEvents()
    is_correction = isinstance(change.body, FactsRecorded) and change.body.correction
    altered = _Replay(at, Case(id=at.case.id))
    forgetful = _Replay(at, Case(id=at.case.id))
    original = _Replay(at, Case(id=at.case.id))
    refused: list[RefusedEvent] = []
    rested: list[int] = []
    is_changed = False
    for event in events:
        if not is_correction and not is_changed and event.at > change.at:
            altered, is_changed = altered.apply(change, None), True
        corrected = _with_values(event, sources, values if is_correction else {})
        without = _with_values(event, sources, dict.fromkeys(values))
        is_later = event.id > min(sources.values()) and _is_visible(at, event)
        if is_later and original.codes_of(event) == ():
            codes = altered.codes_of(corrected)
            if codes != ():
                refused.append(RefusedEvent(event.id, codes or ()))
            if forgetful.codes_of(without) != ():
                rested.append(event.id)
        original = original.apply(event, None)
        altered = altered.apply(corrected, original.case)
        forgetful = forgetful.apply(without, original.case)
    return LaterEvents(tuple(refused), tuple(rested))


def _find_sources(
    case: Case, events: Iterable[Event], values: Mapping[str, Value]
) -> dict[str, int]:
    """Return for each fact with a value the event that recorded it, before any correction."""
    sources: dict[str, int] = {}
    for event in events:
        body = event.body
        if not isinstance(body, BODIES_WITH_FACTS):
            continue
        is_correction = isinstance(body, FactsRecorded) and body.correction
        for name in body.facts.keys() & values.keys() & case.facts.keys():
            if not is_correction:
                sources[name] = event.id
    return sources


def _with_values(
    event: Event, sources: Mapping[str, int], values: Mapping[str, Value | None]
) -> Event:
    """Return the event with these values where it is their source; a later correction loses them.

    None: the event does not record the fact.
    """
    body = event.body
    if not isinstance(body, BODIES_WITH_FACTS):
        return event
    facts = dict(body.facts)
    for name, new in values.items():
        source = sources.get(name)
        if name not in facts or source is None or event.id < source:
            continue
        if event.id == source and new is not None:
            facts[name] = new
        else:
            del facts[name]
    return replace(event, body=replace(body, facts=facts))


@value
class _Replay:
    """One course of the history, at one moment."""

    at: Situation
    case: Case

    def codes_of(self, event: Event) -> tuple[str, ...] | None:
        """Return the codes of the refusal of the event; () where it is accepted as it is.

        None where it would be accepted and write something else.
        """
        if isinstance(event.body, ALWAYS_ACCEPTED):
            return ()
        if isinstance(event.body, FactsRecorded) and not event.body.facts:
            return ()
        decision = self._decide(event, command_of(event))
        if isinstance(decision, Refusal):
            return tuple(dict.fromkeys(decision.codes))
        if isinstance(event.body, FactsRecorded):
            return ()
        return () if _is_written_as(decision, event.body) else None

    def _decide(self, event: Event, command: Command) -> Refusal | tuple[Event, ...]:
        found = judge(
            self.at.definition,
            self.case,
            command,
            # A corrected time may lie after the recorded one, where the clock was behind.
            now=max(event.recorded, event.at),
            history=(),
            calendar=self.at.calendar,
        )
        return found if isinstance(found, Refusal) else found.events

    def apply(self, event: Event, original: Case | None) -> _Replay:
        """Return the course after the event. An event that has no place in it changes nothing.

        `original`: the case after it in the real course, from which due times are kept.
        """
        definition = self.at.definition
        if not _has_place(definition, self.case, event):
            return self
        case = apply_event(definition, self.case, event)
        if original is not None:
            dues = restore_due_times(definition, original, case, self.at.make_counter())
            case = with_due_times(case, dues)
        return replace(self, case=case)


def _is_written_as(written: tuple[Event, ...], body: Body) -> bool:
    """Whether the events have this body alone. Facts of an interrupt may have been corrected."""
    bodies = tuple(one.body for one in written)
    if isinstance(body, InterruptRaised):
        bodies = tuple(
            replace(one, facts=body.facts) if isinstance(one, InterruptRaised) else one
            for one in bodies
        )
    return bodies == (body,)


def _has_place(definition: Definition, case: Case, event: Event) -> bool:
    """Whether the steps of the case let the event be applied, accepted or not."""
    body = event.body
    match body:
        case ActionDone(action) | ActionWaived(action):
            path = DottedPath(action)
            return path.step in case.tracks[path.track].visits
        case OutcomeTaken(outcome):
            taken, path = definition.outcome(outcome), DottedPath(outcome)
            state = case.tracks[path.track]
            is_lost = taken.to == BACK and resumed_step(taken, state) is None
            return state.step == path.step and not is_lost
        case InterruptRaised(interrupt):
            state = case.tracks[DottedPath(interrupt).track]
            return state.step in definition.interrupt(interrupt).sources
    return True


def _is_visible(at: Situation, event: Event) -> bool:
    """Whether the stakeholder may see every fact that decides about the event."""
    private = find_private_rules(at.definition, at.as_)
    path = path_of(event)
    if private.hides(path) or (isinstance(event.body, CaseClosed) and private.closing):
        return False
    return all(may_see(at, fact) for fact in _list_read_facts(at.definition, event))


def _list_read_facts(definition: Definition, event: Event) -> Iterable[str]:
    """Yield the facts that the rules of the event read, its track's start and hold included."""
    lines: list[Condition] = []
    match event.body:
        case ActionDone(action) | ActionWaived(action):
            lines += _list_action_lines(definition, definition.action(action))
        case OutcomeTaken(outcome):
            taken = definition.outcome(outcome)
            lines += taken.when
            for required in definition.step_at(outcome).actions.values():
                lines += required.when
            if taken.wait is not None and taken.wait.from_fact is not None:
                yield taken.wait.from_fact
        case InterruptRaised(interrupt):
            lines += definition.interrupt(interrupt).when
        case CaseClosed():
            for track in definition.tracks.values():
                lines += track.starts
            lines += definition.closing.when if definition.closing else ()
    if isinstance(event.body, ActionDone | ActionWaived | OutcomeTaken | InterruptRaised):
        track = definition.track_at(path_of(event))
        lines += (*track.starts, *(track.on_hold_while or ()))
    for line in lines:
        yield from find_read_facts(definition, line)


def _list_action_lines(definition: Definition, action: Action) -> list[Condition]:
    earlier = [definition.step_at(action.path).actions[name] for name in action.after]
    return [*action.when, *action.only_if, *(line for one in earlier for line in one.when)]
