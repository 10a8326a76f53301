"""An error as a screen: what happened and what to do. Never a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.views.remedy import join_with_or, remedy_pieces, with_command
from sop.views.terminal.blocks import GAP, Block, Blocks, Span, line, pieces

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
    """Return the kind of the error with the message, the reasons, and the remedy as a sentence.

    `suggest`: the command that helps, shown behind the remedy.
    """
    blocks: list[Block] = [line(Span(LABELS[kind], "late"), f": {message}", hang=2)]
    for number, reason in enumerate(reasons, 1):
        blocks += _reason(number, reason)
    last = with_command(remedy, suggest)
    if reasons and last:
        blocks.append(GAP)
    if last:
        blocks.append(line(last, indent=2, hang=2))
    return tuple(blocks)


def _reason(number: int, reason: Reason) -> Blocks:
    label = Span(f"{number:2}. ", plain_text=f"reason {number}: ")
    help_pieces = remedy_pieces(reason, join_with_or, show_who=False)
    return (GAP, line(label, reason.what, hang=4), pieces(*help_pieces, indent=6))
