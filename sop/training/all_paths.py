"""Walk every path through a scenario's questions, or a thousand of them, and report what was met.

A path is one sequence of answers. The walk reports which turns and answers were met, which points
were earned, and the first path that did not end.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from math import factorial

from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.model.scenario import Scenario
from sop.model.training import Move, ObjectiveScore, Question
from sop.model.value import value
from sop.training.exercise import Exercise
from sop.training.scoring import score_objectives

MOST_PATHS = 10_000
"""From this number of paths on only a sample is walked: a check should end within a minute."""
WALKS = 1_000
"""The size of the sample."""
MOST_TURNS = 200
"""A walk with this many answers does not end: no scenario is that long."""


@value
class WalkResult:
    """What the walks met. `is_complete`: every path was walked.

    `failure` says why the first walk that did not reach an end did not, else it is empty. The sets
    hold what was met on at least one walk.
    """

    paths: int
    is_complete: bool
    longest: int
    turns: frozenset[str]
    choices: frozenset[tuple[str, str]]  # turn, choice
    injects: frozenset[str]
    earned_lines: frozenset[tuple[str, int]]  # objective, number of its line
    reached_objectives: frozenset[str] = frozenset()  # objectives with a share above zero
    failure: str = ""


def walk_scenario(
    definition: Definition,
    scenario: Scenario,
    calendar: Calendar | None = None,
    walks: int | None = None,
) -> WalkResult:
    """Walk every path if there are fewer than MOST_PATHS, else a sample.

    With `walks` it is always a sample, of that many walks. The sample is drawn from fixed seeds.
    """
    exercise = Exercise(definition, scenario, calendar)
    is_complete = walks is None and count_paths(exercise) < MOST_PATHS
    totals = _WalkTotals()
    try:
        exercise.start()
        sample = None if is_complete else walks or WALKS
        totals.add_all(_walk(exercise, sample))
    except Exception as error:  # a walk that raises is itself the finding, whatever it raised
        totals.failure = f"{type(error).__name__}: {error}"
    return totals.result(is_complete)


def count_paths(exercise: Exercise) -> int:
    """Return an upper bound of the number of paths.

    At each question the learner may try the wrong answers in every order, each order cut short by
    the right answer.
    """
    total = 1
    for turn in exercise.scenario.turns:
        if exercise.asks(turn):
            total *= _count_orders(len(turn.choices))
    return total


def _count_orders(wrong: int) -> int:
    """Return the number of ordered selections, of any size, of the wrong answers."""
    return sum(factorial(wrong) // factorial(wrong - tried) for tried in range(wrong + 1))


class _WalkTotals:
    """Adds up what the walks met."""

    def __init__(self) -> None:
        self.paths = self.longest = 0
        self.turns: set[str] = set()
        self.choices: set[tuple[str, str]] = set()
        self.injects: set[str] = set()
        self.earned_lines: set[tuple[str, int]] = set()
        self.reached_objectives: set[str] = set()
        self.failure = ""

    def add_all(self, exercises: Iterator[Exercise]) -> None:
        for exercise in exercises:
            self.add(exercise)

    def add(self, exercise: Exercise) -> None:
        """Add the exercise at the end of one walk."""
        self.paths += 1
        self.longest = max(self.longest, len(exercise.moves))
        if not exercise.finished and not self.failure:
            self.failure = f"a walk did not end within {MOST_TURNS} turns"
        self._add_happenings(exercise)
        for score in score_objectives(exercise):
            self._add_score(score)

    def _add_happenings(self, exercise: Exercise) -> None:
        """Add turns, answers and injects; a turn that was skipped is not met."""
        arrived: set[str] = set()
        skipped: set[str] = set()
        for happening in exercise.happenings:
            match happening.kind:
                case "turn":
                    arrived.add(happening.turn)
                case "skipped":
                    skipped.add(happening.turn)
                case "answered":
                    self.choices.add((happening.turn, happening.choice))
                case "inject":
                    self.injects.add(happening.choice)
        self.turns |= arrived - skipped

    def _add_score(self, score: ObjectiveScore) -> None:
        name = score.objective.id
        if score.share:
            self.reached_objectives.add(name)
        for number, line in enumerate(score.earned):
            if line.points > 0:
                self.earned_lines.add((name, number))

    def result(self, is_complete: bool) -> WalkResult:
        return WalkResult(
            paths=self.paths,
            is_complete=is_complete,
            longest=self.longest,
            turns=frozenset(self.turns),
            choices=frozenset(self.choices),
            injects=frozenset(self.injects),
            earned_lines=frozenset(self.earned_lines),
            reached_objectives=frozenset(self.reached_objectives),
            failure=self.failure,
        )


def _walk(exercise: Exercise, sample: int | None) -> Iterator[Exercise]:
    """Yield the exercise at the end of each path, or of `sample` walks that are drawn."""
    if sample is None:
        return _walk_all_paths(exercise)
    return _walk_sample(exercise, sample)


def _walk_all_paths(exercise: Exercise) -> Iterator[Exercise]:
    """Yield the exercise at the end of every path; the common beginning of paths is played once."""
    if exercise.question is None or len(exercise.moves) >= MOST_TURNS:
        yield exercise
        return
    for option in exercise.question.options:
        branch = copy.copy(exercise)
        branch.move(Move("choice", option.id))
        yield from _walk_all_paths(branch)


def _walk_sample(exercise: Exercise, walks: int) -> Iterator[Exercise]:
    """Yield the exercise at the end of each of `walks` walks. Walk N is drawn from seed N."""
    for number in range(walks):
        rng = random.Random(number)
        branch = copy.copy(exercise)
        while branch.question is not None and len(branch.moves) < MOST_TURNS:
            branch.move(Move("choice", _pick_answer(branch.question, number, rng)))
        yield branch


def _pick_answer(question: Question, number: int, rng: random.Random) -> str:
    """Return the answer of walk `number`: walk 0 takes the right ones, walk 1 the wrong ones."""
    options = [option.id for option in question.options]
    wrong = [option for option in options if option != question.turn]
    if number == 0 or not wrong:
        return question.turn
    if number == 1:
        return wrong[0]
    return rng.choice(options)
