"""A step whose responsible stakeholder has nothing to do in it.

Who answers for a step should be able to do an action of it, waive one, or decide one of its outcomes. Otherwise the
step waits for others, and the one who is asked about it cannot move it. A step without any action or outcome is told
by `step-without-way-out`.

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

from sop.checks.reasoning.locations import make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Step
from sop.model.finding import Finding, Severity

NAME = "responsible-without-work"
SEVERITY: Severity = "warning"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    for track in loaded.definition.tracks.values():
        for step in track.steps.values():
            workers = _workers(step)
            if workers and step.responsible not in workers:
                path = ("tracks", track.id, "steps", step.id, "responsible")
                message = f"'{step.responsible}' answers for step '{step.id}' but has no action and no outcome there"
                remedy = f"Name '{step.responsible}' in the `by` of an action or outcome, or another responsible."
                yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)


def _workers(step: Step) -> set[str]:
    named = [(*action.by, *action.waivable_by) for action in step.actions.values()]
    return {
        one
        for each in (*named, *(outcome.by for outcome in step.outcomes.values()))
        for one in each
    }
