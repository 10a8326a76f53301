"""A deadline that is missed when everything takes as long as it may.

Told where every step on the way says `takes: {max: …}`, and the sum of these on the longest way is longer than the
deadline, however the units are counted. Only outcomes count: an interrupt is the exception for which deadlines are
watched. A circle of steps that a case can walk any number of times is called unbounded.

A deadline of a step counts from the step's start, or from where the date that it names is recorded in the same track.
An action with a deadline of its own is taken to be done first, so only the steps before its own count. What nobody can
meet is told by `deadline-unreachable` alone.

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

from sop.checks.deadline_unreachable import find_unreachable, place_of
from sop.checks.reasoning.critical_path import (
    format_amount,
    list_deadlines,
    measures_for,
)
from sop.checks.reasoning.duration_bounds import DurationBounds
from sop.checks.reasoning.locations import make_finding
from sop.checks.reasoning.timing_constraints import Timing
from sop.checks.reasoning.worst_case import WorstCase, find_worst_path
from sop.definition.load import LoadedWorkflow
from sop.engine.deadlines import say_length
from sop.model.definition import Action, Definition, Due, Step, Track
from sop.model.finding import Finding, Severity

NAME = "deadline-tight"
SEVERITY: Severity = "warning"
REMEDY = "Lengthen the deadline or shorten a step, or allow this with the reason why it is kept all the same."


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    definition = loaded.definition
    if definition is None or not any(
        s.takes for t in definition.tracks.values() for s in t.steps.values()
    ):
        return
    lengths = DurationBounds(definition)
    hopeless = {path for path, *_ in find_unreachable(definition, Timing(definition), lengths)}
    for track in definition.tracks.values():
        for step in track.steps.values():
            for action, due, _ in list_deadlines(step):
                path, what = place_of(track, step, action)
                trouble = (
                    None
                    if path in hopeless
                    else _explain_lateness(definition, lengths, (track, step, action), due)
                )
                if trouble is not None:
                    message, steps = trouble
                    yield make_finding(
                        loaded, NAME, SEVERITY, path, f"{what} {message}", REMEDY, path_to=steps
                    )


def _explain_lateness(
    definition: Definition,
    lengths: DurationBounds,
    place: tuple[Track, Step, Action | None],
    due: Due,
) -> tuple[str, tuple[str, ...]] | None:
    """How the worst case is later than the deadline, and on which way; None where it is not, or nobody can say."""
    track, step, action = place
    sources = _sources(definition, track, step, due)
    for measure in measures_for(due.length):
        worst = (
            find_worst_path(lengths, track, sources, step, measure, to_start=action is not None)
            if sources
            else None
        )
        if worst is None:
            return None
        if worst.amount is None:
            circle = ", ".join(worst.path)
            return f"is unbounded: {circle} can be walked again and again before it", worst.path
        slack = lengths.at_most(due.length, measure) - worst.amount
        if slack < 0:
            return _describe_lateness(due, worst, format_amount(-slack, measure)), worst.path
    return None


def _sources(definition: Definition, track: Track, step: Step, due: Due) -> tuple[str, ...]:
    """The steps from whose start the deadline counts in the worst case; none where that cannot be said."""
    if due.before_fact is not None:
        return ()
    if due.from_fact is None:
        return (step.id,)
    fact = definition.facts[due.from_fact]
    places = [action.path.split(".") for action in definition.recorders(fact.id)]
    if fact.anytime or fact.at_opening or any(name != track.id for name, *_ in places):
        return ()
    steps = dict.fromkeys(name for _, name, _ in places)
    return (step.id,) if step.id in steps else tuple(steps)


def _describe_lateness(due: Due, worst: WorstCase, by: str) -> str:
    limit = "immediately" if due.length is None else f"within {say_length(due.length)}"
    since = f" of '{due.from_fact}'" if due.from_fact else ""
    return (
        f"is due {limit}{since}, and in the worst case at least {by} late: {' + '.join(worst.sums)}"
    )
