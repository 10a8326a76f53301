"""A step that no outcome and no interrupt leads to.

A track begins at its first step; every other step is entered by an outcome (`to:`), by an
interrupt, or resumed by `to: back`. A step without any of these is never carried out, whatever the
facts are. Often an outcome names the wrong target and should lead here. This rule does not look at
conditions.

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
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: count}}}
          count: {title: Count, responsible: warden, outcomes: {counted: {to: over}}}
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
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: over}}}
          count: {title: Count, responsible: warden, outcomes: {counted: {to: over}}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import make_finding, step_place
from sop.checks.reasoning.step_graph import find_reachable, list_edges
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity

NAME = "unreachable-step"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for track in definition.tracks.values():
        first = track.first.id
        reached = find_reachable([first], list_edges(track))
        unreached = [step for step in track.steps.values() if step.id not in reached]
        for step in unreached:
            message = f"step '{step.id}' can never be entered from the first step '{first}'"
            remedy = (
                f"Let an outcome or an interrupt lead there (`to: {step.id}`), or remove the step."
            )
            path = step_place(step)
            yield make_finding(loaded, NAME, SEVERITY, path, message, remedy, key=True)
