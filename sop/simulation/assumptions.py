"""What a simulation assumes beyond the workflow: how often cases arrive, how long work takes, how people decide.

Nothing in here is known of any real office. Each default is said on the screen of every simulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sop.engine.deadlines import zone_of
from sop.model.condition import Condition, Value
from sop.model.definition import Action, Definition, Due, Outcome
from sop.model.value import value
from sop.simulation.distributions import SECONDS, Amount

ONE_A_DAY = Amount("exponential", (86_400.0,))
USUAL_WORK = Amount("triangular", (900.0, 3600.0, 4 * 3600.0))
AT_ONCE = Amount("fixed", (0.0,))
TWO_WEEKS = Amount("fixed", (14.0 * SECONDS["day"],))
BEGINS = (2026, 3, 2, 8, 0)  # a Monday

Shares = Mapping[Value, float]


@value
class Work:
    """An action: how long it takes, whose people do it, in which share of the visits it is done if optional."""

    takes: Amount
    by: str
    share: float = 0.0


@value
class Moment:
    """A datetime fact: how long before (negative) or after it is recorded the moment lies."""

    amount: Amount = AT_ONCE
    before: bool = False


@value
class InterruptAssumption:
    """An interrupt: in which share of the visits that it may leave it is raised, how long after it could be."""

    share: float = 0.0
    after: Amount = AT_ONCE
    only_if: Condition | None = None


@value
class Assumptions:
    """All of them, for one workflow. `outcomes` has the weight of each outcome, by path; `values` of each value."""

    arrivals: Amount
    begins: datetime
    staff: Mapping[str, int]
    actions: Mapping[str, Work]
    values: Mapping[str, Shares]
    moments: Mapping[str, Moment]
    outcomes: Mapping[str, float]
    interrupts: Mapping[str, InterruptAssumption]
    source: str = ""  # the file that they are from; empty: the defaults
    usual: Amount = USUAL_WORK


def default_assumptions(definition: Definition, usual: Amount = USUAL_WORK) -> Assumptions:
    """What is assumed where no file says anything."""
    outcomes = [outcome for step in definition.steps() for outcome in step.outcomes.values()]
    return Assumptions(
        arrivals=ONE_A_DAY,
        begins=datetime(*BEGINS, tzinfo=zone_of(definition.timezone)),
        staff={},
        actions={
            action.path: Work(usual, usual_worker(definition, action))
            for action in definition.actions()
        },
        values={
            fact.id: _values(fact.domain(), fact.initially)
            for fact in definition.facts.values()
            if fact.domain()
        },
        moments=_moments(definition),
        outcomes={outcome.path: 1.0 for outcome in outcomes},
        interrupts={interrupt.path: InterruptAssumption() for interrupt in definition.interrupts()},
        usual=usual,
    )


def usual_worker(definition: Definition, action: Action) -> str:
    """Whose people do the action where several may: the step's responsible stakeholder, else the first named."""
    responsible = definition.step(action.path.rsplit(".", 1)[0]).responsible
    return responsible if responsible in action.by else action.by[0]


def _values(domain: tuple[Value, ...], initially: Value | None) -> Shares:
    """All values alike; a fact about an exception keeps its first value."""
    return {value: 1.0 if initially is None or value == initially else 0.0 for value in domain}


def _moments(definition: Definition) -> Mapping[str, Moment]:
    """A moment is that of its recording; one that a deadline counts back from lies two weeks ahead."""
    ahead = {due.before_fact for due in _dues(definition)}
    times = [fact.id for fact in definition.facts.values() if fact.type == "datetime"]
    return {fact: Moment(TWO_WEEKS) if fact in ahead else Moment() for fact in times}


def _dues(definition: Definition) -> list[Due]:
    found = [step.due for step in definition.steps()] + [
        action.due for action in definition.actions()
    ]
    return [due for due in found if due is not None]


def list_rival_outcomes(definition: Definition) -> list[Outcome]:
    """The outcomes of steps that have more than one: only there a share says anything."""
    steps = [step for step in definition.steps() if len(step.outcomes) > 1]
    return [outcome for step in steps for outcome in step.outcomes.values()]
