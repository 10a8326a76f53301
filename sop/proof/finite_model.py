"""A compiled definition as a finite model: variables and guarded moves (transition system).

It contains everything that a case can do, and nothing else: one move for each action (with every
choice of what it records, "not known" included where it is allowed), waiver, outcome, interrupt,
fact that may be set at any time or changed from now on, and for the closing.
The starts of tracks follow each move at once, as the rules of meaning require. So does the
automatic closing, but as a move of its own (`over`) before which nothing else can happen: this
keeps the diagrams smaller. The manual page `proof` gives the reasons for what is left out: time,
who acts, corrections and notes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Set
from dataclasses import field

from sop.model.definition import Definition, Step, Track
from sop.model.fact import Fact
from sop.model.value import replace, value
from sop.proof.bdd import Variable
from sop.proof.formula import (
    AT,
    BACK_TO,
    CLOSED,
    DONE,
    FACT,
    FRESH,
    SWITCH,
    VISITED,
    ConditionEncoder,
    Formula,
)
from sop.proof.guarded_moves import Assign, GuardedMove
from sop.proof.move_builder import MoveBuilder
from sop.proof.reductions import Classes, ConeOfInfluence, find_relevant
from sop.proof.step_effects import Changes, StepEffects
from sop.proof.track_starts import TrackStarts


@value
class Model:
    """The variables in file order, the moves, and how a case begins.

    `over`: every started track has ended and no waiting one can start. `can_do`: where each free
    action can be done.
    """

    definition: Definition
    relevant: ConeOfInfluence
    conditions: ConditionEncoder
    variables: tuple[Variable, ...]
    moves: tuple[GuardedMove, ...]
    beginning: tuple[Assign, ...]
    over: Formula
    can_do: Mapping[str, Formula] = field(default_factory=dict)
    is_reduced: bool = True


def build_model(
    definition: Definition,
    as_told: bool = False,
    reduced: bool = True,
    kept: Set[str] = frozenset(),
) -> Model:
    """Return the model of a definition.

    With `as_told` no known fact is changed by `sop set`. A fact that an action of the procedure
    records may still change, because the procedure itself asks for it. The `kept` actions are moves
    although no condition reads them.
    """
    relevant = find_relevant(definition, reduced, kept)
    conditions = ConditionEncoder(definition, relevant.facts.__getitem__)
    effects = StepEffects(definition, relevant)
    starts = TrackStarts(definition, conditions, effects)
    builder = MoveBuilder(definition, relevant, conditions, effects, starts, as_told=as_told)
    return Model(
        definition=definition,
        relevant=relevant,
        conditions=conditions,
        variables=tuple(_list_variables(definition, effects)),
        moves=tuple(_append_starts(move, starts) for move in builder.build_moves()),
        beginning=(_build_opening(definition, relevant), *starts.list_first_starts()),
        over=starts.over,
        can_do=builder.find_free_guards(),
        is_reduced=reduced,
    )


def _append_starts(move: GuardedMove, starts: TrackStarts) -> GuardedMove:
    if move.kind in ("close", "over"):
        return move
    return replace(move, stages=(*move.stages, *starts.list_starts_after(move.changes())))


def _list_variables(definition: Definition, effects: StepEffects) -> Iterator[Variable]:
    relevant = effects.relevant
    for track in definition.tracks.values():
        yield Variable((AT, track.id), (None, *track.steps))
        yield from _list_remembered_steps(track, effects)
        for step in track.steps.values():
            yield from _list_step_variables(step, effects)
    for name, classes in relevant.facts.items():
        yield Variable((FACT, name), (None, *range(len(classes))))
    for fact, path in sorted(relevant.fresh_facts):
        yield Variable((FRESH, fact, path), ("no", "here", "stale"))
    for switch in definition.switches:
        yield Variable((SWITCH, switch), (False, True))
    yield Variable(CLOSED, (False, True))


def _list_remembered_steps(track: Track, effects: StepEffects) -> Iterator[Variable]:
    """For each step with `to: back`, the step that it interrupted; None where it is not on top."""
    for step, resumed in effects.resumable[track.id].items():
        if resumed:
            yield Variable((BACK_TO, track.steps[step].path), (None, *sorted(resumed)))


def _list_step_variables(step: Step, effects: StepEffects) -> Iterator[Variable]:
    if step.path in effects.relevant.visited_steps:
        yield Variable((VISITED, step.path), (False, True))
    for action in effects.list_kept_actions(step):
        waived = ("waived",) if action.required and action.waivable_by else ()
        yield Variable((DONE, action.path), ("open", "done", *waived))


def _build_opening(definition: Definition, relevant: ConeOfInfluence) -> Assign:
    """Facts as they are initially or as given at the opening, and either value of each switch."""
    given: Changes = {(SWITCH, name): (False, True) for name in definition.switches}
    for name, classes in relevant.facts.items():
        fact = definition.facts[name]
        first = _find_initial_class(fact, classes)
        given[FACT, name] = _list_first_classes(fact, first, len(classes))
    return Assign(given)


def _list_first_classes(fact: Fact, first: Hashable, classes: int) -> tuple[Hashable, ...]:
    """The class of the initial value, and where the opening may give another, every class."""
    if not fact.at_opening:
        return (first,)
    if fact.needed_at_opening and not fact.may_be_not_known:
        return tuple(range(classes))
    return (first, *range(classes))


def _find_initial_class(fact: Fact, classes: Classes) -> Hashable:
    """The number of the class of the fact's initial value; None where it has none."""
    if fact.initially is None:
        return None
    if not fact.domain():
        return 0
    return next(number for number, values in enumerate(classes) if fact.initially in values)
