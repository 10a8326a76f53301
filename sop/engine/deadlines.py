"""When a deadline or a wait runs out.

Days exclude the first and include the last; hours run through the night. Due times are computed
once, when the clock starts, and kept in the event that started it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sop.model.calendar import Calendar
from sop.model.case_state import Case, TrackState, Visit
from sop.model.coarse_date import parse_coarse_date
from sop.model.definition import Definition, Step, WorkingHours
from sop.model.duration import Due, Duration, Unit, Wait
from sop.model.refusal import UsageError
from sop.model.suggestion import upgrade
from sop.model.value import value

END_OF_DAY = time(23, 59, 59)
"""Whole days end with their last second, so that a due time shows the day that it belongs to."""
WHOLE_DAY = WorkingHours(0, 24 * 60)
"""Working hours of a workflow that names none."""
EARLIEST_YEAR, LATEST_YEAR = 2, 9998
"""One year inside Python's limits, because a time zone can move a moment over the edge."""


@value
class ClockStart:
    """The moment that a clock counts from or before. A coarse date gives an earliest and a latest.

    They are equal for a moment, and for a date that is known to the day.
    """

    earliest: datetime
    latest: datetime


@value
class UnitRule:
    """How a unit is counted. The counting and its explanation (`sop why`) both read this.

    With `whole_days` the first day is left out, the last one counts and the time ends with that
    day. With `working_only` Monday to Friday count, except public holidays. `days` is the number of
    days in one unit; 0 is the same day number some months later.
    """

    whole_days: bool
    working_only: bool = False
    days: int = 1


UNIT_RULES: Mapping[Unit, UnitRule] = {
    "hours": UnitRule(whole_days=False),
    "working_hours": UnitRule(whole_days=False, working_only=True),
    "days": UnitRule(whole_days=True),
    "working_days": UnitRule(whole_days=True, working_only=True),
    "court_days": UnitRule(whole_days=True, working_only=True),
    "weeks": UnitRule(whole_days=True, days=7),
    "months": UnitRule(whole_days=True, days=0),
}


@lru_cache(maxsize=32)
def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of that name. Raise UsageError if this computer does not have it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as missing:
        raise UsageError(
            f"This computer does not know the time zone '{name}'.",
            "Update its list of time zones, then repeat the command",
            upgrade("tzdata"),
        ) from missing


@value
class TimeCounter:
    """The clock and the calendar by which lengths of time are counted."""

    zone: ZoneInfo
    calendar: Calendar
    hours: WorkingHours

    def after(self, start: datetime, length: Duration) -> datetime:
        """Return the moment at which `length` from `start` has passed."""
        return self._count_from(start, length, 1)

    def before(self, end: datetime, length: Duration) -> datetime:
        """Return the last moment that is still `length` before `end`."""
        return self._count_from(end, length, -1)

    def _count_from(self, start: datetime, length: Duration, sign: int) -> datetime:
        rule = UNIT_RULES[length.unit]
        if rule.whole_days:
            first = start.astimezone(self.zone).date()
            day = self._count_days(first, rule, sign * length.amount)
            return datetime.combine(day, END_OF_DAY, self.zone)
        if rule.working_only:
            return self._add_working_hours(start, length.amount, sign)
        return (start.astimezone(UTC) + sign * timedelta(hours=length.amount)).astimezone(self.zone)

    def _count_days(self, first: date, rule: UnitRule, amount: int) -> date:
        if rule.working_only:
            return self._add_working_days(first, amount)
        if rule.days:
            return first + timedelta(days=amount * rule.days)
        return months_from(first, amount)

    def _add_working_days(self, day: date, amount: int) -> date:
        one_day = timedelta(days=1 if amount > 0 else -1)
        left = abs(amount)
        while left:
            day += one_day
            left -= self.calendar.is_working_day(day)
        return day

    def _add_working_hours(self, start: datetime, amount: int, sign: int) -> datetime:
        """Add (or subtract) hours, counting only working hours of working days."""
        left = timedelta(hours=amount)
        day = start.astimezone(self.zone).date()
        while True:
            opens, closes = self._working_hours_of(day)
            if sign > 0:
                opens = max(start, opens)
            else:
                closes = min(start, closes)
            if opens <= closes and self.calendar.is_working_day(day):
                if closes - opens >= left:
                    moment = opens + left if sign > 0 else closes - left
                    return moment.astimezone(self.zone)
                left -= closes - opens
            day += sign * timedelta(days=1)

    def _working_hours_of(self, day: date) -> tuple[datetime, datetime]:
        """Return when work begins and ends on that day.

        In UTC, so that a change of the clocks neither adds nor removes an hour.
        """
        return self._moment_of(day, self.hours.start), self._moment_of(day, self.hours.end)

    def _moment_of(self, day: date, minutes: int) -> datetime:
        """Return the moment in UTC that is `minutes` after local midnight."""
        local = datetime.combine(day, time.min) + timedelta(minutes=minutes)
        return local.replace(tzinfo=self.zone).astimezone(UTC)


