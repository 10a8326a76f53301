"""A step whose responsible stakeholder has nothing to do in it.

The stakeholder who is responsible for a step should be able to do an action of it, waive one, or
decide one of its outcomes. Otherwise the step waits for others, and the stakeholder who is asked
about it cannot move it. A step without any action or outcome is reported by `step-without-way-out`.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}, owner: {name: Owner, short: O}}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {call: {do: Call the fire brigade, by: owner}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}, owner: {name: Owner, short: O}}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {call: {do: Call the fire brigade, by: owner}}
            outcomes: {here: {to: over, by: owner}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import make_finding, step_place
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, Step
from sop.model.finding import Finding, Severity

NAME = "responsible-without-work"
SEVERITY: Severity = "warning"


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for step in definition.steps():
        workers = _list_workers(step)
        who = step.responsible
        if workers and who not in workers:
            message = (
                f"'{who}' is responsible for step '{step.id}' but has no action or outcome in it"
            )
            remedy = (
                f"Name '{who}' in the `by` of an action or outcome, or choose another responsible."
            )
            path = (*step_place(step), "responsible")
            yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)


def _list_workers(step: Step) -> set[str]:
    """Return the stakeholders who can do or waive an action, or decide an outcome."""
    workers: set[str] = set()
    for action in step.actions.values():
        workers |= {*action.by, *action.waivable_by}
    for outcome in step.outcomes.values():
        workers |= {*outcome.by}
    return workers
