"""The verdicts worked out by listing every configuration: short, slow, and sharing nothing with the diagrams.

They stand in where the library of diagrams is missing, and are what the tests hold the proof against.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from sop.engine.deadlines import make_counter
from sop.model.calendar import Calendar
from sop.model.definition import Definition, Guarantee
from sop.model.events import Event
from sop.model.value import replace
from sop.proof.counterexample_replay import OPENS
from sop.proof.explicit_state import ExplicitStateSpace, Key, explore_states, with_switches
from sop.proof.history_audit import audit_history, observe_case
from sop.proof.monitor import MonitorState, Observation, advance_monitor, first_state

BOUND = 500


def list_configurations(
    definition: Definition, bound: int = BOUND
) -> list[ExplicitStateSpace] | None:
    """All configurations under every combination of switches; None where there are more than the bound."""
    found: list[ExplicitStateSpace] = []
    for one in with_switches(definition):
        part = explore_states(one, bound)
        if not part.complete or sum(len(e.cases) for e in (*found, part)) > bound:
            return None
        found.append(part)
    return found


def find_dead_parts(all_of: list[ExplicitStateSpace]) -> set[str]:
    """Actions, outcomes and interrupts that no case can use."""
    used = {way.id for e in all_of for ways in e.ways.values() for way in ways}
    definition = all_of[0].definition
    paths: set[str] = {interrupt.path for interrupt in definition.interrupts()}
    paths |= {action.path for action in definition.actions()}
    paths |= {outcome.path for outcome in definition.outcomes()}
    # an action that can only be waived was never done
    done = {
        way.id for e in all_of for ways in e.ways.values() for way in ways if way.kind != "waive"
    }
    return paths - (used & done)


def find_closable(e: ExplicitStateSpace, as_told: bool = False) -> set[Key]:
    """The configurations from which the case can close; with `as_told` nobody tells another value of a fact that has
    one, of a moment neither."""
    back: dict[Key, list[Key]] = {}
    for key, ways in e.ways.items():
        for way in ways:
            if not (as_told and way.kind == "set" and e.cases[key].value(way.id) is not None):
                back.setdefault(way.to, []).append(key)
    found = {key for key, case in e.cases.items() if case.is_closed}
    waiting = deque(found)
    while waiting:
        for key in back.get(waiting.popleft(), ()):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found


def find_break(e: ExplicitStateSpace, guarantee: Guarantee) -> int | None:
    """The fewest events after the opening of a run that breaks the guarantee; None where none does."""
    looks = {key: observe_case(e.definition, case, guarantee) for key, case in e.cases.items()}
    seen: dict[tuple[Key, MonitorState], int] = {}
    waiting: deque[tuple[Key, MonitorState]] = deque()

    def has_breaking_path(
        key: Key, before: Observation | None, state: MonitorState, depth: int
    ) -> bool:
        new = (key, advance_monitor(guarantee.pattern, state, before, looks[key]))
        if new not in seen:
            seen[new] = depth
            waiting.append(new)
        mark, concerned = new[1].mark, new[1].concerned
        return concerned and (mark == "bad" or (mark == "due" and e.cases[key].is_closed))

    for key in e.beginnings:
        if has_breaking_path(key, None, first_state(guarantee.pattern), 0):
            return 0
    while waiting:
        key, state = waiting.popleft()
        for way in e.ways[key]:
            if has_breaking_path(way.to, looks[key], state, seen[key, state] + 1):
                return seen[key, state] + 1
    return None


def count_events_to(e: ExplicitStateSpace, goals: set[Key]) -> int | None:
    """The fewest events after the opening that lead into the goals."""
    seen = dict.fromkeys(e.beginnings, 0)
    waiting = deque(seen)
    while waiting:
        key = waiting.popleft()
        if key in goals:
            return seen[key]
        for way in e.ways[key]:
            if way.to not in seen:
                seen[way.to] = seen[key] + 1
                waiting.append(way.to)
    return None


def is_breaking_history(
    definition: Definition, events: Iterable[Event], guarantee: Guarantee
) -> bool:
    """Whether this history breaks the guarantee, by the audit; lengths of time left aside."""
    timeless = replace(
        definition, guarantees={guarantee.id: replace(guarantee, within=None, not_within=None)}
    )
    (judged,) = audit_history(timeless, events, OPENS, make_counter(timeless, Calendar()))
    return judged.verdict == "broken"
