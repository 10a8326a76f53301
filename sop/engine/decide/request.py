"""A command with its context, and what every command shares: times, authority, writing events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sop.engine import refusal_reasons as say
from sop.engine.deadlines import find_changed_due_times, zone_of
from sop.engine.decision_context import Situation
from sop.engine.evolve import apply_event, with_due_times
from sop.engine.fact_values import is_later
from sop.model.case_state import Case
from sop.model.commands import Act
from sop.model.condition import Value
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
    warnings: tuple[str, ...] = ()  # sentences about the order of times


Decision = Accepted | Refusal


OPENING = 1
"""The ID of the event that opened the case."""


@value
class _Entry:
    """When the case or the step began, and by which event; None: it has not begun."""

    event: int
    at: datetime | None
    what: str = "this step began"


IN_FUTURE = (
    "Give an earlier time. If this computer's clock is behind, leave the time out, and correct "
    "when it happened once the clock is right."
)
"""The remedy for a time in the future, which a clock that is behind refuses too."""
IN_FUTURE_OF_CORRECTION = "Give an earlier time, or set this computer's clock right first."
"""The same for a correction, of which the time is all: it cannot be left out."""
AFTER_MIDNIGHT = timedelta(hours=12)
"""How long ago the same time of the day before may be, so that it is probably the right one."""


GIVE_LATER = "Give a later time."


@value
class Request:
    """A command with its context: the case, who acts, the clock, the history of the case.

    `at.now` is when it happened, `now` is the clock.
    """

    at: Situation
    act: Act
    now: datetime
    history: tuple[Event, ...]

    def check_clock(self, path: str) -> list[Reason]:
        """Return why the given time is impossible: it is in the future."""
        when = self.at.now
        if when <= self.now:
            return []
        clock = self.at.say_time(self.now)
        what = f"{self.at.say_time(when)} is in the future; it is {clock} now."
        remedy = IN_FUTURE_OF_CORRECTION if self.act.at is None else IN_FUTURE
        day_before = when - timedelta(days=1)
        if timedelta(0) <= self.now - day_before <= AFTER_MIDNIGHT:
            zone = zone_of(self.at.definition.timezone)
            clock = f"{day_before.astimezone(zone):%H:%M}"
            remedy = f"If it was the day before, write 'yesterday {clock}'. {remedy}"
        return [Reason("time_in_future", what, at=path, remedy=remedy)]

    def check_case_time(self, path: str) -> list[Reason]:
        """Return why the given time is impossible: in the future, or before the case was opened."""
        return self._check_time(self._opening(), path)

    def check_doing_time(self, path: str) -> list[Reason]:
        """Return why the given time is impossible for an action.

        No one decides when a track starts: it starts once its condition is recorded, often after
        the work has begun. An interrupt too is often raised after what it asks for was done, as
        in danger. What belongs to such a step may have happened before, though not before the
        case was opened.
        """
        if self._began_with_track(path) or self._began_with_interrupt(path):
            return self.check_case_time(path)
        return self.check_step_time(path)

    def check_step_time(self, path: str) -> list[Reason]:
        """Return why the given time is impossible for the current step of the path's track."""
        return self._check_time(self._beginning_of(path), path)

    def _check_time(self, began: _Entry, path: str) -> list[Reason]:
        if not self._is_before(began):
            return self.check_clock(path)
        # The command that moves the beginning, so that a late entry finds a way.
        move = Suggestion("case time", str(began.event), options=(("at", self.at.now.isoformat()),))
        what = self._say_before(began)
        remedy = GIVE_LATER
        if began.at is not None and began.at > self.now:
            remedy = "Leave the time out, or correct when it began: its time is ahead of the clock."
        return [Reason("time_before_step", what, suggest=move, at=path, remedy=remedy)]

    def warn_of_case_time(self) -> tuple[str, ...]:
        """Return the warning that the given time is before the case was opened; empty if not."""
        return self._warn_of_time(self._opening())

    def warn_of_step_time(self, path: str) -> tuple[str, ...]:
        """Return the warning that the given time is before the current step began; empty if not."""
        return self._warn_of_time(self._beginning_of(path))

    def _warn_of_time(self, began: _Entry) -> tuple[str, ...]:
        if not self._is_before(began):
            return ()
        return (f"{self._say_before(began)} It is recorded as given.",)

    def _opening(self) -> _Entry:
        return _Entry(OPENING, self.at.case.opened_at, "this case was opened")

    def _beginning_of(self, path: str) -> _Entry:
        _, state = self.at.track_of(path)
        if state.visit is None:
            return _Entry(OPENING, None)
        return _Entry(state.visit.event, state.visit.since)

    def _is_before(self, began: _Entry) -> bool:
        """Whether the given time is before the beginning.

        A beginning ahead of the clock was recorded by a wrong clock. It counts as now, so that what
        happens now is never too early.
        """
        return began.at is not None and self.at.now < min(began.at, self.now)

    def _began_with_track(self, path: str) -> bool:
        """Whether the current step began because its track started, after the opening."""
        track, state = self.at.track_of(path)
        visit = state.visit
        if visit is None or visit.step != track.first.id:
            return False
        return visit.number == 1 and visit.event != OPENING

    def _began_with_interrupt(self, path: str) -> bool:
        """Whether the current step is one that an interrupt leads to."""
        track, state = self.at.track_of(path)
        step = None if state.visit is None else state.visit.step
        return any(interrupt.to == step for interrupt in track.interrupts.values())

    def _say_before(self, began: _Entry) -> str:
        assert began.at is not None
        when, start = self.at.say_time(self.at.now), self.at.say_time(began.at)
        return f"{when} is before {began.what}, on {start}."

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

    def accept(self, *bodies: Body, warnings: tuple[str, ...] = ()) -> Accepted:
        """Accept the request: an event per body, with the due times that it fixes."""
        case = self.at.case
        events: list[Event] = []
        for body in bodies:
            case, event = attach_due_times(self.at, case, self.event(case.version + 1, body))
            events.append(event)
        return Accepted(tuple(events), case, warnings)

    def accept_unchanged(self) -> Accepted:
        """Accept the request without an event: what it asks for is already recorded."""
        return Accepted((), self.at.case)


def find_future_values(request: Request, facts: Mapping[str, Value], path: str) -> list[Reason]:
    """Return a reason for each value that is later than the clock, where its fact forbids that."""
    definition, found = request.at.definition, list[Reason]()
    zone = zone_of(definition.timezone)
    for name, given in facts.items():
        if definition.facts[name].past_only and is_later(given, request.now, zone):
            clock = request.at.say_time(request.now)
            what = f'"{name}" may not be in the future; it is {clock} now.'
            remedy = "Give an earlier date or time."
            found.append(Reason("time_in_future", what, at=path or None, remedy=remedy, fact=name))
    return found


def attach_due_times(at: Situation, case: Case, event: Event) -> tuple[Case, Event]:
    """Return the case after the event, and the event with the due times that it fixes."""
    after = apply_event(at.definition, case, event)
    dues = find_changed_due_times(at.definition, case, after, at.make_counter())
    # `apply_event` ends with the due times, so the event need not be applied again with them.
    return with_due_times(after, dues), replace(event, dues=dues)
