"""The words of training: what a learner does, what happens then, and what it was worth."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Literal

from sop.model.events import Event
from sop.model.refusal import Refusal
from sop.model.scenario import Evidence, Objective, Scenario
from sop.model.value import value

Feedback = Literal["now", "step", "end"]
MoveKind = Literal["choice", "command", "inject", "jump", "reveal", "pause"]
Kind = Literal[
    "turn", "told", "event", "refused", "answered", "skipped", "inject", "revealed", "paused"
]

PASS_MARK = 60
"""Per cent of the weighted points, where no curriculum says otherwise."""


@value
class Move:
    """What somebody decides at a question. `value`: a choice's id, a typed command, an inject's or a turn's id.

    `by` is the role that moves, None for the facilitator; `waited` are minutes of real time (`--time real`).
    """

    kind: MoveKind
    value: str = ""
    by: str | None = None
    waited: int = 0


@value
class AnswerOption:
    """One answer that is offered. The right one has the turn's own name as its id."""

    id: str
    say: str


@value
class Question:
    """What is asked now: at which turn, whom, and the answers in the order made by the seed."""

    turn: str
    role: str | None
    options: tuple[AnswerOption, ...]
    tried: tuple[str, ...] = ()


@value
class Happening:
    """One thing that happened in a session, in order. `by`: the stakeholder, where one acted.

    `own`: the learner did it, else it is the model way, a consequence or an inject.
    """

    number: int
    kind: Kind
    at: datetime
    turn: str
    by: str | None = None
    own: bool = False
    text: str = ""
    channel: str | None = None
    choice: str = ""
    event: Event | None = None
    refusal: Refusal | None = None


@value
class EarnedPoints:
    """What one line of an objective brought. `at` is the number of the happening that proves it."""

    evidence: Evidence
    points: int
    turn: str | None = None
    at: int | None = None


@value
class ObjectiveScore:
    """`share` is the part of the objective that was reached, 0 to 1; never below."""

    objective: Objective
    earned: tuple[EarnedPoints, ...]
    points: int
    most: int
    share: Fraction

    @property
    def value(self) -> Fraction:
        """What it counts in the total."""
        return self.share * self.objective.weight


@value
class Mishap:
    """A safe outcome was not reached: a critical choice, or a guarantee that was broken. Never averaged away."""

    kind: Literal["critical_choice", "guarantee"]
    id: str
    what: str
    turn: str = ""
    law: tuple[str, ...] = ()


@value
class Score:
    """The result. `passed` needs the pass mark, the end of the scenario and no mishap."""

    objectives: tuple[ObjectiveScore, ...]
    mishaps: tuple[Mishap, ...]
    finished: bool
    mark: int = PASS_MARK

    @property
    def points(self) -> Fraction:
        return sum((one.value for one in self.objectives), Fraction(0))

    @property
    def most(self) -> int:
        return sum(one.objective.weight for one in self.objectives)

    @property
    def percent(self) -> Fraction:
        return Fraction(100) * self.points / self.most if self.most else Fraction(0)

    @property
    def reaches_mark(self) -> bool:
        return self.percent >= self.mark

    @property
    def passed(self) -> bool:
        return self.finished and self.reaches_mark and not self.mishaps


@value
class Header:
    """What a session is: the first line of its file. `hash` and `scenario_hash` say exactly what was played."""

    id: str
    workflow: str
    workflow_version: str
    hash: str
    scenario: str
    scenario_hash: str
    seed: int
    role: str | None = None
    feedback: Feedback = "step"
    assess: bool = False
    learner: str | None = None
    attempt: int = 1
    branch_of: str | None = None
    roles: tuple[str, ...] = ()


@value
class LateAction:
    """An action that was done after it was due."""

    action: str
    due: datetime
    at: datetime


@value
class AnswerCount:
    """How many sessions gave this answer first at a turn; `own`: the one that is looked back upon did."""

    turn: str
    choice: str
    say: str
    count: int
    own: bool = False
    right: bool = False


@value
class Debrief:
    """A session looked back upon. `missed` are actions of the model way that were never done; `others` is empty below
    five sessions, so that nobody is recognised."""

    header: Header
    scenario: Scenario  # as played: every turn has its name
    score: Score
    own: tuple[Happening, ...]
    model: tuple[Happening, ...]
    missed: tuple[str, ...]
    late: tuple[LateAction, ...]
    others: tuple[AnswerCount, ...] = ()
    sessions: int = 0
    questions: tuple[str, ...] = ()
