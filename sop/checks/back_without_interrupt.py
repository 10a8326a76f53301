"""A step with `to: back` that an outcome enters, or that no interrupt enters.

`to: back` resumes the step that an interrupt left. If an outcome led to this step, or if the track
begins here, there is no step to go back to. So only interrupts may lead to a step with `to: back`.

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
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: over}}}
          rescue: {title: Rescue, responsible: warden, outcomes: {safe: {to: back}}}
          over: {title: Over, end: true}
        interrupts:
          smoke: {from: any, to: rescue}

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
            outcomes: {here: {to: over}, smoke: {to: rescue}}
          rescue: {title: Rescue, responsible: warden, outcomes: {safe: {to: back}}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import list_names, make_finding, outcome_place
from sop.checks.reasoning.selections import choose_form, list_entering_outcomes
from sop.definition.load import LoadedWorkflow
from sop.model.definition import BACK, Definition, Step, Track
from sop.model.finding import Finding, Severity

NAME = "back-without-interrupt"
SEVERITY: Severity = "error"
REMEDY = "Name a step instead of `back`, or let only interrupts lead to this step."


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for outcome in definition.outcomes():
        if outcome.to != BACK:
            continue
        step = definition.step_at(outcome.path)
        fault = _find_wrong_entry(definition.track_at(step.path), step)
        if fault:
            message = f"outcome '{outcome.id}' goes back, but step '{step.id}' {fault}"
            path = (*outcome_place(outcome), "to")
            yield make_finding(loaded, NAME, SEVERITY, path, message, REMEDY)


def _find_wrong_entry(track: Track, step: Step) -> str:
    """Return what is wrong about how the step is entered; empty if only interrupts lead there."""
    outcomes = list_entering_outcomes(track, step)
    if outcomes:
        noun = choose_form(outcomes, "outcome", "outcomes")
        return f"is also entered by {noun} {list_names(outcome.path for outcome in outcomes)}"
    if step.id == track.first.id:
        return "is where the track begins"
    if all(interrupt.to != step.id for interrupt in track.interrupts.values()):
        return "is never entered"
    return ""
