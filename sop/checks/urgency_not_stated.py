"""A fact that holds a track, and the author does not say whether it is urgent.

A fact that may be recorded at any time and that an `on_hold_while` reads is urgent with the values
for which the track is on hold: every screen then begins with it. Say so with `urgent: true` or the
urgent choices, or write `urgent: false` where the hold is not a danger, such as a pause at night.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      lunch: {type: boolean, ask: Is it lunch time?, anytime: any, urgent: false}
    tracks:
      drill:
        title: Drill
        lead: warden
        on_hold_while: lunch
        steps:
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: over}}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      lunch: {type: boolean, ask: Is it lunch time?, anytime: any, initially: false}
    tracks:
      drill:
        title: Drill
        lead: warden
        on_hold_while: lunch
        steps:
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: over}}}
          over: {title: Over, end: true}
      meal:
        title: Meal
        lead: warden
        starts: lunch
        steps:
          eat: {title: Eat, responsible: warden, outcomes: {full: {to: eaten}}}
          eaten: {title: Eaten, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import make_finding
from sop.definition.condition_names import format_value
from sop.definition.load import LoadedWorkflow
from sop.engine.urgent_values import find_urgent_values
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity

NAME = "urgency-not-stated"
SEVERITY: Severity = "note"


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for fact in definition.facts.values():
        values = find_urgent_values(definition, fact) if fact.urgent is None else ()
        if values:
            named = ", ".join(map(format_value, values))
            message = f"'{fact.id}' holds a track, so it counts as urgent with: {named}"
            remedy = "Write `urgent:` true, false or the urgent choices."
            path = ("facts", fact.id)
            yield make_finding(loaded, NAME, SEVERITY, path, message, remedy, key=True)
