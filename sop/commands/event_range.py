"""Which events of a history are shown: from one event or one time on, or the last ones."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import LoadedCase
from sop.casework.visibility import VisibleEvent
from sop.commands.context import CommandContext
from sop.commands.inputs import read_event_time
from sop.engine.command_builder import parse_event_number
from sop.model.refusal import UsageError


def select_events(
    session: CommandContext,
    file: LoadedCase,
    events: Sequence[VisibleEvent],
    *,
    since: str | None = None,
    last: int | None = None,
) -> tuple[VisibleEvent, ...]:
    """Return the events since then, and of these the last ones.

    `since` is the number of an event, or a time: then those that were recorded at it or later.
    """
    if last is not None and last < 1:
        raise UsageError(f"{last} is not a valid number of events.", "Give 1 or more.")
    found = tuple(events)
    if since is not None:
        found = _since(session, file, found, since)
    return found if last is None else found[-last:]


def _since(
    session: CommandContext, file: LoadedCase, events: Sequence[VisibleEvent], since: str
) -> tuple[VisibleEvent, ...]:
    if since.strip().isdecimal():
        first = parse_event_number(since.strip())
        if not 1 <= first <= file.version:
            raise UsageError(
                f"This case has no event {first}.", f"Its events are 1 to {file.version}."
            )
        return tuple(one for one in events if one.event.id >= first)
    moment = read_event_time(session, file.definition, since)
    assert moment is not None  # a text was given
    return tuple(one for one in events if one.event.recorded >= moment)
