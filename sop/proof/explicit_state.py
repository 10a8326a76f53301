"""Every configuration of a small definition, found by asking the engine itself: the reference for the symbolic proof.

Each configuration is a real case; its ways on are what `decide` accepts. Nothing is reduced or abstracted but time:
between two events a year passes, so that no wait stands in the way. It stands in where the diagrams' library is
missing, and stops at its bound.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from datetime import timedelta
from itertools import product

from sop.engine.decide import judge
from sop.model.calendar import Calendar
from sop.model.case_state import Case, TrackState
from sop.model.commands import Act, Advance, Close, Command, Do, Open, Raise, Tell, Waive
from sop.model.condition import Value
from sop.model.definition import BACK, Action, Definition, Fact
from sop.model.refusal import Refusal
from sop.model.value import replace, value
from sop.proof.counterexample_replay import OPENS, build_do_command, choose_value

Key = Hashable
PAUSE = timedelta(days=366)


@value
class Successor:
    """One accepted command: what it was, and the configuration that it leads to."""

    kind: str
    id: str
    to: Key


@value
class ExplicitStateSpace:
    """`cases` holds one case a configuration in the order in which they were met, `ways` what leads on from each.
    `complete` is False where the bound stopped the search."""

    definition: Definition
    beginnings: tuple[Key, ...]
    cases: Mapping[Key, Case]
    ways: Mapping[Key, tuple[Successor, ...]]
    complete: bool


def explore_states(definition: Definition, bound: int) -> ExplicitStateSpace:
    """All configurations that a case of the definition can be in, up to so many."""
    calendar = Calendar()
    cases: dict[Key, Case] = {}
    ways: dict[Key, tuple[Successor, ...]] = {}
    waiting: deque[Key] = deque()
    beginnings: list[Key] = []

    def add_case(case: Case) -> Key:
        key = key_of(definition, case)
        if key not in cases:
            cases[key] = case
            waiting.append(key)
        return key

    for opening in list_openings(definition):
        beginnings.append(add_case(_after(definition, Case(id=""), opening, calendar)))
    while waiting:
        if len(cases) > bound:
            return ExplicitStateSpace(definition, tuple(beginnings), cases, ways, complete=False)
        key = waiting.popleft()
        case, found = cases[key], dict[Successor, None]()
        for kind, id, command in list_commands(definition, case):
            after = _after(definition, case, command, calendar)
            if after is not case:
                found[Successor(kind, id, add_case(after))] = None
        ways[key] = tuple(found)
    return ExplicitStateSpace(definition, tuple(beginnings), cases, ways, complete=True)


def _after(definition: Definition, case: Case, command: Command, calendar: Calendar) -> Case:
    """The case after the command; the same case where the engine refuses it or nothing changes."""
    now = OPENS + PAUSE * case.version
    decision = judge(
        definition, case, command, now=now, history=(), calendar=calendar
    )  # nothing is undone here
    return case if isinstance(decision, Refusal) else decision.case


def list_openings(definition: Definition) -> Iterator[Open]:
    """Every combination of what may be given at the opening, none given included."""
    given = [fact for fact in definition.facts.values() if fact.at_opening]
    act = Act(next(iter(definition.tracks.values())).lead)
    for values in product(*((None, *values_of(fact)) for fact in given)):
        yield Open(
            act,
            {
                fact.id: value
                for fact, value in zip(given, values, strict=True)
                if value is not None
            },
        )


def values_of(fact: Fact) -> tuple[Value, ...]:
    """Every value that can be told apart: of a date or a text, one."""
    return fact.domain() or (choose_value(fact, OPENS),)


def list_commands(definition: Definition, case: Case) -> Iterator[tuple[str, str, Command]]:
    """Everything that anyone could try: (kind, id, command)."""
    if case.is_closed:
        return
    for track in definition.tracks.values():
        state = case.tracks[track.id]
        if state.status != "running" or state.step is None:
            continue
        step = track.steps[state.step]
        for action in step.actions.values():
            for facts in _list_recordings(definition, action):
                yield "do", action.path, _build_do(definition, action, facts)
            if action.waivable_by:
                yield "waive", action.path, Waive(Act(action.waivable_by[0], why="so"), action.path)
        for outcome in step.outcomes.values():
            if outcome.to == BACK and state.remembered is None:
                continue  # nothing was interrupted; a rule finds such a definition
            yield "advance", outcome.path, Advance(Act(outcome.by[0], why="so"), outcome.path)
        for interrupt in track.interrupts.values():
            yield "raise", interrupt.path, Raise(Act(interrupt.by[0], why="so"), interrupt.path)
    for fact in definition.facts.values():
        for listed in values_of(fact) if fact.anytime else ():
            recorded = listed
            if fact.type == "datetime":
                recorded = (OPENS + PAUSE * case.version).isoformat()  # not the one known
            yield "set", fact.id, Tell(Act(fact.anytime[0]), {fact.id: recorded})
    if definition.closing is not None:
        yield "close", "", Close(Act(definition.closing.by[0], why="so"))


def _build_do(definition: Definition, action: Action, facts: Mapping[str, Value]) -> Do:
    return build_do_command(definition, action, facts, OPENS)


def _list_recordings(definition: Definition, action: Action) -> Iterator[Mapping[str, Value]]:
    """Every choice of what the action records, and of what it may record, nothing included."""
    must = [(name, values_of(definition.facts[name])) for name in action.records]
    may = [
        (name, values_of(definition.facts[name]))
        for name in action.may_record
        if name not in action.records
    ]
    for chosen in product(*(values for _, values in must), *((None, *values) for _, values in may)):
        names = [name for name, _ in (*must, *may)]
        yield {name: value for name, value in zip(names, chosen, strict=True) if value is not None}


def key_of(definition: Definition, case: Case) -> Key:
    """What tells two cases apart: all but times, people, and how often a step was visited."""
    facts = tuple(
        (name, record.value if definition.facts[name].domain() else True, _is_stale(case, name))
        for name, record in sorted(case.facts.items())
    )
    return (
        case.is_closed,
        facts,
        tuple(_track_key(case.tracks[track]) for track in definition.tracks),
    )


def _is_stale(case: Case, name: str) -> tuple[str, bool] | None:
    """The step that recorded the fact, and whether it has been entered anew since."""
    origin = case.facts[name].origin
    if origin is None:
        return None
    track, step, number = origin
    return f"{track}.{step}", case.tracks[track].visits[step].number != number


def _track_key(state: TrackState) -> Key:
    visits = tuple(
        (step, tuple(sorted((name, record.state) for name, record in visit.actions.items())))
        for step, visit in sorted(state.visits.items())
    )
    return state.status, state.step, state.remembered, visits


def with_switches(definition: Definition) -> Iterator[Definition]:
    """The definition under every combination of its switches."""
    for values in product((False, True), repeat=len(definition.switches)):
        switches = {
            name: replace(switch, value=value)
            for (name, switch), value in zip(definition.switches.items(), values, strict=True)
        }
        yield replace(definition, switches=switches)
