"""Where a finding belongs in the author's file, and every place of a definition that holds a condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from sop.checks.reasoning.satisfiability import OTHER_RUNNING, WAITING, Given, at_slot
from sop.definition.load import LoadedWorkflow
from sop.model.condition import Gate
from sop.model.definition import Definition, Guarantee, Step, Track
from sop.model.finding import Finding, Severity
from sop.model.value import value

Path = tuple[str | int, ...]

PATTERN_KEYS = {
    "precedence": ("first", "then"),
    "response": ("trigger", "then"),
    "precondition": ("of", "holds"),
}
"""The keys under which a pattern of two conditions holds them; a pattern of one holds it directly."""


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
    """The finding at this place of the document; `key` points at the name instead of at what stands under it."""
    position = loaded.source.at(path, key=key)
    return Finding(
        rule, severity, position, message, remedy, loaded.source.excerpt(position), path_to
    )


def select_reading_findings(loaded: LoadedWorkflow, rule: str) -> Iterator[Finding]:
    """The findings under the rule's name that reading made: without these names the definition cannot be compiled."""
    return (finding for finding in loaded.findings if finding.rule == rule)


def list_names(names: Iterable[str], last: str = "and") -> str:
    """Names in a sentence: 'a', 'b' and 'c'."""
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


@value
class GatePlace:
    """One gate of the definition: where it stands, whose it is, and what is certain whenever it is asked.

    `dead` says what never happens when the gate never holds; empty where nothing dies of it.
    """

    path: Path
    lines: Gate
    whose: str
    dead: str = ""
    given: Given = field(default_factory=dict)


def list_gates(definition: Definition) -> Iterator[GatePlace]:
    """Every gate that is written down, in the order of the language's manual."""
    for term in definition.terms.values():
        yield GatePlace(("terms", term.id, "when"), (term.when,), f"term '{term.id}'")
    if definition.closing is not None and definition.closing.when:
        yield GatePlace(
            ("closing", "when"), definition.closing.when, "closing", "no case can ever be closed"
        )
    for track in definition.tracks.values():
        yield from (place for place in _of_track(track) if place.lines)
    for guarantee in definition.guarantees.values():
        yield from _of_guarantee(guarantee)


def assume_running(track: Track) -> Given:
    """What is certain while the track runs."""
    return {
        at_slot(track.id): frozenset(s.id for s in track.steps.values() if not s.end)
        | {OTHER_RUNNING}
    }


def assume_at_step(track: Track, step: Step) -> Given:
    """What is certain while the track is at the step."""
    return {at_slot(track.id): frozenset({step.id})}


def _of_track(track: Track) -> Iterator[GatePlace]:
    here: Path = ("tracks", track.id)
    waits: Given = {at_slot(track.id): frozenset({WAITING})}
    yield GatePlace(
        (*here, "starts"), track.starts, f"track '{track.id}'", "the track never starts", waits
    )
    hold = track.on_hold_while or ()
    yield GatePlace(
        (*here, "on_hold_while"), hold, f"track '{track.id}'", "", assume_running(track)
    )
    for step in track.steps.values():
        yield from _of_step(track, step, (*here, "steps", step.id))
    for interrupt in track.interrupts.values():
        given: Given = (
            {at_slot(track.id): frozenset(interrupt.sources)} if interrupt.sources else {}
        )
        path: Path = (*here, "interrupts", interrupt.id, "when")
        yield GatePlace(
            path, interrupt.when, f"interrupt '{interrupt.id}'", "it can never be raised", given
        )


def _of_step(track: Track, step: Step, here: Path) -> Iterator[GatePlace]:
    given = assume_at_step(track, step)
    for action in step.actions.values():
        whose, path = f"action '{action.id}'", (*here, "actions", action.id)
        yield GatePlace((*path, "when"), action.when, whose, "the action is never needed", given)
        yield GatePlace((*path, "only_if"), action.only_if, whose, "nobody can ever do it", given)
    for outcome in step.outcomes.values():
        path = (*here, "outcomes", outcome.id, "when")
        yield GatePlace(path, outcome.when, f"outcome '{outcome.id}'", "it never opens", given)


def _of_guarantee(guarantee: Guarantee) -> Iterator[GatePlace]:
    here: Path = ("guarantees", guarantee.id)
    whose = f"guarantee '{guarantee.id}'"
    keys = PATTERN_KEYS.get(guarantee.pattern)
    first: Path = (*here, guarantee.pattern, keys[0]) if keys else (*here, guarantee.pattern)
    yield GatePlace(first, (guarantee.a,), whose)
    if guarantee.b is not None and keys:
        yield GatePlace((*here, guarantee.pattern, keys[1]), (guarantee.b,), whose)
    if guarantee.only_runs_with is not None:
        yield GatePlace((*here, "if"), (guarantee.only_runs_with,), whose)
