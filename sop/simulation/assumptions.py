"""The assumptions of a simulation: how often cases arrive, how long work takes, how people decide.

None of the defaults was measured in an office. Every simulation shows them on its screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sop.engine.deadlines import zone_of
from sop.model.condition import Condition, Value
from sop.model.definition import Action, Definition, Outcome
from sop.model.duration import Due
from sop.model.value import value
from sop.simulation.distributions import SECONDS, Amount

# Round numbers, which no reader mistakes for measurements.
ONE_A_DAY = Amount("exponential", (1.0 * SECONDS["day"],))
USUAL_WORK = Amount(
    "triangular",
    (15.0 * SECONDS["minute"], 1.0 * SECONDS["hour"], 4.0 * SECONDS["hour"]),
)
AT_ONCE = Amount("fixed", (0.0,))
TWO_WEEKS = Amount("fixed", (14.0 * SECONDS["day"],))
BEGINS = (2026, 3, 2, 8, 0)  # a Monday, so that the first week has all its working days

Shares = Mapping[Value, float]


@value
class Work:
    """An action: how long it takes and whose people do it.

    `share`: in which share of the visits of its step an optional action is done.
    """

    takes: Amount
    by: str
    share: float = 0.0


@value
class Moment:
    """A date or datetime fact: how long after it is recorded its moment is, or `before`."""

    amount: Amount = AT_ONCE
    before: bool = False


@value
class InterruptAssumption:
    """An interrupt: in which share of the visits it is raised, how long after it first could be.

    `only_if`: a condition that the workflow does not have, from the file of assumptions.
    """

    share: float = 0.0
    after: Amount = AT_ONCE
    only_if: Condition | None = None


@value
class Assumptions:
    """All assumptions for one workflow.

    `actions`, `outcomes` and `interrupts` are by path. `outcomes` has the weight of each outcome,
    `values` the weight of each value of a fact. `staff` is by stakeholder; those without an entry
    always have enough people.
    """

    arrivals: Amount
    begins: datetime
    staff: Mapping[str, int]
    actions: Mapping[str, Work]
    values: Mapping[str, Shares]
    moments: Mapping[str, Moment]
    outcomes: Mapping[str, float]
    interrupts: Mapping[str, InterruptAssumption]
    source: str = ""  # the file that they are from; empty for the defaults
    usual: Amount = USUAL_WORK


def default_assumptions(definition: Definition, usual: Amount = USUAL_WORK) -> Assumptions:
    """Return what is assumed where no file states anything.

    `usual` is how long an action takes.
    """
    return Assumptions(
        arrivals=ONE_A_DAY,
        begins=datetime(*BEGINS, tzinfo=zone_of(definition.timezone)),
        staff={},
        actions=_works(definition, usual),
        values=_values(definition),
        moments=_moments(definition),
        outcomes={outcome.path: 1.0 for outcome in definition.outcomes()},
        interrupts=_interrupts(definition),
        usual=usual,
    )


def _works(definition: Definition, usual: Amount) -> Mapping[str, Work]:
    actions = definition.actions()
    return {action.path: Work(usual, usual_worker(definition, action)) for action in actions}


def _interrupts(definition: Definition) -> Mapping[str, InterruptAssumption]:
    return {interrupt.path: InterruptAssumption() for interrupt in definition.interrupts()}


def usual_worker(definition: Definition, action: Action) -> str:
    """Return whose people do it: the stakeholder responsible for the step, else the first named."""
    responsible = definition.step_at(action.path).responsible
    if responsible in action.by:
        return responsible
    return action.by[0]


def _values(definition: Definition) -> Mapping[str, Shares]:
    facts = [fact for fact in definition.facts.values() if fact.domain()]
    return {fact.id: _shares(fact.domain(), fact.initially) for fact in facts}


def _shares(domain: tuple[Value, ...], initially: Value | None) -> Shares:
    """Return equal shares; a fact with an initial value is about an exception and keeps it."""
    if initially is None:
        return dict.fromkeys(domain, 1.0)
    return {value: float(value == initially) for value in domain}


def _moments(definition: Definition) -> Mapping[str, Moment]:
    """Return the moment of recording; two weeks later if a deadline counts back from the fact."""
    future = {due.before_fact for due in _dues(definition)}
    found = {}
    for fact in definition.facts.values():
        if fact.is_moment:
            found[fact.id] = Moment(TWO_WEEKS) if fact.id in future else Moment()
    return found


def _dues(definition: Definition) -> list[Due]:
    dues = [step.due for step in definition.steps()]
    dues += [action.due for action in definition.actions()]
    return [due for due in dues if due is not None]


def list_rival_outcomes(definition: Definition) -> list[Outcome]:
    """Return the outcomes of steps that have more than one: a weight has an effect only there."""
    steps = [step for step in definition.steps() if len(step.outcomes) > 1]
    return [outcome for step in steps for outcome in step.outcomes.values()]
