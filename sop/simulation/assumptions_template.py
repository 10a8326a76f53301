"""The assumptions written out as a file to change: every name there is, with the default that it has."""

from __future__ import annotations

from collections.abc import Iterator

from sop.engine.fact_values import say_value
from sop.model.definition import Definition
from sop.simulation.assumptions import (
    Assumptions,
    InterruptAssumption,
    default_assumptions,
    list_rival_outcomes,
)
from sop.simulation.distributions import Amount, length_text


def template(definition: Definition) -> str:
    """A file that says what is assumed by default. Read back it changes nothing."""
    return (
        "\n".join([*_head(definition), *_body(definition, default_assumptions(definition))]) + "\n"
    )


def _head(definition: Definition) -> Iterator[str]:
    yield f"# Assumptions of a simulation of {definition.id}."
    yield "# Nothing in here is measured. Put in what your offices know, and delete what should stay as by default."
    yield "# A length of time: 30 minutes, {exponential: 2 hours}, {triangular: [15 minutes, 1 hour, 4 hours]}."
    yield "# A share: 0.25 or 25%. Weights of values and outcomes: any numbers; only their proportion counts."


def _body(definition: Definition, assumed: Assumptions) -> Iterator[str]:
    yield "arrivals: 1 per day              # at random; {every: 3 hours} is regular"
    yield f'begins: "{assumed.begins:%Y-%m-%d %H:%M}"       # the first hour of the simulation'
    yield "staff:                           # people at work at any hour; who is not named has always enough"
    yield from (f"  # {name}: 1" for name in definition.stakeholders)
    yield f"action: {_amount(assumed.usual)}      # every action that is not named below"
    yield "actions:                         # by: whose people do it; share: how often an optional one is done"
    for action in definition.actions():
        work = assumed.actions[action.path]
        entry = f"by: {work.by}" if action.required else f"by: {work.by}, share: 0"
        yield f"  {action.path}: {{takes: {_amount(work.takes)}, {entry}}}"
    yield "facts:                           # how often each value is recorded; when a moment lies, seen from then"
    yield from _facts(definition, assumed)
    yield "outcomes:                        # weights of outcomes that are open together; 0: never taken"
    yield from (f"  {outcome.path}: 1" for outcome in list_rival_outcomes(definition))
    yield "interrupts:                      # in which share of the visits of each step; after how long; if: CONDITION"
    yield from (
        f"  {path}: {_interrupt_text(raising)}" for path, raising in assumed.interrupts.items()
    )


def _facts(definition: Definition, assumed: Assumptions) -> Iterator[str]:
    for name, shares in assumed.values.items():
        values = ", ".join(f"{say_value(value)}: {share:g}" for value, share in shares.items())
        yield f"  {name}: {{{values}}}"
    for name, moment in assumed.moments.items():
        yield f"  {name}: {{{'before' if moment.before else 'after'}: {_amount(moment.amount)}}}"


def _amount(amount: Amount) -> str:
    if amount.kind == "fixed":
        return _length(amount.values[0])
    if amount.kind == "exponential":
        return f"{{exponential: {_length(amount.values[0])}}}"
    return f"{{triangular: [{', '.join(map(_length, amount.values))}]}}"


def _length(seconds: float) -> str:
    return length_text(seconds) if seconds else "0 minutes"


def _interrupt_text(raising: InterruptAssumption) -> str:
    return f"{{share: {raising.share:g}, after: {_amount(raising.after)}}}"
