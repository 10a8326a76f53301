"""Two tracks with the same short code.

People say `P3.2` on the telephone and mean one action of the track with `code: P`. When two tracks share a code, it
names two things. Tracks that give no code get one of their own.

Good:

    language: 1
    version: 1.0.0
    title: Evening at the shop
    stakeholders: {clerk: {name: Clerk, short: C}}
    tracks:
      till:
        code: T
        title: Count the till
        lead: clerk
        steps:
          count: {title: Count, responsible: clerk, outcomes: {counted: {to: over}}}
          over: {title: Over, end: true}
      doors:
        code: D
        title: Try the doors
        lead: clerk
        steps:
          lock: {title: Lock, responsible: clerk, outcomes: {locked: {to: over}}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Evening at the shop
    stakeholders: {clerk: {name: Clerk, short: C}}
    tracks:
      till:
        code: T
        title: Count the till
        lead: clerk
        steps:
          count: {title: Count, responsible: clerk, outcomes: {counted: {to: over}}}
          over: {title: Over, end: true}
      doors:
        code: T
        title: Try the doors
        lead: clerk
        steps:
          lock: {title: Lock, responsible: clerk, outcomes: {locked: {to: over}}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import select_reading_findings
from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding, Severity

NAME = "duplicate-code"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    return select_reading_findings(loaded, NAME)
