"""An `absence` that anyone can break by setting a fact.

A fact with `anytime:` can change at any moment, whatever the steps do. So no workflow can keep a
guarantee that something is never true while such a fact holds. Usually the author wants that
nothing is done while it holds: write a `precondition` of the action, or a track's `on_hold_while`.

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
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity

NAME = "absence-over-anytime"
SEVERITY: Severity = "warning"
REMEDY = (
    "Write a `precondition` of what must not happen then, or hold the track with `on_hold_while`."
)


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for guarantee in definition.guarantees.values():
        if guarantee.pattern != "absence":
            continue
        read = find_read_facts(definition, guarantee.a)
        free = [fact for fact in read if definition.facts[fact].anytime]
        if free:
            path = ("guarantees", guarantee.id, "absence")
            message = f"the absence reads {list_names(free)}, which may be set at any moment"
            yield make_finding(loaded, NAME, SEVERITY, path, message, REMEDY)
