"""Everything that a rule looks at, in one value: the definition, the case, the moment, the calendar and who asks."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime

from sop.engine.deadlines import TimeCounter, make_counter, zone_of
from sop.engine.evaluate import Truth, evaluate_condition, evaluate_gate
from sop.model.calendar import Calendar
from sop.model.case_state import Case, TrackState
from sop.model.condition import Condition, Gate
from sop.model.definition import Definition, Track
from sop.model.value import replace, value


@value
class Situation:
    """`now` is the moment at which something happened or would happen: waits are judged at it. `as_` None: nobody."""

    definition: Definition
    case: Case
    now: datetime
    as_: str | None = None
    calendar: Calendar = field(default_factory=Calendar)

    def truth(self, condition: Condition) -> Truth:
        return evaluate_condition(self.definition, self.case, condition)

    def gate(self, lines: Gate) -> Truth:
        return evaluate_gate(self.definition, self.case, lines)

    def track_of(self, path: str) -> tuple[Track, TrackState]:
        """The track that a path begins with, and its state."""
        name = path.split(".")[0]
        return self.definition.tracks[name], self.case.tracks[name]

    def is_held(self, track: Track) -> bool:
        """A track is held while its `on_hold_while` is true, or might be."""
        return track.on_hold_while is not None and self.gate(track.on_hold_while) is not False

    def make_counter(self) -> TimeCounter:
        return make_counter(self.definition, self.calendar)

    def with_case(self, case: Case) -> Situation:
        return replace(self, case=case)

    def short(self, stakeholder: str) -> str:
        """The short name that people use."""
        return self.definition.stakeholders[stakeholder].short

    def say_time(self, moment: datetime) -> str:
        """A moment in the workflow's zone: `Fri 20 Nov 2026 16:10`."""
        local = moment.astimezone(zone_of(self.definition.timezone))
        return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local:%Y %H:%M}"


# Not strftime's %a and %b, which follow the machine's locale.
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
