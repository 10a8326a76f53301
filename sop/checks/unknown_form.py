"""A form that does not exist.

`form: head_count` asks for evidence by the schema `forms/head_count.schema.json` of the folder, or by the entry
`head_count` under `forms:` of a single file.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    forms:
      head_count: {type: object}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {count: {do: Count the people, form: head_count}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    forms:
      head_count: {type: object}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {count: {do: Count the people, form: headcount}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import select_reading_findings
from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding, Severity

NAME = "unknown-form"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    return select_reading_findings(loaded, NAME)
