"""The screen of `sop case audit`: each guarantee, and the event that decided it."""

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
    Span,
    Tone,
    labelled_table,
    line,
    row,
)

COLUMNS = (Column("result", 8), Column("guarantee", flex=True), Column("decided by", 12))
WORDS: dict[Verdict, str] = {"kept": "kept", "broken": "BROKEN", "open": "open"}
TONES: dict[Verdict, Tone] = {"kept": "good", "broken": "late", "open": "caution"}
ORDER: tuple[Verdict, ...] = ("broken", "open", "kept")  # what needs action first


def audit_screen(wording: Wording, judgements: Sequence[Judgement]) -> Blocks:
    """Return a row for each guarantee, broken ones first, and the number of each result."""
    if not judgements:
        return (BLANK, line("This workflow has no guarantees.", indent=1))
    ordered = sorted(judgements, key=lambda judgement: ORDER.index(judgement.verdict))
    verdicts = [judgement.verdict for judgement in judgements]
    counts = ", ".join(f"{verdicts.count(word)} {word}" for word in ORDER if word in verdicts)
    table = labelled_table(COLUMNS, [_judgement_row(wording, one) for one in ordered])
    total = count_text(len(judgements), "guarantee")
    return (BLANK, table, BLANK, line(f"{total}: {counts}.", indent=1))


def _judgement_row(wording: Wording, judgement: Judgement) -> Row:
    event = ""
    if judgement.event is not None:
        event = f"event {judgement.event}"
    word = Span(WORDS[judgement.verdict], TONES[judgement.verdict])
    return row(word, judgement.guarantee.id, event, notes=_notes(wording, judgement))


def _notes(wording: Wording, judgement: Judgement) -> Iterator[str]:
    yield f"{judgement.what[0].upper()}{judgement.what[1:]}."
    if judgement.until is not None and judgement.verdict == "open":
        yield f"Until {wording.moment(judgement.until)}"
    if judgement.verdict == "kept":
        return
    if judgement.guarantee.because:
        yield judgement.guarantee.because
    if source := wording.source(judgement.guarantee.law):
        yield f"Source: {source}"
