"""How a deadline or a wait is counted, in words: from when, what does not count, when it ends.

The words are made from the table by which the engine counts (`deadlines.UNIT_RULES`), so the two
agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sop.engine.deadlines import END_OF_DAY, UNIT_RULES, UnitRule, clock_fact, say_length
from sop.engine.word_lists import join_words
from sop.model.calendar import WEEKEND
from sop.model.definition import Definition
from sop.model.duration import Due, Nature, Wait
from sop.model.fact import Fact
from sop.model.value import value


@value
class RuleClock:
    """One clock of a rule.

    `at` is the path of the step, action or outcome; `code` is the code of the step or action, for
    a wait that of its step. `due` is when the clock runs out, or None if that is not known;
    `at_latest` the latest such moment, where a coarse date leaves it open.
    `nature` is None for a wait.
    """

    at: str
    code: str
    says: str
    due: datetime | None = None
    at_latest: datetime | None = None
    nature: Nature | None = None
    law: tuple[str, ...] = ()


def explain_counting(definition: Definition, clock: Due | Wait) -> str:
    """Return the rule of counting: `2 days, counted from "found_at". The starting day …`."""
    return " ".join(_explain_parts(definition, clock))


def _explain_parts(definition: Definition, clock: Due | Wait) -> Iterator[str]:
    fact = clock_fact(clock)
    is_backwards = isinstance(clock, Due) and clock.before_fact is not None
    start = "the start of this step" if fact is None else f'"{fact}"'
    counted = "counted back from" if is_backwards else "counted from"
    if clock.length is None:
        yield f"at once, {counted} {start}."
    else:
        yield f"{say_length(clock.length)}, {counted} {start}."
        yield from _explain_unit(definition, UNIT_RULES[clock.length.unit], is_backwards)
    if fact is not None:
        yield f'It does not run while "{fact}" is unknown.'
        yield from _explain_coarse_date(definition.facts[fact], clock)


def _explain_coarse_date(fact: Fact, clock: Due | Wait) -> Iterator[str]:
    """Yield from which day it counts where the date may be known to the month or the year only."""
    if fact.type == "date":
        is_backwards = isinstance(clock, Due) and clock.before_fact is not None
        yield f"Hours count from the {'beginning' if is_backwards else 'end'} of the day."
    if fact.precision == "day":
        return
    if isinstance(clock, Wait):
        yield "If only the month or the year is known, it counts from the last day."
    else:
        yield "If only the month or the year is known, there are two due times: from its first day"
        yield "and from its last."
    if fact.may_be_about:
        yield "From a year that is uncertain no time runs."


def _explain_unit(definition: Definition, rule: UnitRule, is_backwards: bool) -> Iterator[str]:
    if not rule.whole_days:
        yield _explain_hours(definition, rule)
        return
    first = "day of that moment" if is_backwards else "starting day"
    yield f"The {first} is not counted."
    yield _explain_days(definition, rule)
    if not rule.days:
        yield "A month ends on the same day number, or on its last day if it has no such number."
    yield f"The time ends at {END_OF_DAY:%H:%M:%S} on the last day ({definition.timezone})."


def _explain_days(definition: Definition, rule: UnitRule) -> str:
    """Return which days are left out."""
    if rule.working_only:
        return _days_left_out(definition)
    return "Every day counts, weekends and public holidays too."


def _explain_hours(definition: Definition, rule: UnitRule) -> str:
    """Return which hours are left out."""
    if not rule.working_only:
        return "Every hour counts, at night, at weekends and on public holidays too."
    hours = definition.working_hours
    if hours is None:
        return _days_left_out(definition)
    opens, closes = _clock_time(hours.start), _clock_time(hours.end)
    return (
        f"{_days_left_out(definition)} Only the time from {opens} to {closes} counts "
        f"({definition.timezone})."
    )


def _days_left_out(definition: Definition) -> str:
    free = list(WEEKEND.values())
    if definition.calendar:
        free.append(f"public holidays ({definition.calendar})")
    return f"{join_words(free, 'and')} do not count."


def _clock_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
