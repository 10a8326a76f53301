"""What went wrong in words: what happened, what to do. Never a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sop.model.refusal import Reason
from sop.views.terminal.blocks import GAP, Blocks, Span, ascii_sentence, line, pieces

Kind = Literal["refused", "usage", "store", "denied", "integrity", "interrupted", "internal"]
LABELS: dict[Kind, str] = {
    "refused": "REFUSED",
    "usage": "Asked wrongly",
    "store": "Store trouble",
    "denied": "Not yours to see",
    "integrity": "INTEGRITY, do not go on",
    "interrupted": "Interrupted",
    "internal": "Internal error",
}


def error_screen(
    kind: Kind, message: str, remedy: str = "", reasons: Sequence[Reason] = ()
) -> Blocks:
    """The message with a word for what kind of trouble it is, its reasons, and the remedy as a sentence of its own."""
    listed = [
        block
        for number, reason in enumerate(reasons, 1)
        for block in (
            GAP,
            line(Span(f"{number:2}. ", said=f"reason {number}: "), reason.what, hang=4),
            pieces(f"Do: {reason.do}" if reason.do else "", indent=6),
        )
    ]
    last: Blocks = (
        (line(ascii_sentence(remedy[:1].upper() + remedy[1:]), indent=2, hang=2),) if remedy else ()
    )
    last = (GAP, *last) if listed and last else last
    return (line(Span(LABELS[kind], "late"), f": {message}", hang=2), *listed, *last)
