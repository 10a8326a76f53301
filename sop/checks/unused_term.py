"""A term that no condition uses.

A term is a name for a condition, so that conditions read aloud well. One that nothing uses is a leftover, or the
condition that should use it was written out instead. A term counts as used when another term uses it.

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
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: over}, run: {to: over, when: alarm}}}
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
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: over}, run: {to: over, when: smoke}}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import list_gates, make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.condition import TermHolds, iterate_questions
from sop.model.finding import Finding, Severity

NAME = "unused-term"
SEVERITY: Severity = "note"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    lines = (line for place in list_gates(loaded.definition) for line in place.lines)
    used = {
        question.term
        for line in lines
        for question in iterate_questions(line)
        if isinstance(question, TermHolds)
    }
    for term in loaded.definition.terms:
        if term not in used:
            message = f"no condition uses the term '{term}'"
            remedy = "Use it, or delete it."
            yield make_finding(loaded, NAME, SEVERITY, ("terms", term), message, remedy, key=True)
