"""The screen of a refusal: every reason, who can help, the command for it, the rule's source."""

from __future__ import annotations

from sop.model.refusal import Reason, Refusal
from sop.views.labels import Wording, count_text
from sop.views.remedy import Names, join_with_or, remedy_pieces
from sop.views.terminal.blocks import (
    BLANK,
    GAP,
    Block,
    Blocks,
    Span,
    labelled,
    line,
    pieces,
)


def refusal_screen(refusal: Refusal, wording: Wording | None = None) -> Blocks:
    """Return the refusal with its reasons. `wording` None: without names and sources.

    There is no definition to take them from when it does not compile (`definition_invalid`).
    """
    count = count_text(len(refusal.reasons), "reason")
    head = line(Span("Refused", "late"), f": {refusal.message.rstrip('.')}, {count}.", hang=9)
    last = line(Span("Nothing was written.", "strong"))
    return (head, BLANK, *reason_lines(refusal, wording), BLANK, last)


def reason_lines(refusal: Refusal, wording: Wording | None = None) -> Blocks:
    """Return each reason with its number."""
    blocks: list[Block] = []
    for number, reason in enumerate(refusal.reasons, 1):
        if number > 1:
            blocks.append(GAP)
        blocks += _reason(number, reason, wording)
    return tuple(blocks)


def _reason(number: int, reason: Reason, wording: Wording | None) -> Blocks:
    names: Names = join_with_or
    source = ""
    if wording is not None:
        names = wording.stakeholder_names
        source = wording.source_at(reason.law, reason.at)
    label = Span(f"{number:2}. ", plain_text=f"reason {number}: ")
    help_pieces = remedy_pieces(reason, names)
    source_text = labelled("Source: ", source)
    return (line(label, reason.what, hang=4), pieces(*help_pieces, source_text, indent=6))
