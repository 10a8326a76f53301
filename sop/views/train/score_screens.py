"""Lists, scores and comparisons of training on screen."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sop.model.definition import Definition
from sop.model.scenario import Evidence, Scenario
from sop.model.suggestion import Suggestion
from sop.model.training import EarnedPoints, Mishap, ObjectiveScore, Score
from sop.model.value import value
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Section,
    Span,
    Table,
    Wordy,
    line,
    row,
    words,
)

SCENARIOS = (
    Column("scenario", 30),
    Column("title", flex=True),
    Column("level", 12),
    Column("min", 4),
    Column("last played", 13),
)
SESSIONS = (
    Column("session", 13),
    Column("scenario", flex=True),
    Column("turns", 6),
    Column("learner", 8),
    Column("state", 11),
)
SCORES = (Column("", 9), Column("objective", flex=True), Column("points", 8))
TURNS = (Column("turn", 22), Column("first", flex=True), Column("second", 30))


@value
class ScenarioRow:
    name: str
    title: str
    level: str
    audience: tuple[str, ...]
    minutes: int | None
    last_played: str


@value
class SessionRow:
    id: str
    scenario: str
    turns: int
    learner: str
    state: str


def scenarios_screen(scenarios: Sequence[ScenarioRow]) -> Blocks:
    """What can be played, with for whom it is."""
    head = line(Span("TRAINING", "caution"), "  Scenarios")
    if not scenarios:
        return (head, BLANK, line("There is no scenario yet. Write one: ", Suggestion("train new")))
    rows = tuple(
        row(
            one.name,
            one.title,
            one.level,
            str(one.minutes or ""),
            one.last_played,
            notes=(f"for {', '.join(one.audience).replace('_', ' ')}",) if one.audience else (),
        )
        for one in scenarios
    )
    table = Table(SCENARIOS, (Section((), labels=True), *rows))
    return (head, BLANK, table, BLANK, line("Play one: ", Suggestion("train run"), indent=1))


def sessions_screen(sessions: Sequence[SessionRow]) -> Blocks:
    head = line(Span("TRAINING", "caution"), "  Sessions")
    if not sessions:
        return (
            head,
            BLANK,
            line("Nothing was played yet. Play: ", Suggestion("train run"), indent=1),
        )
    rows = tuple(
        row(one.id, one.scenario, str(one.turns), one.learner, one.state) for one in sessions
    )
    return (head, BLANK, Table(SESSIONS, (Section((), labels=True), *rows)))


def number(value: Fraction | int) -> str:
    """`4`, `3.5`: at most one place behind the point."""
    whole = Fraction(round(Fraction(value) * 10), 10)
    return str(whole.numerator) if whole.denominator == 1 else f"{float(whole):.1f}"


def score_screen(definition: Definition, scenario: Scenario, score: Score, session: str) -> Blocks:
    """The result by objective; what must not happen stands first and apart."""
    return (
        line(Span(f'TRAINING  "{scenario.title}"', "caution"), right=session),
        BLANK,
        *result_lines(score),
        *mishap_lines(definition, score.mishaps),
        BLANK,
        *objective_table(score.objectives),
    )


def result_lines(score: Score) -> Blocks:
    said = f"{number(score.points)} of {score.most} ({number(score.percent)} %), pass mark {score.mark} %"
    if not score.finished:
        return (line(Span("Not finished", "strong"), f": {said} so far."),)
    verdict = Span("Passed", "good") if score.passed else Span("Not passed", "late")
    return (line(verdict, f": {said}."),)


def mishap_lines(definition: Definition, mishaps: Sequence[Mishap]) -> Blocks:
    if not mishaps:
        return ()
    blocks: list[Block] = [BLANK, line(Span("A SAFE OUTCOME WAS NOT REACHED", "late"))]
    for one in mishaps:
        word = "Choice" if one.kind == "critical_choice" else f"Guarantee {one.id} broken"
        source = "; ".join(
            definition.law[name].cite or name for name in one.law if name in definition.law
        )
        blocks.append(
            line(f"- {word}: {one.what}" + (f" ({source})" if source else ""), indent=1, hang=3)
        )
    return tuple(blocks)


def objective_table(objectives: Sequence[ObjectiveScore]) -> Blocks:
    rows = tuple(
        row(
            _score_cell(one),
            one.objective.text,
            f"{number(one.value)}/{one.objective.weight}",
            notes=[earned_text(each) for each in one.earned],
        )
        for one in objectives
    )
    return (Table(SCORES, (Section(words("OBJECTIVES"), labels=True), *rows)),) if rows else ()


def _score_cell(one: ObjectiveScore) -> Wordy:
    if one.share == 1:
        return Span("[x] yes", "good")
    return Span("[~] partly") if one.share else Span("[ ] no", "late")


def earned_text(one: EarnedPoints) -> str:
    """`3 of 3: chose foreman (turn foreman)`."""
    where = f", shown at {one.turn}" if one.turn else ""
    return f"{one.points} of {one.evidence.points}: {evidence_text(one.evidence)}{where}"


def evidence_text(one: Evidence) -> str:
    """`done P3.1, within 24 hours`."""
    from sop.engine.deadlines import say_length

    kinds = {
        "chose": "the right answer at",
        "done": "done:",
        "visited": "reached:",
        "told": "told:",
        "asked": "asked:",
        "not_disclosed_to": "not disclosed to",
    }
    if one.kind == "chose" and "." in one.target:
        kinds["chose"] = "the answer"
    said = f"{kinds[one.kind]} {one.target}"
    said += f", before {one.before}" if one.before else ""
    said += f", after {one.after}" if one.after else ""
    return said + (f", within {say_length(one.within)}" if one.within else "")


@value
class AnswerComparison:
    """One turn of two sessions side by side: what was chosen first in each."""

    turn: str
    first: str
    second: str


def compare_screen(
    titles: tuple[str, str],
    scores: tuple[Score, Score],
    turns: Sequence[AnswerComparison],
    by_objective: Sequence[AnswerComparison],
) -> Blocks:
    """Two sessions of one scenario beside each other."""
    labels = row(Span("", said=""), Span(titles[0], "strong"), Span(titles[1], "strong"))
    totals = row("total", *(f"{number(one.points)}/{one.most}" for one in scores))
    mishaps = row("not safe", *(str(len(one.mishaps)) for one in scores))
    return (
        line(Span("TRAINING", "caution"), "  Two sessions side by side"),
        BLANK,
        Table(
            TURNS,
            (
                labels,
                totals,
                mishaps,
                *(row(one.turn, one.first, one.second) for one in by_objective),
            ),
        ),
        BLANK,
        line(Span("First answers", "strong")),
        Table(TURNS, tuple(row(one.turn, one.first, one.second) for one in turns)),
    )
