"""A fact that nothing in the workflow reads.

A stakeholder is asked for it and it is kept, but no condition, deadline or wait depends on it.
Often a condition was forgotten, or the fact is a leftover; what is not needed should not be asked
of a person. Conditions of guarantees and terms count as reading. Facts of type `text` are for
people only and are never reported.

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
            outcomes:
              out: {to: over, when: everyone_out}
              again: {to: gather, when: not everyone_out}
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

from sop.checks.reasoning.locations import list_gate_facts, list_gates, make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition
from sop.model.duration import Due
from sop.model.fact import Fact
from sop.model.finding import Finding, Severity

NAME = "fact-never-read"
SEVERITY: Severity = "note"
REMEDY = "Use it in a condition, or delete it and do not ask for it."


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    read = set(_list_read_facts(definition))
    for fact in definition.facts.values():
        if fact.type == "text" or fact.id in read:
            continue
        given = "is asked for, but" if _is_given(definition, fact) else "is never given, and"
        message = f"fact '{fact.id}' {given} no condition, deadline or wait reads it"
        path = ("facts", fact.id)
        yield make_finding(loaded, NAME, SEVERITY, path, message, REMEDY, key=True)


def _is_given(definition: Definition, fact: Fact) -> bool:
    sources = (*definition.recorders(fact.id), *definition.tellers(fact.id))
    return bool(sources or fact.anytime or fact.at_opening)


def _list_read_facts(definition: Definition) -> Iterator[str | None]:
    """Yield the facts that are read; None where a deadline or wait counts from no fact."""
    for place in list_gates(definition):
        yield from list_gate_facts(definition, place.lines)
    for fact in definition.facts.values():
        if fact.urgent:  # every screen of the case reads it
            yield fact.id
    for outcome in definition.outcomes():
        if outcome.wait:
            yield outcome.wait.from_fact
    for step in definition.steps():
        yield from _list_count_starts(step.due)
    for action in definition.actions():
        yield from _list_count_starts(action.due)


def _list_count_starts(due: Due | None) -> tuple[str | None, ...]:
    return () if due is None else (due.from_fact, due.before_fact)
