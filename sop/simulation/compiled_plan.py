"""The definition compiled for many cases: conditions as closures, draws as functions.

The moves come from `sop.engine.transition_table`, so that a simulated case goes where a real one
goes. `readers` says which tracks an event concerns, so that a case looks at no other.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, count
from random import Random

from sop.engine.deadlines import clock_fact
from sop.engine.transition_table import lookup
from sop.model.condition import Gate, Value
from sop.model.definition import Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.duration import Due, Wait
from sop.model.fact import Fact
from sop.model.value import value
from sop.simulation.assumptions import Assumptions, Shares
from sop.simulation.compiled_conditions import Test, gate_test, list_references
from sop.simulation.distributions import Draw

DrawValue = Callable[[Random], Value]


Moments = tuple[tuple[str, Draw, bool], ...]
"""Dates and times of facts: the fact, how long after it is recorded its moment is, or before."""


@value
class ClockPlan:
    """A clock of a step, action or outcome. `fact`: where it starts; None: with the visit."""

    path: str
    clock: Due | Wait
    fact: str | None


@value
class ActionPlan:
    """An action. `settles` has, for each action that comes before, its id and its own `when`."""

    id: str
    path: str
    by: str
    required: bool
    share: float
    takes: Draw
    when: Test | None
    only_if: Test | None
    settles: tuple[tuple[str, Test | None], ...]
    even_on_hold: bool
    values: tuple[tuple[str, DrawValue], ...]
    moments: Moments
    texts: tuple[str, ...]
    due: ClockPlan | None
    is_at_once: bool  # due immediately
    readers: tuple[str, ...]  # the tracks that read what it changes, and its own


@value
class OutcomePlan:
    """An outcome with its weight among those that are open together."""

    id: str
    path: str
    weight: float
    when: Test | None
    wait: ClockPlan | None
    skips_actions: bool
    to: str


@value
class InterruptPlan:
    """An interrupt. `share`: in which share of the visits it is raised, `after` how long."""

    id: str
    path: str
    share: float
    after: Draw
    when: Test | None
    only_if: Test | None
    to: str
    tells: Mapping[str, Value]
    readers: tuple[str, ...]  # the tracks that read a fact that it records


@value
class StepPlan:
    """A step with everything that may happen in it."""

    id: str
    path: str
    end: bool
    resumes: bool
    due: ClockPlan | None
    actions: tuple[ActionPlan, ...]
    considered: tuple[ActionPlan, ...]  # required ones, and optional ones with a share
    required: tuple[ActionPlan, ...]
    outcomes: tuple[OutcomePlan, ...]
    interrupts: tuple[InterruptPlan, ...]
    readers: tuple[str, ...]  # the tracks that read whether the case is here, and its own


@value
class TrackPlan:
    """A track. `moves`: (step, trigger) -> the next step."""

    id: str
    first: str
    starts: Test | None
    hold: Test | None
    steps: Mapping[str, StepPlan]
    moves: Mapping[tuple[str, str], str]
    readers: tuple[str, ...]  # the tracks that read its status, and itself


@value
class Plan:
    """The whole workflow. `order`: track -> its number in the file; `meaning`: of interrupts.

    `opening_values` and `opening_moments` are the facts without which no case is opened.
    """

    meaning: int
    tracks: Mapping[str, TrackPlan]
    order: Mapping[str, int]
    initially: Mapping[str, Value]
    closes_itself: bool
    closing: Test | None
    opening_values: tuple[tuple[str, DrawValue], ...] = ()
    opening_moments: Moments = ()


def build_plan(definition: Definition, assumed: Assumptions) -> Plan:
    """Return the workflow with these assumptions, ready to run."""
    builder = _PlanBuilder(definition, assumed)
    closing = definition.closing
    facts = definition.facts.values()
    needed = [fact for fact in facts if fact.needed_at_opening]
    return Plan(
        meaning=definition.meaning,
        tracks=builder.tracks(),
        order=dict(zip(definition.tracks, count(), strict=False)),
        initially={fact.id: fact.initially for fact in facts if fact.initially is not None},
        closes_itself=closing is None,
        closing=None if closing is None else gate_test(definition, closing.when),
        opening_values=builder.draw_values(needed),
        opening_moments=builder.draw_moments(needed),
    )


def _readers(definition: Definition, assumed: Assumptions) -> Mapping[str, tuple[str, ...]]:
    """Return for each fact, action and `@track` the tracks whose gates read it."""
    found: dict[str, dict[str, None]] = {}  # a dict as a set that keeps the order
    for track in definition.tracks.values():
        for token in _references(definition, assumed, track):
            found.setdefault(token, {})[track.id] = None
    return {token: tuple(tracks) for token, tracks in found.items()}


def _references(definition: Definition, assumed: Assumptions, track: Track) -> Iterator[str]:
    """Yield everything that the gates and waits of the track read."""
    for gate in _gates(assumed, track):
        yield from list_references(definition, gate)
    for step in track.steps.values():
        for outcome in step.outcomes.values():
            if outcome.wait and outcome.wait.from_fact:
                yield outcome.wait.from_fact


def _gates(assumed: Assumptions, track: Track) -> Iterator[Gate]:
    yield track.starts
    yield track.on_hold_while or ()
    for step in track.steps.values():
        for action in step.actions.values():
            yield action.when + action.only_if
        for outcome in step.outcomes.values():
            yield outcome.when
    for interrupt in track.interrupts.values():
        yield interrupt.when
        condition = assumed.interrupts[interrupt.path].only_if
        if condition is not None:
            yield (condition,)


def make_value_draw(shares: Shares) -> DrawValue:
    """Return a function that draws a value in proportion to the shares."""
    values = tuple(value for value, share in shares.items() if share > 0)
    if len(values) == 1:
        return lambda random: values[0]
    limits = list(accumulate(share for share in shares.values() if share > 0))
    total, last = limits[-1], len(values) - 1
    # `min`: a product may be rounded up to the total itself.
    return lambda random: values[min(last, bisect(limits, random.random() * total))]


def draw_moments(moments: Moments, random: Random, now: float) -> dict[str, float]:
    """Return the moments that are recorded `now`, in seconds."""
    found: dict[str, float] = {}
    for name, draw, is_before in moments:
        length = draw(random)
        found[name] = now - length if is_before else now + length
    return found


class _PlanBuilder:
    """Builds the plans of tracks, steps and actions, which share the definition and its readers."""

    def __init__(self, definition: Definition, assumed: Assumptions) -> None:
        self._definition, self._assumed = definition, assumed
        self._readers = _readers(definition, assumed)

    def tracks(self) -> dict[str, TrackPlan]:
        """Return the plan of every track."""
        return {track.id: self._track(track) for track in self._definition.tracks.values()}

    def _track(self, track: Track) -> TrackPlan:
        return TrackPlan(
            id=track.id,
            first=track.first.id,
            starts=self._test(track.starts),
            hold=self._hold_test(track.on_hold_while),
            steps={step.id: self._step(track, step) for step in track.steps.values()},
            moves=lookup(track),
            readers=self._affected_tracks(track.id, f"@{track.id}"),
        )

    def _test(self, gate: Gate) -> Test | None:
        return gate_test(self._definition, gate)

    def _hold_test(self, gate: Gate | None) -> Test | None:
        """Return the test of `on_hold_while`: None never holds, an empty gate always."""
        if gate is None:
            return None
        return self._test(gate) or (lambda case: True)

    def _affected_tracks(self, track: str, *tokens: str) -> tuple[str, ...]:
        """Return the track, and all that read one of these tokens."""
        others = (reader for token in tokens for reader in self._readers.get(token, ()))
        return tuple(dict.fromkeys((track, *others)))

    def _step(self, track: Track, step: Step) -> StepPlan:
        actions = tuple(self._action(track, step, action) for action in step.actions.values())
        considered = tuple(one for one in actions if one.required or one.share > 0)
        required = tuple(one for one in actions if one.required)
        interrupts = [one for one in track.interrupts.values() if step.id in one.sources]
        tokens = [f"@{step.path}"]
        if step.end:  # the track's status changes too
            tokens.append(f"@{track.id}")
        return StepPlan(
            id=step.id,
            path=step.path,
            end=step.end,
            resumes=step.resumes,
            due=_clock_plan(step.path, step.due),
            actions=actions,
            considered=considered,
            required=required,
            outcomes=tuple(map(self._outcome, step.outcomes.values())),
            interrupts=tuple(map(self._interrupt, interrupts)),
            readers=self._affected_tracks(track.id, *tokens),
        )

    def _action(self, track: Track, step: Step, action: Action) -> ActionPlan:
        work = self._assumed.actions[action.path]
        facts = [self._definition.facts[name] for name in action.records]
        values, moments = self.draw_values(facts), self.draw_moments(facts)
        texts = tuple(fact.id for fact in facts if fact.type == "text")
        settles = tuple((name, self._test(step.actions[name].when)) for name in action.after)
        return ActionPlan(
            id=action.id,
            path=action.path,
            by=work.by,
            required=action.required,
            share=work.share,
            takes=work.takes.make_draw(),
            when=self._test(action.when),
            only_if=self._test(action.only_if),
            settles=settles,
            even_on_hold=action.even_on_hold,
            values=values,
            moments=moments,
            texts=texts,
            due=_clock_plan(action.path, action.due),
            is_at_once=action.due is not None and action.due.length is None,
            readers=self._affected_tracks(track.id, action.path, *action.records),
        )

    def draw_values(self, facts: Sequence[Fact]) -> tuple[tuple[str, DrawValue], ...]:
        """Return how the values of those that have a domain are drawn."""
        return tuple(self._value(fact.id) for fact in facts if fact.domain())

    def draw_moments(self, facts: Sequence[Fact]) -> Moments:
        """Return how the moments of those that are dates or times are drawn."""
        return tuple(self._moment(fact.id) for fact in facts if fact.is_moment)

    def _value(self, fact: str) -> tuple[str, DrawValue]:
        return fact, make_value_draw(self._assumed.values[fact])

    def _moment(self, fact: str) -> tuple[str, Draw, bool]:
        moment = self._assumed.moments[fact]
        return fact, moment.amount.make_draw(), moment.before

    def _outcome(self, outcome: Outcome) -> OutcomePlan:
        return OutcomePlan(
            id=outcome.id,
            path=outcome.path,
            weight=self._assumed.outcomes[outcome.path],
            when=self._test(outcome.when),
            wait=_clock_plan(outcome.path, outcome.wait),
            skips_actions=outcome.skips_actions,
            to=outcome.to,
        )

    def _interrupt(self, interrupt: Interrupt) -> InterruptPlan:
        raising = self._assumed.interrupts[interrupt.path]
        only_if = () if raising.only_if is None else (raising.only_if,)
        return InterruptPlan(
            id=interrupt.id,
            path=interrupt.path,
            share=raising.share,
            after=raising.after.make_draw(),
            when=self._test(interrupt.when),
            only_if=self._test(only_if),
            to=interrupt.to,
            tells=interrupt.tells,
            readers=self._affected_tracks(interrupt.path.track, *interrupt.tells),
        )


def _clock_plan(path: str, clock: Due | Wait | None) -> ClockPlan | None:
    if clock is None:
        return None
    return ClockPlan(path, clock, clock_fact(clock))
