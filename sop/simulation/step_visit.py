"""A visit of a step by a simulated case, and the jobs that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from sop.simulation.compiled_plan import ActionPlan, OutcomePlan, StepPlan
from sop.simulation.run_state import Office


class StepVisit:
    """One stay in a step.

    `jobs` are asked for and not over, by action; `tried` are the chances that were drawn already;
    `outcome` is the one that was drawn, `wakes` when its wait will have passed.
    """

    # slots: a run makes some hundred thousand of these
    __slots__ = ("done", "jobs", "outcome", "plan", "since", "tried", "wakes")

    def __init__(self, plan: StepPlan, since: float) -> None:
        self.plan, self.since = plan, since
        self.done: set[str] = set()
        self.jobs: dict[str, Job] = {}
        self.tried: set[str] = set()
        self.outcome: OutcomePlan | None = None
        self.wakes: float | None = None

    def withdraw_jobs(self, office: Office) -> None:
        """Withdraw all jobs; those that are begun end later, for nothing."""
        for job in self.jobs.values():
            if not job.begun:
                office.tally.desks[job.action.by].count_drop()
        self.jobs.clear()


class Job:
    """An action that a stakeholder is asked to do. `finish` is called when its work is over."""

    __slots__ = ("action", "begun", "finish", "length", "office", "requested", "visit")

    def __init__(
        self,
        office: Office,
        visit: StepVisit,
        action: ActionPlan,
        length: float,
        finish: Callable[[float], None],
    ) -> None:
        self.office, self.visit, self.action = office, visit, action
        self.length, self.finish = length, finish
        self.requested, self.begun = office.clock.now, 0.0

    def take(self) -> float | None:
        """Begin, and return the length; None when the job was withdrawn."""
        if self.visit.jobs.get(self.action.id) is not self:
            return None
        office = self.office
        self.begun = office.clock.now
        desk = office.tally.desks[self.action.by]
        desk.count_start(self.requested, office.clock.now, self.length)
        return self.length

    def end(self) -> None:
        """End the work; it is lost if the job was withdrawn meanwhile."""
        tally = self.office.tally
        tally.desks[self.action.by].count_end()
        if self.visit.jobs.get(self.action.id) is not self:
            tally.lost += 1
            return
        del self.visit.jobs[self.action.id]
        self.finish(self.begun)


def draw_outcome(random: Random, outcomes: Sequence[OutcomePlan]) -> OutcomePlan:
    """Return one of the outcomes by their weights; the only one without a draw."""
    if len(outcomes) == 1:
        return outcomes[0]
    left = random.random() * sum(outcome.weight for outcome in outcomes)
    for outcome in outcomes:
        left -= outcome.weight
        if left < 0:
            return outcome
    return outcomes[-1]  # the sum may be rounded up
