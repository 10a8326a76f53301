"""Places in the author's file: of findings, and of all conditions of a definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from sop.checks.reasoning.satisfiability import OTHER_RUNNING, WAITING, Given, at_slot
from sop.definition.load import LoadedWorkflow
from sop.engine.evaluate import find_read_facts
from sop.model.condition import Gate
from sop.model.definition import Action, Definition, Guarantee, Interrupt, Outcome, Step, Track
from sop.model.dotted_path import DottedPath
from sop.model.finding import Finding, Severity
from sop.model.value import value

Path = tuple[str | int, ...]

PATTERN_KEYS = {
    "precedence": ("first", "then"),
    "response": ("trigger", "then"),
    "precondition": ("of", "holds"),
}
"""The keys of the two conditions of a pattern. A pattern with one condition has it directly."""


def make_finding(
    loaded: LoadedWorkflow,
    rule: str,
    severity: Severity,
    path: Path,
    message: str,
    remedy: str = "",
    *,
    key: bool = False,
    path_to: tuple[str, ...] = (),
) -> Finding:
    """Return the finding at this place of the document; `key` points at the name instead."""
    position = loaded.source.at(path, key=key)
    return Finding(
        rule=rule,
        severity=severity,
        position=position,
        message=message,
        remedy=remedy,
        excerpt=loaded.source.excerpt(position),
        path_to=path_to,
    )


def list_names(names: Iterable[str], last: str = "and") -> str:
    """Return names for a sentence: 'a', 'b' and 'c'."""
    quoted = [f"'{name}'" for name in names]
    if len(quoted) == 1:
        return quoted[0]
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def list_gate_facts(definition: Definition, lines: Gate) -> tuple[str, ...]:
    """Return the facts that the lines of a gate read, each once, in reading order."""
    found: dict[str, None] = {}
    for line in lines:
        found |= dict.fromkeys(find_read_facts(definition, line))
    return tuple(found)


def step_place(step: Step) -> Path:
    """Return the path of the step in the author's document."""
    return ("tracks", DottedPath(step.path).track, "steps", step.id)


def action_place(action: Action) -> Path:
    path = DottedPath(action.path)
    return ("tracks", path.track, "steps", path.step, "actions", action.id)


def outcome_place(outcome: Outcome) -> Path:
    path = DottedPath(outcome.path)
    return ("tracks", path.track, "steps", path.step, "outcomes", outcome.id)


def interrupt_place(interrupt: Interrupt) -> Path:
    return ("tracks", DottedPath(interrupt.path).track, "interrupts", interrupt.id)


@value
class GatePlace:
    """One gate of the definition: its place, its owner, and what is certain when it is asked.

    `dead` says what never happens if the gate never holds; empty where that has no such effect.
    """

    path: Path
    lines: Gate
    owner: str
    dead: str = ""
    given: Given = field(default_factory=dict)


def list_gates(definition: Definition) -> Iterator[GatePlace]:
    """Yield every gate that the author wrote, in the order of the language's manual."""
    for term in definition.terms.values():
        yield GatePlace(("terms", term.id, "when"), (term.when,), f"term '{term.id}'")
    closing = definition.closing
    if closing is not None and closing.when:
        dead = "no case can ever be closed"
        yield GatePlace(("closing", "when"), closing.when, "closing", dead)
    for track in definition.tracks.values():
        yield from (place for place in _list_track_gates(track) if place.lines)
    for guarantee in definition.guarantees.values():
        yield from _list_guarantee_gates(guarantee)


def assume_running(track: Track) -> Given:
    """Return what is certain while the track runs."""
    steps = frozenset(step.id for step in track.steps.values() if not step.end)
    return {at_slot(track.id): steps | {OTHER_RUNNING}}


def assume_at_step(track: Track, step: Step) -> Given:
    """Return what is certain while the track is at the step."""
    return {at_slot(track.id): frozenset({step.id})}


def _list_track_gates(track: Track) -> Iterator[GatePlace]:
    here: Path = ("tracks", track.id)
    owner = f"track '{track.id}'"
    waits: Given = {at_slot(track.id): frozenset({WAITING})}
    yield GatePlace((*here, "starts"), track.starts, owner, "the track never starts", waits)
    hold = track.on_hold_while or ()
    yield GatePlace((*here, "on_hold_while"), hold, owner, given=assume_running(track))
    for step in track.steps.values():
        yield from _list_step_gates(track, step)
    for interrupt in track.interrupts.values():
        yield _interrupt_gate(track, interrupt)


def _list_step_gates(track: Track, step: Step) -> Iterator[GatePlace]:
    given = assume_at_step(track, step)
    for action in step.actions.values():
        owner, path = f"action '{action.id}'", action_place(action)
        yield GatePlace((*path, "when"), action.when, owner, "the action is never needed", given)
        dead = "no stakeholder can ever do it"
        yield GatePlace((*path, "only_if"), action.only_if, owner, dead, given)
    for outcome in step.outcomes.values():
        owner, path = f"outcome '{outcome.id}'", outcome_place(outcome)
        yield GatePlace((*path, "when"), outcome.when, owner, "it never opens", given)


def _interrupt_gate(track: Track, interrupt: Interrupt) -> GatePlace:
    given: Given = {}
    if interrupt.sources:
        given = {at_slot(track.id): frozenset(interrupt.sources)}
    path = (*interrupt_place(interrupt), "when")
    owner = f"interrupt '{interrupt.id}'"
    return GatePlace(path, interrupt.when, owner, "it can never be raised", given)


def _list_guarantee_gates(guarantee: Guarantee) -> Iterator[GatePlace]:
    here: Path = ("guarantees", guarantee.id)
    owner = f"guarantee '{guarantee.id}'"
    pattern: Path = (*here, guarantee.pattern)
    keys = PATTERN_KEYS.get(guarantee.pattern)
    if keys is None:
        yield GatePlace(pattern, (guarantee.a,), owner)
    else:
        yield GatePlace((*pattern, keys[0]), (guarantee.a,), owner)
        if guarantee.b is not None:
            yield GatePlace((*pattern, keys[1]), (guarantee.b,), owner)
    if guarantee.only_runs_with is not None:
        yield GatePlace((*here, "if"), (guarantee.only_runs_with,), owner)
