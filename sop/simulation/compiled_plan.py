"""The definition prepared for running many cases: conditions as closures, draws as functions, who is affected by what.

The moves come from `sop.engine.transition_table`, so that a simulated case goes where a real one goes.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from random import Random

from sop.engine.deadlines import clock_fact
from sop.engine.transition_table import lookup
from sop.model.condition import Value
from sop.model.definition import Action, Definition, Due, Interrupt, Outcome, Step, Track, Wait
from sop.model.value import value
from sop.simulation.assumptions import Assumptions, Shares
from sop.simulation.compiled_conditions import Test, gate_test, list_references
from sop.simulation.distributions import Draw

DrawValue = Callable[[Random], Value]


@value
class ClockPlan:
    """A clock of a step, action or outcome; `fact` is what it counts from, None the beginning of the visit."""

    path: str
    clock: Due | Wait
    fact: str | None


@value
class ActionPlan:
    """An action; `settles` lists, for each action that comes before, its id and its own `when`."""

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
    moments: tuple[tuple[str, Draw, bool], ...]
    texts: tuple[str, ...]
    due: ClockPlan | None
    is_at_once: bool  # due immediately
    readers: tuple[str, ...]  # the tracks that look at what it changes, its own among them


@value
class OutcomePlan:
    id: str
    path: str
    weight: float
    when: Test | None
    wait: ClockPlan | None
    skips_actions: bool
    to: str


@value
class InterruptPlan:
    id: str
    path: str
    share: float
    after: Draw
    when: Test | None
    only_if: Test | None
    to: str


@value
class StepPlan:
    id: str
    path: str
    end: bool
    resumes: bool
    due: ClockPlan | None
    actions: tuple[ActionPlan, ...]
    considered: tuple[ActionPlan, ...]  # those that may be done: required, or optional with a share
    required: tuple[ActionPlan, ...]
    outcomes: tuple[OutcomePlan, ...]
    interrupts: tuple[InterruptPlan, ...]
    readers: tuple[str, ...]  # the tracks that look at whether the case is here, its own among them


@value
class TrackPlan:
    id: str
    first: str
    starts: Test | None
    hold: Test | None
    steps: Mapping[str, StepPlan]
    moves: Mapping[tuple[str, str], str]
    readers: tuple[str, ...]  # the tracks that look at whether it runs, itself among them


@value
class Plan:
    """`order` numbers the tracks as the file has them."""

    tracks: Mapping[str, TrackPlan]
    order: Mapping[str, int]
    initially: Mapping[str, Value]
    closes_itself: bool
    closing: Test | None


def build_plan(definition: Definition, assumed: Assumptions) -> Plan:
    """The workflow with these assumptions, ready to run."""
    maker = _Maker(definition, assumed)
    return Plan(
        tracks={track.id: maker.track(track) for track in definition.tracks.values()},
        order={track: number for number, track in enumerate(definition.tracks)},
        initially={
            fact.id: fact.initially
            for fact in definition.facts.values()
            if fact.initially is not None
        },
        closes_itself=definition.closing is None,
        closing=None
        if definition.closing is None
        else gate_test(definition, definition.closing.when),
    )


def _readers(definition: Definition, assumed: Assumptions) -> Mapping[str, tuple[str, ...]]:
    """For each fact, action and `@track` the tracks whose gates look at it."""
    found: dict[str, dict[str, None]] = {}
    for track in definition.tracks.values():
        actions = [action for step in track.steps.values() for action in step.actions.values()]
        outcomes = [outcome for step in track.steps.values() for outcome in step.outcomes.values()]
        gates = [track.starts, track.on_hold_while or ()]
        gates += [action.when + action.only_if for action in actions] + [
            outcome.when for outcome in outcomes
        ]
        gates += [interrupt.when for interrupt in track.interrupts.values()]
        raisings = [assumed.interrupts[one.path].only_if for one in track.interrupts.values()]
        gates += [(condition,) for condition in raisings if condition is not None]
        waits = [
            outcome.wait.from_fact
            for outcome in outcomes
            if outcome.wait and outcome.wait.from_fact
        ]
        for token in (
            *(one for lines in gates for one in list_references(definition, lines)),
            *waits,
        ):
            found.setdefault(token, {})[track.id] = None
    return {token: tuple(tracks) for token, tracks in found.items()}


def make_value_draw(shares: Shares) -> DrawValue:
    """A function that draws a value in proportion to the shares."""
    values = tuple(value for value, share in shares.items() if share > 0)
    if len(values) == 1:
        return lambda random: values[0]
    limits = list(accumulate(share for share in shares.values() if share > 0))
    total, last = limits[-1], len(values) - 1
    return lambda random: values[min(last, bisect(limits, random.random() * total))]


class _Maker:
    def __init__(self, definition: Definition, assumed: Assumptions) -> None:
        self._definition, self._assumed = definition, assumed
        self._readers = _readers(definition, assumed)

    def track(self, track: Track) -> TrackPlan:
        hold = track.on_hold_while
        return TrackPlan(
            track.id,
            track.first.id,
            self._test(track.starts),
            None if hold is None else self._test(hold) or (lambda case: True),
            {step.id: self._step(track, step) for step in track.steps.values()},
            lookup(track),
            self._affected_tracks(track.id, f"@{track.id}"),
        )

    def _test(self, lines: Iterable[object]) -> Test | None:
        return gate_test(self._definition, tuple(lines))  # type: ignore[arg-type]

    def _affected_tracks(self, track: str, *tokens: str) -> tuple[str, ...]:
        """The track, and all that look at one of these."""
        others = (reader for token in tokens for reader in self._readers.get(token, ()))
        return tuple(dict.fromkeys((track, *others)))

    def _step(self, track: Track, step: Step) -> StepPlan:
        actions = tuple(self._action(track, step, action) for action in step.actions.values())
        return StepPlan(
            step.id,
            step.path,
            step.end,
            step.resumes,
            _clock_plan(step.path, step.due),
            actions,
            tuple(one for one in actions if one.required or one.share > 0),
            tuple(one for one in actions if one.required),
            tuple(self._outcome(outcome) for outcome in step.outcomes.values()),
            tuple(
                self._interrupt(one) for one in track.interrupts.values() if step.id in one.sources
            ),
            self._affected_tracks(
                track.id, f"@{step.path}", *((f"@{track.id}",) if step.end else ())
            ),
        )

    def _action(self, track: Track, step: Step, action: Action) -> ActionPlan:
        work = self._assumed.actions[action.path]
        facts = self._definition.facts
        values = [name for name in action.records if facts[name].domain()]
        moments = [name for name in action.records if facts[name].type == "datetime"]
        return ActionPlan(
            action.id,
            action.path,
            work.by,
            action.required,
            work.share,
            work.takes.make_draw(),
            self._test(action.when),
            self._test(action.only_if),
            tuple((name, self._test(step.actions[name].when)) for name in action.after),
            action.even_on_hold,
            tuple((name, make_value_draw(self._assumed.values[name])) for name in values),
            tuple(
                (
                    name,
                    self._assumed.moments[name].amount.make_draw(),
                    self._assumed.moments[name].before,
                )
                for name in moments
            ),
            tuple(name for name in action.records if facts[name].type == "text"),
            _clock_plan(action.path, action.due),
            action.due is not None and action.due.length is None,
            self._affected_tracks(track.id, action.path, *action.records),
        )

    def _outcome(self, outcome: Outcome) -> OutcomePlan:
        return OutcomePlan(
            outcome.id,
            outcome.path,
            self._assumed.outcomes[outcome.path],
            self._test(outcome.when),
            _clock_plan(outcome.path, outcome.wait),
            outcome.skips_actions,
            outcome.to,
        )

    def _interrupt(self, interrupt: Interrupt) -> InterruptPlan:
        raising = self._assumed.interrupts[interrupt.path]
        return InterruptPlan(
            interrupt.id,
            interrupt.path,
            raising.share,
            raising.after.make_draw(),
            self._test(interrupt.when),
            self._test(() if raising.only_if is None else (raising.only_if,)),
            interrupt.to,
        )


def _clock_plan(path: str, clock: Due | Wait | None) -> ClockPlan | None:
    return None if clock is None else ClockPlan(path, clock, clock_fact(clock))
