"""Which later event corrected or changed a fact, and which action recorded it first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from sop.model.condition import Value
from sop.model.events import ActionDone, CaseOpened, Event, FactsRecorded, InterruptRaised
from sop.model.value import value

WITH_FACTS = CaseOpened | ActionDone | FactsRecorded | InterruptRaised
Kind = Literal["corrected", "changed"]


@value
class FactChange:
    """The fact has another value since the event with this ID."""

    fact: str
    kind: Kind
    event: int


def map_fact_changes(
    events: Iterable[Event], undone: Mapping[int, int]
) -> dict[int, tuple[FactChange, ...]]:
    """Return for the event that recorded a fact what changed that fact next; by event ID.

    `events` are those that the reader may see, in order; `undone` are those that do not count.
    """
    last: dict[str, tuple[int, Value]] = {}  # the event that recorded the fact, and its value
    found: dict[int, tuple[FactChange, ...]] = {}
    for event in events:
        if event.id in undone or not isinstance(event.body, WITH_FACTS):
            continue
        for fact, given in event.body.facts.items():
            if fact in last and last[fact][1] != given:
                change = FactChange(fact, _kind_of(event), event.id)
                number = last[fact][0]
                found[number] = (*found.get(number, ()), change)
            last[fact] = event.id, given
    return found


def _kind_of(event: Event) -> Kind:
    if isinstance(event.body, FactsRecorded) and event.body.correction:
        return "corrected"
    return "changed"


def find_recording_actions(
    history: Sequence[Event], undone: Mapping[int, int], written: Event
) -> tuple[tuple[Event, ActionDone, str], ...]:
    """Return each action that recorded a fact which `written` corrects, with its event.

    Each is (event, what it did, fact). Only an action that counts, and only the latest for a fact.
    """
    if not isinstance(written.body, FactsRecorded) or written.body.from_now:
        return ()
    found: dict[str, tuple[Event, ActionDone, str]] = {}
    for event in history:
        body = event.body
        if event.id >= written.id or event.id in undone or not isinstance(body, ActionDone):
            continue
        for fact, given in written.body.facts.items():
            if fact in body.facts and body.facts[fact] != given:
                found[fact] = event, body, fact
    return tuple(found.values())
