"""An action that no stakeholder can ever do, in any case.

- Its `when` and `only_if` can never be true together (`constant-condition` judges each of them
  alone).
- It waits for something that only this action can cause: its gate asks for a fact that no other
  action records, or asks that this action is done.
- Its gate needs a fact that is never given: no action that a stakeholder may do records it, no
  stakeholder may set it (`anytime`), and it has no value from the opening (`at_opening`) or from
  the start (`initially`).

An empty `by` and a fact without any possible value are refused when the file is read. Facts that
actions of other tracks record count as given, wherever those tracks are; the proof is more exact.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      smoke: {type: boolean, ask: Is there smoke?, anytime: any}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {call: {do: Call the fire brigade, when: smoke}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      smoke: {type: boolean, ask: Is there smoke?}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {call: {do: Call the fire brigade, when: smoke}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator

from sop.checks.reasoning.locations import (
    action_place,
    assume_at_step,
    list_gate_facts,
    list_names,
    make_finding,
)
from sop.checks.reasoning.satisfiability import (
    Given,
    Slot,
    action_slot,
    fact_slot,
    is_possible,
    require_lines,
)
from sop.checks.reasoning.selections import can_be_given
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Action, Definition
from sop.model.finding import Finding, Severity

NAME = "action-that-nobody-may-do"
SEVERITY: Severity = "error"

Certain = dict[Slot, frozenset[object]]


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    impossible = _find_impossible(definition)
    for action in impossible:
        if _is_constant(definition, action):
            continue
        message, remedy = _explain_impossible(definition, action, impossible)
        path = action_place(action)
        yield make_finding(loaded, NAME, SEVERITY, path, message, remedy, key=True)


def _find_impossible(definition: Definition) -> list[Action]:
    """Return the actions that remain undone when all possible actions are done (a fixpoint)."""
    undone = list(definition.actions())
    while True:
        certain = _assume_undone(definition, undone)
        left = [each for each in undone if not _gate_may_hold(definition, each, certain)]
        if left == undone:
            return undone
        undone = left


def _assume_undone(definition: Definition, undone: list[Action]) -> Certain:
    """Return what is certain while these actions were never done.

    The facts that only they could give, or that nothing could give, are unknown.
    """
    certain: Certain = {_slot_of(action): frozenset({False}) for action in undone}
    bound = (fact for fact in definition.facts.values() if not can_be_given(definition, fact))
    for fact in bound:
        slots = map(_slot_of, definition.recorders(fact.id))
        if certain.keys() >= set(slots):
            certain[fact_slot(fact.id)] = frozenset({None})
    return certain


def _slot_of(action: Action) -> Slot:
    return action_slot(action.path.track, action.path.step, action.id)


def _gate_may_hold(definition: Definition, action: Action, certain: Certain) -> bool:
    if not (action.when or action.only_if):
        return True
    # A chain, because a copy of `certain` for each action would cost more than its question.
    given = ChainMap({**_assume_here(definition, action)}, certain)
    lines = require_lines((*action.when, *action.only_if))
    return is_possible(definition, lines, given) is not False


def _assume_here(definition: Definition, action: Action) -> Given:
    return assume_at_step(definition.track_at(action.path), definition.step_at(action.path))


def _is_constant(definition: Definition, action: Action) -> bool:
    """Return whether `when` or `only_if` alone is never true: `constant-condition` reports that."""
    given = _assume_here(definition, action)
    gates = (action.when, action.only_if)
    return any(is_possible(definition, require_lines(gate), given) is False for gate in gates)


def _explain_impossible(
    definition: Definition, action: Action, impossible: list[Action]
) -> tuple[str, str]:
    start = f"no stakeholder can ever do action '{action.id}'"
    if not _gate_may_hold(definition, action, {}):
        why = "its `when` and its `only_if` can never be true together"
        return f"{start}: {why}", "Correct one of the two."
    certain = _assume_undone(definition, impossible)
    read = list_gate_facts(definition, (*action.when, *action.only_if))
    unknown = [fact for fact in read if fact_slot(fact) in certain]
    if not unknown:
        why = "it waits until it is done itself, or until another impossible action is done"
        return f"{start}: {why}", "Let another action come first, or correct the condition."
    names = list_names(unknown)
    remedy = f"Let another action record {names} (`records`), or name who may set it (`anytime`)."
    own = [fact for fact in unknown if definition.recorders(fact) == (action,)]
    if own:
        return f"{start}: it needs {list_names(own)}, which only this action records", remedy
    return f"{start}: it needs {names}, which is never given", remedy
