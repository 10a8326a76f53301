"""A term that is used before it is known.

A term may use the terms listed before it and no others, so that none can ever ask for itself. Move the term up, or
say the condition in full.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      smoke: {type: boolean, ask: Is there smoke?, anytime: any}
    terms:
      danger: {when: smoke, say: is in danger}
      clear: {when: not danger, say: is clear}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            outcomes: {here: {to: over, when: clear}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      smoke: {type: boolean, ask: Is there smoke?, anytime: any}
    terms:
      clear: {when: not danger, say: is clear}
      danger: {when: smoke, say: is in danger}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            outcomes: {here: {to: over, when: clear}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import select_reading_findings
from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding, Severity

NAME = "unknown-term"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    return select_reading_findings(loaded, NAME)
