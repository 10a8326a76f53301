"""When a clock runs out. Days exclude the first and include the last; hours run through the night.

Due times are computed once, when the clock starts, and kept in the event that started it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sop.model.calendar import Calendar
from sop.model.case_state import Case, Visit
from sop.model.definition import Definition, Due, Duration, Step, Unit, Wait, WorkingHours
from sop.model.refusal import UsageError
from sop.model.suggestion import upgrade
from sop.model.value import value

END_OF_DAY = time(23, 59, 59)
WHOLE_DAY = WorkingHours(0, 24 * 60)
EARLIEST_YEAR, LATEST_YEAR = (
    2,
    9998,
)  # dates end a year later, and a time zone may move a moment over the edge


@value
class UnitRule:
    """How a unit is counted. The counting and the words about it (`sop why`) both read this."""

    whole_days: bool  # the first day is left out, the last one is counted, and it is over at the end of that day
    working_only: bool = False  # only Monday to Friday less public holidays
    days: int = 1  # in one unit of whole days; 0: the same day number some months on


UNITS: Mapping[Unit, UnitRule] = {
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
    """The time zone by its name; Misuse where this computer has none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as missing:
        raise UsageError(
            f"this computer does not know the time zone '{name}'.",
            "bring its list of time zones up to date, then repeat the command",
            upgrade("tzdata"),
        ) from missing


@value
class TimeCounter:
    """By which clock and calendar lengths of time are counted."""

    zone: ZoneInfo
    calendar: Calendar
    hours: WorkingHours

    def after(self, start: datetime, length: Duration) -> datetime:
        """The moment at which `length` from `start` is over."""
        return self._count_from(start, length, 1)

    def before(self, end: datetime, length: Duration) -> datetime:
        """The last moment that is still `length` before `end`."""
        return self._count_from(end, length, -1)

    def _count_from(self, start: datetime, length: Duration, sign: int) -> datetime:
        rule = UNITS[length.unit]
        if rule.whole_days:
            day = self._day(start.astimezone(self.zone).date(), rule, sign * length.amount)
            return datetime.combine(day, END_OF_DAY, self.zone)
        if rule.working_only:
            return self._add_working_hours(start, length.amount, sign)
        return (start.astimezone(UTC) + sign * timedelta(hours=length.amount)).astimezone(self.zone)

    def _day(self, first: date, rule: UnitRule, amount: int) -> date:
        if rule.working_only:
            return self._add_working_days(first, abs(amount), 1 if amount > 0 else -1)
        return (
            first + timedelta(days=amount * rule.days) if rule.days else months_from(first, amount)
        )

    def _add_working_days(self, day: date, amount: int, sign: int) -> date:
        while amount:
            day += sign * timedelta(days=1)
            amount -= self.calendar.is_working_day(day)
        return day

    def _add_working_hours(self, start: datetime, amount: int, sign: int) -> datetime:
        """Counts the minutes inside the working hours of working days only."""
        left, day = timedelta(hours=amount), start.astimezone(self.zone).date()
        while True:
            opens, shuts = self._office(day)
            begin, end = (max(start, opens), shuts) if sign > 0 else (opens, min(start, shuts))
            if self.calendar.is_working_day(day) and begin <= end:
                if end - begin >= left:
                    return (begin + left if sign > 0 else end - left).astimezone(self.zone)
                left -= end - begin
            day += sign * timedelta(days=1)

    def _office(self, day: date) -> tuple[datetime, datetime]:
        """When work begins and ends on that day; in UTC, so that a change of the clocks adds and loses nothing."""
        midnight = datetime.combine(day, time.min)
        opens, shuts = (midnight + timedelta(minutes=m) for m in (self.hours.start, self.hours.end))
        return opens.replace(tzinfo=self.zone).astimezone(UTC), shuts.replace(
            tzinfo=self.zone
        ).astimezone(UTC)


def make_counter(definition: Definition, calendar: Calendar) -> TimeCounter:
    """How this workflow counts."""
    return TimeCounter(
        zone_of(definition.timezone), calendar, definition.working_hours or WHOLE_DAY
    )


def say_length(length: Duration) -> str:
    """A length of time in words.

    >>> say_length(Duration(1, "working_days")), say_length(Duration(48, "hours"))
    ('1 working day', '48 hours')
    """
    unit = length.unit.replace("_", " ")
    return f"{length.amount} {unit.removesuffix('s') if length.amount == 1 else unit}"


