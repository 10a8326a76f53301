"""What leads out of a case in which nothing can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.engine.standstill import Escape
from sop.model.suggestion import Suggestion
from sop.views.labels import Wording
from sop.views.remedy import offer
from sop.views.terminal.blocks import BLANK, Block, Blocks, Span, ascii_sentence, line


def escape_lines(wording: Wording, escapes: Sequence[Escape], most: int | None = None) -> Blocks:
    """Return the first `most` exits, and how to see the others; nothing where there are none."""
    return tuple(_lines(wording, escapes, most))


def _lines(wording: Wording, escapes: Sequence[Escape], most: int | None) -> Iterator[Block]:
    if not escapes:
        return
    yield BLANK
    yield line(Span("Nothing more can be done here now. What leads out:", "strong"), indent=1)
    for escape in escapes[:most]:
        label = f'If so, raise "{escape.title}": ' if escape.kind == "interrupt" else ""
        label = label or f"If it has changed, record it ({escape.title}): "
        yield line(*offer(label, escape.suggest, wording.stakeholder_names), indent=3)
    left = len(escapes) - len(escapes[:most])
    if left:
        more = ascii_sentence(f"\u2026 and {left} more: ")
        yield line(more, Suggestion("next", options=(("all", None),)), indent=3)
