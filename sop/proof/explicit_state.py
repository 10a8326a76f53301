"""Every configuration of a small definition, found by asking the engine (explicit-state search).

This is the reference for the symbolic proof, and replaces it where the library of diagrams is
missing. Each configuration is a real case; its successors are what `decide` accepts. Nothing is
reduced or abstracted except time: a year passes between two events, so that every wait is over.
The search stops at its bound.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import product

from sop.engine.decide import judge
from sop.model.calendar import Calendar
from sop.model.case_state import Case, TrackState
from sop.model.coarse_date import ABOUT
from sop.model.commands import Act, Advance, Close, Command, Open, Raise, SetFacts, Waive
from sop.model.condition import Value
from sop.model.definition import BACK, Action, Definition, Step
from sop.model.fact import NOT_KNOWN, Fact
from sop.model.refusal import Refusal
from sop.model.value import replace, value
from sop.proof.case_abstraction import choose_about_value, choose_value
from sop.proof.counterexample_replay import OPENS, build_do_command

Key = Hashable
"""Equal for two cases in the same configuration."""
Attempt = tuple[str, str, Command]
"""The kind of a command, the id of what it uses, and the command."""
PAUSE = timedelta(days=366)
REASON = "so"


@value
class Successor:
    """One accepted command: its kind, the id of what it uses, and the configuration after it."""

    kind: str
    id: str
    to: Key


@value
class ExplicitStateSpace:
    """All configurations of a definition, if the search is `complete`.

    `cases` holds one case for each configuration, in the order in which they were found;
    `successors` what follows each. `complete` is False where the bound stopped the search.
    """

    definition: Definition
    beginnings: tuple[Key, ...]
    cases: Mapping[Key, Case]
    successors: Mapping[Key, tuple[Successor, ...]]
    complete: bool


def explore_states(definition: Definition, bound: int) -> ExplicitStateSpace:
    """Return all configurations of the definition's cases; incomplete above `bound` of them."""
    calendar = Calendar()
    cases: dict[Key, Case] = {}
    successors: dict[Key, tuple[Successor, ...]] = {}
    waiting: deque[Key] = deque()
    beginnings: list[Key] = []

    def add_case(case: Case) -> Key:
        key = key_of(definition, case)
        if key not in cases:
            cases[key] = case
            waiting.append(key)
        return key

    for opening in list_openings(definition):
        beginnings.append(add_case(_apply_command(definition, Case(id=""), opening, calendar)))
    while waiting and len(cases) <= bound:
        key = waiting.popleft()
        case = cases[key]
        found: dict[Successor, None] = {}
        for kind, id, command in list_commands(definition, case):
            after = _apply_command(definition, case, command, calendar)
            if after is not case:
                found[Successor(kind, id, add_case(after))] = None
        successors[key] = tuple(found)
    return ExplicitStateSpace(
        definition, tuple(beginnings), cases, successors, complete=not waiting
    )


def _apply_command(
    definition: Definition, case: Case, command: Command, calendar: Calendar
) -> Case:
    """The case after the command; the same case if the engine refuses it or nothing changes."""
    # The history is empty: nothing is undone here.
    decision = judge(definition, case, command, now=_now(case), history=(), calendar=calendar)
    if isinstance(decision, Refusal):
        return case
    return decision.case


def _now(case: Case) -> datetime:
    return OPENS + PAUSE * case.version


def list_openings(definition: Definition) -> Iterator[Open]:
    """Yield every combination of the facts that may be given at the opening, none included."""
    given = [fact for fact in definition.facts.values() if fact.at_opening]
    act = Act(next(iter(definition.tracks.values())).lead)
    names = [fact.id for fact in given]
    for values in product(*map(_list_opening_values, given)):
        yield Open(act, _name_values(names, values))


def _list_opening_values(fact: Fact) -> tuple[Value | None, ...]:
    if fact.needed_at_opening:
        return list_answers(fact)
    return (None, *list_answers(fact))


def _name_values(names: Sequence[str], values: Sequence[Value | None]) -> dict[str, Value]:
    """The values by name; None means that the fact is not given."""
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}


def list_values(fact: Fact) -> tuple[Value, ...]:
    """Return every value that a condition or a wait can distinguish; one of a moment or a text."""
    about = (choose_about_value(OPENS),) if fact.may_be_about else ()
    return fact.domain() or (choose_value(fact, OPENS), *about)


def list_answers(fact: Fact) -> tuple[Value, ...]:
    """Return the values, and the answer "not known" where the fact allows it."""
    return (*list_values(fact), NOT_KNOWN) if fact.may_be_not_known else list_values(fact)


