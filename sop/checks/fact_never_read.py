"""A fact that nothing in the workflow reads.

It is asked for and kept, and no condition, deadline or wait depends on it. Often a condition was forgotten, or the
fact is a leftover; what nobody needs should not be asked of a person. Conditions of guarantees and terms count as
reading. Facts of type `text` are for people only and are never told.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      everyone_out: {type: boolean, ask: Is everyone out?}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {count: {do: Count the people, records: [everyone_out]}}
            outcomes: {out: {to: over, when: everyone_out}, again: {to: gather, when: not everyone_out}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      everyone_out: {type: boolean, ask: Is everyone out?}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {count: {do: Count the people, records: [everyone_out]}}
            outcomes: {out: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.fact_sources import every_action, facts_of, recorders_of
from sop.checks.reasoning.locations import list_gates, make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity

NAME = "fact-never-read"
SEVERITY: Severity = "note"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    read = set(_list_read_facts(loaded.definition))
    recorded = recorders_of(loaded.definition)
    for fact in loaded.definition.facts.values():
        if fact.type != "text" and fact.id not in read:
            is_given = fact.id in recorded or fact.anytime or fact.at_opening
            given = "is asked for, but" if is_given else "is never given, and"
            message = f"fact '{fact.id}' {given} no condition, deadline or wait reads it"
            remedy = "Use it in a condition, or delete it and do not ask for it."
            yield make_finding(
                loaded, NAME, SEVERITY, ("facts", fact.id), message, remedy, key=True
            )


def _list_read_facts(definition: Definition) -> Iterator[str]:
    for place in list_gates(definition):
        yield from facts_of(definition, place.lines)
    for track in definition.tracks.values():
        for step in track.steps.values():
            waits = [outcome.wait.from_fact for outcome in step.outcomes.values() if outcome.wait]
            yield from (fact for fact in waits if fact)
            if step.due:
                yield from filter(None, (step.due.from_fact, step.due.before_fact))
    for _, _, action in every_action(definition):
        if action.due:
            yield from filter(None, (action.due.from_fact, action.due.before_fact))
