"""A condition that asks a stakeholder to decide on a fact that they may not see.

Each stakeholder in the `by` of an action, outcome or interrupt must be allowed to see every fact
that its conditions read (`seen_by`), and the date that its deadline or wait counts from. Those who
take the outcomes of a step must also see what the `when` of its required actions reads, because an
action that is needed blocks the outcome. For closing these are those who may close; for a
track's `starts` its lead; for `on_hold_while` everyone who acts in the track, because a hold
refuses all of them; for the deadline of a step those responsible and those to whom it escalates.
A guarantee needs one stakeholder who may see every fact that it reads: only they learn its verdict.
Whether a track has started shows what its `starts` reads, so a condition on a place in a track
counts as a reading of those facts. An action waits for those in its `after` only while they are
needed, so those who do it must see the `when` of the earlier ones.

Good:

    language: 1
    version: 1.0.0
    title: Sick leave
    stakeholders: {doctor: {name: Doctor, short: D}, office: {name: Office, short: O}}
    facts:
      illness: {choices: [light, grave], ask: How ill?, sensitive: true, seen_by: [doctor]}
    tracks:
      leave:
        title: Leave
        lead: doctor
        steps:
          visit:
            title: Visit
            responsible: doctor
            actions: {look: {do: Look, records: [illness]}}
            outcomes:
              short: {to: over, when: illness is light}
              long: {to: over, when: illness is grave}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Sick leave
    stakeholders: {doctor: {name: Doctor, short: D}, office: {name: Office, short: O}}
    facts:
      illness: {choices: [light, grave], ask: How ill?, sensitive: true, seen_by: [doctor]}
    tracks:
      leave:
        title: Leave
        lead: doctor
        steps:
          visit:
            title: Visit
            responsible: doctor
            actions: {look: {do: Look, records: [illness]}}
            outcomes:
              short: {to: over, when: illness is light, by: [doctor, office]}
              long: {to: over, when: illness is grave}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.checks.reasoning.locations import (
    Path,
    action_place,
    interrupt_place,
    list_gate_facts,
    list_names,
    make_finding,
    outcome_place,
    step_place,
)
from sop.definition.load import LoadedWorkflow
from sop.engine.deadlines import clock_fact
from sop.engine.evaluate import iterate_open_questions
from sop.model.condition import FactKnown, Gate, StepCurrent, StepVisited, TrackIs
from sop.model.definition import Action, Definition, Outcome, Track
from sop.model.duration import Due, Wait
from sop.model.finding import Finding, Severity
from sop.model.value import value
from sop.proof.read_conditions import list_guarantee_conditions

NAME = "need-to-know"
SEVERITY: Severity = "error"


@value
class _Decision:
    """A gate: its place, its owner in words, its lines, and the stakeholders who decide by it."""

    path: Path
    owner: str
    lines: Gate
    by: tuple[str, ...]


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    if all(fact.seen_by is None for fact in definition.facts.values()):
        return
    yield from _find_unseen_guarantees(loaded, definition)
    for decision in _list_decisions(definition):
        for fact in _list_shown_facts(definition, decision.lines):
            blind = _list_blind(definition, fact, decision)
            if blind:
                names = list_names(blind)
                message = f"{decision.owner} reads '{fact}', which {names} may not see"
                remedy = (
                    f"Remove {names} from those who decide, or add them to the fact's `seen_by`."
                )
                yield make_finding(loaded, NAME, SEVERITY, decision.path, message, remedy)


def _list_shown_facts(definition: Definition, lines: Gate) -> list[str]:
    """Return the facts that the conditions read, also by a track that such a fact starts."""
    found: dict[str, None] = {}
    tracks: set[str] = set()
    waiting = [*lines]
    while waiting:
        line = waiting.pop(0)
        found |= dict.fromkeys(list_gate_facts(definition, (line,)))
        for question in iterate_open_questions(definition, line):
            if not isinstance(question, StepCurrent | StepVisited | TrackIs):
                continue
            if question.track not in tracks:
                tracks.add(question.track)
                waiting += definition.tracks[question.track].starts
    return list(found)


def _find_unseen_guarantees(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    """Yield the guarantees whose verdict no stakeholder may see."""
    for guarantee in definition.guarantees.values():
        facts = list_gate_facts(definition, list_guarantee_conditions(guarantee))
        if not any(_sees_all(definition, facts, who) for who in definition.stakeholders):
            names = ", ".join(f"'{fact}'" for fact in facts)
            message = (
                f"guarantee '{guarantee.id}' reads {names}: no stakeholder may see all of them, "
                "so no one learns whether it was kept"
            )
            remedy = "Let one stakeholder see all of them (`seen_by`), or divide the guarantee."
            path = ("guarantees", guarantee.id)
            yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)


def _sees_all(definition: Definition, facts: Iterable[str], who: str) -> bool:
    rights = (definition.facts[fact].seen_by for fact in facts)
    return all(seen_by is None or who in seen_by for seen_by in rights)


def _list_blind(definition: Definition, fact: str, decision: _Decision) -> list[str]:
    """Return the stakeholders who decide but may not see the fact."""
    seen_by = definition.facts[fact].seen_by
    if seen_by is None:
        return []
    return [who for who in dict.fromkeys(decision.by) if who not in seen_by]


def _list_decisions(definition: Definition) -> Iterator[_Decision]:
    closing = definition.closing
    if closing is not None:
        yield _Decision(("closing", "when"), "closing", closing.when, closing.by)
    for track in definition.tracks.values():
        yield from _list_track_decisions(track)
    for action in definition.actions():
        path, owner = action_place(action), f"action '{action.id}'"
        yield _Decision((*path, "when"), owner, action.when, action.by)
        yield _Decision((*path, "only_if"), owner, action.only_if, action.by)
        yield _clock((*path, "due"), f"the deadline of {owner}", action.due, action.by)
        yield from _list_earlier_actions(definition, action)
    for outcome in definition.outcomes():
        path = outcome_place(outcome)
        owner = f"outcome '{outcome.id}'"
        yield _Decision((*path, "when"), owner, outcome.when, outcome.by)
        yield _clock((*path, "wait"), f"the wait of {owner}", outcome.wait, outcome.by)
        yield from _list_shut_by_actions(definition, outcome)
    for step in definition.steps():
        owners = tuple(filter(None, (step.responsible, step.escalate_to)))
        path = (*step_place(step), "due")
        yield _clock(path, f"the deadline of step '{step.id}'", step.due, owners)
    for interrupt in definition.interrupts():
        path = (*interrupt_place(interrupt), "when")
        yield _Decision(path, f"interrupt '{interrupt.id}'", interrupt.when, interrupt.by)


def _clock(path: Path, owner: str, clock: Due | Wait | None, by: tuple[str, ...]) -> _Decision:
    """Return the reading of the date from which the clock counts."""
    fact = None if clock is None else clock_fact(clock)
    return _Decision(path, owner, () if fact is None else (FactKnown(fact, fact),), by)


def _list_earlier_actions(definition: Definition, action: Action) -> Iterator[_Decision]:
    """Yield what those who do the action learn: an earlier one that is not needed lets it go on."""
    step = definition.step_at(action.path)
    waiting, seen = [*action.after], set[str]()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        earlier = step.actions[name]
        waiting += earlier.after
        owner = f"action '{action.id}' waits for action '{name}', whose `when`"
        yield _Decision((*action_place(action), "after"), owner, earlier.when, action.by)


def _list_shut_by_actions(definition: Definition, outcome: Outcome) -> Iterator[_Decision]:
    """Yield what those who take the outcome learn, because a needed action blocks it."""
    if outcome.skips_actions:
        return
    step = definition.step_at(outcome.path)
    for action in step.actions.values():
        if action.required and action.when:
            owner = f"outcome '{outcome.id}' waits for action '{action.id}', whose `when`"
            yield _Decision((*action_place(action), "when"), owner, action.when, outcome.by)


def _list_track_decisions(track: Track) -> Iterator[_Decision]:
    here: Path = ("tracks", track.id)
    yield _Decision((*here, "starts"), f"track '{track.id}'", track.starts, (track.lead,))
    if track.on_hold_while:
        path, owner = (*here, "on_hold_while"), f"the hold of track '{track.id}'"
        yield _Decision(path, owner, track.on_hold_while, _list_actors(track))


def _list_actors(track: Track) -> tuple[str, ...]:
    actors: list[str] = []
    deciders: list[str] = []
    for step in track.steps.values():
        for action in step.actions.values():
            actors += action.by
        for outcome in step.outcomes.values():
            deciders += outcome.by
    return (*actors, *deciders)
