"""Lists, scores and comparisons of training on screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    Row,
    Span,
    Table,
    Wordy,
    labelled,
    labelled_table,
    line,
    row,
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
EVIDENCE = {
    "chose": "the right answer at",
    "done": "done:",
    "visited": "reached:",
    "told": "recorded:",
    "asked": "asked:",
    "not_disclosed_to": "not disclosed to",
}


@value
class ScenarioRow:
    """A scenario as the list shows it."""

    name: str
    title: str
    level: str
    audience: tuple[str, ...]
    minutes: int | None
    last_played: str


@value
class SessionRow:
    """A session as the list shows it."""

    id: str
    scenario: str
    turns: int
    learner: str
    state: str


def scenarios_screen(scenarios: Sequence[ScenarioRow]) -> Blocks:
    """Return what can be played, and for whom it is."""
    head = line(Span("TRAINING", "caution"), "  Scenarios")
    if not scenarios:
        text = "There are no scenarios yet. Write one: "
        return (head, BLANK, line(text, Suggestion("train new")))
    table = labelled_table(SCENARIOS, map(_scenario_row, scenarios))
    return (head, BLANK, table, BLANK, line("Play one: ", Suggestion("train run"), indent=1))


def _scenario_row(scenario: ScenarioRow) -> Row:
    audience = ", ".join(scenario.audience).replace("_", " ")
    return row(
        scenario.name,
        scenario.title,
        scenario.level,
        str(scenario.minutes or ""),
        scenario.last_played,
        notes=filter(None, [labelled("for ", audience)]),
    )


def sessions_screen(sessions: Sequence[SessionRow]) -> Blocks:
    """Return what was played."""
    head = line(Span("TRAINING", "caution"), "  Sessions")
    if not sessions:
        text = "No scenario was played yet. Play one: "
        return (head, BLANK, line(text, Suggestion("train run"), indent=1))
    rows = [row(one.id, one.scenario, str(one.turns), one.learner, one.state) for one in sessions]
    return (head, BLANK, labelled_table(SESSIONS, rows))


def points_text(points: Fraction | int) -> str:
    """Return `4`, `3.5`: at most one decimal place."""
    rounded = Fraction(round(Fraction(points) * 10), 10)
    if rounded.denominator == 1:
        return str(rounded.numerator)
    return f"{float(rounded):.1f}"


def score_screen(definition: Definition, scenario: Scenario, score: Score, session: str) -> Blocks:
    """Return the result by objective; what must not happen comes first, apart from the points."""
    return (
        line(Span(f'TRAINING  "{scenario.title}"', "caution"), right=session),
        BLANK,
        result_line(score),
        *mishap_lines(definition, score.mishaps),
        BLANK,
        *objective_table(score.objectives),
    )


def result_text(score: Score) -> str:
    """Return `7.5 of 10 (75 %), pass mark 60 %`."""
    points, percent = points_text(score.points), points_text(score.percent)
    return f"{points} of {score.most} ({percent} %), pass mark {score.mark} %"


def result_line(score: Score) -> Block:
    """Return whether the session passed, and its points."""
    text = result_text(score)
    if not score.finished:
        return line(Span("Not finished", "strong"), f": {text} so far.")
    verdict = Span("Passed", "good") if score.passed else Span("Not passed", "late")
    return line(verdict, f": {text}.")


def mishap_lines(definition: Definition, mishaps: Sequence[Mishap]) -> Blocks:
    """Return the safe outcomes that were not reached; nothing where all were."""
    if not mishaps:
        return ()
    title = line(Span("A SAFE OUTCOME WAS NOT REACHED", "late"))
    return (BLANK, title, *(_mishap_line(definition, mishap) for mishap in mishaps))


def _mishap_line(definition: Definition, mishap: Mishap) -> Block:
    word = "Choice"
    if mishap.kind != "critical_choice":
        word = f"Guarantee {mishap.id} broken"
    known = [name for name in mishap.law if name in definition.law]
    source = "; ".join(definition.law[name].cite or name for name in known)
    suffix = f" ({source})" if source else ""
    return line(f"- {word}: {mishap.what}{suffix}", indent=1, hang=3)


def objective_table(objectives: Sequence[ObjectiveScore]) -> Blocks:
    """Return a row for each objective with its evidence; nothing where there are none."""
    if not objectives:
        return ()
    return (labelled_table(SCORES, map(_objective_row, objectives), "OBJECTIVES"),)


def _objective_row(score: ObjectiveScore) -> Row:
    return row(
        _score_cell(score),
        score.objective.text,
        f"{points_text(score.value)}/{score.objective.weight}",
        notes=map(earned_text, score.earned),
    )


def _score_cell(score: ObjectiveScore) -> Wordy:
    if score.share == 1:
        return Span("[x] yes", "good")
    if score.share:
        return Span("[~] partly")
    return Span("[ ] no", "late")


def earned_text(earned: EarnedPoints) -> str:
    """Return `3 of 3: the right answer at foreman, shown at foreman`."""
    evidence = evidence_text(earned.evidence)
    where = labelled(", shown at ", earned.turn or "")
    return f"{earned.points} of {earned.evidence.points}: {evidence}{where}"


def evidence_text(evidence: Evidence) -> str:
    """Return `done: P3.1, within 24 hours`."""
    return "".join(_evidence_parts(evidence))


def _evidence_parts(evidence: Evidence) -> Iterator[str]:
    from sop.engine.deadlines import say_length  # late: start-up

    kind = EVIDENCE[evidence.kind]
    if evidence.kind == "chose" and "." in evidence.target:
        kind = "the answer"  # a target with a dot names one answer of a turn
    yield f"{kind} {evidence.target}"
    yield labelled(", before ", evidence.before or "")
    yield labelled(", after ", evidence.after or "")
    if evidence.within:
        yield f", within {say_length(evidence.within)}"


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
    """Return two sessions of one scenario side by side."""
    totals = [f"{points_text(score.points)}/{score.most}" for score in scores]
    mishaps = [str(len(score.mishaps)) for score in scores]
    rows = (
        row(Span("", plain_text=""), Span(titles[0], "strong"), Span(titles[1], "strong")),
        row("total", *totals),
        row("not safe", *mishaps),
        *map(_comparison_row, by_objective),
    )
    return (
        line(Span("TRAINING", "caution"), "  Two sessions side by side"),
        BLANK,
        Table(TURNS, rows),
        BLANK,
        line(Span("First answers", "strong")),
        Table(TURNS, tuple(map(_comparison_row, turns))),
    )


def _comparison_row(comparison: AnswerComparison) -> Row:
    return row(comparison.turn, comparison.first, comparison.second)
