"""A deadline that is over before anybody can meet it.

Counted are the least that each step takes (`takes: {min: …}`) and the waits of outcomes, along the soonest way; where
a condition asks about another track, both ways count. Leaving a step by an interrupt ends its deadline and does not
meet it. Units are compared by safe bounds, so an error is certain: three working days are at least three days, and can
be many more.

A deadline `from` a date counts from its value, and a date may lie ahead when it is recorded. So only the waits that
count from the same date make an error; the steps since it was recorded make a warning. Say where the date does lie
ahead: `# sop: allow deadline-unreachable, because …`. Deadlines `before` a date are not judged.

A guarantee `response … within:` is judged in the same way, from the moment at which its trigger can first hold.

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

from collections.abc import Iterator

from sop.checks.reasoning.critical_path import (
    Certainty,
    Overrun,
    find_overrun,
    format_amount,
    list_deadlines,
    starts_of,
    takes_time,
)
from sop.checks.reasoning.duration_bounds import DurationBounds
from sop.checks.reasoning.enabling_events import find_starts
from sop.checks.reasoning.locations import Path, make_finding
from sop.checks.reasoning.timing_constraints import Timing
from sop.definition.load import LoadedWorkflow
from sop.engine.deadlines import say_length
from sop.model.definition import Action, Definition, Due, Step, Track
from sop.model.finding import Finding, Severity

NAME = "deadline-unreachable"
SEVERITY: Severity = "error"
REMEDY = "Lengthen the deadline, or shorten what comes before it."


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    definition = loaded.definition
    if definition is None or not takes_time(definition):
        return
    timing, lengths = Timing(definition), DurationBounds(definition)
    for path, what, due, severity, late in find_unreachable(definition, timing, lengths):
        ahead = (
            ""
            if severity == "error"
            else f", unless '{due.from_fact}' lies ahead when it is recorded"
        )
        message = f"{what} is due {_describe_deadline(due)}, but cannot be before {_describe_lateness(late)}{ahead}"
        yield make_finding(loaded, NAME, severity, path, message, REMEDY, path_to=late.path)
    yield from _responses(loaded, definition, timing, lengths)


def find_unreachable(
    definition: Definition, timing: Timing, lengths: DurationBounds
) -> Iterator[tuple[Path, str, Due, Severity, Overrun]]:
    """Each deadline of a step or action that comes too early, with its place and what is due."""
    for track in definition.tracks.values():
        for step in track.steps.values():
            for action, due, nodes in list_deadlines(step):
                for certainty, severity in CERTAINTIES:
                    starts = starts_of(timing, track, step, due, certainty)
                    late = find_overrun(timing, lengths, starts, nodes, due.length)
                    if late is not None:
                        path, what = place_of(track, step, action)
                        yield path, what, due, severity, late
                        break


CERTAINTIES: tuple[tuple[Certainty, Severity], ...] = (
    ("certain", "error"),
    ("unless_ahead", "warning"),
)


def place_of(track: Track, step: Step, action: Action | None) -> tuple[Path, str]:
    """Where the deadline stands, and what is due by it."""
    here: Path = ("tracks", track.id, "steps", step.id)
    if action is None:
        return (*here, "due"), f"the end of step '{step.id}'"
    return (*here, "actions", action.id, "due"), f"action '{action.id}'"


def _responses(
    loaded: LoadedWorkflow, definition: Definition, timing: Timing, lengths: DurationBounds
) -> Iterator[Finding]:
    for guarantee in definition.guarantees.values():
        if guarantee.within is None or guarantee.b is None:
            continue
        starts = find_starts(timing, guarantee.a)
        late = find_overrun(timing, lengths, starts, (timing.holds(guarantee.b),), guarantee.within)
        if late is not None:
            path: Path = ("guarantees", guarantee.id)
            message = (
                f"guarantee '{guarantee.id}' asks for a response within {say_length(guarantee.within)},"
                f" but it cannot come before {_describe_lateness(late)}"
            )
            yield make_finding(
                loaded, NAME, SEVERITY, path, message, REMEDY, key=True, path_to=late.path
            )


def _describe_lateness(late: Overrun) -> str:
    return f"{format_amount(late.amount, late.measure)} ({' + '.join(late.sums)})"


def _describe_deadline(due: Due) -> str:
    if due.length is None:
        return "immediately"
    return f"within {say_length(due.length)}" + (f" of '{due.from_fact}'" if due.from_fact else "")
