"""A condition that asks a stakeholder to decide on a fact that they may not see.

Each stakeholder in the `by` of an action, outcome or interrupt must be allowed to see every fact
that its conditions read (`seen_by`). For closing these are those who may close, for a track's
`starts` its lead, and for `on_hold_while` everyone who acts in the track, because a hold refuses
all of them.

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

from collections.abc import Iterator

from sop.checks.reasoning.locations import (
    Path,
    action_place,
    interrupt_place,
    list_gate_facts,
    list_names,
    make_finding,
    outcome_place,
)
from sop.definition.load import LoadedWorkflow
from sop.model.condition import Gate
from sop.model.definition import Definition, Track
from sop.model.finding import Finding, Severity
from sop.model.value import value

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
    for decision in _list_decisions(definition):
        for fact in list_gate_facts(definition, decision.lines):
            blind = _list_blind(definition, fact, decision)
            if blind:
                names = list_names(blind)
                message = f"{decision.owner} reads '{fact}', which {names} may not see"
                remedy = (
                    f"Remove {names} from those who decide, or add them to the fact's `seen_by`."
                )
                yield make_finding(loaded, NAME, SEVERITY, decision.path, message, remedy)


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
    for outcome in definition.outcomes():
        path = (*outcome_place(outcome), "when")
        yield _Decision(path, f"outcome '{outcome.id}'", outcome.when, outcome.by)
    for interrupt in definition.interrupts():
        path = (*interrupt_place(interrupt), "when")
        yield _Decision(path, f"interrupt '{interrupt.id}'", interrupt.when, interrupt.by)


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
