"""An `absence` that anyone may break by telling a fact.

A fact with `anytime:` may change at any moment, whatever the steps do. A guarantee that something is never so while
such a fact holds cannot be kept by any workflow: the fact comes when it comes. What is meant is usually that nothing is
done then: a `precondition` of the action, or a track's `on_hold_while`.

Good:

    language: 1
    version: 1.0.0
    title: Roof work
    stakeholders: {roofer: {name: Roofer, short: R}}
    facts:
      storm: {type: boolean, ask: Is there a storm?, anytime: any, initially: false}
    tracks:
      roof:
        title: Roof
        lead: roofer
        steps:
          cover:
            title: Cover
            responsible: roofer
            actions: {climb: {do: Climb up, only_if: not storm}}
            outcomes: {covered: {to: over}}
          over: {title: Over, end: true}
    guarantees:
      nobody_climbs_in_a_storm:
        precondition: {of: roof.cover.climb is done, holds: not storm}

Bad:

    language: 1
    version: 1.0.0
    title: Roof work
    stakeholders: {roofer: {name: Roofer, short: R}}
    facts:
      storm: {type: boolean, ask: Is there a storm?, anytime: any, initially: false}
    tracks:
      roof:
        title: Roof
        lead: roofer
        steps:
          cover:
            title: Cover
            responsible: roofer
            actions: {climb: {do: Climb up, only_if: not storm}}
            outcomes: {covered: {to: over}}
          over: {title: Over, end: true}
    guarantees:
      nobody_climbs_in_a_storm:
        absence: roof.cover.climb is done and storm
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import list_names, make_finding
from sop.definition.load import LoadedWorkflow
from sop.engine.evaluate import find_read_facts
from sop.model.finding import Finding, Severity

NAME = "absence-over-anytime"
SEVERITY: Severity = "warning"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    definition = loaded.definition
    if definition is None:
        return
    for guarantee in definition.guarantees.values():
        if guarantee.pattern == "absence":
            told = [
                fact
                for fact in find_read_facts(definition, guarantee.a)
                if definition.facts[fact].anytime
            ]
            if told:
                path = ("guarantees", guarantee.id, "absence")
                message = f"the absence reads {list_names(told)}, which may be told at any moment"
                remedy = "Write a `precondition` of what must not happen then, or hold the track with `on_hold_while`."
                yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)
