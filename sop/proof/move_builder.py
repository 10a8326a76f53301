"""The guarded moves of a definition: one for each event that can change a configuration.

Time is left out: a wait can always pass once its start is known. So is who acts: someone may.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from sop.model.condition import Value
from sop.model.definition import BACK, Action, Definition, Interrupt, Outcome, Step, Track
from sop.proof.bdd import Name
from sop.proof.formula import (
    AT,
    BACK_TO,
    CLOSED,
    DONE,
    FACT,
    FALSE,
    FRESH,
    TRUE,
    ConditionEncoder,
    Formula,
    among,
    conjoin,
    disjoin,
    names_in,
    negate,
)
from sop.proof.guarded_moves import Assign, GuardedMove
from sop.proof.reductions import ABOUT_CLASS, ConeOfInfluence
from sop.proof.step_effects import Changes, StepEffects
from sop.proof.track_starts import TrackStarts

CLOSE: tuple[Assign, ...] = (Assign({CLOSED: (True,)}),)


class MoveBuilder:
    """Builds the moves of one definition, without the starts of tracks that follow them.

    With `as_told` no known fact is changed by a `set` move; what an action records may change.
    """

    def __init__(
        self,
        definition: Definition,
        relevant: ConeOfInfluence,
        conditions: ConditionEncoder,
        effects: StepEffects,
        starts: TrackStarts,
        *,
        as_told: bool,
    ) -> None:
        self.definition, self.relevant, self.conditions = definition, relevant, conditions
        self.effects, self.starts, self.as_told = effects, starts, as_told

    def build_moves(self) -> Iterator[GuardedMove]:
        """Yield the moves of each track in file order, then set moves, then the closing."""
        for track in self.definition.tracks.values():
            for step in track.steps.values():
                yield from self._build_step_moves(track, step)
            for interrupt in track.interrupts.values():
                yield from self._build_interrupt_moves(track, interrupt)
        for name in self.relevant.facts:
            fact = self.definition.facts[name]
            if fact.anytime:
                yield from self._build_set_moves(name)
            elif fact.changes:
                yield from self._build_set_moves(name, only_known=True)
        yield self._build_closing()

    def find_free_guards(self) -> dict[str, Formula]:
        """Return for each free action where it can be done."""
        found: dict[str, Formula] = {}
        for action in self.definition.actions():
            if action.path in self.relevant.free_actions:
                step = self.definition.step_at(action.path)
                can_act = self._can_act(self.definition.track_at(action.path), step, action)
                needed = self.conditions.gate(action.when).true
                found[action.path] = conjoin(can_act, needed, self._order(step, action))
        return found

    def _build_step_moves(self, track: Track, step: Step) -> Iterator[GuardedMove]:
        for action in self.effects.list_kept_actions(step):
            yield self._build_do(track, step, action)
            if action.required and action.waivable_by:
                yield self._build_waive(track, step, action)
        for outcome in step.outcomes.values():
            yield self._build_advance(track, step, outcome)

    # Guards

    def _at_steps(self, track: Track, *steps: str) -> Formula:
        return conjoin(among(CLOSED, False), among((AT, track.id), *steps))

    def _not_held(self, track: Track) -> Formula:
        if track.on_hold_while is None:
            return TRUE
        return self.conditions.gate(track.on_hold_while).false

    def _can_act(self, track: Track, step: Step, action: Action) -> Formula:
        not_held = TRUE if action.even_on_hold else self._not_held(track)
        return conjoin(self._at_steps(track, step.id), not_held)

    def _order(self, step: Step, action: Action) -> Formula:
        return conjoin(*(self._is_settled(step, step.actions[name]) for name in action.after))

    def _is_settled(self, step: Step, action: Action) -> Formula:
        """Where the action is done, waived or not needed.

        A free action is settled too where it can be done or waived; a waiver waits for no other
        action.
        """
        need = self.conditions.gate(action.when)
        if action.path not in self.relevant.free_actions:
            return disjoin(negate(among((DONE, action.path), "open")), need.false)
        can_be_waived = action.required and action.waivable_by
        order = TRUE if can_be_waived else self._order(step, action)
        return disjoin(need.false, conjoin(need.true, order))

    def _wait_can_pass(self, step: Step, outcome: Outcome) -> Formula:
        """Where the outcome's wait can pass: its start is known in this visit."""
        fact = outcome.wait.from_fact if outcome.wait is not None else None
        if fact is None:
            return TRUE
        known = negate(among((FACT, fact), None))
        if (
            len(self.relevant.facts[fact]) > ABOUT_CLASS
            and not self.definition.facts[fact].domain()
        ):
            known = among((FACT, fact), *range(ABOUT_CLASS))
        if (fact, step.path) not in self.relevant.fresh_facts:
            return known
        return conjoin(known, negate(among((FRESH, fact, step.path), "stale")))

    # Actions

    def _build_do(self, track: Track, step: Step, action: Action) -> GuardedMove:
        guard = conjoin(
            self._can_act(track, step, action),
            TRUE if action.again else negate(among((DONE, action.path), "done")),
            self.conditions.gate(action.when).true,
            self.conditions.gate(action.only_if).true,
            self._order(step, action),
        )
        stages = [Assign({(DONE, action.path): ("done",)})]
        for name in dict.fromkeys((*action.records, *action.may_record)):
            if name in self.relevant.facts:
                optional = not self.definition.certainly_records(action, name)
                stages.append(self._record_fact(name, step, optional=optional))
        return GuardedMove("do", action.path, track.id, guard, tuple(stages))

    def _record_fact(self, name: str, step: Step | None, optional: bool = False) -> Assign:
        """The stage that records any value of the fact; `step` is None for a `set` move."""
        to: Changes = {(FACT, name): tuple(range(len(self.relevant.facts[name])))}
        for fact, path in self.relevant.fresh_facts:
            if fact == name:
                is_own_step = step is not None and path == step.path
                to[FRESH, fact, path] = ("here" if is_own_step else "no",)
        when: Formula = TRUE
        if self.as_told and step is None:
            when = among((FACT, name), None)
        if name in self.relevant.fact_places:
            home, places = self.relevant.fact_places[name]
            when = conjoin(when, among((AT, home), *places))
        return Assign(to, when, optional)

    def _build_waive(self, track: Track, step: Step, action: Action) -> GuardedMove:
        need, untouched = self.conditions.gate(action.when).true, among((DONE, action.path), "open")
        guard = conjoin(self._can_act(track, step, action), untouched, need)
        waived = Assign({(DONE, action.path): ("waived",)})
        return GuardedMove("waive", action.path, track.id, guard, (waived,))

    # Outcomes

    def _build_advance(self, track: Track, step: Step, outcome: Outcome) -> GuardedMove:
        required: list[Action] = []
        if not outcome.skips_actions:
            required = [action for action in step.actions.values() if action.required]
        guard = conjoin(
            self._at_steps(track, step.id),
            self._not_held(track),
            self.conditions.gate(outcome.when).true,
            self._wait_can_pass(step, outcome),
            *(self._is_settled(step, action) for action in required),
        )
        if outcome.to == BACK:
            return self._build_return(track, step, outcome, guard)
        target = track.steps[outcome.to]
        to = self.effects.leave_step(step, target.id)
        to |= self.effects.forget_resumed(track, step, target.id)
        to |= self.effects.enter_step(track, target)
        to |= self.effects.forget_dead_values(track, step.id, target.id)
        stages = (Assign(to), *self.effects.age_facts(target))
        return GuardedMove("advance", outcome.path, track.id, guard, stages)

    def _build_return(
        self, track: Track, step: Step, outcome: Outcome, guard: Formula
    ) -> GuardedMove:
        """The move of an outcome with `to: back`: one stage for each step that it can resume."""
        below = (BACK_TO, step.path)
        origins = sorted(self.effects.resumable[track.id][step.id])
        stages = []
        for origin in origins:
            to: Changes = {(AT, track.id): (origin,), below: (None,)}
            to |= self.effects.leave_step(step, origin)
            to |= self.effects.forget_dead_values(track, step.id, origin)
            stages.append(Assign(to, among(below, origin)))
        was_interrupted = among(below, *origins) if origins else FALSE
        return GuardedMove(
            "advance", outcome.path, track.id, conjoin(guard, was_interrupted), tuple(stages)
        )

    # Interrupts

    def _build_interrupt_moves(self, track: Track, interrupt: Interrupt) -> Iterator[GuardedMove]:
        """One move for all steps that are left alike: they forget and remember the same."""
        target = track.steps[interrupt.to]
        alike: dict[tuple[str, tuple[tuple[Name, tuple[Hashable, ...]], ...]], list[Step]] = {}
        for source in (track.steps[name] for name in interrupt.sources):
            dead = tuple(self.effects.forget_dead_values(track, source.id, target.id).items())
            inherits = self.definition.meaning == 1 and source.resumes and target.resumes
            alike.setdefault((source.id if inherits else "", dead), []).append(source)
        for (inherits_from, dead), left in alike.items():
            remembers = target.resumes and not inherits_from
            to = self._leave_for_interrupt(track, left, target, dict(dead), remembers=remembers)
            remember: Iterable[Assign] = ()
            if remembers:
                remember = self.effects.remember_interrupted(track, target)
            elif inherits_from:
                source = track.steps[inherits_from]
                remember = self.effects.inherit_remembered(track, source, target)
            here = self._at_steps(track, *(step.id for step in left))
            yield GuardedMove(
                "raise",
                interrupt.path,
                track.id,
                conjoin(here, self.conditions.gate(interrupt.when).true),
                (
                    *remember,
                    Assign(to),
                    *self.effects.age_facts(target),
                    *self._list_told_facts(interrupt),
                ),
            )

    def _list_told_facts(self, interrupt: Interrupt) -> Iterator[Assign]:
        """The stages that record the facts of the interrupt, where its step can still read it."""
        for name, told in interrupt.tells.items():
            if name in self.relevant.facts:
                recorded = self._record_fact(name, None)
                number = self._class_of(name, told)
                when: Formula = TRUE
                if name in self.relevant.fact_places:
                    home, places = self.relevant.fact_places[name]
                    when = among((AT, home), *places)
                yield Assign({**recorded.to, (FACT, name): (number,)}, when)

    def _class_of(self, name: str, told: Value) -> int:
        """The number of the class of equivalent values that the value belongs to."""
        classes = self.relevant.facts[name]
        return next(number for number, values in enumerate(classes) if told in values)

    def _leave_for_interrupt(
        self, track: Track, left: list[Step], target: Step, to: Changes, *, remembers: bool
    ) -> Changes:
        """What changes by the interrupt; `to` is what is forgotten because nothing can read it."""
        for source in left:
            if not remembers:  # the visit can never be resumed
                to |= self.effects.leave_step(source, target.id)
            if not target.resumes:
                to |= self.effects.forget_resumed(track, source, target.id)
        return to | self.effects.enter_step(track, target)

    # The whole case

    def _build_set_moves(self, name: str, only_known: bool = False) -> Iterator[GuardedMove]:
        """`only_known`: a known value is changed from now on, and no first value is given.

        Where the case closes automatically, no fact is set between its last event and closing.

        That condition reads every track. So that few configurations are examined so widely, those
        in which the track that ends last still continues are a move of their own.
        """
        record = self._record_fact(name, None)
        stages = (Assign(record.to),)
        here = conjoin(among(CLOSED, False), record.when)
        if only_known:
            here = conjoin(here, negate(among((FACT, name), None)))
        if self.definition.closing is not None:
            yield GuardedMove("set", name, "", here, stages)
            return
        last_ended = self.starts.is_over(self._find_last_track())
        yield GuardedMove("set", name, "", conjoin(here, negate(last_ended)), stages)
        not_over = negate(self.starts.over)
        yield GuardedMove("set", name, "", conjoin(here, last_ended, not_over), stages)

    def _find_last_track(self) -> Track:
        """The track that probably ends last: its outcomes read more tracks than any other's."""
        return max(self.definition.tracks.values(), key=self._count_read_tracks)

    def _count_read_tracks(self, track: Track) -> int:
        outcomes = (outcome for step in track.steps.values() for outcome in step.outcomes.values())
        gates = conjoin(*(self.conditions.gate(outcome.when).true for outcome in outcomes))
        return len({name for name in names_in(gates) if name[0] == AT})

    def _build_closing(self) -> GuardedMove:
        over = conjoin(among(CLOSED, False), self.starts.over)
        if self.definition.closing is None:
            return GuardedMove("over", "", "", over, CLOSE)
        may_close = self.conditions.gate(self.definition.closing.when).true
        return GuardedMove("close", "", "", conjoin(over, may_close), CLOSE)
