"""A fact, switch or term that is not declared.

Conditions, `records`, `may_record`, the `from` and `before` of deadlines and waits, guarantees and scenarios may name
only what stands under `facts`, `switches` or `terms`. A value written where a name belongs (`child` for `age_group is
child`) is the same mistake. The message gives the nearest name.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      smoke: {type: boolean, ask: Is there smoke?, anytime: any}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            outcomes: {here: {to: over, when: not smoke}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      smoke: {type: boolean, ask: Is there smoke?, anytime: any}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            outcomes: {here: {to: over, when: not smok}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import select_reading_findings
from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding, Severity

NAME = "unknown-fact"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    return select_reading_findings(loaded, NAME)
