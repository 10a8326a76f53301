"""What a proof has to look at: what no condition and no guarantee reads is left out, exactly.

Four reductions, each held against the unreduced model by a test:
- A fact that nothing reads goes. Text is never read; a datetime is read only as known or not.
- Values of a fact that no question tells apart become one.
- A fact that only the steps of one track read is dead where no such step can be reached any more: it is forgotten. So
  is what was done in a step of that track. What a precondition asks, it asks at the steps from which its `of` can come.
- An action is free when it records nothing that is read, no `is done` asks for it, it has no `only_if`, its `when`
  never becomes unknown again, it waits only for free actions whose `when` stays decided once it is, true or false, and
  nothing that goes on during a hold waits for it in vain. It can be done whenever the step needs it, so it never stands
  in anyone's way unless its `when` is unknown.
  (Doing the last action and taking the outcome stay two moves for all others: else a value for which no outcome is
  open would never be seen.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sop.engine.transition_table import find_resumable_steps
from sop.model.condition import (
    ActionIsDone,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Or,
    Question,
    StepCurrent,
    StepVisited,
    TermHolds,
    Value,
    iterate_questions,
)
from sop.model.definition import BACK, Action, Definition, Fact, Guarantee, Step, Track
from sop.model.value import value
from sop.proof.formula import ConditionEncoder
from sop.proof.gate_stability import remains_known

Classes = tuple[tuple[Value, ...], ...]
KNOWN: Classes = (("known",),)
"""The one class of a fact that is only asked whether it is known."""


@value
class ConeOfInfluence:
    """What a proof looks at.

    - `facts`: the values of each fact that is read, those that nothing tells apart together.
    - `asked`: actions of which some `is done` asks wherever the tracks are; `asked_at`: those of which only steps of
      their own track ask, with the places from which such a step can be reached.
    - `visited`: steps of which some question asks whether they were. `free`: see above.
    - `fresh`: (fact, step) where a wait in the step counts from a fact that the step itself records.
    - `lives`: for a fact that only one track's steps read, that track and the places (None: waiting) from which such a
      step can be reached.
    """

    facts: dict[str, Classes]
    asked: frozenset[str]
    asked_at: Mapping[str, frozenset[str | None]]
    visited: frozenset[str]
    free: frozenset[str]
    fresh: frozenset[tuple[str, str]]
    lives: Mapping[str, tuple[str, frozenset[str | None]]]

    def is_dead(self, fact: str, track: str, place: str | None) -> bool:
        """Whether nothing can read the fact any more once the track is at the place."""
        home, places = self.lives.get(fact, ("", frozenset()))
        return home == track and place not in places


def find_relevant(definition: Definition, reduced: bool = True) -> ConeOfInfluence:
    """What the definition's conditions and guarantees can tell apart. Without `reduced` only unread facts are left out
    and values that nothing tells apart put together: every action counts, and no fact is forgotten."""
    asked = tuple(
        question
        for condition in conditions(definition)
        for question in expand_questions(definition, condition)
    )
    facts = _facts(definition, asked)
    done = frozenset(_path(q) for q in asked if isinstance(q, ActionIsDone))
    reading = _ReadPlaces(definition)
    asked_at = reading.of_done(done) if reduced else {}
    return ConeOfInfluence(
        facts,
        done - asked_at.keys(),
        asked_at,
        frozenset(f"{q.track}.{q.step}" for q in asked if isinstance(q, StepVisited)),
        frozenset(_find_free_actions(definition, facts, done) if reduced else ()),
        frozenset(_find_fresh_facts(definition)),
        reading.of_facts(facts) if reduced else {},
    )


def _path(question: ActionIsDone) -> str:
    return f"{question.track}.{question.step}.{question.action}"


def conditions(definition: Definition) -> Iterator[Condition]:
    """Every condition that moves, holds, closes or is guaranteed; terms are not opened."""
    for track in definition.tracks.values():
        yield from track.starts
        yield from track.on_hold_while or ()
        for step in track.steps.values():
            for action in step.actions.values():
                yield from (*action.when, *action.only_if)
            for outcome in step.outcomes.values():
                yield from outcome.when
        for interrupt in track.interrupts.values():
            yield from interrupt.when
    yield from definition.closing.when if definition.closing else ()
    for one in definition.guarantees.values():
        yield from (part for part in (one.a, one.b, one.only_runs_with) if part is not None)


def expand_questions(definition: Definition, condition: Condition) -> Iterator[Question]:
    """Every question that the condition asks, those of its terms included."""
    for question in iterate_questions(condition):
        if isinstance(question, TermHolds):
            yield from expand_questions(definition, definition.terms[question.term].when)
        else:
            yield question


def _facts(definition: Definition, asked: tuple[Question, ...]) -> dict[str, Classes]:
    tests: dict[str, list[FactIs | FactBetween]] = {}
    for question in asked:
        if isinstance(question, FactIs | FactBetween):
            tests.setdefault(question.fact, []).append(question)
        elif isinstance(question, FactKnown):
            tests.setdefault(question.fact, [])
    for fact in _find_waited_facts(definition):
        tests.setdefault(fact, [])
    return {
        name: _classes(definition.facts[name], tests[name])
        for name in definition.facts
        if name in tests
    }


def _classes(fact: Fact, tests: list[FactIs | FactBetween]) -> Classes:
    if not fact.domain():
        return KNOWN
    together: dict[tuple[bool, ...], list[Value]] = {}
    for one in fact.domain():
        together.setdefault(tuple(_fits(test, one) for test in tests), []).append(one)
    return tuple(tuple(values) for values in together.values())


def _fits(test: FactIs | FactBetween, value: Value) -> bool:
    if isinstance(test, FactIs):
        return value in test.values
    return (test.low is None or int(value) >= test.low) and (
        test.high is None or int(value) <= test.high
    )


def _find_waited_facts(definition: Definition) -> Iterator[str]:
    for step in _steps(definition):
        for outcome in step.outcomes.values():
            if outcome.wait is not None and outcome.wait.from_fact is not None:
                yield outcome.wait.from_fact


def _find_fresh_facts(definition: Definition) -> Iterator[tuple[str, str]]:
    for step in _steps(definition):
        recorded = {name for action in step.actions.values() for name in recordable_facts(action)}
        for outcome in step.outcomes.values():
            if outcome.wait is not None and outcome.wait.from_fact in recorded:
                yield str(outcome.wait.from_fact), step.path


def _find_free_actions(
    definition: Definition, facts: dict[str, Classes], asked: frozenset[str]
) -> Iterator[str]:
    encoded = ConditionEncoder(definition, facts.__getitem__)
    for step in _steps(definition):
        for action in step.actions.values():
            if _is_free(encoded, step, action, facts, asked, ()):
                yield action.path


def _is_free(
    encoded: ConditionEncoder,
    step: Step,
    action: Action,
    facts: dict[str, Classes],
    asked: frozenset[str],
    later: tuple[str, ...],
) -> bool:
    if (
        action.only_if
        or action.path in asked
        or action.id in later
        or facts.keys() & recordable_facts(action)
    ):
        return False
    if not remains_known(encoded.gate(action.when), facts, once_false=bool(later)):
        return False
    followed_on_hold = any(
        action.id in other.after and other.even_on_hold for other in step.actions.values()
    )
    if followed_on_hold and not action.even_on_hold:
        return False
    return all(
        _is_free(encoded, step, step.actions[name], facts, asked, (*later, action.id))
        for name in action.after
    )


def recordable_facts(action: Action) -> set[str]:
    """The facts that the action records or may record."""
    return {*action.records, *action.may_record}


def _steps(definition: Definition) -> Iterator[Step]:
    for track in definition.tracks.values():
        yield from track.steps.values()


QuestionSubject = str
"""A fact's id, or the path of an action of which `is done` asks: the one has no dots, the other two."""


