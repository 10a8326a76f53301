"""The default assumptions as a file to change: every name with its default."""

from __future__ import annotations

from collections.abc import Iterator

from sop.engine.fact_values import say_value
from sop.model.definition import Definition
from sop.simulation.assumptions import (
    Assumptions,
    InterruptAssumption,
    Moment,
    default_assumptions,
    list_rival_outcomes,
)
from sop.simulation.distributions import Amount, length_text

COMMENT_AT = 33  # the column in which the comments of the file begin


def template(definition: Definition) -> str:
    """Return a file that states the defaults. Read back it changes nothing."""
    lines = [*_head(definition), *_body(definition, default_assumptions(definition))]
    return "\n".join(lines) + "\n"


def _head(definition: Definition) -> Iterator[str]:
    yield f"# Assumptions of a simulation of {definition.id}."
    yield "# Nothing in here is measured. Write what your offices know; delete the other lines."
    yield "# A length of time: 30 minutes, {exponential: 2 hours},"
    yield "#   {triangular: [15 minutes, 1 hour, 4 hours]} (least, usual, most)."
    yield "# A share: 0.25 or 25%."
    yield "# Weights of values and outcomes: any numbers; only their proportion counts."


def _body(definition: Definition, assumed: Assumptions) -> Iterator[str]:
    yield _entry("arrivals: 1 per day", "at random; {every: 3 hours} is regular")
    begins = f'begins: "{assumed.begins:%Y-%m-%d %H:%M}"'
    yield _entry(begins, "the first hour of the simulation")
    yield _entry("staff:", "people at work at any hour; without an entry there are always enough")
    yield from (f"  # {name}: 1" for name in definition.stakeholders)
    yield _entry(f"action: {_amount(assumed.usual)}", "every action that is not listed below")
    yield _entry("actions:", "by: whose people do it; share: how often an optional one is done")
    for action in definition.actions():
        work = assumed.actions[action.path]
        entry = f"takes: {_amount(work.takes)}, by: {work.by}"
        if not action.required:
            entry += ", share: 0"
        yield f"  {action.path}: {{{entry}}}"
    yield _entry("facts:", "how often each value is recorded; how far a moment is from then")
    yield from _facts(assumed)
    yield _entry("outcomes:", "weights of outcomes that are open together; 0: never taken")
    yield from (f"  {outcome.path}: 1" for outcome in list_rival_outcomes(definition))
    yield _entry("interrupts:", "in which share of the visits of a step; after how long;")
    yield _entry("", "if: CONDITION")
    for path, raising in assumed.interrupts.items():
        yield f"  {path}: {_interrupt_text(raising)}"


def _entry(text: str, comment: str) -> str:
    """Return an entry with its comment, which begins in the same column where there is room."""
    return f"{text:<{COMMENT_AT - 2}}  # {comment}"


def _facts(assumed: Assumptions) -> Iterator[str]:
    for name, shares in assumed.values.items():
        values = ", ".join(f"{say_value(value)}: {share:g}" for value, share in shares.items())
        yield f"  {name}: {{{values}}}"
    for name, moment in assumed.moments.items():
        yield f"  {name}: {_moment_text(moment)}"


def _moment_text(moment: Moment) -> str:
    side = "before" if moment.before else "after"
    return f"{{{side}: {_amount(moment.amount)}}}"


def _amount(amount: Amount) -> str:
    lengths = ", ".join(map(_length, amount.values))
    if amount.kind == "fixed":
        return lengths
    if amount.kind == "exponential":
        return f"{{exponential: {lengths}}}"
    return f"{{triangular: [{lengths}]}}"


def _length(seconds: float) -> str:
    if not seconds:
        return "0 minutes"
    return length_text(seconds)


def _interrupt_text(raising: InterruptAssumption) -> str:
    return f"{{share: {raising.share:g}, after: {_amount(raising.after)}}}"
