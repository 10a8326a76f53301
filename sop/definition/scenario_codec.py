"""Encodes a compiled scenario as JSON and decodes it: a session stores the scenario it plays."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from hashlib import sha256
from typing import Any

from sop.model.duration import Duration
from sop.model.scenario import Call, Choice, Evidence, Expect, Inject, Objective, Scenario, Turn

_Decoder = Callable[[Any], Any]


def scenario_to_json(scenario: Scenario) -> dict[str, Any]:
    """Return the scenario as plain JSON values, without defaults and without its path."""
    encoded: dict[str, Any] = _encode(scenario)
    encoded.pop("path", None)
    return encoded


def scenario_from_json(stored: Mapping[str, Any]) -> Scenario:
    """Return the stored scenario.

    Raises:
        KeyError, TypeError or ValueError: The value is not a scenario.
    """
    scenario: Scenario = _object(Scenario, stored)
    return scenario


def scenario_hash(scenario: Scenario) -> str:
    """Return the SHA-256 (hex) of the content of the scenario; its path does not count."""
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
    encoded: dict[str, Any] = {}
    for field in fields(value):
        content = getattr(value, field.name)
        if content != _get_default(field):
            encoded[field.name] = _encode(content)
    return encoded


def _get_default(field: Any) -> Any:
    """Return the default of the field; without one, MISSING, which equals no value."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _object(kind: type, raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        raise TypeError(f"{kind.__name__} is stored as {type(raw).__name__}")
    values = dict(raw)
    for name, decode in _DECODERS[kind].items():
        if name in values:
            values[name] = decode(values[name])
    return kind(**values)


def _decode_optional(kind: type) -> _Decoder:
    return lambda raw: None if raw is None else _object(kind, raw)


def _decode_list(kind: type) -> _Decoder:
    return lambda raw: tuple(_object(kind, item) for item in raw)


# Class -> field -> decoder; fields that are not listed stay as they are in JSON.
_DECODERS: Mapping[type, Mapping[str, _Decoder]] = {
    Scenario: {
        "turns": _decode_list(Turn),
        "audience": tuple,
        "about": tuple,
        "roles": tuple,
        "injects": _decode_list(Inject),
        "objectives": _decode_list(Objective),
        "broken": tuple,
    },
    Turn: {
        "call": _decode_optional(Call),
        "refused": lambda raw: None if raw is None else tuple(raw),
        "expect": _decode_optional(Expect),
        "choices": _decode_list(Choice),
    },
    Expect: {
        "open": tuple,
        "not_open": tuple,
        "needed": tuple,
        "who": lambda raw: {name: tuple(who) for name, who in raw.items()},
    },
    Choice: {"then": _decode_list(Call), "law": tuple},
    Inject: {"within": _decode_optional(Duration), "then": _decode_list(Call)},
    Objective: {"earn": _decode_list(Evidence)},
    Evidence: {"within": _decode_optional(Duration)},
    Call: {},
    Duration: {},
}