def make_counter(definition: Definition, calendar: Calendar) -> TimeCounter:
    """Return what counts lengths of time for this workflow."""
    hours = definition.working_hours or WHOLE_DAY
    return TimeCounter(zone_of(definition.timezone), calendar, hours)


def say_length(length: Duration) -> str:
    """Return the length of time in words.

    >>> say_length(Duration(1, "working_days")), say_length(Duration(48, "hours"))
    ('1 working day', '48 hours')
    """
    unit = length.unit.replace("_", " ")
    if length.amount == 1:
        unit = unit.removesuffix("s")
    return f"{length.amount} {unit}"


def months_from(day: date, months: int) -> date:
    """Return the same day number some months later (or earlier), else that month's last day.

    >>> months_from(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = min(max(year, EARLIEST_YEAR), LATEST_YEAR)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def list_clocks(step: Step) -> Iterator[tuple[str, Due | Wait]]:
    """Yield every clock that runs in a visit of the step, with the path that it belongs to."""
    if step.due is not None:
        yield step.path, step.due
    for action in step.actions.values():
        if action.due is not None:
            yield action.path, action.due
    for outcome in step.outcomes.values():
        if outcome.wait is not None:
            yield outcome.path, outcome.wait


def clock_fact(clock: Due | Wait) -> str | None:
    """Return the fact that the clock counts from or before; None: the step's start."""
    if clock.from_fact is None and isinstance(clock, Due):
        return clock.before_fact
    return clock.from_fact


def due_time_of(
    case: Case, visit: tuple[str, Visit], clock: Due | Wait, count: TimeCounter
) -> datetime | None:
    """Return when the clock runs out in this visit (track, visit); None if it does not run.

    From a coarse date a deadline counts from the earliest moment, a wait from the latest.
    """
    start = start_of(case, visit, clock, count)
    if start is None:
        return None
    return _count_out(start.latest if isinstance(clock, Wait) else start.earliest, clock, count)


def latest_due_of(
    case: Case, visit: tuple[str, Visit], clock: Due | None, count: TimeCounter
) -> datetime | None:
    """Return the latest due time, where a coarse date leaves it open; else None."""
    start = None if clock is None else start_of(case, visit, clock, count)
    if clock is None or start is None or start.earliest == start.latest:
        return None
    return _count_out(start.latest, clock, count)


def _count_out(start: datetime, clock: Due | Wait, count: TimeCounter) -> datetime:
    """Return the moment at which the clock runs out that counts from or before `start`."""
    if clock.length is None:
        return start.astimezone(count.zone)
    if isinstance(clock, Due) and clock.before_fact is not None:
        return count.before(start, clock.length)
    return count.after(start, clock.length)


def start_of(
    case: Case, visit: tuple[str, Visit], clock: Due | Wait, count: TimeCounter
) -> ClockStart | None:
    """Return what the clock counts from or before; None if it does not run."""
    track, stay = visit
    fact = clock_fact(clock)
    if fact is None:
        return ClockStart(stay.since, stay.since)
    is_backwards = isinstance(clock, Due) and clock.from_fact is None
    return find_start_fact(case, fact, visit=(track, stay), zone=count.zone, backwards=is_backwards)


def find_start_fact(
    case: Case, fact: str, *, visit: tuple[str, Visit], zone: ZoneInfo, backwards: bool
) -> ClockStart | None:
    """Return the start that the fact's value gives.

    None if it has no value, if its year itself is uncertain, or if an earlier visit of this step
    recorded it.
    """
    track, stay = visit
    record = case.facts.get(fact)
    if record is None:
        return None
    if record.origin is not None:
        origin_track, origin_step, origin_visit = record.origin
        is_same_step = (origin_track, origin_step) == (track, stay.step)
        if is_same_step and origin_visit != stay.number:
            return None
    return read_clock_start(str(record.value), zone, backwards)


