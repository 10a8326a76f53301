"""A calendar of public holidays that does not exist.

Working days leave out the public holidays of `calendar:`. Only a running case looks them up, and a
case keeps its definition: with a calendar that does not exist, its due times in working days would
be wrong for ever. So the check looks it up first. It is the code of a country, or of a part of it
whose holidays differ.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    calendar: GB-SCT
    stakeholders: {warden: {name: Warden, short: W}}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            due: 2 working_days
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    calendar: GB-SCO
    stakeholders: {warden: {name: Warden, short: W}}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            due: 2 working_days
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import make_finding
from sop.definition.finding_report import quote_value
from sop.definition.load import LoadedWorkflow
from sop.definition.public_calendars import is_known_calendar, list_similar_calendars
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity

NAME = "unknown-calendar"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    code = definition.calendar
    if code is None or is_known_calendar(code):
        return
    message = f"there is no calendar of public holidays {quote_value(code)}"
    remedy = "Write the two letters of a country, or these, a dash and the letters of a part."
    similar = list_similar_calendars(code)
    if similar:
        remedy = f"{remedy} Similar: {', '.join(similar)}."
    yield make_finding(loaded, NAME, SEVERITY, ("calendar",), message, remedy)
