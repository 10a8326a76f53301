"""A step with `to: back` that is entered by anything but an interrupt, or by nothing.

`to: back` resumes the step that an interrupt left. A step that an outcome leads to, or at which the track begins, has
nothing to go back to then. A step with `to: back` is therefore entered by interrupts only.

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
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: over}, smoke: {to: rescue}}}
          rescue: {title: Rescue, responsible: warden, outcomes: {safe: {to: back}}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import list_names, make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import BACK, Step, Track
from sop.model.finding import Finding, Severity

NAME = "back-without-interrupt"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    for track in loaded.definition.tracks.values():
        for step in track.steps.values():
            wrong = _wrong_way_in(track, step) if step.resumes else ""
            for outcome in step.outcomes.values():
                if outcome.to == BACK and wrong:
                    path = ("tracks", track.id, "steps", step.id, "outcomes", outcome.id, "to")
                    message = f"outcome '{outcome.id}' goes back, but step '{step.id}' {wrong}"
                    remedy = (
                        "Name a step instead of `back`, or let interrupts alone lead to this step."
                    )
                    yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)


def _wrong_way_in(track: Track, step: Step) -> str:
    """What is wrong about how the step is entered; empty when interrupts alone lead there."""
    entering = [
        o.path for other in track.steps.values() for o in other.outcomes.values() if o.to == step.id
    ]
    if entering:
        return f"is also entered by {'outcomes' if len(entering) > 1 else 'outcome'} {list_names(entering)}"
    if step.id == track.first.id:
        return "is where the track begins"
    if not any(interrupt.to == step.id for interrupt in track.interrupts.values()):
        return "is entered by nothing"
    return ""
