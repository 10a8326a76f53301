"""A question that does not fit what it asks about.

A value outside the fact's choices, `at least` of a fact without order, a yes-or-no fact compared with a choice, a
fact of type text, the value of a datetime (only `is known` may be asked), an action where a step is meant. Such a
question could never be answered, so the definition is not compiled. The message gives the nearest value.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      size: {choices: [small, large], ask: How large is the fire?, anytime: any}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            outcomes: {here: {to: over, when: size is small}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      size: {choices: [small, large], ask: How large is the fire?, anytime: any}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            outcomes: {here: {to: over, when: size is smal}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import select_reading_findings
from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding, Severity

NAME = "ill-typed-condition"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    return select_reading_findings(loaded, NAME)
