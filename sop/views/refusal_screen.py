"""The most important screen: the rules say no. Every reason, who can help, the command for it, the rule's source."""

from __future__ import annotations

from sop.model.refusal import Reason, Refusal
from sop.views.labels import Wording, count_text
from sop.views.remedy import either, remedy_pieces
from sop.views.terminal.blocks import BLANK, GAP, Blocks, Span, line, pieces


def refusal_screen(refusal: Refusal, wording: Wording | None = None) -> Blocks:
    """`wording` None: there is no definition to take names and sources from (`definition_invalid`)."""
    head = line(
        Span("Refused", "late"),
        f": {refusal.message.rstrip('.')}, {count_text(len(refusal.reasons), 'reason')}.",
        hang=9,
    )
    return (
        head,
        BLANK,
        *reason_lines(refusal, wording),
        BLANK,
        line(Span("Nothing was written.", "strong")),
    )


def reason_lines(refusal: Refusal, wording: Wording | None = None) -> Blocks:
    """Each reason with its number."""
    return tuple(
        block
        for number, reason in enumerate(refusal.reasons, 1)
        for block in _reason(number, reason, wording)
    )


def _reason(number: int, reason: Reason, wording: Wording | None) -> Blocks:
    source = wording.source_at(reason.law, reason.at) if wording else ""
    helps = remedy_pieces(reason, wording.stakeholder_names if wording else either)
    return (
        *((GAP,) if number > 1 else ()),
        line(Span(f"{number:2}. ", said=f"reason {number}: "), reason.what, hang=4),
        pieces(*helps, f"Source: {source}" if source else "", indent=6),
    )
