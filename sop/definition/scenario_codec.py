"""A compiled scenario as JSON and back, so that a session holds the very scenario that was played."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from hashlib import sha256
from typing import Any

from sop.model.definition import Duration
from sop.model.scenario import Call, Choice, Evidence, Expect, Inject, Objective, Scenario, Turn

_Read = Callable[[Any], Any]


def scenario_to_json(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain JSON values; what equals its default, and where its file lies, are left out."""
    encoded: dict[str, Any] = _encode(scenario)
    encoded.pop("path", None)
    return encoded


def scenario_from_json(stored: Mapping[str, Any]) -> Scenario:
    """The scenario that was stored; KeyError, TypeError or ValueError for what is none."""
    scenario: Scenario = _object(Scenario, stored)
    return scenario


def scenario_hash(scenario: Scenario) -> str:
    """The SHA-256 of all that the scenario says, wherever its file lies."""
    text = json.dumps(
        scenario_to_json(scenario), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return sha256(text.encode()).hexdigest()


def _encode(value: Any) -> Any:
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _encode(item) for key, item in value.items()}
    return {
        each.name: _encode(getattr(value, each.name))
        for each in fields(value)
        if getattr(value, each.name)
        != (each.default if each.default is not MISSING else _make_plain(each))
    }


def _make_plain(each: Any) -> Any:
    return each.default_factory() if each.default_factory is not MISSING else MISSING


def _object(kind: type, raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        raise TypeError(f"{kind.__name__} is stored as {type(raw).__name__}")
    readers = _READERS[kind]
    return kind(
        **{name: readers[name](value) if name in readers else value for name, value in raw.items()}
    )


def _object_reader(kind: type) -> _Read:
    return lambda raw: None if raw is None else _object(kind, raw)


def _list_reader(kind: type) -> _Read:
    return lambda raw: tuple(_object(kind, one) for one in raw)


_READERS: Mapping[type, Mapping[str, _Read]] = {
    Scenario: {
        "turns": _list_reader(Turn),
        "audience": tuple,
        "about": tuple,
        "roles": tuple,
        "injects": _list_reader(Inject),
        "objectives": _list_reader(Objective),
        "broken": tuple,
    },
    Turn: {
        "call": _object_reader(Call),
        "refused": lambda raw: None if raw is None else tuple(raw),
        "expect": _object_reader(Expect),
        "choices": _list_reader(Choice),
    },
    Expect: {
        "open": tuple,
        "not_open": tuple,
        "needed": tuple,
        "who": lambda raw: {name: tuple(who) for name, who in raw.items()},
    },
    Choice: {"then": _list_reader(Call), "law": tuple},
    Inject: {"within": _object_reader(Duration), "then": _list_reader(Call)},
    Objective: {"earn": _list_reader(Evidence)},
    Evidence: {"within": _object_reader(Duration)},
    Call: {},
    Duration: {},
}
