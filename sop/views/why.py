"""The screen of `sop why`: a rule taken apart, each line yes, no or unknown, who could change it, the law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.engine.deadline_text import RuleClock
from sop.engine.evaluate import Truth
from sop.engine.explain import Explanation, RuleLine
from sop.views.labels import NATURES, Wording
from sop.views.remedy import remedy_pieces
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Span,
    Table,
    Tone,
    Wordy,
    line,
    pieces,
    row,
)
from sop.views.terminal.wrap import join_words

MARKS: dict[Truth, str] = {True: "[x]", False: "[ ]", None: "[?]"}
WORDS: dict[Truth, str] = {True: "yes", False: "no", None: "unknown"}
VERDICTS: dict[str, str] = {"not_yet": "not yet", "known": "known", "unknown": "not yet known"}
PARTS = (Column(most=3, gap=1), Column(flex=True), Column("holds", 8))


def why_screen(wording: Wording, explanations: Sequence[Explanation]) -> Blocks:
    """Each rule with its lines."""
    if not explanations:
        return (BLANK, line("Nothing leads on from here.", indent=1))
    return tuple(block for one in explanations for block in (BLANK, *_rule(wording, one)))


def _rule(wording: Wording, one: Explanation) -> Blocks:
    word = VERDICTS.get(one.verdict, one.verdict)
    tone: Tone = "good" if one.verdict in ("open", "done", "known") else ""
    last = (
        f"Decided by: {wording.stakeholder_names(one.by)}" if one.by else "",
        f"Source: {wording.source_at(one.law, one.target)}",
    )
    read = (line("Read by: ", ", ".join(one.read_by), indent=1),) if one.read_by else ()
    return (
        line(Span(one.title, "strong"), ": ", Span(word, tone)),
        Table(PARTS, tuple(_part(wording, part) for part in one.parts)),
        *read,
        *(_clock(wording, clock) for clock in one.clocks),
        pieces(*last, indent=1),
    )


def _clock(wording: Wording, clock: RuleClock) -> Block:
    """What kind of clock, how it is counted, when it runs out; a wait stands among the lines above as well."""
    kind = "Wait" if clock.nature is None else f"Deadline ({NATURES[clock.nature]})"
    now = (f"; that is {wording.deadline(clock.due)}",) if clock.due is not None else ()
    return line(f"{kind} of {clock.code}: ", clock.says, *now, indent=1, hang=3)


def _part(wording: Wording, part: RuleLine) -> Row:
    return row(
        Span(MARKS[part.value], said=""), part.text, WORDS[part.value], notes=_notes(wording, part)
    )


def _notes(wording: Wording, part: RuleLine) -> Iterator[Wordy]:
    """Who could make it true, with what question and command; one note for each thing that is missing."""
    for reason in part.reasons:
        said = join_words(remedy_pieces(reason, wording.stakeholder_names), Span("  ", said="; "))
        if said:
            yield said
    if part.value is not True and part.law and (source := wording.source(part.law)):
        yield f"Source: {source}"
