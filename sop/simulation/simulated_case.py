"""One simulated case: where its tracks are, what is known, and what follows when work on it is done.

The order is the engine's: after each event waiting tracks start until nothing changes; then the work that is open is
asked for; a step is left when its work is done. Whatever happens here is what `decide` would accept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from sop.model.condition import TrackStatus, Value
from sop.model.definition import BACK
from sop.simulation.compiled_plan import (
    ActionPlan,
    ClockPlan,
    InterruptPlan,
    OutcomePlan,
    StepPlan,
    TrackPlan,
)
from sop.simulation.run_state import Kind, Office

MOST_TURNS = 1000
"""Moves after which a case goes in circles, whatever is drawn."""

GRACE = 60.0
"""What is due at once is overdue a minute later."""


class StepVisit:
    """One stay in a step. `jobs` are asked for and not done; `tried` the chances that were drawn already."""

    __slots__ = ("done", "jobs", "plan", "since", "tried", "wakes", "way")

    def __init__(self, plan: StepPlan, since: float) -> None:
        self.plan, self.since = plan, since
        self.done: set[str] = set()
        self.jobs: dict[str, Job] = {}
        self.tried: set[str] = set()
        self.way: OutcomePlan | None = None
        self.wakes: float | None = None


class Job:
    """An action that somebody is asked to do."""

    __slots__ = ("action", "asked", "begun", "course", "length", "track", "visit")

    def __init__(
        self, course: SimulatedCase, track: TrackPlan, visit: StepVisit, action: ActionPlan
    ) -> None:
        self.course, self.track, self.visit, self.action = course, track, visit, action
        self.asked, self.begun = course.office.clock.now, 0.0
        self.length = action.takes(course.random)

    def take(self) -> float | None:
        """How long it takes; None when the case has moved on."""
        if self.visit.jobs.get(self.action.id) is not self:
            return None
        office = self.course.office
        self.begun = office.clock.now
        office.tally.desks[self.action.by].taken(self.asked, office.clock.now, self.length)
        return self.length

    def end(self) -> None:
        course = self.course
        course.office.tally.desks[self.action.by].count_end()
        if self.visit.jobs.get(self.action.id) is not self:
            course.office.tally.lost += 1
            return
        del self.visit.jobs[self.action.id]
        course.pending -= 1
        course.finished(self.track, self.visit, self.action, self.begun)


class SimulatedCase:
    """The case. `pending` counts the jobs and alarms without which nothing more happens to it."""

    def __init__(self, number: int, office: Office, random: Random) -> None:
        self.number, self.office, self.random = number, office, random
        self.opened = office.clock.now
        self.facts: dict[str, Any] = dict(office.plan.initially)
        self.origins: dict[str, StepVisit] = {}
        self.status: dict[str, TrackStatus] = dict.fromkeys(office.plan.tracks, "waiting")
        self.waiting = dict(office.plan.tracks)
        self.at: dict[str, str] = {}
        self.visits: dict[str, dict[str, StepVisit]] = {track: {} for track in office.plan.tracks}
        self.remembered: dict[str, str | None] = {}
        self.running = self.pending = self.turns = 0
        self.is_over = False

    def begin(self) -> None:
        """The case is opened: every track that may start does."""
        self._follow(set(self.office.plan.tracks))

    # ---- what happens

    def finished(
        self, track: TrackPlan, visit: StepVisit, action: ActionPlan, begun: float
    ) -> None:
        """The work on an action is over. If the rules do not take it now, it was done for nothing.

        What is due immediately must be begun within a minute; everything else must be done by its time.
        """
        if not self._is_open(visit, action, self._is_held(track)):
            self.office.tally.lost += 1
            self._follow({track.id})
            return
        now = self.office.clock.now
        self._judge(action.due, visit, begun if action.is_at_once else now)
        told = self._record(visit, action, now)
        visit.done.add(action.id)
        self._notify_witness("do", action.path, told)
        self._follow(set(action.readers))

    def _record(self, visit: StepVisit, action: ActionPlan, now: float) -> dict[str, Value]:
        """The facts that it records, drawn."""
        told: dict[str, Value] = {name: draw(self.random) for name, draw in action.values}
        told |= dict.fromkeys(action.texts, "-")
        self.facts.update(told)
        for name, draw, is_before in action.moments:
            length = draw(self.random)
            self.facts[name] = now - length if is_before else now + length
            self.origins[name] = visit
        return told

    def _move(
        self, track: TrackPlan, trigger: str, resumed: bool, remembered: str | None
    ) -> set[str]:
        """The track leaves its step as the engine's table says. Which tracks that may concern."""
        left = self.at[track.id]
        to = track.moves[left, trigger]
        self._leave(self.visits[track.id][left], remembered == left)
        self.remembered[track.id] = remembered
        if resumed:
            self.at[track.id] = to
        else:
            self._enter(track, to)
        self.turns += 1
        return {*track.steps[left].readers, *track.steps[to].readers}

    def _leave(self, visit: StepVisit, comes_back: bool) -> None:
        self.pending -= len(visit.jobs)
        for job in visit.jobs.values():
            if not job.begun:
                self.office.tally.desks[job.action.by].count_drop()
        visit.jobs.clear()
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
        """Books whether the deadline was kept, if it ran."""
        ends = None if due is None else self._due_time(due, visit)
        if due is not None and ends is not None:
            is_late = now > ends + (GRACE if due.clock.length is None else 0.0)
            if is_late or not only_late:
                self.office.tally.count_deadline(due.path, is_late)

    def _due_time(self, running: ClockPlan, visit: StepVisit) -> float | None:
        """When the clock runs out; None while its start is unknown, or is that of an earlier visit of the step."""
        start: object = visit.since
        if running.fact is not None:
            start = self.facts.get(running.fact)
            origin = self.origins.get(running.fact)
            if start is None or (
                origin is not None and origin is not visit and origin.plan is visit.plan
            ):
                return None
        return self.office.dates.due_seconds(running.path, running.clock, float(start))  # type: ignore[arg-type]

    # ---- what follows

    def _follow(self, dirty: set[str]) -> None:
        """Looks at the tracks that an event may concern, until nothing moves."""
        plan = self.office.plan
        while dirty and not self.is_over:
            if not dirty.isdisjoint(self.waiting):
                self._start(dirty)
            name = dirty.pop() if len(dirty) == 1 else min(dirty, key=plan.order.__getitem__)
            dirty.discard(name)
            if self.status[name] == "running" and (moved := self._look(plan.tracks[name])):
                dirty |= moved
                if self.turns > MOST_TURNS:
                    self._stop(plan.tracks[name], "it goes in circles")
        if not self.is_over:
            self._rest()

    def _start(self, dirty: set[str]) -> None:
        """Waiting tracks whose `starts` became true start, in file order, until nothing changes."""
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
        """Asks for the work that is open; when none is left, takes a way out. The tracks that a move may concern."""
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
        way = self._choose_outcome(track, visit)
        if way is None:
            return set()
        back = self.remembered.get(track.id) if way.to == BACK else None
        trigger = (
            f"{visit.plan.id}.{way.id}" if back is None else f"{visit.plan.id}.{way.id}>{back}"
        )
        moved = self._move(track, trigger, back is not None, None)
        self._notify_witness("advance", way.path)
        return moved

    def _is_held(self, track: TrackPlan) -> bool:
        return track.hold is not None and track.hold(self) is not False

    def _is_open(self, visit: StepVisit, action: ActionPlan, held: bool) -> bool:
        """Whether nothing stands in the action's way: the engine's `obstacles.of_action`."""
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
        """Asks for the action where it became open; takes back what nobody has begun and is no longer open."""
        is_open = self._is_open(visit, action, held)
        job = visit.jobs.get(action.id)
        if job is not None:
            if not is_open:
                del visit.jobs[action.id]
                self.pending -= 1
                self.office.tally.desks[action.by].count_drop()
            return
        if not is_open or not (action.required or self._is_chosen(visit, action)):
            return
        visit.jobs[action.id] = job = Job(self, track, visit, action)
        self.pending += 1
        self.office.tally.desks[action.by].asked(job.asked, job.length)
        self.office.desks[action.by].ask(job.take, job.end)

    def _is_chosen(self, visit: StepVisit, action: ActionPlan) -> bool:
        """Whether the optional action is done in this visit: drawn once."""
        if action.path not in visit.tried:
            visit.tried.add(action.path)
            if self.random.random() < action.share:
                visit.tried.add(f"+{action.path}")
        return f"+{action.path}" in visit.tried

    # ---- ways out

    def _choose_outcome(self, track: TrackPlan, visit: StepVisit) -> OutcomePlan | None:
        """The outcome that is taken now. One that leaves actions undone is taken only where no other is open."""
        ways = [
            way
            for way in visit.plan.outcomes
            if not way.skips_actions and self._may_take(visit, way)
        ]
        if not ways or not self._is_ready(visit):
            ways = [
                way
                for way in visit.plan.outcomes
                if way.skips_actions and self._may_take(visit, way)
            ]
        if not ways:
            return None
        if visit.way not in ways:
            visit.way = ways[0] if len(ways) == 1 else self._draw_outcome(ways)
        opens = None if visit.way.wait is None else self._due_time(visit.way.wait, visit)
        if opens is not None and opens > self.office.clock.now:
            self._wake(track, visit, opens)
            return None
        return visit.way

    def _may_take(self, visit: StepVisit, way: OutcomePlan) -> bool:
        """Whether its condition holds and its wait has passed or at least runs."""
        if way.weight <= 0 or (way.when is not None and way.when(self) is not True):
            return False
        return way.wait is None or self._due_time(way.wait, visit) is not None

    def _is_ready(self, visit: StepVisit) -> bool:
        """Whether each required action is done or not needed."""
        for action in visit.plan.required:
            if action.id not in visit.done and (
                action.when is None or action.when(self) is not False
            ):
                return False
        return True

    def _draw_outcome(self, ways: list[OutcomePlan]) -> OutcomePlan:
        left = self.random.random() * sum(way.weight for way in ways)
        for way in ways:
            left -= way.weight
            if left < 0:
                return way
        return ways[-1]

    def _wake(self, track: TrackPlan, visit: StepVisit, opens: float) -> None:
        """Looks again when the wait has passed."""
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

        self.office.clock.later(delay, rings)

    def _consider(self, track: TrackPlan, visit: StepVisit, interrupt: InterruptPlan) -> None:
        """Draws once a visit whether the interrupt is raised, as soon as it may be."""
        if interrupt.path in visit.tried or not self._may_raise(interrupt):
            return
        visit.tried.add(interrupt.path)
        if self.random.random() < interrupt.share:
            self._schedule(
                interrupt.after(self.random), lambda: self._raise(track, visit, interrupt)
            )

    def _may_raise(self, interrupt: InterruptPlan) -> bool:
        tests = (interrupt.when, interrupt.only_if)
        return all(test is None or test(self) is True for test in tests)

    def _raise(self, track: TrackPlan, visit: StepVisit, interrupt: InterruptPlan) -> None:
        """The interrupt, if the case still is where it was thought of."""
        step = self.at[track.id]
        if self.visits[track.id][step] is not visit or not self._may_raise(interrupt):
            self._rest()
            return
        keeps = track.steps[step].resumes
        remembered = self.remembered.get(track.id) if keeps else step
        resumes = track.steps[interrupt.to].resumes
        moved = self._move(track, f"!{interrupt.id}", False, remembered if resumes else None)
        self._notify_witness("raise", interrupt.path)
        self._follow(moved)

    # ---- the end

    def _rest(self) -> None:
        """When nothing more will happen by itself: closed, or stopped where it stands."""
        if self.running == 0 and self._may_close():
            self.is_over = True
            self.office.tally.closed(self.office.clock.now - self.opened)
            if not self.office.plan.closes_itself:
                self._notify_witness("close", "")
        elif self.pending == 0:
            stuck = [
                track
                for track in self.office.plan.tracks.values()
                if self.status[track.id] == "running"
            ]
            for track in stuck[:1]:
                self._stop(track, self._stop_reason(track))
            if not stuck:
                self._stop(None, "every track has ended, and the case may not be closed")

    def _may_close(self) -> bool:
        plan = self.office.plan
        if any(
            track.starts is None or track.starts(self) is not False
            for track in self.waiting.values()
        ):
            return False
        return plan.closes_itself or plan.closing is None or plan.closing(self) is True

    def _stop_reason(self, track: TrackPlan) -> str:
        if self._is_held(track):
            return "the track is on hold"
        visit = self.visits[track.id][self.at[track.id]]
        return "no outcome is open" if self._is_ready(visit) else "a required action cannot be done"

    def _stop(self, track: TrackPlan | None, why: str) -> None:
        self.is_over = True
        self._notify_witness("stop", "")
        self.office.tally.stopped("" if track is None else f"{track.id}.{self.at[track.id]}", why)
        for visits in self.visits.values():
            for visit in visits.values():
                self._drop(visit)

    def _drop(self, visit: StepVisit) -> None:
        for job in visit.jobs.values():
            if not job.begun:
                self.office.tally.desks[job.action.by].count_drop()
        visit.jobs.clear()

    def _notify_witness(
        self, kind: Kind, path: str, told: Mapping[str, Value] | None = None
    ) -> None:
        if self.office.witness is not None:
            self.office.witness(self.number, kind, path, self.office.clock.now, told or {})
