"""A moment without which no case is opened, and that may not be answered "not known".

`at_opening: required` asks for the fact before anything else. Where no one knows the date or the
time, people invent one, or open no case. With `not_known: allowed` they can say so; no deadline
counts from it then.

Good:

    language: 1
    version: 1.0.0
    title: Lost book
    stakeholders: {desk: {name: Desk, short: D}}
    facts:
      lost_at: {type: datetime, ask: When was it lost?, at_opening: required, not_known: allowed}
    tracks:
      search:
        title: Search
        lead: desk
        steps:
          look:
            title: Look for it
            responsible: desk
            actions: {ask: {do: Ask the finders of that day, when: lost_at is known}}
            outcomes: {found: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Lost book
    stakeholders: {desk: {name: Desk, short: D}}
    facts:
      lost_at: {type: datetime, ask: When was it lost?, at_opening: required}
    tracks:
      search:
        title: Search
        lead: desk
        steps:
          look:
            title: Look for it
            responsible: desk
            actions: {ask: {do: Ask the finders of that day, when: lost_at is known}}
            outcomes: {found: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity

NAME = "opening-without-not-known"
SEVERITY: Severity = "note"
REMEDY = "Add 'not_known: allowed', or write 'at_opening: true'."


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for fact in definition.facts.values():
        if fact.needed_at_opening and fact.is_moment and not fact.may_be_not_known:
            message = (
                f"no case is opened without '{fact.id}', "
                'and the answer "not known" is not allowed'
            )
            path = ("facts", fact.id, "at_opening")
            yield make_finding(loaded, NAME, SEVERITY, path, message, REMEDY)
