"""A command with its context, and what every command shares: times, authority, writing events."""

from __future__ import annotations

from datetime import datetime

from sop.engine import refusal_reasons as say
from sop.engine.deadlines import find_changed_due_times
from sop.engine.decision_context import Situation
from sop.engine.evolve import apply_event, with_due_times
from sop.model.case_state import Case
from sop.model.commands import Act
from sop.model.events import Body, Event
from sop.model.refusal import Reason, Refusal
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value

Answer = tuple[Event, ...] | Refusal


@value
class Accepted:
    """The events that a command writes, and the case after them.

    No events: what the command asks for is already recorded.
    """

    events: tuple[Event, ...]
    case: Case


Decision = Accepted | Refusal


@value
class Request:
    """A command with its context: the case, who acts, the clock, the history of the case.

    `at.now` is when it happened, `now` is the clock.
    """

    at: Situation
    act: Act
    now: datetime
    history: tuple[Event, ...]

    def check_time(self, earliest: datetime | None, path: str) -> list[Reason]:
        """Return why the given time is impossible: in the future, or before `earliest`."""
        when = self.at.now
        if when > self.now:
            clock = self.at.say_time(self.now)
            what = f"{self.at.say_time(when)} is in the future; it is {clock} now."
            return [Reason("time_in_future", what, at=path, remedy="Give an earlier time.")]
        if earliest is not None and when < earliest:
            began = "this step began" if "." in path else "this case was opened"
            what = f"{self.at.say_time(when)} is before {began}, on {self.at.say_time(earliest)}."
            return [Reason("time_before_step", what, at=path, remedy="Give a later time.")]
        return []

    def check_step_time(self, path: str) -> list[Reason]:
        """Return why the given time is impossible for the current step of the path's track."""
        _, state = self.at.track_of(path)
        if state.visit is None:
            return self.check_time(None, path)
        return self.check_time(state.visit.since, path)

    def check_authority(
        self, by: tuple[str, ...], path: str, what: str, suggest: Suggestion | None = None
    ) -> list[Reason]:
        """Return why this stakeholder may not do it; empty if it is one of `by`.

        `what` completes "may …"; `suggest` is the command for those who may.
        """
        if self.act.as_ in by:
            return []
        return [say.not_yours(self.at, by, path, what, suggest=suggest)]

    def event(self, number: int, body: Body) -> Event:
        """Return the event that this request writes with that body, still without due times."""
        act = self.act
        return Event(
            id=number,
            at=self.at.now,
            recorded=self.now,
            as_=act.as_,
            body=body,
            by=act.by,
            why=act.why,
            key=act.key,
            home=act.home,
            os_user=act.os_user,
            reported_by=act.reported_by,
        )

    def accept(self, *bodies: Body) -> Accepted:
        """Accept the request: an event per body, with the due times that it fixes."""
        case = self.at.case
        events: list[Event] = []
        for body in bodies:
            case, event = attach_due_times(self.at, case, self.event(case.version + 1, body))
            events.append(event)
        return Accepted(tuple(events), case)

    def accept_unchanged(self) -> Accepted:
        """Accept the request without an event: what it asks for is already recorded."""
        return Accepted((), self.at.case)


def attach_due_times(at: Situation, case: Case, event: Event) -> tuple[Case, Event]:
    """Return the case after the event, and the event with the due times that it fixes."""
    after = apply_event(at.definition, case, event)
    dues = find_changed_due_times(at.definition, case, after, at.make_counter())
    # `apply_event` ends with the due times, so the event need not be applied again with them.
    return with_due_times(after, dues), replace(event, dues=dues)
