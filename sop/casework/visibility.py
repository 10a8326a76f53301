"""Which facts, notes and forms of a case a stakeholder may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sop.engine.private_rules import PrivateRules, find_private_rules, may_see_fact
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.events import (
    ASSIGNMENTS,
    ActionDone,
    CaseOpened,
    Event,
    EventUndone,
    FactsRecorded,
    InterruptRaised,
    NoteWritten,
    TimeCorrected,
)
from sop.model.value import value

HIDDEN = ""
"""In place of an action and a person that the viewer may not see; None means the case."""


def filter_facts(
    definition: Definition, facts: Mapping[str, Value], viewer: str | None
) -> dict[str, Value]:
    """Return the facts that the viewer may see."""
    return {name: value for name, value in facts.items() if may_see_fact(definition, name, viewer)}


def may_read(event: Event, note: NoteWritten, viewer: str | None) -> bool:
    """Whether the viewer may read the note: as a reader, as its writer, or if it is for all."""
    return not note.readers or viewer in note.readers or viewer == event.as_


@value
class VisibleEvent:
    """An event as the viewer may see it: hidden parts are removed and named.

    That of a private action neither names the action nor the person, where it is assigned.

    The remark and the reason of an event that records or corrects a fact are for those who may see
    the fact: such words repeat it.
    """

    event: Event
    hidden_facts: tuple[str, ...] = ()
    hidden_note: bool = False
    hidden_form: bool = False
    hidden_why: bool = False
    hidden_assignment: bool = False


def filter_events(
    definition: Definition, events: Iterable[Event], viewer: str | None
) -> tuple[VisibleEvent, ...]:
    """Return the history as the viewer may see it."""
    private = find_private_rules(definition, viewer)
    restricted: set[int] = set()  # events that record or correct a fact that is not the viewer's
    found: list[VisibleEvent] = []
    for event in events:
        seen = _filter_dues(_filter_event(definition, event, viewer), private)
        seen = _hide_assignment(seen, private)
        if (
            seen.hidden_assignment
            or seen.hidden_facts
            or not restricted.isdisjoint(_corrected_events(event))
        ):
            restricted.add(event.id)
            seen = _without_words(seen)
        found.append(seen)
    return tuple(found)


def _hide_assignment(seen: VisibleEvent, private: PrivateRules) -> VisibleEvent:
    """Return the event without the action and the person, if the action is private."""
    body = seen.event.body
    if not isinstance(body, ASSIGNMENTS) or body.action is None or not private.hides(body.action):
        return seen
    event = replace(seen.event, body=replace(body, action=HIDDEN, person=HIDDEN))
    return replace(seen, event=event, hidden_assignment=True)


def _corrected_events(event: Event) -> tuple[int, ...]:
    """Return the IDs of the events that this one corrects; none for other events."""
    match event.body:
        case EventUndone(number):
            return (number,)
        case TimeCorrected() as corrected:
            return tuple(corrected.times)
    return ()


def _without_words(seen: VisibleEvent) -> VisibleEvent:
    """Return the event without its reason and its remark."""
    body = seen.event.body
    hides_note = isinstance(body, ActionDone) and body.note is not None
    if isinstance(body, ActionDone):
        body = replace(body, note=None)
    return replace(
        seen,
        event=replace(seen.event, body=body, why=None),
        hidden_note=hides_note,
        hidden_why=seen.event.why is not None,
    )


def filter_dues(
    dues: Mapping[str, datetime | None], private: PrivateRules
) -> dict[str, datetime | None]:
    """Return the due times that no private fact decides."""
    return {path: due for path, due in dues.items() if not private.hides_due(path)}


def _filter_dues(seen: VisibleEvent, private: PrivateRules) -> VisibleEvent:
    dues = filter_dues(seen.event.dues, private)
    if len(dues) == len(seen.event.dues):
        return seen
    return replace(seen, event=replace(seen.event, dues=dues))


def _filter_event(definition: Definition, event: Event, viewer: str | None) -> VisibleEvent:
    match event.body:
        case NoteWritten() as note if not may_read(event, note, viewer):
            return VisibleEvent(replace(event, body=replace(note, text="")), hidden_note=True)
        case ActionDone() as done:
            facts = filter_facts(definition, done.facts, viewer)
            may_see_form = viewer == event.as_ or viewer in definition.action(done.action).by
            shown = replace(done, facts=facts, form=done.form if may_see_form else None)
            return VisibleEvent(
                replace(event, body=shown),
                _list_hidden(done.facts, facts),
                hidden_form=shown.form != done.form,
            )
        case CaseOpened() | FactsRecorded() | InterruptRaised() as body:
            facts = filter_facts(definition, body.facts, viewer)
            shown_event = replace(event, body=replace(body, facts=facts))
            return VisibleEvent(shown_event, _list_hidden(body.facts, facts))
    return VisibleEvent(event)


def _list_hidden(facts: Mapping[str, Value], shown: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(name for name in facts if name not in shown)
