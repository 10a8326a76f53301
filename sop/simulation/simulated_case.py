"""One simulated case: where its tracks are, its facts, and what follows when a job is over.

The order is the engine's. After each event waiting tracks start until nothing changes; then the
work that is open is asked for; a step is left when its work is done. Everything that happens here
is what `decide` would accept, which a test holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from random import Random
from typing import Any

from sop.engine.interrupted_visits import Chain, chain_after_interrupt, chain_after_outcome
from sop.model.condition import TrackStatus, Value
from sop.model.definition import BACK
from sop.simulation.compiled_plan import (
    ActionPlan,
    ClockPlan,
    InterruptPlan,
    OutcomePlan,
    TrackPlan,
    draw_moments,
)
from sop.simulation.run_state import Kind, Office
from sop.simulation.step_visit import Job, StepVisit, draw_outcome

Facts = Mapping[str, Value]
MOST_TURNS = 1000  # with more moves the case goes in circles, whatever is drawn
GRACE = 60.0  # seconds after which something that is due at once is late


class SimulatedCase:
    """The case. `pending` counts jobs and alarms: without any nothing more happens to it."""

    def __init__(self, number: int, office: Office, random: Random) -> None:
        self.number, self.office, self.random = number, office, random
        self.opened = office.clock.now
        self.facts: dict[str, Any] = dict(office.plan.initially)
        self.origins: dict[str, StepVisit] = {}  # the visits in which datetime facts were recorded
        self.status: dict[str, TrackStatus] = dict.fromkeys(office.plan.tracks, "waiting")
        self.waiting = dict(office.plan.tracks)
        self.at: dict[str, str] = {}
        self.visits: dict[str, dict[str, StepVisit]] = {track: {} for track in office.plan.tracks}
        self.interrupted: dict[str, Chain] = {}  # the steps that wait; `back` leads to the first
        self.running = self.pending = self.turns = 0
        self.is_over = False

    def begin(self) -> None:
        """Open the case: every track that may start does."""
        plan, now = self.office.plan, self.office.clock.now
        self.facts.update({name: draw(self.random) for name, draw in plan.opening_values})
        self.facts.update(draw_moments(plan.opening_moments, self.random, now))
        self._follow(set(self.office.plan.tracks))

    # What happens

    def _finish_action(
        self, track: TrackPlan, visit: StepVisit, action: ActionPlan, begun: float
    ) -> None:
        """Do the action whose work is over. Where the rules do not allow it now, the work is lost.

        What is due at once must be begun within a minute; everything else must be done in time.
        """
        self.pending -= 1
        if not self._is_open(visit, action, self._is_held(track)):
            self.office.tally.lost += 1
            self._follow({track.id})
            return
        now = self.office.clock.now
        self._judge(action.due, visit, begun if action.is_at_once else now)
        facts = self._record(visit, action, now)
        visit.done.add(action.id)
        self._notify_witness("do", action.path, facts)
        self._follow(set(action.readers))

    def _record(self, visit: StepVisit, action: ActionPlan, now: float) -> dict[str, Value]:
        """Draw and record the action's facts; return those that are not moments."""
        facts: dict[str, Value] = {name: draw(self.random) for name, draw in action.values}
        facts |= dict.fromkeys(action.texts, "-")
        self.facts.update(facts)
        self.facts.update(moments := draw_moments(action.moments, self.random, now))
        self.origins.update(dict.fromkeys(moments, visit))
        return facts

    def _move(self, track: TrackPlan, trigger: str, chain: Chain, resumed: bool) -> set[str]:
        """Leave the step as the engine's table says; return the tracks that this may concern.

        `chain` are the steps that wait afterwards; whatever waited and waits no more has ended.
        """
        left = self.at[track.id]
        to = track.moves[left, trigger]
        before = (left, *self.interrupted.get(track.id, ()))
        for step in before:
            if step == left or (step not in chain and not resumed):
                self._leave(self.visits[track.id][step], step in chain)
        self.interrupted[track.id] = chain
        if resumed:
            self.at[track.id] = to
        else:
            self._enter(track, to)
        self.turns += 1
        return {*track.steps[left].readers, *track.steps[to].readers}

    def _leave(self, visit: StepVisit, comes_back: bool) -> None:
        self.pending -= len(visit.jobs)
        visit.withdraw_jobs(self.office)
        if comes_back:
            return
        now = self.office.clock.now
        self._judge(visit.plan.due, visit, now)
        for action in visit.plan.required:
            needed = action.when is None or action.when(self) is True
            if action.due is not None and needed and action.id not in visit.done:
                self._judge(action.due, visit, now, only_late=True)

    def _enter(self, track: TrackPlan, step: str) -> None:
        plan = track.steps[step]
        self.visits[track.id][step] = StepVisit(plan, self.office.clock.now)
        self.at[track.id] = step
        if plan.end:
            self.status[track.id] = "ended"
            self.running -= 1

    def _judge(
        self, due: ClockPlan | None, visit: StepVisit, now: float, only_late: bool = False
    ) -> None:
        """Count whether the deadline was kept, if it ran."""
        if due is None:
            return
        ends = self._due_time(due, visit)
        if ends is None:
            return
        if due.clock.length is None:
            ends += GRACE
        is_late = now > ends
        if is_late or not only_late:
            self.office.tally.count_deadline(due.path, is_late)

    def _due_time(self, running: ClockPlan, visit: StepVisit) -> float | None:
        """Return when the clock runs out.

        None while its start is unknown, or is of an earlier visit of the step.
        """
        start: object = visit.since
        if running.fact is not None:
            start = self.facts.get(running.fact)
            if start is None or self._is_of_earlier_visit(running.fact, visit):
                return None
        begin = float(start)  # type: ignore[arg-type]
        return self.office.dates.due_seconds(running.path, running.clock, begin)

    def _is_of_earlier_visit(self, fact: str, visit: StepVisit) -> bool:
        origin = self.origins.get(fact)
        return origin is not None and origin is not visit and origin.plan is visit.plan

    # What follows

    def _follow(self, dirty: set[str]) -> None:
        """Look at the tracks that an event may concern, until nothing moves (a fixpoint)."""
        plan = self.office.plan
        while dirty and not self.is_over:
            if not dirty.isdisjoint(self.waiting):
                self._start(dirty)
            # In file order, as the engine: the draws, and so the run, depend on it.
            name = dirty.pop() if len(dirty) == 1 else min(dirty, key=plan.order.__getitem__)
            dirty.discard(name)
            if self.status[name] == "running" and (moved := self._look(plan.tracks[name])):
                dirty |= moved
                if self.turns > MOST_TURNS:
                    self._stop(plan.tracks[name], "it goes in circles")
        if not self.is_over:
            self._rest()

    def _start(self, dirty: set[str]) -> None:
        """Start waiting tracks whose `starts` became true, in file order, until nothing changes."""
        started = True
        while started:
            started = False
            for track in tuple(self.waiting.values()):
                if track.id in dirty and (track.starts is None or track.starts(self) is True):
                    self.status[track.id], started = "running", True
                    del self.waiting[track.id]
                    self.running += 1
                    self._enter(track, track.first)
                    dirty.update(track.readers, track.steps[track.first].readers)

    def _look(self, track: TrackPlan) -> set[str]:
        """Ask for open work; with none left take an outcome. Return the tracks it may concern."""
        visit = self.visits[track.id][self.at[track.id]]
        held = self._is_held(track)
        done, jobs = visit.done, visit.jobs
        for action in visit.plan.considered:
            if action.id not in done:
                job = jobs.get(action.id)
                if job is None or not job.begun:
                    self._ask(track, visit, action, held)
        for interrupt in visit.plan.interrupts:
            if interrupt.share > 0:
                self._consider(track, visit, interrupt)
        if visit.jobs or held:
            return set()
        outcome = self._choose_outcome(track, visit)
        if outcome is None:
            return set()
        return self._take(track, visit, outcome)

    def _take(self, track: TrackPlan, visit: StepVisit, outcome: OutcomePlan) -> set[str]:
        waiting = self.interrupted.get(track.id, ())
        resumed = outcome.to == BACK and bool(waiting)
        trigger = f"{visit.plan.id}.{outcome.id}" + (f">{waiting[0]}" if resumed else "")
        chain = chain_after_outcome(waiting, resumed)
        moved = self._move(track, trigger, chain, resumed)
        self._notify_witness("advance", outcome.path)
        return moved

    def _is_held(self, track: TrackPlan) -> bool:
        return track.hold is not None and track.hold(self) is not False

    def _is_open(self, visit: StepVisit, action: ActionPlan, held: bool) -> bool:
        """Return whether the action has no obstacle: the engine's `guards.find_action_obstacles`.

        Called for every action at every event, so the conditions are not in functions of their own.
        """
        if held and not action.even_on_hold:
            return False
        if action.when is not None and action.when(self) is not True:
            return False
        if action.only_if is not None and action.only_if(self) is not True:
            return False
        for name, when in action.settles:
            if name not in visit.done and (when is None or when(self) is not False):
                return False
        return True

    def _ask(self, track: TrackPlan, visit: StepVisit, action: ActionPlan, held: bool) -> None:
        """Ask for the action where it became open; withdraw its job where it is open no longer."""
        is_open = self._is_open(visit, action, held)
        desk = self.office.tally.desks[action.by]
        if action.id in visit.jobs:
            if not is_open:
                del visit.jobs[action.id]
                self.pending -= 1
                desk.count_drop()
            return
        if not is_open or not (action.required or self._is_chosen(visit, action)):
            return
        finish = partial(self._finish_action, track, visit, action)
        job = Job(self.office, visit, action, action.takes(self.random), finish)
        visit.jobs[action.id] = job
        self.pending += 1
        desk.count_request(job.requested, job.length)
        self.office.desks[action.by].ask(job.take, job.end)

    def _is_chosen(self, visit: StepVisit, action: ActionPlan) -> bool:
        """Return whether the optional action is done in this visit: drawn once."""
        chosen = f"+{action.path}"
        if action.path not in visit.tried:
            visit.tried.add(action.path)
            if self.random.random() < action.share:
                visit.tried.add(chosen)
        return chosen in visit.tried

    # Outcomes and interrupts

    def _choose_outcome(self, track: TrackPlan, visit: StepVisit) -> OutcomePlan | None:
        """Return the outcome that is taken now; None where none is, or where its wait still runs.

        One that leaves actions undone is taken only where no other is open.
        """
        outcomes = self._open_outcomes(visit, skips_actions=False)
        if not outcomes or not self._is_ready(visit):
            outcomes = self._open_outcomes(visit, skips_actions=True)
        if not outcomes:
            return None
        if visit.outcome not in outcomes:
            visit.outcome = draw_outcome(self.random, outcomes)
        if visit.outcome.wait is None:
            return visit.outcome
        opens = self._due_time(visit.outcome.wait, visit)
        if opens is not None and opens > self.office.clock.now:
            self._wake(track, visit, opens)
            return None
        return visit.outcome

    def _open_outcomes(self, visit: StepVisit, skips_actions: bool) -> list[OutcomePlan]:
        return [
            outcome
            for outcome in visit.plan.outcomes
            if outcome.skips_actions is skips_actions and self._may_take(visit, outcome)
        ]

    def _may_take(self, visit: StepVisit, outcome: OutcomePlan) -> bool:
        """Return whether its condition holds and its wait has passed or at least runs."""
        if outcome.weight <= 0 or (outcome.when is not None and outcome.when(self) is not True):
            return False
        return outcome.wait is None or self._due_time(outcome.wait, visit) is not None

    def _is_ready(self, visit: StepVisit) -> bool:
        """Return whether each required action is done or not needed."""
        for action in visit.plan.required:
            if action.id in visit.done:
                continue
            if action.when is None or action.when(self) is not False:
                return False
        return True

    def _wake(self, track: TrackPlan, visit: StepVisit, opens: float) -> None:
        """Look again when the wait has passed."""
        if visit.wakes == opens:
            return
        visit.wakes = opens
        self._schedule(opens - self.office.clock.now, lambda: self._follow({track.id}))

    def _schedule(self, delay: float, happen: Callable[[], None]) -> None:
        self.pending += 1

        def rings() -> None:
            self.pending -= 1
            if not self.is_over:
                happen()

        self.office.clock.schedule(delay, rings)

    def _consider(self, track: TrackPlan, visit: StepVisit, interrupt: InterruptPlan) -> None:
        """Draw once in a visit whether the interrupt is raised, as soon as it may be."""
        if interrupt.path in visit.tried or not self._may_raise(interrupt):
            return
        visit.tried.add(interrupt.path)
        if self.random.random() < interrupt.share:
            delay = interrupt.after(self.random)
            self._schedule(delay, lambda: self._raise(track, visit, interrupt))

    def _may_raise(self, interrupt: InterruptPlan) -> bool:
        tests = (interrupt.when, interrupt.only_if)
        return all(test is None or test(self) is True for test in tests)

    def _raise(self, track: TrackPlan, visit: StepVisit, interrupt: InterruptPlan) -> None:
        """Raise the interrupt, if the case is still in the visit in which it was drawn."""
        step = self.at[track.id]
        if self.visits[track.id][step] is not visit or not self._may_raise(interrupt):
            self._rest()
            return
        left, to = track.steps[step], track.steps[interrupt.to]
        waiting = self.interrupted.get(track.id, ())
        chain = chain_after_interrupt(self.office.plan.meaning, waiting, left=left, to=to)
        moved = self._move(track, f"!{interrupt.id}", chain, resumed=False)
        self.facts.update(interrupt.tells)
        self._notify_witness("raise", interrupt.path)
        self._follow({*moved, *interrupt.readers})

    # The end

    def _rest(self) -> None:
        """Close the case if it may be closed; stop it where nothing more will happen to it."""
        if self.running == 0 and self._may_close():
            self.is_over = True
            self.office.tally.count_closed_case(self.office.clock.now - self.opened)
            if not self.office.plan.closes_itself:
                self._notify_witness("close", "")
        elif self.pending == 0:
            self._stop_where_stuck()

    def _stop_where_stuck(self) -> None:
        for track in self.office.plan.tracks.values():
            if self.status[track.id] == "running":
                self._stop(track, self._stop_reason(track))
                return
        self._stop(None, "every track has ended, and the case may not be closed")

    def _may_close(self) -> bool:
        plan = self.office.plan
        if any(
            one.starts is None or one.starts(self) is not False for one in self.waiting.values()
        ):
            return False
        return plan.closes_itself or plan.closing is None or plan.closing(self) is True

    def _stop_reason(self, track: TrackPlan) -> str:
        if self._is_held(track):
            return "the track is on hold"
        if self._is_ready(self.visits[track.id][self.at[track.id]]):
            return "no outcome is open"
        return "a required action cannot be done"

    def _stop(self, track: TrackPlan | None, why: str) -> None:
        self.is_over = True
        self._notify_witness("stop", "")
        step = "" if track is None else f"{track.id}.{self.at[track.id]}"
        self.office.tally.count_stopped_case(step, why)
        for visits in self.visits.values():
            for visit in visits.values():
                visit.withdraw_jobs(self.office)

    def _notify_witness(self, kind: Kind, path: str, facts: Facts | None = None) -> None:
        if self.office.witness is not None:
            self.office.witness(self.number, kind, path, self.office.clock.now, facts or {})
