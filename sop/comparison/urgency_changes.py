"""Changes of what is urgent."""

from __future__ import annotations

from collections.abc import Iterator

from sop.comparison.change import Change, make_changed, make_looser, make_stricter
from sop.definition.condition_names import format_value
from sop.model.condition import Value

Urgency = tuple[Value, ...] | None


def compare_marks(place: str, was_urgent: bool, is_urgent: bool) -> Iterator[Change]:
    """Compare the mark of a step or an interrupt."""
    if is_urgent and not was_urgent:
        yield make_stricter(place, "is now urgent: screens show it first")
    if was_urgent and not is_urgent:
        yield make_looser(place, "is no longer urgent")


def compare_urgent_values(place: str, old: Urgency, new: Urgency) -> Iterator[Change]:
    """Compare the urgent values of a fact."""
    if old == new:
        return
    message = f"urgent values: {_describe(new)}; before: {_describe(old)}"
    if set(new or ()) > set(old or ()):
        yield make_stricter(place, message)
    elif set(new or ()) < set(old or ()):
        yield make_looser(place, message)
    else:
        yield make_changed(place, message)


def _describe(urgency: Urgency) -> str:
    if urgency is None:
        return "not stated"
    return ", ".join(map(format_value, urgency)) or "none"
