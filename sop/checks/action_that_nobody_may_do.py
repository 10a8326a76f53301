"""An action that no stakeholder can ever do, in any case.

- Its `when` and `only_if` can never be true together (each by itself is judged by `constant-condition`).
- It waits for something that only itself can bring about: its gate asks for a fact that no other action records, or
  that it is done itself.
- Its gate needs a fact that nobody ever gives: no action records it that somebody may do, nobody may tell it
  (`anytime`), it is neither given at the opening (`at_opening`) nor there from the start (`initially`).

An empty `by` and a fact without any possible value are refused when the file is read. Facts that other tracks' actions
record count as given, wherever those tracks are; the proof looks closer.

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

from sop.checks.reasoning.fact_sources import recorders_of
from sop.checks.reasoning.locations import Path, assume_at_step, list_names, make_finding
from sop.checks.reasoning.satisfiability import (
    Slot,
    action_slot,
    fact_slot,
    is_possible,
    require_lines,
)
from sop.definition.load import LoadedWorkflow
from sop.engine.evaluate import find_read_facts
from sop.model.definition import Action, Definition, Fact, Step, Track
from sop.model.finding import Finding, Severity

NAME = "action-that-nobody-may-do"
SEVERITY: Severity = "error"

ActionPlace = tuple[Track, Step, Action]
Certain = dict[Slot, frozenset[object]]


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    definition = loaded.definition
    if definition is None:
        return
    impossible = _find_impossible(definition)
    for place in _places(definition):
        track, step, action = place
        path: Path = ("tracks", track.id, "steps", step.id, "actions", action.id)
        if place in impossible and not _is_constant(definition, place):
            message, remedy = _explain_impossible(definition, place, impossible)
            yield make_finding(loaded, NAME, SEVERITY, path, message, remedy, key=True)


def _places(definition: Definition) -> Iterator[ActionPlace]:
    for track in definition.tracks.values():
        for step in track.steps.values():
            for action in step.actions.values():
                yield track, step, action


def _find_impossible(definition: Definition) -> list[ActionPlace]:
    """The actions that stay undone when everything is done that can be done, again and again."""
    waiting = list(_places(definition))
    while True:
        missing = _assume_undone(definition, waiting)
        done_now = [p for p in waiting if _gate_may_hold(definition, p, missing)]
        if not done_now:
            return waiting
        over = {action.path for _, _, action in done_now}
        waiting = [place for place in waiting if place[2].path not in over]


def _assume_undone(definition: Definition, undone: list[ActionPlace]) -> Certain:
    """What is certain while these actions were never done: they are not done, and facts that only they, or nobody,
    could give are unknown."""
    never = {action.path for _, _, action in undone}
    recorders = recorders_of(definition)
    given: Certain = {
        action_slot(track.id, step.id, action.id): frozenset({False})
        for track, step, action in undone
    }
    for fact in definition.facts.values():
        if not _is_given(fact) and all(
            action.path in never for _, _, action in recorders.get(fact.id, ())
        ):
            given[fact_slot(fact.id)] = frozenset({None})
    return given


def _is_given(fact: Fact) -> bool:
    return bool(fact.anytime) or fact.at_opening or fact.initially is not None


def _gate_may_hold(definition: Definition, place: ActionPlace, certain: Certain) -> bool:
    track, step, action = place
    if not (action.when or action.only_if):
        return True
    given = ChainMap(
        {**assume_at_step(track, step)}, certain
    )  # a copy for each action would cost more than its question
    return (
        is_possible(definition, require_lines((*action.when, *action.only_if)), given) is not False
    )


def _is_constant(definition: Definition, place: ActionPlace) -> bool:
    """Whether `when` or `only_if` is never true by itself: that is told by another rule."""
    given = assume_at_step(place[0], place[1])
    return any(
        is_possible(definition, require_lines(gate), given) is False
        for gate in (place[2].when, place[2].only_if)
    )


def _explain_impossible(
    definition: Definition, place: ActionPlace, impossible: list[ActionPlace]
) -> tuple[str, str]:
    _, _, action = place
    start = f"nobody can ever do action '{action.id}': "
    if not _gate_may_hold(definition, place, {}):
        return (
            start + "its `when` and its `only_if` can never be true together",
            "Correct one of the two.",
        )
    reads = dict.fromkeys(
        fact
        for line in (*action.when, *action.only_if)
        for fact in find_read_facts(definition, line)
    )
    unknown = [fact for fact in reads if fact_slot(fact) in _assume_undone(definition, impossible)]
    own = [fact for fact in unknown if definition.recorders(fact) == (action,)]
    if not unknown:
        why = "it waits for itself to be done, or for another action that nobody can do"
        return start + why, "Let another action come first, or correct the condition."
    remedy = f"Let another action record {list_names(unknown)} (`records`), or say who may tell it (`anytime`)."
    why = (
        f"{list_names(own)}, which it alone records"
        if own
        else f"{list_names(unknown)}, which nobody can ever give"
    )
    return f"{start}it needs {why}", remedy
