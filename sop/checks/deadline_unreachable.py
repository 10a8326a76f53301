"""A deadline that is over before anyone can meet it.

The rule counts the least time that each step takes (`takes: {min: …}`) and the waits of outcomes,
along the earliest path; where a condition asks about another track, both paths count. Leaving a
step by an interrupt ends its deadline and does not meet it. Units are compared by safe bounds, so
an error is certain: three working days are at least three days, and can be many more.

A deadline `from` a date counts from its value, and a date may be in the future when it is recorded.
So only the waits that count from the same date make an error; the steps since it was recorded make
a warning. Where the date is in the future, state that: `# sop: allow deadline-unreachable, because
…`. Deadlines `before` a date are not judged.

A guarantee `response … within:` is judged in the same way, from the moment at which its trigger can
first hold.

Good:

    language: 1
    version: 1.0.0
    title: Library loan
    stakeholders: {desk: {name: Desk, short: D}}
    tracks:
      loan:
        title: Loan
        lead: desk
        steps:
          repair:
            title: Repair
            responsible: desk
            takes: {min: 4 days, max: 6 days}
            due: 1 weeks
            outcomes: {repaired: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Library loan
    stakeholders: {desk: {name: Desk, short: D}}
    tracks:
      loan:
        title: Loan
        lead: desk
        steps:
          repair:
            title: Repair
            responsible: desk
            takes: {min: 4 days, max: 6 days}
            due: 3 days
            outcomes: {repaired: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.checks.reasoning.critical_path import (
    Certainty,
    Overrun,
    find_overrun,
    format_amount,
    takes_time,
)
from sop.checks.reasoning.duration_bounds import DurationBounds
from sop.checks.reasoning.enabling_events import find_starts
from sop.checks.reasoning.impossible_deadlines import find_impossible_deadlines
from sop.checks.reasoning.locations import Path, make_finding
from sop.checks.reasoning.timing_constraints import Timing
from sop.definition.load import LoadedWorkflow
from sop.engine.deadlines import say_length
from sop.model.definition import Definition, Guarantee
from sop.model.duration import Due
from sop.model.finding import Finding, Severity

NAME = "deadline-unreachable"
SEVERITY: Severity = "error"
REMEDY = "Lengthen the deadline, or shorten what comes before it."

SEVERITIES: Mapping[Certainty, Severity] = {"certain": "error", "unless_ahead": "warning"}
"""A date may be in the future when it is recorded; the deadline can be met then: only a warning."""


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    if not takes_time(definition):
        return
    timing, lengths = Timing(definition), DurationBounds(definition)
    for late in find_impossible_deadlines(definition, timing, lengths):
        deadline, overrun = late.deadline, late.overrun
        limit, earliest = _describe_deadline(deadline.due), _describe_overrun(overrun)
        message = f"{deadline.name} is due {limit}, but cannot be before {earliest}"
        if late.certainty == "unless_ahead":
            message += f", unless '{deadline.due.from_fact}' is in the future when it is recorded"
        severity, steps = SEVERITIES[late.certainty], overrun.path
        yield make_finding(loaded, NAME, severity, deadline.place, message, REMEDY, path_to=steps)
    for guarantee in definition.guarantees.values():
        yield from _check_response(loaded, timing, lengths, guarantee)


def _check_response(
    loaded: LoadedWorkflow, timing: Timing, lengths: DurationBounds, guarantee: Guarantee
) -> Iterator[Finding]:
    if guarantee.within is None or guarantee.b is None:
        return
    starts = find_starts(timing, guarantee.a)
    nodes = (timing.holds(guarantee.b),)
    late = find_overrun(timing, lengths, starts, nodes=nodes, limit=guarantee.within)
    if late is not None:
        path: Path = ("guarantees", guarantee.id)
        message = (
            f"guarantee '{guarantee.id}' asks for a response within {say_length(guarantee.within)},"
            f" but it cannot come before {_describe_overrun(late)}"
        )
        yield make_finding(
            loaded, NAME, SEVERITY, path, message, REMEDY, key=True, path_to=late.path
        )


def _describe_overrun(late: Overrun) -> str:
    return f"{format_amount(late.amount, late.measure)} ({' + '.join(late.sums)})"


def _describe_deadline(due: Due) -> str:
    if due.length is None:
        return "immediately"
    since = f" of '{due.from_fact}'" if due.from_fact else ""
    return f"within {say_length(due.length)}{since}"
