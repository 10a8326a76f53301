"""A command at its place, and what every command shares: times, authority, writing events with their due times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from sop.engine import refusal_reasons as say
from sop.engine.deadlines import find_changed_due_times
from sop.engine.decision_context import Situation
from sop.engine.evolve import apply_event
from sop.model.case_state import Case
from sop.model.commands import Act
from sop.model.events import Body, Event
from sop.model.refusal import Reason, Refusal
from sop.model.value import replace, value

Answer = tuple[Event, ...] | Refusal


@value
class Request:
    """A command at its place: where the case stands, who acts, the clock, the history. `at.now` is when it happened."""

    at: Situation
    act: Act
    now: datetime
    history: tuple[Event, ...] = field(default=())

    def check_time(self, earliest: datetime | None, path: str) -> list[Reason]:
        """Why the stated time cannot be: in the future, or before `earliest`."""
        when = self.at.now
        if when > self.now:
            what = f"{self.at.say_time(when)} has not come yet; it is {self.at.say_time(self.now)}."
            return [Reason("time_in_future", what, do="give an earlier --at", at=path)]
        if earliest is not None and when < earliest:
            began = "this step began" if "." in path else "this case was opened"
            what = f"{self.at.say_time(when)} is before {began}, on {self.at.say_time(earliest)}."
            return [Reason("time_before_step", what, do="give a later --at", at=path)]
        return []

    def check_authority(self, by: tuple[str, ...], path: str, what: str) -> list[Reason]:
        return [] if self.act.as_ in by else [say.not_yours(self.at, by, path, what)]

    def written(self, *bodies: Body) -> tuple[Event, ...]:
        """The events with these bodies, each with the due times that it fixes."""
        case, events = self.at.case, []
        for body in bodies:
            event = Event(
                case.version + 1,
                self.at.now,
                self.now,
                self.act.as_,
                body,
                self.act.by,
                self.act.why,
                key=self.act.key,
            )
            case, event = attach_due_times(self.at, case, event)
            events.append(event)
        return tuple(events)


def attach_due_times(at: Situation, case: Case, event: Event) -> tuple[Case, Event]:
    """The case after the event, and the event with the due times of the clocks that it starts."""
    after = apply_event(at.definition, case, event)
    dues: Mapping[str, datetime | None] = find_changed_due_times(
        at.definition, case, after, at.make_counter()
    )
    event = replace(event, dues=dues)
    return apply_event(at.definition, case, event), event
