"""A step from which no outcome and no interrupt leads to another step.

A case that enters this step stays in it, and can never be closed. An outcome that leads to the step
itself only begins a new visit of it. This rule does not look at conditions: `constant-condition`
and `incomplete-outcomes` do that.

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
          count:
            title: Count
            responsible: warden
            outcomes: {again: {to: count}, counted: {to: over}}
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
            outcomes: {here: {to: over}, missing: {to: count}}
          count: {title: Count, responsible: warden, outcomes: {again: {to: count}}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import list_names, make_finding, step_place
from sop.checks.reasoning.step_graph import find_shortest_path, leads_out
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, Step
from sop.model.finding import Finding, Severity

NAME = "step-without-way-out"
SEVERITY: Severity = "error"
REMEDY = "Add an outcome to another step, or make it an end with `end: true`."


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for step in definition.steps():
        track = definition.track_at(step.path)
        if not step.end and not leads_out(track, step):
            path, steps = step_place(step), find_shortest_path(track, step)
            message = _describe(step)
            yield make_finding(
                loaded, NAME, SEVERITY, path, message, REMEDY, key=True, path_to=steps
            )


def _describe(step: Step) -> str:
    if not step.outcomes:
        return f"step '{step.id}' is not an end and has no outcome"
    lead = "outcome {} leads" if len(step.outcomes) == 1 else "outcomes {} lead"
    outcomes = lead.format(list_names(step.outcomes))
    return f"step '{step.id}' cannot be left: its {outcomes} to the step itself"
