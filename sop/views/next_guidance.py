"""The first thing of `sop next`, with the words to say and the dangers to avoid."""

from __future__ import annotations

from collections.abc import Sequence

from sop.engine.checklist_lines import ActionLine, Checklist
from sop.model.definition import Definition
from sop.views.guidance import short_guidance_lines
from sop.views.terminal.blocks import Blocks


def first_guidance(
    definition: Definition, checklist: Checklist, items: Sequence[ActionLine], viewer: str | None
) -> Blocks:
    """Return the texts of the first thing to do, one row each; nothing without such a thing."""
    first = find_first(checklist, items, viewer)
    if first is None or first.state == "private":
        return ()
    return short_guidance_lines(definition, definition.action(first.path))


def find_first(
    checklist: Checklist, items: Sequence[ActionLine], viewer: str | None
) -> ActionLine | None:
    """Return the action that the viewer does first: what answers a danger, else a required one.

    `viewer` None: all actions count. The items are in the order of their urgency.
    """
    own = [item for item in items if item.state == "open" and viewer in (None, *item.by)]
    urgent = [item for item in own if item.path in checklist.urgent_paths]
    if checklist.dangers:
        return next(iter(urgent), None)
    return next((item for item in own if item.required), None)
