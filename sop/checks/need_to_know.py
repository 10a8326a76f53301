"""A condition that asks somebody to decide on a fact that they may not see.

Nobody is asked to decide on what it may not see: each stakeholder in the `by` of an action, outcome or interrupt may
see every fact that its conditions read (`seen_by`). For closing these are those who may close, for a track's `starts`
its lead, and for `on_hold_while` everyone who acts in the track, because a hold refuses them all.

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
            outcomes: {short: {to: over, when: illness is light}, long: {to: over, when: illness is grave}}
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

from sop.checks.reasoning.fact_sources import facts_of
from sop.checks.reasoning.locations import Path, list_names, make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.condition import Gate
from sop.model.definition import Definition, Step, Track
from sop.model.finding import Finding, Severity

NAME = "need-to-know"
SEVERITY: Severity = "error"

Decision = tuple[Path, str, Gate, Iterable[str]]
"""Where a gate stands, whose it is, its lines, and who decides by it."""


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    definition = loaded.definition
    if definition is None or all(fact.seen_by is None for fact in definition.facts.values()):
        return
    for path, whose, lines, by in _decisions(definition):
        for fact in facts_of(definition, lines):
            seen_by = definition.facts[fact].seen_by
            blind = (
                [] if seen_by is None else [one for one in dict.fromkeys(by) if one not in seen_by]
            )
            if blind:
                message = f"{whose} reads '{fact}', which {list_names(blind)} may not see"
                remedy = f"Take {list_names(blind)} out of those who decide, or add them to the fact's `seen_by`."
                yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)


def _decisions(definition: Definition) -> Iterator[Decision]:
    if definition.closing is not None:
        yield ("closing", "when"), "closing", definition.closing.when, definition.closing.by
    for track in definition.tracks.values():
        here: Path = ("tracks", track.id)
        yield (*here, "starts"), f"track '{track.id}'", track.starts, (track.lead,)
        if track.on_hold_while:
            yield (
                (*here, "on_hold_while"),
                f"the hold of track '{track.id}'",
                track.on_hold_while,
                _actors(track),
            )
        for step in track.steps.values():
            yield from _of_step((*here, "steps", step.id), step)
        for interrupt in track.interrupts.values():
            path = (*here, "interrupts", interrupt.id, "when")
            yield path, f"interrupt '{interrupt.id}'", interrupt.when, interrupt.by


def _of_step(here: Path, step: Step) -> Iterator[Decision]:
    for action in step.actions.values():
        path = (*here, "actions", action.id)
        yield (*path, "when"), f"action '{action.id}'", action.when, action.by
        yield (*path, "only_if"), f"action '{action.id}'", action.only_if, action.by
    for outcome in step.outcomes.values():
        yield (
            (*here, "outcomes", outcome.id, "when"),
            f"outcome '{outcome.id}'",
            outcome.when,
            outcome.by,
        )


def _actors(track: Track) -> list[str]:
    steps = track.steps.values()
    acting = [action.by for step in steps for action in step.actions.values()]
    deciding = [outcome.by for step in steps for outcome in step.outcomes.values()]
    return [one for by in (*acting, *deciding) for one in by]
