"""The screen of `sop why`: each part of a rule, its value, who could change it, the law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.engine.deadline_text import RuleClock
from sop.engine.evaluate import Truth
from sop.engine.explanation import Explanation, RuleLine
from sop.model.refusal import Reason
from sop.views.interrupted_steps import INTERRUPTED, dropped_text, join_waiting
from sop.views.labels import NATURES, Wording
from sop.views.remedy import default_who_label, offer, remedy_pieces
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Span,
    Table,
    Tone,
    Words,
    labelled,
    labelled_lines,
    line,
    pieces,
    row,
    words,
)
from sop.views.terminal.wrap import join_words

MARKS: dict[Truth, str] = {True: "[x]", False: "[ ]", None: "[?]"}
WORDS: dict[Truth, str] = {True: "met", False: "not met", None: "not yet known"}
VERDICTS: dict[str, str] = {
    "open": "possible now",
    "not_yet": "not yet",
    "known": "known",
    "unknown": "not yet known",
}
PARTS = (Column(most=3, gap=1), Column(flex=True), Column("", 13, bottom=True))


def why_screen(wording: Wording, explanations: Sequence[Explanation]) -> Blocks:
    """Return each rule with its parts."""
    if not explanations:
        return (BLANK, line("There is no outcome here.", indent=1))
    blocks: list[Block] = []
    for explanation in explanations:
        blocks += [BLANK, *_rule(wording, explanation)]
    return tuple(blocks)


def _rule(wording: Wording, rule: Explanation) -> Blocks:
    word = VERDICTS.get(rule.verdict, rule.verdict)
    tone: Tone = "good" if rule.verdict in ("open", "done", "known") else ""
    decided_by = labelled(_doer_label(wording, rule), wording.stakeholder_names(rule.by))
    source = f"Source: {wording.source_at(rule.law, rule.target)}"
    parts = tuple(_part(wording, part) for part in rule.parts)
    return (
        line(Span(rule.title, "strong"), ": ", Span(word, tone)),
        Table(PARTS, parts),
        *labelled_lines(("Read by: ", ", ".join(map(wording.place, rule.read_by))), indent=1),
        *(_clock(wording, clock) for clock in rule.clocks),
        *_interrupted_steps(rule),
        pieces(decided_by, source, indent=1),
        *_command(wording, rule),
    )


def _doer_label(wording: Wording, rule: Explanation) -> str:
    """Return the label of those in `by`: no one decides on an action, or on an emergency."""
    definition = wording.definition
    if any(one.path == rule.target for one in definition.interrupts()):
        return "Who may raise it: "
    track, _, rest = rule.target.partition(".")
    step, _, action = rest.partition(".")
    if action and action in definition.step(f"{track}.{step}").actions:
        return "Who may do it: "
    return "Decided by: "


def _interrupted_steps(rule: Explanation) -> Blocks:
    """Return the steps that wait below the current one, and those that the rule would drop."""
    texts = [(INTERRUPTED, join_waiting(rule.waits))]
    texts += [("It drops what is not done in ", dropped_text(one)) for one in rule.drops]
    return labelled_lines(*texts, indent=1, hang=3)


def _command(wording: Wording, rule: Explanation) -> Blocks:
    """Return the command for what is possible now, or who is to be asked."""
    if rule.suggest is None or rule.verdict != "open":
        return ()
    return (line(*offer("Do: ", rule.suggest, wording.stakeholder_names), indent=1),)


def _clock(wording: Wording, clock: RuleClock) -> Block:
    """Return the kind of clock, how it is counted, and when it runs out."""
    kind = "Wait" if clock.nature is None else f"Deadline ({NATURES[clock.nature]})"
    end = f" That is {wording.open_deadline(clock.due, clock.at_latest)}." if clock.due else ""
    return line(f"{kind} of {clock.code}: ", clock.says, end, indent=1, hang=3)


def _part(wording: Wording, part: RuleLine) -> Row:
    word = WORDS[part.value]
    mark = Span(MARKS[part.value], plain_text=word)  # read aloud, the value comes first
    return row(mark, part.words, Span(word, plain_text=""), notes=_notes(wording, part))


def _who_label(wording: Wording, reason: Reason) -> str:
    """Return the label of who helps: `First: R1.1, by ` where another action is to be done."""
    if reason.code == "out_of_order" and reason.at:
        return f"First: {wording.definition.action(reason.at).code}, by "
    return default_who_label(reason)


def _has_command(piece: Words) -> bool:
    return any(span.suggest is not None for span in piece)


def _split_lines(found: tuple[Words, ...], has_question: bool) -> Iterator[tuple[Words, ...]]:
    """Yield the pieces of each line: behind a question there is seldom room for the command."""
    if has_question and len(found) > 1 and _has_command(found[-1]):
        yield found[:-1]
        yield found[-1:]
    elif found:
        yield found


def _notes(wording: Wording, part: RuleLine) -> Iterator[Words]:
    """Yield, for each missing thing, who could supply it and how; then the law of the part."""
    for reason in part.reasons:
        label = _who_label(wording, reason)
        found = remedy_pieces(reason, wording.stakeholder_names, who_label=label)
        for pieces_of_line in _split_lines(found, bool(reason.ask)):
            yield join_words(pieces_of_line, Span("  ", plain_text="; "))
    if part.value is not True and part.law and (source := wording.source(part.law)):
        yield words(f"Source: {source}")
