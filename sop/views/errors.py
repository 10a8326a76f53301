"""What went wrong in words: what happened, what to do. Never a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.views.remedy import either, remedy_pieces, with_command
from sop.views.terminal.blocks import GAP, Blocks, Span, line, pieces

Kind = Literal[
    "refused", "usage", "store", "conflict", "denied", "integrity", "interrupted", "internal"
]
LABELS: dict[Kind, str] = {
    "refused": "Refused",
    "usage": "Usage error",
    "store": "Store error",
    "conflict": "Conflict",
    "denied": "Access denied",
    "integrity": "DATA DAMAGED",
    "interrupted": "Interrupted",
    "internal": "Internal error",
}


def error_screen(
    kind: Kind,
    message: str,
    remedy: str = "",
    reasons: Sequence[Reason] = (),
    suggest: Suggestion | None = None,
) -> Blocks:
    """Return the message after a word for the kind of error, its reasons, and the remedy."""
    listed = [
        block
        for number, reason in enumerate(reasons, 1)
        for block in (
            GAP,
            line(Span(f"{number:2}. ", said=f"reason {number}: "), reason.what, hang=4),
            pieces(*remedy_pieces(reason, either, who=False), indent=6),
        )
    ]
    helps = with_command(remedy, suggest)
    last: Blocks = (line(helps, indent=2, hang=2),) if helps else ()
    last = (GAP, *last) if listed and last else last
    return (line(Span(LABELS[kind], "late"), f": {message}", hang=2), *listed, *last)
