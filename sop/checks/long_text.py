"""A title that is too long to print on one line.

A checklist line has its code, the title, who and until when, on 80 columns; a longer title is
wrapped and can no longer be read at a glance. At most 60 characters for the text of an action
(`do`) and for titles of tracks, steps, outcomes and interrupts, at most 10 for a stakeholder's
`short`, and at most 80 for the workflow's title. Explanations belong under `purpose`, `warn` and
`say`, which have no limit.

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
            actions:
              call:
                do: Call the fire brigade
                warn: Say first that this is a drill, or engines will come.
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
            actions:
              call:
                do: Call the fire brigade, and say first that this is a drill, or engines will come
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import (
    Path,
    action_place,
    interrupt_place,
    make_finding,
    outcome_place,
    step_place,
)
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity

NAME = "long-text"
SEVERITY: Severity = "note"
REMEDY = "Shorten it; an explanation belongs under `purpose`, `warn` or `say`."

# What fits on a line of 80 columns next to the code, the stakeholder and the deadline.
LONGEST_TITLE = 60
LONGEST_SHORT = 10
LONGEST_WORKFLOW_TITLE = 80


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for path, text, most in _list_texts(definition):
        if len(text) > most:
            message = f"{len(text)} characters; at most {most} print on one line"
            yield make_finding(loaded, NAME, SEVERITY, path, message, REMEDY)


def _list_texts(definition: Definition) -> Iterator[tuple[Path, str, int]]:
    yield ("title",), definition.title, LONGEST_WORKFLOW_TITLE
    for stakeholder in definition.stakeholders.values():
        yield ("stakeholders", stakeholder.id, "short"), stakeholder.short, LONGEST_SHORT
    for path, text in _list_titles(definition):
        yield path, text, LONGEST_TITLE


def _list_titles(definition: Definition) -> Iterator[tuple[Path, str]]:
    for track in definition.tracks.values():
        yield ("tracks", track.id, "title"), track.title
    for step in definition.steps():
        yield (*step_place(step), "title"), step.title
    for action in definition.actions():
        yield (*action_place(action), "do"), action.title
    for outcome in definition.outcomes():
        yield (*outcome_place(outcome), "title"), outcome.title
    for interrupt in definition.interrupts():
        yield (*interrupt_place(interrupt), "title"), interrupt.title
