"""What a shift of several times moves, with the old and the new times, and what stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime

from sop.casework.visibility import VisibleEvent
from sop.engine.decide.time_shift import ShiftPlan, WhyKept
from sop.model.events import Event
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.views.event_text import sentence
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import Block, Blocks, Span, line

WHY_KEPT: Mapping[WhyKept, str] = {
    "not_yours": "stays: {who} recorded it",
    "time_given": "stays: its time was given when it was entered",
    "already_corrected": "stays: its time was corrected before, to {to}",
}


@value
class ShiftView:
    """A plan, and the events as the reader may see them, by ID."""

    plan: ShiftPlan
    seen: Mapping[int, VisibleEvent]
    corrected: Mapping[int, datetime] = field(default_factory=dict)  # when each happened
    why: str | None = None  # the reason that was given, which each command repeats


def shift_screen(wording: Wording, view: ShiftView) -> Blocks:
    """Return each event with its old and new time, then those that stay."""
    blocks: list[Block] = [line(Span(_heading(view.plan), "strong"))]
    for event, to in view.plan.moved:
        times = f"{wording.moment(event.at)} -> {wording.moment(to)}  "
        what = sentence(wording, view.seen[event.id].event)
        blocks.append(line(f"Event {event.id}:  ", times, what, indent=1, hang=10))
    for event, why in view.plan.kept:
        known = wording.moment(view.corrected.get(event.id))
        text = WHY_KEPT[why].format(who=wording.signature(event), to=known)
        blocks.append(line(f"Event {event.id}:  {text}", indent=1, hang=10))
        moved = view.plan.possible.get(event.id)
        if moved is not None:
            command = _suggest_time(event.id, moved, view.why)
            times = f"If the wrong clock gave this time too, it is {wording.moment(moved)}: "
            blocks.append(line(times, command, indent=11, hang=2))
    return tuple(blocks)


def time_screen(
    wording: Wording, event: Event, *, was: datetime, to: datetime, due_lines: Iterable[Block]
) -> Blocks:
    """Return one event with its old and new time, and the due times that change with it."""
    times = f"{wording.moment(was)} -> {wording.moment(to)}  "
    first = line(f"Event {event.id}:  ", times, sentence(wording, event), hang=10)
    return (first, *due_lines)


def _suggest_time(number: int, to: datetime, why: str | None) -> Suggestion:
    options: tuple[tuple[str, str | None], ...] = (("at", to.isoformat()),)
    if why:
        options = (*options, ("why", why))
    return Suggestion("case time", str(number), options=options)


def _heading(plan: ShiftPlan) -> str:
    if not plan.moved and not plan.kept:
        return "No event is in this range."
    if not plan.moved:
        return "No event of this range moves:"
    return f"When the {count_text(len(plan.moved), 'event')} happened, before and after:"
