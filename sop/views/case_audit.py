"""The screen of `sop case audit`: each guarantee, and the event that decided it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.proof.history_audit import Judgement
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

COLUMNS = (Column("result", 11), Column("guarantee", flex=True), Column("decided by", 12))
TONES: dict[str, Tone] = {
    "BROKEN": "late",
    "open": "caution",
    "kept": "good",
    "not reached": "",
    "private": "",
}
"""The words and their tones, in the order of the list: what needs action first."""


def audit_screen(wording: Wording, judgements: Sequence[Judgement]) -> Blocks:
    """Return a row for each guarantee, broken ones first, and the number of each result."""
    if not judgements:
        return (BLANK, line("This workflow has no guarantees.", indent=1))
    order = list(TONES)
    ordered = sorted(judgements, key=lambda judgement: order.index(_word(judgement)))
    found = [_word(judgement) for judgement in judgements]
    counts = ", ".join(f"{found.count(word)} {word.lower()}" for word in TONES if word in found)
    table = labelled_table(COLUMNS, [_judgement_row(wording, one) for one in ordered])
    total = count_text(len(judgements), "guarantee")
    return (BLANK, table, BLANK, line(f"{total}: {counts}.", indent=1))


def _word(judgement: Judgement) -> str:
    """Return the result; a guarantee that is kept idly is only `not reached`."""
    if judgement.verdict == "private":
        return "private"
    if judgement.verdict == "broken":
        return "BROKEN"
    if judgement.verdict == "open":
        return "open"
    return "kept" if judgement.reached else "not reached"


def void_audit_lines() -> Blocks:
    """Return that the guarantees of a void case are not judged."""
    return (BLANK, line("This case is void, so its guarantees are not judged.", indent=1))


def _judgement_row(wording: Wording, judgement: Judgement) -> Row:
    event = ""
    if judgement.event is not None:
        event = f"event {judgement.event}"
    word = _word(judgement)
    return row(
        Span(word, TONES[word]), judgement.guarantee.id, event, notes=_notes(wording, judgement)
    )


def _notes(wording: Wording, judgement: Judgement) -> Iterator[str]:
    yield f"{judgement.what[0].upper()}{judgement.what[1:]}."
    if judgement.until is not None and judgement.verdict == "open":
        yield f"Until {wording.moment(judgement.until)}"
    if judgement.verdict in ("kept", "private"):
        return
    if judgement.guarantee.because:
        yield judgement.guarantee.because
    if source := wording.source(judgement.guarantee.law):
        yield f"Source: {source}"