def read_clock_start(text: str, zone: ZoneInfo, backwards: bool = False) -> ClockStart | None:
    """Return the start that a recorded moment or date gives; None for `about_2008`.

    Hours count from the end of the day, and `backwards` from its beginning: a period before a day
    must be over when the day begins.
    """
    coarse = parse_coarse_date(text)
    if coarse is None:
        moment = datetime.fromisoformat(text)
        return ClockStart(moment, moment)
    if not coarse.starts_clock:
        return None
    hour = time.min if backwards else END_OF_DAY
    first, last = (datetime.combine(day, hour, zone) for day in (coarse.first, coarse.last))
    return ClockStart(first, last)


def find_changed_due_times(
    definition: Definition, before: Case, after: Case, count: TimeCounter
) -> Mapping[str, datetime | None]:
    """Return the due times that changed between two states of a case; None: it no longer runs.

    They belong to steps that were entered or resumed, and to clocks whose datetime fact changed.
    """
    changed = _find_changed_facts(before, after)
    dues: dict[str, datetime | None] = {}
    for track, state in after.tracks.items():
        visit = state.visit
        if visit is None or state.status != "running":
            continue
        is_new = _is_new_visit(before.tracks.get(track), state)
        for path, clock in list_clocks(definition.tracks[track].steps[visit.step]):
            fact = clock_fact(clock)
            due = visit.dues.get(path)
            starts = is_new and (due is None or fact is not None)
            if not starts and fact not in changed:
                continue
            computed = due_time_of(after, (track, visit), clock, count)
            if computed != due:
                dues[path] = computed
    return dues


def _find_changed_facts(before: Case, after: Case) -> set[str]:
    """Return the facts with another record. A record that did not change is the same object."""
    earlier = before.facts
    return {name for name, record in after.facts.items() if earlier.get(name) is not record}


def _is_new_visit(earlier: TrackState | None, state: TrackState) -> bool:
    """Whether the track entered or resumed the step since `earlier`."""
    if earlier is None or earlier.step != state.step:
        return True
    if earlier.visit is None or state.visit is None:
        return earlier.visit is not state.visit
    return earlier.visit.number != state.visit.number


def restore_due_times(
    definition: Definition, original: Case, case: Case, count: TimeCounter
) -> Mapping[str, datetime | None]:
    """Return the due times of every running or interrupted visit of `case`.

    A clock that started at the same moment in `original` keeps its due time from there, so that a
    calendar that has changed since moves nothing; the others are counted again.
    """
    dues: dict[str, datetime | None] = {}
    for track, state in case.tracks.items():
        for visit in _find_open_visits(state):
            for path, clock in list_clocks(definition.tracks[track].steps[visit.step]):
                kept = _find_kept_due(original, case, (track, visit), (path, clock), count=count)
                dues[path] = kept or due_time_of(case, (track, visit), clock, count)
    return dues


def _find_open_visits(state: TrackState) -> list[Visit]:
    """Return the visit of the current step and those that interrupts left."""
    if state.status != "running":
        return []
    return [state.visits[name] for name in (state.step, *state.interrupted) if name is not None]


def _find_kept_due(
    original: Case,
    case: Case,
    visit: tuple[str, Visit],
    named: tuple[str, Due | Wait],
    *,
    count: TimeCounter,
) -> datetime | None:
    """Return the due time in `original`; None if the clock started at another moment there."""
    (track, stay), (path, clock) = visit, named
    state = original.tracks.get(track)
    if state is None or stay.step not in state.visits:
        return None
    before = state.visits[stay.step]
    started = start_of(original, (track, before), clock, count)
    if started != start_of(case, visit, clock, count):
        return None
    # A fact that changed during an interrupt moves the clocks only when the step is resumed.
    if clock_fact(clock) is not None and state.step != stay.step:
        return None
    return before.dues.get(path)


def is_overdue(due: datetime | None, now: datetime) -> bool:
    """Whether the deadline has passed.

    A deadline is missed after it, not at it; one that is due immediately is overdue a moment later.
    """
    return due is not None and now > due


def is_possibly_overdue(due: datetime | None, at_latest: datetime | None, now: datetime) -> bool:
    """Whether a deadline that counts from a coarse date may have passed, and may not have."""
    return at_latest is not None and is_overdue(due, now) and not is_overdue(at_latest, now)
