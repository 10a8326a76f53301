"""Checks that a stored object has the shape of an event: every key, and a value of its type.

Checksums and hashes show that a line is unchanged; this shows that it is an event at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

Check = Callable[[Any], bool]
YEARS = range(2, 9999)
"""Years that an event may have: in every time zone the day before and the day after exist."""
MOST_SECONDS = 10_000 * 366 * 24 * 60 * 60
"""All years of the calendar: a longer shift has no time to lead to."""


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _text_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _number(value: Any) -> bool:
    return type(value) is int


def _seconds(value: Any) -> bool:
    return _number(value) and abs(value) <= MOST_SECONDS


def _yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _time(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    at = datetime.fromisoformat(value)
    return at.utcoffset() is not None and at.year in YEARS


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _events_with_times(value: Any) -> bool:
    return isinstance(value, list) and all(map(_event_with_time, value))


def _event_with_time(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"event", "to"}:
        return False
    return _number(value["event"]) and _time(value["to"])


def _facts(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return all(isinstance(each, bool | int | str | None) for each in value.values())


def _dues(value: Any) -> bool:
    return isinstance(value, dict) and all(due is None or _time(due) for due in value.values())


_EVERY: Mapping[str, Check] = {
    "id": _number,
    "at": _time,
    "recorded": _time,
    "as": _text,
    "by": _text_or_none,
    "why": _text_or_none,
    "key": _text_or_none,
    "dues": _dues,
}
_OPTIONAL: Mapping[str, Check] = {
    "home": _text,
    "os_user": _text,
    "reported_by": _text,
    "salt": _text,
}
_BY_TYPE: Mapping[str, Mapping[str, Check]] = {
    "case_opened": {
        "workflow": _text,
        "workflow_version": _text,
        "definition": _text,
        "facts": _facts,
        "incident": _text_or_none,
    },
    "action_done": {"action": _text, "facts": _facts, "form": _text_or_none, "note": _text_or_none},
    "action_waived": {"action": _text},
    "assigned": {"action": _text_or_none, "person": _text_or_none},
    "assignment_accepted": {"action": _text_or_none, "person": _text},
    "assignment_returned": {"action": _text_or_none, "person": _text},
    "outcome_taken": {"outcome": _text, "to": _text},
    "interrupt_raised": {"interrupt": _text, "left": _text},
    "facts_told": {"facts": _facts, "correction": _yes_or_no},
    "case_closed": {},
    "case_linked": {"case": _text},
    "case_voided": {"duplicate_of": _text_or_none},
    "void_consented": {},
    "incident_changed": {"incident": _text_or_none},
    "case_labelled": {"label": _text_or_none, "references": _texts, "clears": _yes_or_no},
    "time_corrected": {"event": _number, "to": _time},
    "event_undone": {"event": _number},
    "note_written": {"text": _text, "readers": _texts},
}
_IF_PRESENT: Mapping[str, Mapping[str, Check]] = {
    "interrupt_raised": {"facts": _facts},
    "facts_told": {"from_now": _yes_or_no},
    "time_corrected": {"also": _events_with_times, "shift_seconds": _seconds},
}
"""Keys that earlier versions did not write."""


def check_event(stored: Mapping[str, Any]) -> None:
    """Raise ValueError or KeyError unless this is an event.

    The reader of events rejects a type of a later version.
    """
    kind = stored["type"]
    of_type = _BY_TYPE.get(kind, {}) if isinstance(kind, str) else {}
    for key, check in (*_EVERY.items(), *of_type.items()):
        if not check(stored[key]):
            raise ValueError(f"'{key}' has a wrong value")
    for key, check in (*_OPTIONAL.items(), *_IF_PRESENT.get(str(kind), {}).items()):
        if key in stored and not check(stored[key]):
            raise ValueError(f"'{key}' has a wrong value")
