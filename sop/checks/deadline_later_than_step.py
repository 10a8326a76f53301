"""An action that is due later than its step.

The step's deadline passes first, so the action's own deadline never matters. Reported where both
count from the same start and in the same unit; days and working days are not compared.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            due: 3 days
            actions: {call: {do: Call the fire brigade, due: 2 days}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            due: 3 days
            actions: {call: {do: Call the fire brigade, due: 4 days}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import action_place, make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition
from sop.model.duration import Due, Duration
from sop.model.finding import Finding, Severity

NAME = "deadline-later-than-step"
SEVERITY: Severity = "warning"
REMEDY = "Shorten the action's deadline, or lengthen the step's."


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for action in definition.actions():
        step = definition.step_at(action.path)
        if step.due and action.due and _is_later(action.due, step.due):
            message = (
                f"action '{action.id}' is due {_describe_deadline(action.due)},"
                f" but its step '{step.id}' is due {_describe_deadline(step.due)}"
            )
            path = (*action_place(action), "due")
            yield make_finding(loaded, NAME, SEVERITY, path, message, REMEDY)


def _is_later(action: Due, step: Due) -> bool:
    if (action.from_fact, action.before_fact) != (step.from_fact, step.before_fact):
        return False
    if action.before_fact is not None:
        # Counted back from a date: the longer the time before the date, the earlier it is.
        return _is_longer(step.length, action.length)
    return _is_longer(action.length, step.length)


def _is_longer(one: Duration | None, other: Duration | None) -> bool:
    """Return whether one is longer for certain; None is `immediately`."""
    if one is None:
        return False
    if other is None:
        return True
    return one.unit == other.unit and one.amount > other.amount


def _describe_deadline(due: Due) -> str:
    length = "immediately" if due.length is None else _describe_length(due.length)
    if due.before_fact:
        return f"{length} before '{due.before_fact}'"
    if due.length is not None:
        length = f"within {length}"
    if due.from_fact:
        return f"{length} of '{due.from_fact}'"
    return length


def _describe_length(length: Duration) -> str:
    unit = length.unit.replace("_", " ")
    if length.amount == 1:
        unit = unit.removesuffix("s")
    return f"{length.amount} {unit}"
