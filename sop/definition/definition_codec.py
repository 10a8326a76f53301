"""Encodes a Definition as JSON (the compiled form) and decodes it again.

Daily commands read the compiled form and never the YAML, so importing this module needs neither
yaml nor jsonschema. Fields with their default value are left out. Each class lists only the fields
that are not plain JSON values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Any

from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Not,
    Or,
    Question,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
)
from sop.model.definition import (
    Action,
    Closing,
    Definition,
    Guarantee,
    Interrupt,
    Language,
    LawEntry,
    Outcome,
    Review,
    Stakeholder,
    Step,
    Switch,
    Term,
    Track,
    Validation,
    WorkingHours,
)
from sop.model.dotted_path import DottedPath
from sop.model.duration import Due, Duration, Takes, Wait
from sop.model.fact import Fact
from sop.model.value import construct

Decoder = Callable[[Any], Any]

_QUESTIONS: dict[str, type[Question]] = {
    "FactIs": FactIs,
    "FactBetween": FactBetween,
    "FactKnown": FactKnown,
    "SwitchOn": SwitchOn,
    "TermHolds": TermHolds,
    "ActionDone": ActionIsDone,
    "StepCurrent": StepCurrent,
    "StepVisited": StepVisited,
    "TrackIs": TrackIs,
}
"""Each question by its name in a store. The names never change, even if a class is renamed."""
_NAMES: dict[type, str] = {kind: name for name, kind in _QUESTIONS.items()}


def definition_to_json(definition: Definition) -> str:
    """Return the compiled form, on one line."""
    return json.dumps(_encode(definition), ensure_ascii=False, separators=(",", ":"))


def definition_from_json(text: str) -> Definition:
    """Return the definition of a compiled form."""
    definition: Definition = _object(Definition)(json.loads(text))
    return definition


def _encode(value: Any) -> Any:
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _encode(item) for key, item in value.items()}
    shape: dict[str, Any] = {}
    for field in fields(value):
        content = getattr(value, field.name)
        if content != _get_default(field):
            shape[field.name] = _encode(content)
    if isinstance(value, Condition):
        kind = type(value)
        return {"is": _NAMES.get(kind, kind.__name__), **shape}
    return shape


def _get_default(field: Any) -> Any:
    """Return the default of the field; without one, MISSING, which equals no value."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _condition(raw: dict[str, Any]) -> Condition:
    kind = raw.pop("is")
    if kind == "Not":
        return Not(_condition(raw["part"]), raw["text"])
    if kind == "And":
        return And(_gate(raw["parts"]), raw["text"])
    if kind == "Or":
        return Or(_gate(raw["parts"]), raw["text"])
    if kind == "FactIs":
        return FactIs(raw["fact"], tuple(raw["values"]), raw["text"])
    question: Condition = construct(_QUESTIONS[kind], raw)
    return question


def _gate(raw: list[Any]) -> tuple[Condition, ...]:
    return tuple(_condition(line) for line in raw)


def _decode_map(decoder: Decoder) -> Decoder:
    return lambda raw: {key: decoder(item) for key, item in raw.items()}


def _decode_list(decoder: Decoder) -> Decoder:
    return lambda raw: tuple(decoder(item) for item in raw)


def _object(kind: type) -> Decoder:
    """Return the decoder of a class; it decodes None as None and may change what it is given."""

    def decode(raw: Any) -> Any:
        if raw is None:
            return None
        for name, decoder in _decoders()[kind].items():
            content = raw.get(name)
            if content is not None:
                raw[name] = decoder(content)
        return construct(kind, raw)

    return decode


@lru_cache(maxsize=1)
def _decoders() -> dict[type, dict[str, Decoder]]:
    """Return class -> field -> decoder; fields that are not listed stay as they are in JSON."""
    due = _object(Due)
    duration = _object(Duration)
    return {
        Definition: {
            "stakeholders": _decode_map(_object(Stakeholder)),
            "facts": _decode_map(_object(Fact)),
            "switches": _decode_map(_object(Switch)),
            "terms": _decode_map(_object(Term)),
            "law": _decode_map(_object(LawEntry)),
            "tracks": _decode_map(_object(Track)),
            "guarantees": _decode_map(_object(Guarantee)),
            "closing": _object(Closing),
            "validated_by": _decode_list(_object(Validation)),
            "working_hours": _object(WorkingHours),
            "languages": _decode_map(_object(Language)),
            "reviews": _decode_map(_decode_map(_object(Review))),
        },
        Track: {
            "steps": _decode_map(_object(Step)),
            "interrupts": _decode_map(_object(Interrupt)),
            "starts": _gate,
            "on_hold_while": _gate,
        },
        Step: {
            "path": DottedPath,
            "support": tuple,
            "due": due,
            "takes": _object(Takes),
            "goes_wrong": tuple,
            "actions": _decode_map(_object(Action)),
            "outcomes": _decode_map(_object(Outcome)),
        },
        Action: {
            "path": DottedPath,
            "by": tuple,
            "after": tuple,
            "when": _gate,
            "only_if": _gate,
            "records": tuple,
            "may_record": tuple,
            "due": due,
            "waivable_by": tuple,
            "law": tuple,
        },
        Outcome: {
            "path": DottedPath,
            "by": tuple,
            "when": _gate,
            "wait": _object(Wait),
            "law": tuple,
        },
        Interrupt: {
            "path": DottedPath,
            "sources": tuple,
            "by": tuple,
            "when": _gate,
            "law": tuple,
        },
        Guarantee: {
            "a": _condition,
            "b": _condition,
            "only_runs_with": _condition,
            "within": duration,
            "not_within": duration,
            "law": tuple,
        },
        Fact: {
            "choices": tuple,
            "anytime": tuple,
            "seen_by": tuple,
            "urgent": tuple,
            "changes": tuple,
        },
        Switch: {"law": tuple},
        Term: {"when": _condition},
        Closing: {"by": tuple, "when": _gate},
        Due: {"length": duration, "law": tuple},
        Wait: {"length": duration},
        Takes: {"least": duration, "most": duration},
        Duration: {},
        Language: {},
        Review: {},
        LawEntry: {},
        Stakeholder: {},
        Validation: {},
        WorkingHours: {},
    }
