"""Every way through a scenario's questions, or a thousand of them: what was reached and earned, what went wrong."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import field
from math import factorial

from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.model.scenario import Scenario
from sop.model.training import Move
from sop.model.value import value
from sop.training.exercise import Exercise
from sop.training.scoring import score_objectives

MOST_PATHS = 10_000
WALKS = 1_000
MOST_TURNS = 200


@value
class WalkResult:
    """What the walks found. `every`: all paths were walked. `failed` is the first walk that did not come to an end, and
    why; the rest are sets of what was met on some walk."""

    paths: int
    every: bool
    longest: int
    turns: frozenset[str]
    choices: frozenset[tuple[str, str]]
    injects: frozenset[str]
    earned: frozenset[tuple[str, int]]  # objective, number of its line
    reached: frozenset[str] = field(default=frozenset())  # objectives with a share
    failed: str = ""


def walk_scenario(
    definition: Definition,
    scenario: Scenario,
    calendar: Calendar | None = None,
    walks: int | None = None,
) -> WalkResult:
    """Walk every path where there are few enough, else `walks` seeded ones (1,000 where none are named)."""
    stage = Exercise(definition, scenario, calendar)
    every = walks is None and count_paths(stage) < MOST_PATHS
    sums = _WalkTotals()
    try:
        stage.start()
        ends = _walk_all_paths(stage) if every else _walk_seeded_paths(stage, walks or WALKS)
        for end in ends:
            sums.add(end)
    except Exception as error:  # a walk that breaks is the finding; what broke it is named
        sums.failed = f"{type(error).__name__}: {error}"
    return sums.walked(every)


def count_paths(stage: Exercise) -> int:
    """An upper bound: at each question the wrong answers in every order, each cut short by the right one."""
    total = 1
    for turn in stage.scenario.turns:
        if stage.asks(turn):
            wrong = len(turn.choices)
            total *= sum(factorial(wrong) // factorial(wrong - tried) for tried in range(wrong + 1))
    return total


class _WalkTotals:
    """What was met so far."""

    def __init__(self) -> None:
        self.paths = self.longest = 0
        self.turns: set[str] = set()
        self.choices: set[tuple[str, str]] = set()
        self.injects: set[str] = set()
        self.earned: set[tuple[str, int]] = set()
        self.reached: set[str] = set()
        self.failed = ""

    def add(self, stage: Exercise) -> None:
        self.paths += 1
        self.longest = max(self.longest, len(stage.moves))
        if not stage.finished:
            self.failed = self.failed or f"a walk did not end within {MOST_TURNS} turns"
        skipped = {one.turn for one in stage.happenings if one.kind == "skipped"}
        self.turns |= {
            one.turn for one in stage.happenings if one.kind == "turn" and one.turn not in skipped
        }
        self.choices |= {
            (one.turn, one.choice) for one in stage.happenings if one.kind == "answered"
        }
        self.injects |= {one.choice for one in stage.happenings if one.kind == "inject"}
        for objective in score_objectives(stage):
            if objective.share:
                self.reached.add(objective.objective.id)
            self.earned |= {
                (objective.objective.id, n)
                for n, one in enumerate(objective.earned)
                if one.points > 0
            }

    def walked(self, every: bool) -> WalkResult:
        return WalkResult(
            self.paths,
            every,
            self.longest,
            frozenset(self.turns),
            frozenset(self.choices),
            frozenset(self.injects),
            frozenset(self.earned),
            frozenset(self.reached),
            self.failed,
        )


def _walk_all_paths(stage: Exercise) -> Iterator[Exercise]:
    """The stage at the end of every path; what paths share is played once."""
    if stage.question is None or len(stage.moves) >= MOST_TURNS:
        yield stage
        return
    for one in stage.question.options:
        after = copy.copy(stage)
        after.move(Move("choice", one.id))
        yield from _walk_all_paths(after)


def _walk_seeded_paths(stage: Exercise, walks: int) -> Iterator[Exercise]:
    """The stage at the end of seeded walks; the first takes every right answer, the second every wrong one."""
    for number in range(walks):
        rng = random.Random(number)
        after = copy.copy(stage)
        while after.question is not None and len(after.moves) < MOST_TURNS:
            options = [one.id for one in after.question.options]
            wrong = [one for one in options if one != after.question.turn]
            fixed = (
                after.question.turn if number == 0 or not wrong else wrong[0] if number == 1 else ""
            )
            after.move(Move("choice", fixed or rng.choice(options)))
        yield after