def months_from(day: date, months: int) -> date:
    """The same day number some months on (or back), else that month's last day.

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
    """Every clock that runs in a visit of the step, by the path that it belongs to."""
    if step.due is not None:
        yield step.path, step.due
    for action in step.actions.values():
        if action.due is not None:
            yield action.path, action.due
    for outcome in step.outcomes.values():
        if outcome.wait is not None:
            yield outcome.path, outcome.wait


def clock_fact(clock: Due | Wait) -> str | None:
    """The datetime fact that the clock counts from or before; None: from the step's start."""
    return clock.from_fact or (clock.before_fact if isinstance(clock, Due) else None)


def due_time_of(
    case: Case, visit: tuple[str, Visit], clock: Due | Wait, count: TimeCounter
) -> datetime | None:
    """When the clock runs out in this visit (track, visit); None while its start is unknown."""
    start = start_of(case, visit, clock)
    if start is None:
        return None
    if clock.length is None:
        return start.astimezone(count.zone)
    backwards = isinstance(clock, Due) and clock.before_fact is not None
    return (count.before if backwards else count.after)(start, clock.length)


def start_of(case: Case, visit: tuple[str, Visit], clock: Due | Wait) -> datetime | None:
    """The moment that the clock counts from or before; None while it is unknown."""
    track, stay = visit
    fact = clock_fact(clock)
    return stay.since if fact is None else find_start_fact(case, fact, track, stay)


def find_start_fact(case: Case, fact: str, track: str, visit: Visit) -> datetime | None:
    """The datetime fact's value, unless an earlier visit of this very step recorded it."""
    record = case.facts.get(fact)
    if record is None:
        return None
    if (
        record.origin is not None
        and record.origin[:2] == (track, visit.step)
        and record.origin[2] != visit.number
    ):
        return None
    return datetime.fromisoformat(str(record.value))


def find_changed_due_times(
    definition: Definition, before: Case, after: Case, count: TimeCounter
) -> Mapping[str, datetime | None]:
    """The due times that changed between two states of a case: clocks of steps entered or resumed, and clocks whose
    datetime fact changed."""
    earlier_facts = before.facts
    changed = {
        name for name, record in after.facts.items() if earlier_facts.get(name) is not record
    }
    dues: dict[str, datetime | None] = {}
    for track, state in after.tracks.items():
        visit = state.visit
        if visit is None or state.status != "running":
            continue
        earlier = before.tracks.get(track)
        is_new = (
            earlier is None
            or earlier.step != state.step
            or _visit_key(earlier.visit) != _visit_key(visit)
        )
        for path, clock in list_clocks(definition.tracks[track].steps[visit.step]):
            fact = clock_fact(clock)
            due = visit.dues.get(path)
            if fact in changed or (is_new and (due is None or fact is not None)):
                computed = due_time_of(after, (track, visit), clock, count)
                if computed != due:
                    dues[path] = computed
    return dues


def restore_due_times(
    definition: Definition, told: Case, case: Case, count: TimeCounter
) -> Mapping[str, datetime | None]:
    """The due times of every running or interrupted visit of `case`: as `told` has them where the clock started at
    the same moment there, counted anew elsewhere. A calendar that changed since moves nothing."""
    dues: dict[str, datetime | None] = {}
    for track, state in case.tracks.items():
        stays = [state.visits[name] for name in (state.step, state.remembered) if name is not None]
        for visit in stays if state.status == "running" else ():
            for path, clock in list_clocks(definition.tracks[track].steps[visit.step]):
                kept = _find_kept_due(told, case, (track, visit), (path, clock))
                dues[path] = kept or due_time_of(case, (track, visit), clock, count)
    return dues


def _find_kept_due(
    told: Case, case: Case, visit: tuple[str, Visit], named: tuple[str, Due | Wait]
) -> datetime | None:
    """The due time that `told` has for the clock, if it started at the same moment there."""
    (track, stay), (path, clock) = visit, named
    state = told.tracks.get(track)
    before = state.visits.get(stay.step) if state else None
    if (
        state is None
        or before is None
        or start_of(told, (track, before), clock) != start_of(case, visit, clock)
    ):
        return None
    # A fact that changed while the step was interrupted moves its clocks only when the step is resumed.
    is_fresh = clock_fact(clock) is None or state.step == stay.step
    return before.dues.get(path) if is_fresh else None


def _visit_key(visit: Visit | None) -> tuple[str, int] | None:
    return None if visit is None else (visit.step, visit.number)


def is_overdue(due: datetime | None, now: datetime) -> bool:
    """A deadline is missed after it, not at it; one that was due at once is overdue a minute later."""
    return due is not None and now > due
