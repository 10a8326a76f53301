"""What a person needs to read before doing an action: what to say, and what not to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.model.definition import Action, Definition
from sop.views.terminal.blocks import Block, Blocks, Span, line


def guidance_lines(definition: Definition, actions: Iterable[Action]) -> Blocks:
    """Return the words to say and the warning of each action; its step's words if it has none."""
    blocks: list[Block] = []
    shown: set[str] = set()
    for action in actions:
        lines = list(_lines(definition, action, shown))
        if lines:
            blocks += [line(f"{action.code} {action.title}"), *lines]
    return tuple(blocks)


def _lines(definition: Definition, action: Action, shown: set[str]) -> Iterator[Block]:
    """Yield the lines; what an earlier action showed is not repeated."""
    words = action.say or definition.step_at(action.path).say
    for label, text in (("Say: ", words), ("Warning: ", action.warn)):
        if text and text not in shown:
            shown.add(text)
            yield line(Span(label, "strong"), text, indent=2)
