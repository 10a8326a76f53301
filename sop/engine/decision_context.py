"""Everything that a rule reads: the definition, the case, the moment, the calendar, the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from sop.engine.deadlines import TimeCounter, make_counter, zone_of
from sop.engine.evaluate import Truth, evaluate_condition, evaluate_gate
from sop.model.calendar import Calendar
from sop.model.case_state import Case, TrackState
from sop.model.condition import Condition, Gate
from sop.model.definition import Definition, Track
from sop.model.events import Event
from sop.model.value import value

# Not strftime's %a and %b: they depend on the machine's locale.
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@value
class Situation:
    """A case at a moment, as one stakeholder sees it.

    `now` is when something happened or would happen; waits are judged at it. `as_` is the
    stakeholder, or None for a user who named none. `history` has the case's events, or none where
    only their result is known.
    """

    definition: Definition
    case: Case
    now: datetime
    as_: str | None = None
    calendar: Calendar = field(default_factory=Calendar)
    history: Sequence[Event] = ()

    def evaluate(self, condition: Condition) -> Truth:
        """Return whether the condition is true, false or unknown in this case."""
        return evaluate_condition(self.definition, self.case, condition)

    def evaluate_gate(self, lines: Gate) -> Truth:
        """Return the value of all lines together."""
        return evaluate_gate(self.definition, self.case, lines)

    def track_of(self, path: str) -> tuple[Track, TrackState]:
        """Return the track that the path begins with, and its state."""
        name = path.partition(".")[0]
        return self.definition.tracks[name], self.case.tracks[name]

    def is_held(self, track: Track) -> bool:
        """Whether the track is on hold: its `on_hold_while` is true or unknown."""
        if track.on_hold_while is None:
            return False
        return self.evaluate_gate(track.on_hold_while) is not False

    def make_counter(self) -> TimeCounter:
        """Return what counts lengths of time by this workflow's clock and calendar."""
        return make_counter(self.definition, self.calendar)

    def short_name(self, stakeholder: str) -> str:
        """Return the stakeholder's short name, such as CLINIC."""
        return self.definition.stakeholders[stakeholder].short

    def say_time(self, moment: datetime) -> str:
        """Return the moment in the workflow's zone: `Fri 20 Nov 2026 16:10`."""
        local = moment.astimezone(zone_of(self.definition.timezone))
        return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local:%Y %H:%M}"
