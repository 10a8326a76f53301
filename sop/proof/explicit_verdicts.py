"""The verdicts computed from a list of all configurations: short, slow, and without diagrams.

They replace the symbolic proof where the library of diagrams is missing, and the tests compare the
symbolic proof with them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from sop.engine.evaluate import evaluate_gate
from sop.model.case_state import Case
from sop.model.definition import Action, Definition, Guarantee, Interrupt, Outcome
from sop.proof.explicit_state import (
    ExplicitStateSpace,
    Key,
    Successor,
    explore_states,
    with_switches,
)
from sop.proof.history_audit import observe_case
from sop.proof.monitor import MonitorState, Observation, advance_monitor, first_state

BOUND = 500
"""Configurations that the tests list at most: a fraction of a second."""


def list_configurations(
    definition: Definition, bound: int = BOUND
) -> list[ExplicitStateSpace] | None:
    """Return the configurations under each combination of switches; None above the bound."""
    spaces: list[ExplicitStateSpace] = []
    total = 0
    for switched in with_switches(definition):
        space = explore_states(switched, bound)
        total += len(space.cases)
        if not space.complete or total > bound:
            return None
        spaces.append(space)
    return spaces


def find_dead_parts(spaces: list[ExplicitStateSpace]) -> set[str]:
    """Return the actions, outcomes and interrupts that no case can use."""
    definition = spaces[0].definition
    parts: tuple[Action | Outcome | Interrupt, ...] = (
        *definition.actions(),
        *definition.outcomes(),
        *definition.interrupts(),
    )
    paths: set[str] = {part.path for part in parts}
    for space in spaces:
        for successor in chain.from_iterable(space.successors.values()):
            # An action that can only be waived was never done.
            if successor.kind != "waive":
                paths.discard(successor.id)
    return paths


def find_dropped_duties(spaces: list[ExplicitStateSpace]) -> set[tuple[str, str]]:
    """Return each outcome or interrupt with each action that it drops in some case.

    That is a required action, open and perhaps needed, of a step that waited before and neither
    waits nor is current afterwards.
    """
    found: set[tuple[str, str]] = set()
    for space in spaces:
        for key, successors in space.successors.items():
            for successor in successors:
                if successor.kind in ("advance", "raise"):
                    after = space.cases[successor.to]
                    dropped = _list_dropped(space.definition, space.cases[key], after, successor.id)
                    found |= {(successor.id, action) for action in dropped}
    return found


def _list_dropped(definition: Definition, before: Case, after: Case, way: str) -> Iterator[str]:
    track = definition.track_at(way)
    old, new = before.tracks[track.id], after.tracks[track.id]
    for name in old.interrupted:
        if name in (new.step, *new.interrupted):
            continue
        for action in track.steps[name].actions.values():
            is_open = action.required and action.id not in old.visits[name].actions
            if is_open and evaluate_gate(definition, before, action.when) is not False:
                yield action.path


def find_closable(space: ExplicitStateSpace, as_told: bool = False) -> set[Key]:
    """Return the configurations from which the case can close.

    With `as_told` no known fact is set to another value, nor a known moment to another one.
    """
    predecessors = _list_predecessors(space, as_told)
    found = {key for key, case in space.cases.items() if case.is_closed}
    waiting = deque(found)
    while waiting:
        for key in predecessors.get(waiting.popleft(), ()):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found


def _list_predecessors(space: ExplicitStateSpace, as_told: bool) -> Mapping[Key, list[Key]]:
    predecessors: dict[Key, list[Key]] = {}
    for key, successors in space.successors.items():
        for successor in successors:
            if not (as_told and _changes_known_fact(space, key, successor)):
                predecessors.setdefault(successor.to, []).append(key)
    return predecessors


def _changes_known_fact(space: ExplicitStateSpace, key: Key, successor: Successor) -> bool:
    return successor.kind == "set" and space.cases[key].value(successor.id) is not None


def find_break(space: ExplicitStateSpace, guarantee: Guarantee) -> int | None:
    """Return the fewest events after the opening that break the guarantee, or None."""
    definition, pattern = space.definition, guarantee.pattern
    observed = {key: observe_case(definition, case, guarantee) for key, case in space.cases.items()}
    seen: dict[tuple[Key, MonitorState], int] = {}
    waiting: deque[tuple[Key, MonitorState]] = deque()

    def is_broken_at(key: Key, before: Observation | None, state: MonitorState, depth: int) -> bool:
        new = advance_monitor(pattern, state, before, observed[key])
        if (key, new) not in seen:
            seen[key, new] = depth
            waiting.append((key, new))
        missed = new.mark == "due" and space.cases[key].is_closed
        return new.concerned and (new.mark == "bad" or missed)

    for key in space.beginnings:
        if is_broken_at(key, None, first_state(pattern), 0):
            return 0
    while waiting:
        key, state = waiting.popleft()
        depth = seen[key, state] + 1
        for successor in space.successors[key]:
            if is_broken_at(successor.to, observed[key], state, depth):
                return depth
    return None


def count_events_to(space: ExplicitStateSpace, goals: set[Key]) -> int | None:
    """Return the fewest events after the opening that lead into the goals, or None."""
    seen = dict.fromkeys(space.beginnings, 0)
    waiting = deque(seen)
    while waiting:
        key = waiting.popleft()
        if key in goals:
            return seen[key]
        for successor in space.successors[key]:
            if successor.to not in seen:
                seen[successor.to] = seen[key] + 1
                waiting.append(successor.to)
    return None


def find_least(counts: Iterable[int | None]) -> int | None:
    """Return the least of the counts that are not None; None if all are."""
    return min((count for count in counts if count is not None), default=None)
