"""A title that is longer than it prints on one line.

A checklist line has its code, the title, who and until when, on 80 columns; what is longer is wrapped and no longer
read at a glance. At most 60 characters for what an action asks (`do`) and for titles of tracks, steps, outcomes and
interrupts, at most 10 for a stakeholder's `short`, and at most 80 for the workflow's title. Explanations belong under
`purpose`, `warn` and `say`, which have no limit.

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
            actions: {call: {do: Call the fire brigade, warn: "Say first that this is a drill, or engines will come."}}
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
            actions: {call: {do: "Call the fire brigade, and say first that this is a drill, or engines will come"}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import Path, make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, Step, Track
from sop.model.finding import Finding, Severity

NAME = "long-text"
SEVERITY: Severity = "note"
LONGEST_TITLE = 60
LONGEST_SHORT = 10
LONGEST_WORKFLOW_TITLE = 80


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    for path, text, most in _texts(loaded.definition):
        if len(text) > most:
            message = f"{len(text)} characters; at most {most} print on one line"
            remedy = "Shorten it; an explanation belongs under `purpose`, `warn` or `say`."
            yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)


def _texts(definition: Definition) -> Iterator[tuple[Path, str, int]]:
    yield ("title",), definition.title, LONGEST_WORKFLOW_TITLE
    for stakeholder in definition.stakeholders.values():
        yield ("stakeholders", stakeholder.id, "short"), stakeholder.short, LONGEST_SHORT
    for track in definition.tracks.values():
        yield from ((path, text, LONGEST_TITLE) for path, text in _titles(track))


def _titles(track: Track) -> Iterator[tuple[Path, str]]:
    here: Path = ("tracks", track.id)
    yield (*here, "title"), track.title
    for step in track.steps.values():
        yield from _titles_of_step((*here, "steps", step.id), step)
    for interrupt in track.interrupts.values():
        yield (*here, "interrupts", interrupt.id, "title"), interrupt.title


def _titles_of_step(here: Path, step: Step) -> Iterator[tuple[Path, str]]:
    yield (*here, "title"), step.title
    for action in step.actions.values():
        yield (*here, "actions", action.id, "do"), action.title
    for outcome in step.outcomes.values():
        yield (*here, "outcomes", outcome.id, "title"), outcome.title
