"""What a shift of several times moves, with the old and the new times, and what stays."""

from __future__ import annotations

from collections.abc import Mapping

from sop.casework.visibility import VisibleEvent
from sop.engine.decide.time_shift import ShiftPlan, WhyKept
from sop.model.value import value
from sop.views.event_text import sentence
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import Block, Blocks, Span, line

WHY_KEPT: Mapping[WhyKept, str] = {
    "not_yours": "stays: {who} recorded it",
    "time_given": "stays: its time was given when it was entered",
    "already_corrected": "stays: its time was corrected before",
}


@value
class ShiftView:
    """A plan, and the events as the reader may see them, by ID."""

    plan: ShiftPlan
    seen: Mapping[int, VisibleEvent]


def shift_screen(wording: Wording, view: ShiftView) -> Blocks:
    """Return each event with its old and new time, then those that stay."""
    blocks: list[Block] = [line(Span(_heading(view.plan), "strong"))]
    for event, to in view.plan.moved:
        times = f"{wording.moment(event.at)} -> {wording.moment(to)}  "
        what = sentence(wording, view.seen[event.id].event)
        blocks.append(line(f"Event {event.id}:  ", times, what, indent=1, hang=10))
    for event, why in view.plan.kept:
        text = WHY_KEPT[why].format(who=wording.signature(event))
        blocks.append(line(f"Event {event.id}:  {text}", indent=1, hang=10))
    return tuple(blocks)


def _heading(plan: ShiftPlan) -> str:
    return f"When {count_text(len(plan.moved), 'event')} happened:"
