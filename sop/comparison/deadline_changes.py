"""Deadlines, waits and lengths of time: earlier or later, and what they count from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.comparison.change import Change, Direction, compare_references, make_date_change
from sop.model.definition import Due, Duration, Takes, Wait

HOURS: Mapping[str, tuple[float, float]] = {
    "hours": (1, 1),
    "working_hours": (1, 24),
    "days": (24, 24),
    "working_days": (24, 96),
    "court_days": (24, 96),
    "weeks": (168, 168),
    "months": (672, 744),
}
"""What one unit can last at least and at most, in hours; long weekends included."""


def compare_deadlines(place: str, old: Due | None, new: Due | None) -> Iterator[Change]:
    """A deadline that came, went or moved."""
    if old is None or new is None:
        if new is not None:
            yield make_date_change(place, f"now has a deadline: {due_words(new)}", "stricter")
        elif old is not None:
            yield make_date_change(
                place, f"has no deadline any more; it was {due_words(old)}", "looser"
            )
        return
    if (old.length, old.from_fact, old.before_fact) != (new.length, new.from_fact, new.before_fact):
        yield make_date_change(
            place,
            f"deadline {_describe_move(old, new)}: {due_words(old)} became {due_words(new)}",
            _judge_direction(old, new),
        )
    if old.nature != new.nature:
        way: Direction = (
            "looser" if old.nature == "law" else "stricter" if new.nature == "law" else "changed"
        )
        yield make_date_change(
            place,
            f"the deadline is now of nature {_word(new.nature)}, it was {_word(old.nature)}",
            way,
        )
    yield from compare_references(place, old.law, new.law, "the deadline ")


def _word(nature: str) -> str:
    return nature.replace("_", " ")


def _judge_direction(old: Due, new: Due) -> Direction:
    if (old.from_fact, old.before_fact) != (new.from_fact, new.before_fact):
        return "changed"
    longer = compare_lengths(old.length, new.length)
    is_looser = longer < 0 if new.before_fact else longer > 0
    return "changed" if longer == 0 else "looser" if is_looser else "stricter"


def _describe_move(old: Due, new: Due) -> str:
    words: Mapping[Direction, str] = {
        "looser": "later",
        "stricter": "earlier",
        "changed": "otherwise",
    }
    return words[_judge_direction(old, new)]


def compare_waits(place: str, old: Wait | None, new: Wait | None) -> Iterator[Change]:
    """How long an outcome stays shut."""
    if old == new:
        return
    if old is None:
        assert new is not None
        yield make_date_change(place, f"opens only after a wait of {wait_words(new)}", "stricter")
    elif new is None:
        yield make_date_change(place, f"opens without a wait; it was {wait_words(old)}", "looser")
    else:
        longer = compare_lengths(old.length, new.length) if old.from_fact == new.from_fact else 0
        way: Direction = "stricter" if longer > 0 else "looser" if longer < 0 else "changed"
        word = {"stricter": "longer", "looser": "shorter", "changed": "otherwise"}[way]
        yield make_date_change(
            place, f"wait {word}: {wait_words(old)} became {wait_words(new)}", way
        )


def compare_takes(place: str, old: Takes | None, new: Takes | None) -> Iterator[Change]:
    if old != new:
        yield make_date_change(place, f"takes {_takes_words(new)}; it was {_takes_words(old)}")


def _takes_words(found: Takes | None) -> str:
    if found is None:
        return "an unknown time"
    parts = [
        f"{word} {length_words(one)}"
        for word, one in (("at least", found.least), ("at most", found.most))
        if one
    ]
    return " and ".join(parts) or "an unknown time"


def compare_lengths(old: Duration | None, new: Duration | None) -> int:
    """1 where the new one is surely longer, -1 where surely shorter, else 0. None is no time at all."""
    if old is not None and new is not None and old.unit == new.unit:
        return (new.amount > old.amount) - (new.amount < old.amount)
    (old_least, old_most), (new_least, new_most) = _bounds(old), _bounds(new)
    return 1 if new_least > old_most else -1 if new_most < old_least else 0


def _bounds(length: Duration | None) -> tuple[float, float]:
    if length is None:
        return 0, 0
    least, most = HOURS[length.unit]
    return length.amount * least, length.amount * most


def length_words(length: Duration | None) -> str:
    """`3 working days`, `1 hour`; `at once` for no time."""
    if length is None:
        return "at once"
    unit = length.unit.replace("_", " ")
    return f"{length.amount} {unit[:-1] if length.amount == 1 else unit}"


def due_words(due: Due) -> str:
    if due.before_fact:
        return f"{length_words(due.length)} before {due.before_fact}"
    return f"{length_words(due.length)} from {due.from_fact or 'the start of the step'}"


def wait_words(wait: Wait) -> str:
    return f"{length_words(wait.length)} from {wait.from_fact or 'the start of the step'}"
