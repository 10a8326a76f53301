"""Deadlines, waits and lengths of time: earlier or later, and what they count from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.comparison.change import Change, Direction, compare_references, make_date_change
from sop.model.duration import Due, Duration, Takes, Wait

HOURS: Mapping[str, tuple[float, float]] = {
    "hours": (1, 1),
    "working_hours": (1, 24),
    "days": (24, 24),
    "working_days": (24, 96),
    "court_days": (24, 96),
    "weeks": (168, 168),
    "months": (672, 744),
}
"""The shortest and the longest time that one unit can last, in hours.

A working day lasts up to 96 hours, because a long weekend may follow. A month has 28 to 31 days.
"""

MOVED: Mapping[Direction, str] = {
    "looser": "later",
    "stricter": "earlier",
    "changed": "different",
}
"""How a deadline moved, by what that means for the case."""

WAITS: Mapping[Direction, str] = {
    "stricter": "longer",
    "looser": "shorter",
    "changed": "different",
}


def compare_deadlines(place: str, old: Due | None, new: Due | None) -> Iterator[Change]:
    """Report a deadline that was added, removed or changed."""
    if old is None or new is None:
        yield from _compare_presence(place, old, new)
        return
    if _get_count(old) != _get_count(new):
        direction = _judge_direction(old, new)
        yield make_date_change(
            place,
            f"deadline {MOVED[direction]}: {describe_due(old)} became {describe_due(new)}",
            direction,
        )
    if old.nature != new.nature:
        yield make_date_change(
            place,
            f"the deadline is now of nature {_spell(new.nature)}, it was {_spell(old.nature)}",
            _judge_nature(old, new),
        )
    yield from compare_references(place, old.law, new.law, "the deadline ")


def _compare_presence(place: str, old: Due | None, new: Due | None) -> Iterator[Change]:
    if new is not None:
        yield make_date_change(place, f"now has a deadline: {describe_due(new)}", "stricter")
    elif old is not None:
        text = f"no longer has a deadline; it was {describe_due(old)}"
        yield make_date_change(place, text, "looser")


def _get_count(due: Due) -> tuple[Duration | None, str | None, str | None]:
    """Return how the deadline is counted: its length and the facts it counts from or before."""
    return due.length, due.from_fact, due.before_fact


def _spell(nature: str) -> str:
    return nature.replace("_", " ")


def _judge_nature(old: Due, new: Due) -> Direction:
    """A deadline that is law no longer is looser; one that becomes law is stricter."""
    if old.nature == "law":
        return "looser"
    if new.nature == "law":
        return "stricter"
    return "changed"


def _judge_direction(old: Due, new: Due) -> Direction:
    if (old.from_fact, old.before_fact) != (new.from_fact, new.before_fact):
        return "changed"
    longer = compare_lengths(old.length, new.length)
    if new.before_fact:
        longer = -longer  # more time before the fact is an earlier deadline
    return _judge_length(longer, longer_is="looser")


def _judge_length(longer: int, *, longer_is: Direction) -> Direction:
    """Return the direction of a length that grew (1), shrank (-1) or did neither for sure (0)."""
    if longer == 0:
        return "changed"
    if longer > 0:
        return longer_is
    return reverse(longer_is)


def reverse(direction: Direction) -> Direction:
    """Return looser for stricter, and stricter for looser."""
    if direction == "looser":
        return "stricter"
    if direction == "stricter":
        return "looser"
    return direction


def compare_waits(place: str, old: Wait | None, new: Wait | None) -> Iterator[Change]:
    """Report a change of the time before an outcome opens."""
    if old == new:
        return
    if old is None:
        assert new is not None
        text = f"opens only after a wait of {describe_wait(new)}"
        yield make_date_change(place, text, "stricter")
        return
    if new is None:
        text = f"opens without a wait; it was {describe_wait(old)}"
        yield make_date_change(place, text, "looser")
        return
    longer = 0
    if old.from_fact == new.from_fact:
        longer = compare_lengths(old.length, new.length)
    direction = _judge_length(longer, longer_is="stricter")
    text = f"wait {WAITS[direction]}: {describe_wait(old)} became {describe_wait(new)}"
    yield make_date_change(place, text, direction)


def compare_takes(place: str, old: Takes | None, new: Takes | None) -> Iterator[Change]:
    if old != new:
        text = f"takes {_describe_takes(new)}; it was {_describe_takes(old)}"
        yield make_date_change(place, text)


def _describe_takes(takes: Takes | None) -> str:
    if takes is None:
        return "an unknown time"
    parts: list[str] = []
    if takes.least:
        parts.append(f"at least {describe_length(takes.least)}")
    if takes.most:
        parts.append(f"at most {describe_length(takes.most)}")
    return " and ".join(parts) or "an unknown time"


def compare_lengths(old: Duration | None, new: Duration | None) -> int:
    """Return 1 if `new` is surely longer, -1 if it is surely shorter, else 0.

    None is a length of zero. Different units are compared by the hours that they can last.
    """
    if old is not None and new is not None and old.unit == new.unit:
        return (new.amount > old.amount) - (new.amount < old.amount)
    old_least, old_most = _bound_hours(old)
    new_least, new_most = _bound_hours(new)
    if new_least > old_most:
        return 1
    if new_most < old_least:
        return -1
    return 0


def _bound_hours(length: Duration | None) -> tuple[float, float]:
    if length is None:
        return 0, 0
    least, most = HOURS[length.unit]
    return length.amount * least, length.amount * most


def describe_length(length: Duration | None) -> str:
    """Return `3 working days` or `1 hour`; `at once` for None."""
    if length is None:
        return "at once"
    unit = length.unit.replace("_", " ")
    if length.amount == 1:
        unit = unit[:-1]
    return f"{length.amount} {unit}"


def describe_due(due: Due) -> str:
    if due.before_fact:
        return f"{describe_length(due.length)} before {due.before_fact}"
    return f"{describe_length(due.length)} from {due.from_fact or 'the start of the step'}"


def describe_wait(wait: Wait) -> str:
    return f"{describe_length(wait.length)} from {wait.from_fact or 'the start of the step'}"
