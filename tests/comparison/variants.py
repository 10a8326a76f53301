"""Every definition that differs from a given one in a single field of a single part."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from sop.model import condition, definition, duration, fact
from sop.model.condition import And, FactKnown, Not
from sop.model.definition import Definition
from sop.model.duration import Duration

CONDITIONS = tuple(
    getattr(condition, name)
    for name in (
        "FactIs",
        "FactBetween",
        "FactKnown",
        "SwitchOn",
        "TermHolds",
        "ActionIsDone",
        "StepCurrent",
        "StepVisited",
        "TrackIs",
        "Not",
        "And",
        "Or",
    )
)
MODULES = (definition, duration, fact)
PARTS = tuple(
    one
    for module in MODULES
    for one in vars(module).values()
    if isinstance(one, type) and dataclasses.is_dataclass(one) and one.__module__ == module.__name__
)
DERIVED = {
    *((part.__name__, name) for part in PARTS for name in ("id", "path", "hash", "meaning")),
    ("Step", "code"),  # numbered in file order, which is compared itself
    ("Action", "code"),
}
GATES = {"when", "only_if", "starts", "on_hold_while"}
OTHER: Mapping[str, str] = {
    "unit": "weeks",
    "pattern": "absence",
    "nature": "policy",
    "type": "text",
    "precision": "month",
}
"""Fields with a few words only."""

Field = tuple[str, str]


def variants(whole: Definition) -> Iterator[tuple[Field, str, Definition]]:
    """The field that is another, where it stands, and the definition with it.

    A field that holds parts comes once with nothing changed, before the fields of its parts.
    """
    fact = next(iter(whole.facts))
    yield from _of_part(whole, "", fact)


def fields() -> set[Field]:
    """Every field that a person writes."""
    return {
        (part.__name__, field.name) for part in PARTS for field in dataclasses.fields(part)
    } - DERIVED


def _of_part(part: Any, place: str, fact: str) -> Iterator[tuple[Field, str, Any]]:
    kind = type(part).__name__
    for field in dataclasses.fields(part):
        if (kind, field.name) in DERIVED:
            continue
        value, here = getattr(part, field.name), f"{place}.{field.name}"
        if value is None and field.name not in GATES:
            continue
        for inner, where, other in _of_value(value, (kind, field.name), here, fact):
            yield inner, where, dataclasses.replace(part, **{field.name: other})


def _of_value(value: Any, field: Field, place: str, fact: str) -> Iterator[tuple[Field, str, Any]]:
    if dataclasses.is_dataclass(value) and not isinstance(value, CONDITIONS):
        yield field, place, None if field[1] in ("due", "wait", "takes", "closing") else value
        yield from _of_part(value, place, fact)
    elif isinstance(value, Mapping):
        yield field, place, value
        for name, part in value.items():
            for inner, where, other in _of_value(part, field, f"{place}.{name}", fact):
                yield inner, where, {**value, name: other}
    elif (
        isinstance(value, tuple)
        and value
        and dataclasses.is_dataclass(value[0])
        and field[1] not in GATES
    ):
        yield field, place, value[1:]
        for inner, where, other in _of_part(value[0], place, fact):
            yield inner, where, (other, *value[1:])
    else:
        yield field, place, _other(value, field[1], fact)


def _other(value: Any, name: str, fact: str) -> Any:
    if name in GATES and not isinstance(value, CONDITIONS):
        return (*(value or ()), FactKnown(fact, f"{fact} is known")) if not value else ()
    if isinstance(value, CONDITIONS):
        return Not(And((value,), value.text), f"not ({value.text})")
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, tuple):
        return (*value, "another")
    if name == "forms":
        return '{"type": "object"}'
    return (
        OTHER[name]
        if name in OTHER and OTHER[name] != value
        else "hours"
        if name == "unit"
        else f"{value} x"
    )


assert Duration in PARTS
