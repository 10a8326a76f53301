"""The screen of `sop case audit`: each guarantee kept, broken or still open, and the event that decided it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.proof.history_audit import Judgement
from sop.proof.monitor import Verdict
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import (
    BLANK,
    Blocks,
    Column,
    Row,
    Section,
    Span,
    Table,
    Tone,
    line,
    row,
)

JUDGED = (Column("result", 8), Column("guarantee", flex=True), Column("decided by", 12))
WORDS: dict[Verdict, str] = {"kept": "kept", "broken": "BROKEN", "open": "open"}
TONES: dict[Verdict, Tone] = {"kept": "good", "broken": "late", "open": "caution"}
ORDER: tuple[Verdict, ...] = ("broken", "open", "kept")


def audit_screen(wording: Wording, found: Sequence[Judgement]) -> Blocks:
    """Broken ones first."""
    if not found:
        return (BLANK, line("This workflow has no guarantees.", indent=1))
    ordered = sorted(found, key=lambda one: ORDER.index(one.verdict))
    counts = [(word, sum(one.verdict == word for one in found)) for word in ORDER]
    said = ", ".join(f"{number} {word}" for word, number in counts if number)
    table = Table(
        JUDGED, (Section((), labels=True), *(_judgement_row(wording, one) for one in ordered))
    )
    return (BLANK, table, BLANK, line(f"{count_text(len(found), 'guarantee')}: {said}.", indent=1))


def _judgement_row(wording: Wording, one: Judgement) -> Row:
    event = f"event {one.event}" if one.event is not None else ""
    word = Span(WORDS[one.verdict], TONES[one.verdict])
    return row(word, one.guarantee.id, event, notes=_notes(wording, one))


def _notes(wording: Wording, one: Judgement) -> Iterator[str]:
    yield f"{one.what[0].upper()}{one.what[1:]}."
    if one.until is not None and one.verdict == "open":
        yield f"Until {wording.moment(one.until)}"
    if one.verdict != "kept":
        if one.guarantee.because:
            yield one.guarantee.because
        if source := wording.source(one.guarantee.law):
            yield f"Source: {source}"
