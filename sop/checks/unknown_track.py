"""A track that the workflow does not have.

Conditions, guarantees and scenarios name a track by the key under `tracks:`, in a folder by the name of its file.

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
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
    guarantees:
      begins: {universality: drill is running or drill is ended}

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
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
    guarantees:
      begins: {universality: dril is running or drill is ended}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import select_reading_findings
from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding, Severity

NAME = "unknown-track"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    return select_reading_findings(loaded, NAME)
