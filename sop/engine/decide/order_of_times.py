"""Whether corrected times put an event before one that was recorded before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from sop.engine.evolve import list_effective_events
from sop.model.events import Event, TimeCorrected


def warn_of_order(history: Sequence[Event], to: Mapping[int, datetime]) -> tuple[str, ...]:
    """Return the warning about the first event that changes its place; empty if none does.

    `to` is when each corrected event happened, by its ID.
    """
    counted = [
        event
        for event in list_effective_events(history)
        if not isinstance(event.body, TimeCorrected)  # when one was corrected has no order
    ]
    for before, event in pairwise(counted):
        if event.at >= before.at and _is_reversed(to, before, event):
            return (
                f"Event {event.id} now happened before event {before.id}, which was recorded "
                "before it.",
            )
    return ()


def _is_reversed(to: Mapping[int, datetime], before: Event, event: Event) -> bool:
    return to.get(event.id, event.at) < to.get(before.id, before.at)
