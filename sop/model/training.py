"""Values of training: what a learner does, what happens then, and what it earns."""

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
"""Per cent of the weighted points; the default where no curriculum sets another mark."""


@value
class Move:
    """One answer of a learner, or one action of the facilitator.

    `value` is the ID of a choice, an inject or a turn, or a typed command. `by` is the role that
    answers; None for the facilitator. `waited` is in minutes of real time (`--time real`).
    """

    kind: MoveKind
    value: str = ""
    by: str | None = None
    waited: int = 0


@value
class AnswerOption:
    """One answer that is offered. The right one has the ID of the turn."""

    id: str
    say: str


@value
class Question:
    """The current question: its turn, the role that answers, and the options in the seed's order.

    `tried` has the options that were tried before.
    """

    turn: str
    role: str | None
    options: tuple[AnswerOption, ...]
    tried: tuple[str, ...] = ()


@value
class Happening:
    """One entry of a session's history; `number` counts from 1.

    `at` is an aware datetime of the case. `by` is the stakeholder who acted, if any. `own` means
    that the learner did it; otherwise it comes from the model path, a consequence or an inject.
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
    """The points that one line of an objective earned; `at` is the happening that shows it."""

    evidence: Evidence
    points: int
    turn: str | None = None
    at: int | None = None


@value
class ObjectiveScore:
    """The result of one objective. `share` is the part that was reached, from 0 to 1."""

    objective: Objective
    earned: tuple[EarnedPoints, ...]
    points: int
    most: int
    share: Fraction

    @property
    def value(self) -> Fraction:
        """The weighted share, as it counts in the total."""
        return self.share * self.objective.weight


@value
class Mishap:
    """A critical choice or a violated guarantee. One mishap fails the session at any points."""

    kind: Literal["critical_choice", "guarantee"]
    id: str
    what: str
    turn: str = ""
    law: tuple[str, ...] = ()


@value
class Score:
    """The result. Passing needs the pass mark, the end of the scenario and no mishap."""

    objectives: tuple[ObjectiveScore, ...]
    mishaps: tuple[Mishap, ...]
    finished: bool
    mark: int = PASS_MARK

    @property
    def points(self) -> Fraction:
        return sum((score.value for score in self.objectives), Fraction(0))

    @property
    def most(self) -> int:
        return sum(score.objective.weight for score in self.objectives)

    @property
    def percent(self) -> Fraction:
        if not self.most:
            return Fraction(0)
        return Fraction(100) * self.points / self.most

    @property
    def reaches_mark(self) -> bool:
        return self.percent >= self.mark

    @property
    def passed(self) -> bool:
        return self.finished and self.reaches_mark and not self.mishaps


@value
class Header:
    """The first line of a session file. `hash` and `scenario_hash` identify what was played."""

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
    """An action that was done after it was due; both moments are aware datetimes."""

    action: str
    due: datetime
    at: datetime


@value
class AnswerCount:
    """How many sessions gave this answer first; `own` means that the reviewed session did."""

    turn: str
    choice: str
    say: str
    count: int
    own: bool = False
    right: bool = False


@value
class Debrief:
    """The review of a session.

    `missed` has the actions of the model path that were never done. `others` is empty below five
    sessions, so that no learner can be recognised.
    """

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