class _ReadPlaces:
    """Where each fact and each `is done` is asked: at which steps of which track, or wherever the tracks are."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.everywhere: set[QuestionSubject] = set()
        self.at: dict[QuestionSubject, dict[str, set[str]]] = {}
        for condition in _list_global_conditions(definition):
            self.everywhere.update(_list_asked(definition, condition))
        for track in definition.tracks.values():
            for step in track.steps.values():
                self._add(_list_read(definition, track, step), track.id, {step.id})
        for guarantee in definition.guarantees.values():
            self._add_guarantee(guarantee)

    def _add(self, asked: Iterable[QuestionSubject], track: str, steps: set[str]) -> None:
        for one in asked:
            self.at.setdefault(one, {}).setdefault(track, set()).update(steps)

    def _add_guarantee(self, guarantee: Guarantee) -> None:
        parts = [
            part
            for part in (guarantee.a, guarantee.b, guarantee.only_runs_with)
            if part is not None
        ]
        asked = [one for part in parts for one in _list_asked(self.definition, part)]
        comes = _find_trigger_steps(self.definition, guarantee)
        if comes is None:
            self.everywhere.update(asked)
        else:
            self._add(asked, *comes)

    def of_facts(self, facts: Iterable[str]) -> dict[str, tuple[str, frozenset[str | None]]]:
        """Facts that only the steps of one track ask for: the track, and the places where they can still be read."""
        found = {}
        for fact in facts:
            tracks = self.at.get(fact, {})
            if fact not in self.everywhere and len(tracks) == 1:
                ((name, steps),) = tracks.items()
                found[fact] = (name, self._find_reaching_places(name, steps))
        return found

    def of_done(self, paths: Iterable[str]) -> dict[str, frozenset[str | None]]:
        """Actions of which only steps of their own track ask, with the places where the answer can still be read."""
        found = {}
        for path in paths:
            tracks, own = self.at.get(path, {}), path.split(".")[0]
            if path not in self.everywhere and set(tracks) == {own}:
                found[path] = self._find_reaching_places(own, tracks[own])
        return found

    def _find_reaching_places(self, track: str, steps: set[str]) -> frozenset[str | None]:
        return frozenset((None, *steps_leading_to(self.definition.tracks[track], steps)))


def _find_trigger_steps(
    definition: Definition, guarantee: Guarantee
) -> tuple[str, set[str]] | None:
    """The track, and its steps, from which a precondition's `of` can become true; None where it is not so simple."""
    if guarantee.pattern != "precondition" or guarantee.only_runs_with is not None:
        return None
    places = guarantee.a.parts if isinstance(guarantee.a, Or) else (guarantee.a,)
    steps: set[str] = set()
    tracks = set()
    for place in places:
        if isinstance(place, ActionIsDone):
            steps.add(place.step)
        elif (
            isinstance(place, StepCurrent) and definition.tracks[place.track].first.id != place.step
        ):
            steps |= {
                source for to, source in _ways(definition.tracks[place.track]) if to == place.step
            }
        else:
            return None
        tracks.add(place.track)
    return (tracks.pop(), steps) if len(tracks) == 1 else None


