"""A step from which no outcome and no interrupt leads to another step.

Who comes here stays here, and the case can never be closed. An outcome that leads to the step itself begins a new visit
of it and is no way out. Conditions are not looked at here: `constant-condition` and `incomplete-outcomes` do that.

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
          count: {title: Count, responsible: warden, outcomes: {again: {to: count}, counted: {to: over}}}
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
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: over}, missing: {to: count}}}
          count: {title: Count, responsible: warden, outcomes: {again: {to: count}}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import list_names, make_finding
from sop.checks.reasoning.step_graph import find_shortest_path
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Step, Track
from sop.model.finding import Finding, Severity

NAME = "step-without-way-out"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    for track in loaded.definition.tracks.values():
        for step in track.steps.values():
            if not step.end and not leads_out(track, step):
                path = ("tracks", track.id, "steps", step.id)
                remedy = "Add an outcome to another step, or make it an end with `end: true`."
                way = find_shortest_path(track, step)
                yield make_finding(
                    loaded, NAME, SEVERITY, path, _message(step), remedy, key=True, path_to=way
                )


def leads_out(track: Track, step: Step) -> bool:
    """Whether an outcome or an interrupt leads from the step to another one; `back` counts as such."""
    outcomes = any(outcome.to != step.id for outcome in step.outcomes.values())
    return outcomes or any(step.id in interrupt.sources for interrupt in track.interrupts.values())


def _message(step: Step) -> str:
    if not step.outcomes:
        return f"step '{step.id}' is no end and has no outcome"
    lead = "outcome {} leads" if len(step.outcomes) == 1 else "outcomes {} lead"
    return f"step '{step.id}' cannot be left: its {lead.format(list_names(step.outcomes))} to the step itself"
