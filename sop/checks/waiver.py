"""A waivable action without which no outcome of its step can be decided.

If an action is waived, its facts stay unknown. If every outcome of the step reads one of these
facts, the waiver leads into a step that cannot be left. An outcome that does not read them makes
the waiver safe. A `wait` from such a fact counts as reading it.

Good:

    language: 1
    version: 1.0.0
    title: Lost key
    stakeholders: {porter: {name: Porter, short: P}}
    facts:
      fits: {type: boolean, ask: Does the spare key fit?}
    tracks:
      key:
        title: Key
        lead: porter
        steps:
          look:
            title: Look
            responsible: porter
            actions: {try_spare: {do: Try the spare key, records: [fits], waivable_by: [porter]}}
            outcomes: {open: {to: over, when: fits}, locksmith: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Lost key
    stakeholders: {porter: {name: Porter, short: P}}
    facts:
      fits: {type: boolean, ask: Does the spare key fit?}
    tracks:
      key:
        title: Key
        lead: porter
        steps:
          look:
            title: Look
            responsible: porter
            actions: {try_spare: {do: Try the spare key, records: [fits], waivable_by: [porter]}}
            outcomes: {open: {to: over, when: fits}, locksmith: {to: over, when: not fits}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import (
    action_place,
    list_gate_facts,
    list_names,
    make_finding,
)
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, Outcome
from sop.model.finding import Finding, Severity

NAME = "waiver"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for action in definition.actions():
        step = definition.step_at(action.path)
        if not action.waivable_by or not step.outcomes:
            continue
        recorded = {*action.records, *action.may_record}
        read = [recorded & _read_facts(definition, outcome) for outcome in step.outcomes.values()]
        if all(read):
            facts = list_names(sorted(set[str]().union(*read)))
            message = (
                f"action '{action.id}' may be waived,"
                f" but every outcome of step '{step.id}' reads {facts}"
            )
            remedy = f"Delete `waivable_by`, or add an outcome that does not read {facts}."
            path = (*action_place(action), "waivable_by")
            yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)


def _read_facts(definition: Definition, outcome: Outcome) -> set[str]:
    read = set(list_gate_facts(definition, outcome.when))
    if outcome.wait and outcome.wait.from_fact:
        read.add(outcome.wait.from_fact)
    return read
