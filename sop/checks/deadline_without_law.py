"""A deadline of nature `law` that names no verified reference.

`nature: law` is printed beside the deadline, and people rely on it. It names an entry under `law:` whose reference
somebody has verified. What is only known by hearsay is `practice`, with the entry that is still to be confirmed.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    law:
      fire_code: {cite: "Fire code, section 2", about: reports, status: verified}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            due: {within: 3 days, nature: law, law: [fire_code]}
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
            due: {within: 3 days, nature: law}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import select_reading_findings
from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding, Severity

NAME = "deadline-without-law"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    return select_reading_findings(loaded, NAME)
