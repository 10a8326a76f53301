"""A term that no condition uses.

A term is a name for a condition, so that conditions read aloud well. One that nothing uses is a
leftover, or the condition that should use it was written in full instead. A term counts as used
when another term uses it.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      smoke: {type: boolean, ask: Is there smoke?, anytime: any}
    terms:
      alarm: {say: there is an alarm, when: smoke}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            outcomes: {here: {to: over}, run: {to: over, when: alarm}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      smoke: {type: boolean, ask: Is there smoke?, anytime: any}
    terms:
      alarm: {say: there is an alarm, when: smoke}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            outcomes: {here: {to: over}, run: {to: over, when: smoke}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import list_gates, make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.condition import Condition, TermHolds, iterate_questions
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity

NAME = "unused-term"
SEVERITY: Severity = "note"


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    used: set[str] = set()
    for place in list_gates(definition):
        for line in place.lines:
            used |= _list_terms(line)
    for term in definition.terms:
        if term not in used:
            path, message = ("terms", term), f"no condition uses the term '{term}'"
            remedy = "Use it, or delete it."
            yield make_finding(loaded, NAME, SEVERITY, path, message, remedy, key=True)


def _list_terms(line: Condition) -> set[str]:
    questions = iterate_questions(line)
    return {question.term for question in questions if isinstance(question, TermHolds)}
