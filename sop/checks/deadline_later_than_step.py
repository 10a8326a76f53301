"""An action that is due later than the step it belongs to.

The step's deadline passes first, so the action's own deadline never matters. Told where both count from the same start
and in the same unit; days and working days are not compared.

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

from sop.checks.reasoning.fact_sources import every_action
from sop.checks.reasoning.locations import make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Due, Duration
from sop.model.finding import Finding, Severity

NAME = "deadline-later-than-step"
SEVERITY: Severity = "warning"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    for track, step, action in every_action(loaded.definition):
        if step.due and action.due and _is_later(action.due, step.due):
            path = ("tracks", track.id, "steps", step.id, "actions", action.id, "due")
            message = f"action '{action.id}' is due {_describe_deadline(action.due)}, its step '{step.id}' already {_describe_deadline(step.due)}"
            yield make_finding(
                loaded,
                NAME,
                SEVERITY,
                path,
                message,
                "Shorten the action's deadline, or lengthen the step's.",
            )


def _is_later(action: Due, step: Due) -> bool:
    if (action.from_fact, action.before_fact) != (step.from_fact, step.before_fact):
        return False
    if action.length is None or step.length is None:
        at_once = step if action.before_fact is None else action
        return at_once.length is None and action.length != step.length
    if action.length.unit != step.length.unit:
        return False
    longer = action.length.amount > step.length.amount
    return longer if action.before_fact is None else action.length.amount < step.length.amount


def _describe_deadline(due: Due) -> str:
    length = "immediately" if due.length is None else _length(due.length)
    if due.before_fact:
        return f"{length} before '{due.before_fact}'"
    within = length if due.length is None else f"within {length}"
    return f"{within} of '{due.from_fact}'" if due.from_fact else within


def _length(length: Duration) -> str:
    unit = length.unit.removesuffix("s") if length.amount == 1 else length.unit
    return f"{length.amount} {unit.replace('_', ' ')}"