def list_commands(definition: Definition, case: Case) -> Iterator[Attempt]:
    """Yield every command that someone could try in this case."""
    if case.is_closed:
        return
    for track in definition.tracks.values():
        state = case.tracks[track.id]
        if state.status != "running" or state.step is None:
            continue
        yield from _list_step_commands(definition, track.steps[state.step], state)
        for interrupt in track.interrupts.values():
            act = Act(interrupt.by[0], why=REASON)
            yield "raise", interrupt.path, Raise(act, interrupt.path)
    for fact in definition.facts.values():
        if fact.anytime:
            yield from _list_tells(fact, case)
        elif fact.changes and fact.id in case.facts:
            yield from _list_changes(fact, case)
    if definition.closing is not None:
        yield "close", "", Close(Act(definition.closing.by[0], why=REASON))


def _list_step_commands(definition: Definition, step: Step, state: TrackState) -> Iterator[Attempt]:
    for action in step.actions.values():
        for facts in _list_recordings(definition, action):
            yield "do", action.path, build_do_command(definition, action, facts, OPENS)
        if action.waivable_by:
            act = Act(action.waivable_by[0], why=REASON)
            yield "waive", action.path, Waive(act, action.path)
    for outcome in step.outcomes.values():
        if outcome.to == BACK and not state.interrupted:
            continue  # nothing was interrupted; a rule reports such a definition
        act = Act(outcome.by[0], why=REASON)
        yield "advance", outcome.path, Advance(act, outcome.path)


def _list_tells(fact: Fact, case: Case) -> Iterator[Attempt]:
    for listed in list_answers(fact):
        recorded = _renew_moment(fact, listed, case)
        yield "set", fact.id, SetFacts(Act(fact.anytime[0]), {fact.id: recorded})


def _list_changes(fact: Fact, case: Case) -> Iterator[Attempt]:
    for listed in list_values(fact):
        recorded = {fact.id: _renew_moment(fact, listed, case)}
        yield "set", fact.id, SetFacts(Act(fact.changes[0], why=REASON), recorded, from_now=True)


def _renew_moment(fact: Fact, listed: Value, case: Case) -> Value:
    """A moment other than the known one; any other value as it is listed."""
    if fact.type == "datetime" and not fact.is_not_known(listed):
        return _now(case).isoformat()
    if fact.type == "date" and listed == choose_value(fact, OPENS):
        return choose_value(fact, _now(case))
    return listed


def _list_recordings(definition: Definition, action: Action) -> Iterator[Mapping[str, Value]]:
    """Every choice of what the action must record and of what it may record, nothing included."""
    optional = [name for name in action.may_record if name not in action.records]
    choices: list[tuple[Value | None, ...]] = []
    choices += [list_answers(definition.facts[name]) for name in action.records]
    choices += [(None, *list_answers(definition.facts[name])) for name in optional]
    names = (*action.records, *optional)
    for chosen in product(*choices):
        yield _name_values(names, chosen)


def key_of(definition: Definition, case: Case) -> Key:
    """Return the configuration: everything except times, persons and numbers of visits."""
    facts = []
    for name, record in sorted(case.facts.items()):
        known = record.value if definition.facts[name].domain() else _starts_clock(record.value)
        facts.append((name, known, _is_stale(case, name)))
    tracks = tuple(_track_key(case.tracks[track]) for track in definition.tracks)
    return case.is_closed, tuple(facts), tracks


def _starts_clock(value: Value) -> bool:
    """Whether a wait can count from the value of a moment; true for a text."""
    return not str(value).startswith(ABOUT)


def _is_stale(case: Case, name: str) -> tuple[str, bool] | None:
    """The step that recorded the fact, and whether that step was entered again since."""
    origin = case.facts[name].origin
    if origin is None:
        return None
    track, step, number = origin
    return f"{track}.{step}", case.tracks[track].visits[step].number != number


def _track_key(state: TrackState) -> Key:
    visits = []
    for step, visit in sorted(state.visits.items()):
        actions = sorted((name, record.state) for name, record in visit.actions.items())
        visits.append((step, tuple(actions)))
    return state.status, state.step, state.interrupted, tuple(visits)


def with_switches(definition: Definition) -> Iterator[Definition]:
    """Yield the definition under every combination of its switches."""
    for values in product((False, True), repeat=len(definition.switches)):
        switches = {
            name: replace(switch, value=value)
            for (name, switch), value in zip(definition.switches.items(), values, strict=True)
        }
        yield replace(definition, switches=switches)