def _list_global_conditions(definition: Definition) -> Iterator[Condition]:
    """Conditions that are asked wherever the tracks are."""
    for track in definition.tracks.values():
        yield from track.starts
        yield from track.on_hold_while or ()
    yield from definition.closing.when if definition.closing else ()


def _list_asked(definition: Definition, condition: Condition) -> Iterator[QuestionSubject]:
    for question in expand_questions(definition, condition):
        if isinstance(question, FactIs | FactBetween | FactKnown):
            yield question.fact
        elif isinstance(question, ActionIsDone):
            yield _path(question)


def _list_read(definition: Definition, track: Track, step: Step) -> Iterator[QuestionSubject]:
    """What something asks while the track is at the step."""
    asked = [line for a in step.actions.values() for line in (*a.when, *a.only_if)]
    asked += [line for outcome in step.outcomes.values() for line in outcome.when]
    asked += [line for i in track.interrupts.values() if step.id in i.sources for line in i.when]
    for line in asked:
        yield from _list_asked(definition, line)
    for outcome in step.outcomes.values():
        if outcome.wait is not None and outcome.wait.from_fact is not None:
            yield outcome.wait.from_fact


def steps_leading_to(track: Track, goals: set[str]) -> set[str]:
    """The steps from which one of the goals can be reached, by outcomes, interrupts and ways back; goals included."""
    ways = _ways(track)
    found, waiting = set(goals), list(goals)
    while waiting:
        here = waiting.pop()
        for target, source in ways:
            if target == here and source not in found:
                found.add(source)
                waiting.append(source)
    return found


def _ways(track: Track) -> list[tuple[str, str]]:
    """(to, from) for each way between two steps: outcomes, interrupts, ways back."""
    back = find_resumable_steps(track)
    ways = [(i.to, source) for i in track.interrupts.values() for source in i.sources]
    for step in track.steps.values():
        for outcome in step.outcomes.values():
            targets = back.get(step.id, ()) if outcome.to == BACK else (outcome.to,)
            ways += [(target, step.id) for target in targets]
    return ways
