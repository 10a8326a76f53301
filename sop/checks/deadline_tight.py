"""A deadline that is missed if everything takes as long as it may.

Reported where every step on the path has a `takes: {max: …}`, and the sum of these on the longest
path is longer than the deadline, however the units are counted. Only outcomes count: an interrupt
is the exception for which deadlines are watched. A circle of steps that a case can walk any number
of times is called unbounded.

A deadline of a step counts from the step's start, or from where the date that it names is recorded
in the same track. The rule assumes that an action with its own deadline is done first, so only the
steps before its step count. Deadlines that can never be met are reported by `deadline-unreachable`
only.

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
            due: 5 days
            outcomes: {repaired: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.critical_path import Deadline, format_amount, list_deadlines, measures_for
from sop.checks.reasoning.duration_bounds import DurationBounds
from sop.checks.reasoning.impossible_deadlines import find_impossible_deadlines
from sop.checks.reasoning.locations import make_finding
from sop.checks.reasoning.timing_constraints import Timing
from sop.checks.reasoning.worst_case import WorstCase, find_worst_path
from sop.definition.load import LoadedWorkflow
from sop.engine.deadlines import say_length
from sop.model.definition import Definition, Step
from sop.model.duration import Due
from sop.model.finding import Finding, Severity

NAME = "deadline-tight"
SEVERITY: Severity = "warning"
REMEDY = (
    "Lengthen the deadline or shorten a step, or allow this with the reason why it is kept anyway."
)


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    if not any(step.takes for step in definition.steps()):
        return
    lengths = DurationBounds(definition)
    found = find_impossible_deadlines(definition, Timing(definition), lengths)
    impossible = {late.deadline.place for late in found}
    for deadline in list_deadlines(definition):
        if deadline.place in impossible:
            continue
        worst = _find_missed_path(definition, lengths, deadline)
        if worst is not None:
            problem = _describe_lateness(lengths, deadline.due, worst)
            message = f"{deadline.name} {problem}"
            path, steps = deadline.place, worst.path
            yield make_finding(loaded, NAME, SEVERITY, path, message, REMEDY, path_to=steps)


def _find_missed_path(
    definition: Definition, lengths: DurationBounds, deadline: Deadline
) -> WorstCase | None:
    """Return the worst case that is later than the deadline; None if none is, or it is unknown."""
    sources = _list_sources(definition, deadline.step, deadline.due)
    if not sources:
        return None
    track = definition.track_at(deadline.step.path)
    to_start = deadline.action is not None
    for measure in measures_for(deadline.due.length):
        worst = find_worst_path(
            lengths, track, sources, deadline.step, measure=measure, to_start=to_start
        )
        if worst is None or worst.amount is None:
            return worst
        if worst.amount > lengths.at_most(deadline.due.length, measure):
            return worst
    return None


def _list_sources(definition: Definition, step: Step, due: Due) -> tuple[str, ...]:
    """Return the steps from whose start the deadline counts at worst; empty if that is unknown."""
    if due.before_fact is not None:
        return ()
    if due.from_fact is None:
        return (step.id,)
    fact = definition.facts[due.from_fact]
    places = dict.fromkeys(action.path.parent for action in definition.recorders(fact.id))
    tracks = {place.track for place in places}
    if fact.anytime or fact.at_opening or tracks - {step.path.track}:
        return ()
    steps = [place.name for place in places]
    return (step.id,) if step.id in steps else tuple(steps)


def _describe_lateness(lengths: DurationBounds, due: Due, worst: WorstCase) -> str:
    if worst.amount is None:
        circle = ", ".join(worst.path)
        return f"is unbounded: {circle} can be walked again and again before it"
    limit = "immediately" if due.length is None else f"within {say_length(due.length)}"
    since = f" of '{due.from_fact}'" if due.from_fact else ""
    excess = worst.amount - lengths.at_most(due.length, worst.measure)
    late = format_amount(excess, worst.measure)
    sums = " + ".join(worst.sums)
    return f"is due {limit}{since}, and in the worst case at least {late} late: {sums}"
