"""A command at its place, and what every command shares: times, authority, writing events with their due times."""

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
    """The events that a command writes, none where what it asks for holds already, and the case after them."""

    events: tuple[Event, ...]
    case: Case


Decision = Accepted | Refusal


@value
class Request:
    """A command at its place: where the case stands, who acts, the clock, the history. `at.now` is when it happened."""

    at: Situation
    act: Act
    now: datetime
    history: tuple[Event, ...]

    def check_time(self, earliest: datetime | None, path: str) -> list[Reason]:
        """Why the stated time cannot be: in the future, or before `earliest`."""
        when = self.at.now
        if when > self.now:
            what = f"{self.at.say_time(when)} has not come yet; it is {self.at.say_time(self.now)}."
            return [Reason("time_in_future", what, at=path, remedy="Give an earlier time.")]
        if earliest is not None and when < earliest:
            began = "this step began" if "." in path else "this case was opened"
            what = f"{self.at.say_time(when)} is before {began}, on {self.at.say_time(earliest)}."
            return [Reason("time_before_step", what, at=path, remedy="Give a later time.")]
        return []

    def check_authority(
        self, by: tuple[str, ...], path: str, what: str, suggest: Suggestion | None = None
    ) -> list[Reason]:
        """Why the asker may not; `what` goes on after `may`, `suggest` is the command for those who may."""
        return [] if self.act.as_ in by else [say.not_yours(self.at, by, path, what, suggest)]

    def event(self, number: int, body: Body) -> Event:
        """The event that this request writes with that body, without due times yet."""
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
        )

    def written(self, *bodies: Body) -> Accepted:
        """Accept the request: an event for each body, with the due times that it fixes."""
        case = self.at.case
        events: list[Event] = []
        for body in bodies:
            case, event = attach_due_times(self.at, case, self.event(case.version + 1, body))
            events.append(event)
        return Accepted(tuple(events), case)

    def unchanged(self) -> Accepted:
        """Accept the request without an event: what it asks for holds already."""
        return Accepted((), self.at.case)


def attach_due_times(at: Situation, case: Case, event: Event) -> tuple[Case, Event]:
    """Return the case after the event, and the event with the due times of the clocks that it starts."""
    after = apply_event(at.definition, case, event)
    dues = find_changed_due_times(at.definition, case, after, at.make_counter())
    # Due times are the last thing that `apply` takes over, so the event need not be applied again with them.
    return with_due_times(after, dues), replace(event, dues=dues)
