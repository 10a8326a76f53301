"""A compiled definition as finite variables and guarded moves: the whole of what a case can do, and nothing else.

One move for each action (with every choice of what it records), waiver, outcome, interrupt, told fact and the
closing. Starts of tracks follow each move at once, as the rules of meaning say; so does the closing where nobody closes
the case, but as a move of its own (`over`), before which nothing else can happen: the diagrams stay smaller. Left out,
with reasons in the manual: the clock (a wait can always pass once its start is known), who acts (somebody may),
corrections and notes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import field

from sop.engine.transition_table import find_resumable_steps
from sop.model.definition import BACK, Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.value import replace, value
from sop.proof.bdd import Name, Variable
from sop.proof.formula import (
    AT,
    BACK_TO,
    CLOSED,
    DONE,
    FACT,
    FALSE,
    FRESH,
    SWITCH,
    TRUE,
    VISITED,
    ConditionEncoder,
    Formula,
    among,
    both,
    either,
    names_in,
    negate,
)
from sop.proof.guarded_moves import Assign, GuardedMove
from sop.proof.reductions import ConeOfInfluence, find_relevant


@value
class Model:
    """The variables in file order, the moves, and how a case begins. `over`: every started track has ended and no
    waiting one can start."""

    definition: Definition
    relevant: ConeOfInfluence
    conditions: ConditionEncoder
    variables: tuple[Variable, ...]
    moves: tuple[GuardedMove, ...]
    beginning: tuple[Assign, ...]
    over: Formula
    can_do: Mapping[str, Formula] = field(
        default_factory=dict
    )  # free actions: when they can be done
    is_reduced: bool = True


def build_model(definition: Definition, as_told: bool = False, reduced: bool = True) -> Model:
    """The model of a definition; with `as_told` nobody tells another value of a fact that has one.

    What an action of the procedure records may still change: that is a way out which the procedure itself offers.
    """
    return _ModelBuilder(definition, as_told, reduced).model()


class _ModelBuilder:
    def __init__(self, definition: Definition, as_told: bool, reduced: bool) -> None:
        self.definition = definition
        self.as_told, self.reduced = as_told, reduced
        self.relevant = find_relevant(definition, reduced)
        self.conditions = ConditionEncoder(definition, self.relevant.facts.__getitem__)
        self.resumable = {
            track.id: find_resumable_steps(track) for track in definition.tracks.values()
        }
        self.starts = {
            track.id: self.conditions.gate(track.starts) for track in definition.tracks.values()
        }
        self.over = both(*(self._is_over(track) for track in definition.tracks.values()))

    def model(self) -> Model:
        variables = tuple(self._variables())
        moves = tuple(replace(move, stages=self._append_starts(move)) for move in self._moves())
        free: dict[str, Formula] = {
            action.path: both(
                self._stays(track, step, action),
                self.conditions.gate(action.when).true,
                self._order(step, action),
            )
            for track, step, action in self._actions()
            if action.path in self.relevant.free
        }
        return Model(
            self.definition,
            self.relevant,
            self.conditions,
            variables,
            moves,
            self._build_beginning(),
            self.over,
            free,
            self.reduced,
        )

    # Variables

    def _variables(self) -> Iterator[Variable]:
        for track in self.definition.tracks.values():
            yield Variable((AT, track.id), (None, *track.steps))
            back = sorted(
                {origin for origins in self.resumable[track.id].values() for origin in origins}
            )
            if back:
                yield Variable((BACK_TO, track.id), (None, *back))
            for step in track.steps.values():
                if step.path in self.relevant.visited:
                    yield Variable((VISITED, step.path), (False, True))
                for action in step.actions.values():
                    if action.path not in self.relevant.free:
                        waived = ("waived",) if action.required and action.waivable_by else ()
                        yield Variable((DONE, action.path), ("open", "done", *waived))
        for name, classes in self.relevant.facts.items():
            yield Variable((FACT, name), (None, *range(len(classes))))
        for fact, path in sorted(self.relevant.fresh):
            yield Variable((FRESH, fact, path), ("no", "here", "stale"))
        for switch in self.definition.switches:
            yield Variable((SWITCH, switch), (False, True))
        yield Variable(CLOSED, (False, True))

    def _build_beginning(self) -> tuple[Assign, ...]:
        """How a case begins: facts given at the opening or not, either value of each switch, then the first starts."""
        given: dict[Name, tuple[Hashable, ...]] = {
            (SWITCH, name): (False, True) for name in self.definition.switches
        }
        for name, classes in self.relevant.facts.items():
            fact = self.definition.facts[name]
            first: Hashable = None
            if fact.initially is not None:
                first = next(
                    number
                    for number, values in enumerate(classes)
                    if fact.initially in values or not fact.domain()
                )
            given[FACT, name] = (first, *range(len(classes))) if fact.at_opening else (first,)
        return (Assign(given), *self._list_starts(None))

    # Following each event

    def _is_over(self, track: Track) -> Formula:
        ended = among((AT, track.id), *(step.id for step in track.steps.values() if step.end))
        never = both(among((AT, track.id), None), self.starts[track.id].false)
        return either(ended, never)

    def _append_starts(self, move: GuardedMove) -> tuple[Assign, ...]:
        return (
            move.stages
            if move.kind in ("close", "over")
            else (*move.stages, *self._list_starts(move.changes()))
        )

    def _list_starts(self, changed: frozenset[Name] | None) -> Iterator[Assign]:
        """The starts that a change can bring about, in file order and as often as they can follow one another.

        None: the case begins.
        """
        starting = self._find_possible_starts(changed)
        rounds = len(starting) if self._start_backwards(starting) else 1
        starts = [self._start(self.definition.tracks[name]) for name in starting]
        for _ in range(rounds):
            yield from starts

    def _start(self, track: Track) -> Assign:
        to = self._enter_step(track, track.first) | self._forget_dead_facts(
            track, None, track.first.id
        )
        return Assign(to, both(among((AT, track.id), None), self.starts[track.id].true))

    def _find_possible_starts(self, changed: frozenset[Name] | None) -> list[str]:
        if changed is None:
            return [name for name in self.definition.tracks if self.starts[name].true != FALSE]
        found: set[str] = set()
        grew = True
        while grew:
            grew = False
            for track in self.definition.tracks.values():
                reads = set(
                    names_in(self.starts[track.id].true)
                )  # no move makes a track wait again
                if track.id not in found and reads & changed:
                    found.add(track.id)
                    changed = changed | self._enter_step(track, track.first).keys()
                    grew = True
        return [
            name
            for name in self.definition.tracks
            if name in found and self.starts[name].true != FALSE
        ]

    def _start_backwards(self, starting: list[str]) -> bool:
        """Whether a start can bring about one of a track that stands before it in the file."""
        for number, name in enumerate(starting):
            reads = set(names_in(self.starts[name].true))
            for later in starting[number + 1 :]:
                track = self.definition.tracks[later]
                if reads & self._enter_step(track, track.first).keys():
                    return True
        return False

    # What entering and leaving a step change

    def _enter_step(self, track: Track, step: Step) -> dict[Name, tuple[Hashable, ...]]:
        """A new visit: its actions are open again."""
        to: dict[Name, tuple[Hashable, ...]] = {(AT, track.id): (step.id,)}
        if step.path in self.relevant.visited:
            to[VISITED, step.path] = (True,)
        return to | {(DONE, action.path): ("open",) for action in self._list_kept_actions(step)}

    def _age_facts(self, step: Step) -> Iterator[Assign]:
        """A value that an earlier visit of the step recorded does not start this visit's waits."""
        for fact, path in sorted(self.relevant.fresh):
            if path == step.path:
                yield Assign({(FRESH, fact, path): ("stale",)}, among((FRESH, fact, path), "here"))

    def _leave_step(self, step: Step, target: str) -> dict[Name, tuple[Hashable, ...]]:
        """Nothing asks any more what was done in a visit that is over, unless an `is done` does."""
        asked, asked_at = self.relevant.asked, self.relevant.asked_at
        over = (
            a.path
            for a in self._list_kept_actions(step)
            if a.path not in asked and target not in asked_at.get(a.path, ())
        )
        return {(DONE, path): ("open",) for path in over}

    def _forget_dead_facts(
        self, track: Track, source: str | None, target: str
    ) -> dict[Name, tuple[Hashable, ...]]:
        """What nothing can read any more after this way is forgotten."""
        to: dict[Name, tuple[Hashable, ...]] = {}
        for fact, (home, places) in self.relevant.lives.items():
            if home == track.id and source in places and target not in places:
                to[FACT, fact] = (None,)
                to |= {
                    (FRESH, name, path): ("no",)
                    for name, path in self.relevant.fresh
                    if name == fact
                }
        for path, places in self.relevant.asked_at.items():
            own, step, _ = path.split(".")
            is_kept = step == target or step in self.resumable[track.id].get(
                target, ()
            )  # a visit that may go on
            if own == track.id and source in places and target not in places and not is_kept:
                to[DONE, path] = ("open",)
        return to

    def _forget_resumed(
        self, track: Track, step: Step, target: str
    ) -> dict[Name, tuple[Hashable, ...]]:
        """Leaving a step with `to: back` otherwise: the visit that it would resume is over too."""
        if not step.resumes or not self.resumable[track.id].get(step.id):
            return {}
        to: dict[Name, tuple[Hashable, ...]] = {}
        for origin in self.resumable[track.id][step.id]:
            to |= self._leave_step(track.steps[origin], target)
        return to | {(BACK_TO, track.id): (None,)}

    def _list_kept_actions(self, step: Step) -> Iterator[Action]:
        return (action for action in step.actions.values() if action.path not in self.relevant.free)

    # Moves

    def _moves(self) -> Iterator[GuardedMove]:
        for track in self.definition.tracks.values():
            for step in track.steps.values():
                for action in self._list_kept_actions(step):
                    yield self._do(track, step, action)
                    if action.required and action.waivable_by:
                        yield self._waive(track, step, action)
                for outcome in step.outcomes.values():
                    yield self._advance(track, step, outcome)
            for interrupt in track.interrupts.values():
                yield from self._raise(track, interrupt)
        for name in self.relevant.facts:
            if self.definition.facts[name].anytime:
                yield from self._build_set_moves(name)
        over, close = both(among(CLOSED, False), self.over), (Assign({CLOSED: (True,)}),)
        if self.definition.closing is None:
            yield GuardedMove("over", "", "", over, close)
        else:
            yield GuardedMove(
                "close",
                "",
                "",
                both(over, self.conditions.gate(self.definition.closing.when).true),
                close,
            )

    def _actions(self) -> Iterator[tuple[Track, Step, Action]]:
        for track in self.definition.tracks.values():
            for step in track.steps.values():
                for action in step.actions.values():
                    yield track, step, action

    def _here(self, track: Track, *steps: str) -> Formula:
        return both(among(CLOSED, False), among((AT, track.id), *steps))

    def _not_held(self, track: Track) -> Formula:
        return (
            TRUE if track.on_hold_while is None else self.conditions.gate(track.on_hold_while).false
        )

    def _stays(self, track: Track, step: Step, action: Action) -> Formula:
        return both(
            self._here(track, step.id), TRUE if action.even_on_hold else self._not_held(track)
        )

    def _order(self, step: Step, action: Action) -> Formula:
        return both(*(self._is_settled(step, step.actions[name]) for name in action.after))

    def _is_settled(self, step: Step, action: Action) -> Formula:
        """Done, waived or not needed; of a free action: or it can be done or waived, which waits for no other."""
        need = self.conditions.gate(action.when)
        if action.path in self.relevant.free:
            order = TRUE if action.required and action.waivable_by else self._order(step, action)
            return either(need.false, both(need.true, order))
        return either(negate(among((DONE, action.path), "open")), need.false)

    def _do(self, track: Track, step: Step, action: Action) -> GuardedMove:
        fresh = TRUE if action.again else negate(among((DONE, action.path), "done"))
        need, allowed = (
            self.conditions.gate(action.when).true,
            self.conditions.gate(action.only_if).true,
        )
        guard = both(
            self._stays(track, step, action), fresh, need, allowed, self._order(step, action)
        )
        stages = [Assign({(DONE, action.path): ("done",)})]
        for name in dict.fromkeys((*action.records, *action.may_record)):
            if name in self.relevant.facts:
                stages.append(self._record_fact(name, step, optional=name not in action.records))
        return GuardedMove("do", action.path, track.id, guard, tuple(stages))

    def _record_fact(self, name: str, step: Step | None, optional: bool = False) -> Assign:
        to: dict[Name, tuple[Hashable, ...]] = {
            (FACT, name): tuple(range(len(self.relevant.facts[name])))
        }
        for fact, path in self.relevant.fresh:
            if fact == name:
                to[FRESH, fact, path] = (
                    "here" if step is not None and path == step.path else "no",
                )
        when = among((FACT, name), None) if self.as_told and step is None else TRUE
        if name in self.relevant.lives:
            home, places = self.relevant.lives[name]
            when = both(when, among((AT, home), *places))
        return Assign(to, when, optional)

    def _waive(self, track: Track, step: Step, action: Action) -> GuardedMove:
        need, untouched = self.conditions.gate(action.when).true, among((DONE, action.path), "open")
        guard = both(self._stays(track, step, action), untouched, need)
        return GuardedMove(
            "waive", action.path, track.id, guard, (Assign({(DONE, action.path): ("waived",)}),)
        )

    def _advance(self, track: Track, step: Step, outcome: Outcome) -> GuardedMove:
        required = [
            action
            for action in step.actions.values()
            if action.required and not outcome.skips_actions
        ]
        guard = both(
            self._here(track, step.id),
            self._not_held(track),
            self.conditions.gate(outcome.when).true,
            self._wait_can_pass(step, outcome),
            *(self._is_settled(step, action) for action in required),
        )
        if outcome.to == BACK:
            origins = sorted(self.resumable[track.id][step.id])
            back = [
                Assign(
                    {(AT, track.id): (origin,), (BACK_TO, track.id): (None,)}
                    | self._leave_step(step, origin)
                    | self._forget_dead_facts(track, step.id, origin),
                    among((BACK_TO, track.id), origin),
                )
                for origin in origins
            ]
            guard = both(guard, among((BACK_TO, track.id), *origins) if origins else FALSE)
            return GuardedMove("advance", outcome.path, track.id, guard, tuple(back))
        target = track.steps[outcome.to]
        over = self._leave_step(step, target.id) | self._forget_resumed(track, step, target.id)
        to = (
            over
            | self._enter_step(track, target)
            | self._forget_dead_facts(track, step.id, target.id)
        )
        return GuardedMove(
            "advance", outcome.path, track.id, guard, (Assign(to), *self._age_facts(target))
        )

    def _wait_can_pass(self, step: Step, outcome: Outcome) -> Formula:
        """Time is free: a wait passes once its start is known in this visit."""
        fact = outcome.wait.from_fact if outcome.wait is not None else None
        if fact is None:
            return TRUE
        known = negate(among((FACT, fact), None))
        if (fact, step.path) not in self.relevant.fresh:
            return known
        return both(known, negate(among((FRESH, fact, step.path), "stale")))

    def _raise(self, track: Track, interrupt: Interrupt) -> Iterator[GuardedMove]:
        """One move for all steps that are left alike: what is remembered or forgotten differs."""
        target = track.steps[interrupt.to]
        sources = [track.steps[name] for name in interrupt.sources]
        alike: dict[tuple[bool, tuple[tuple[Name, tuple[Hashable, ...]], ...]], list[Step]] = {}
        for source in sources:
            dead = tuple(self._forget_dead_facts(track, source.id, target.id).items())
            alike.setdefault((source.resumes, dead), []).append(source)
        for (resumes, dead), left in alike.items():
            yield self._build_interrupt_move(
                track, interrupt, left, dict(dead), remembers=target.resumes and not resumes
            )

    def _build_interrupt_move(
        self,
        track: Track,
        interrupt: Interrupt,
        left: list[Step],
        to: dict[Name, tuple[Hashable, ...]],
        remembers: bool,
    ) -> GuardedMove:
        target, names = track.steps[interrupt.to], tuple(step.id for step in left)
        for source in left:
            if not remembers:  # a visit that is left for good; actions of the steps where the track is not are open
                to |= self._leave_step(source, target.id)
            if not target.resumes:
                to |= self._forget_resumed(track, source, target.id)
        to |= self._enter_step(track, target)
        stages = (Assign({}, same=((BACK_TO, track.id), (AT, track.id))),) if remembers else ()
        guard = both(self._here(track, *names), self.conditions.gate(interrupt.when).true)
        return GuardedMove(
            "raise",
            interrupt.path,
            track.id,
            guard,
            (*stages, Assign(to), *self._age_facts(target)),
        )

    def _build_set_moves(self, name: str) -> Iterator[GuardedMove]:
        """Where the case closes by itself nobody tells anything in between. That reads every track; so that few
        configurations are looked at so widely, those where one track goes on are a move of their own."""
        told = self._record_fact(name, None)
        stages, here = (replace(told, when=TRUE),), both(among(CLOSED, False), told.when)
        if self.definition.closing is not None:
            yield GuardedMove("set", name, "", here, stages)
            return
        last_ended = self._is_over(self._last)
        yield GuardedMove("set", name, "", both(here, negate(last_ended)), stages)
        yield GuardedMove("set", name, "", both(here, last_ended, negate(self.over)), stages)

    @property
    def _last(self) -> Track:
        """The track that probably ends last: its outcomes ask after more of the others than any other track's."""
        return max(self.definition.tracks.values(), key=self._tracks_asked)

    def _tracks_asked(self, track: Track) -> int:
        outcomes = (outcome for step in track.steps.values() for outcome in step.outcomes.values())
        asked = names_in(both(*(self.conditions.gate(outcome.when).true for outcome in outcomes)))
        return len({name for name in asked if name[0] == AT})
