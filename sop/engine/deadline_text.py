"""How a deadline or a wait is counted, in words: from when, what does not count, when it ends.

The words follow the table by which the engine itself counts (`deadlines.UNITS`), so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sop.engine.deadlines import END_OF_DAY, UNITS, clock_fact, say_length
from sop.model.calendar import WEEKEND
from sop.model.definition import Definition, Due, Nature, Wait
from sop.model.value import value


@value
class RuleClock:
    """One clock of a rule. `due`: when it runs out, None while that is not known. `nature` is None for a wait."""

    at: str  # the path of the step, action or outcome
    code: str  # of the step or action; of a wait that of its step
    says: str
    due: datetime | None = None
    nature: Nature | None = None
    law: tuple[str, ...] = ()


def explain_counting(definition: Definition, clock: Due | Wait) -> str:
    """The rule of counting: `counted from "found_at"; the first day is not counted; …`."""
    return "; ".join(_parts(definition, clock))


def _parts(definition: Definition, clock: Due | Wait) -> Iterator[str]:
    fact, length = clock_fact(clock), clock.length
    backwards = isinstance(clock, Due) and clock.before_fact is not None
    start = "the moment at which this step began" if fact is None else f'"{fact}"'
    lasts = "at once" if length is None else say_length(length)
    yield f"{lasts}, counted {'backwards ' if backwards else ''}from {start}"
    if length is not None:
        rule = UNITS[length.unit]
        if rule.whole_days:
            yield f"the {'day of that moment' if backwards else 'first day'} is not counted, the last one is"
        yield _what_counts(definition, rule.working_only, "day" if rule.whole_days else "hour")
        if rule.whole_days and not rule.days:
            yield "a month is the same day number, or that month's last day where it has none"
        if rule.whole_days:
            yield f"ends at {END_OF_DAY:%H:%M:%S} of the last day ({definition.timezone})"
    if fact is not None:
        yield f'does not run while "{fact}" is unknown'


def _what_counts(definition: Definition, working_only: bool, unit: str) -> str:
    """Which days or hours are left out."""
    if not working_only:
        return (
            "every day counts, weekends and public holidays too"
            if unit == "day"
            else ("every hour counts, at night, at weekends and on public holidays too")
        )
    free = list(WEEKEND.values())
    if definition.calendar:
        free.append(f"public holidays ({definition.calendar})")
    left_out = f"{', '.join(free[:-1])} and {free[-1]} do not count"
    hours = definition.working_hours
    if unit == "day" or hours is None:
        return left_out
    opens, shuts = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (hours.start, hours.end))
    return f"{left_out}, nor does the time outside {opens} to {shuts} ({definition.timezone})"
