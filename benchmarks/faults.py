"""Systematic faults in a workflow's document: each operator makes one change at each of its sites.

A document is what the files of a workflow say, in one piece. A mutant is a copy with one change.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

Document = dict[str, Any]
Place = tuple[str | int, ...]
Change = Callable[[Document], None]


@dataclass(frozen=True)
class Mutant:
    """One fault. `place` is where it stands in the document; `what` says it in a few words."""

    operator: str
    place: Place
    what: str
    change: Change

    @property
    def name(self) -> str:
        return f"{'.'.join(map(str, self.place))}: {self.what}"

    def of(self, document: Document) -> Document:
        """A copy of the document with the fault."""
        made = copy.deepcopy(document)
        self.change(made)
        return made


def mutants(document: Document, operators: tuple[str, ...] = ()) -> Iterator[Mutant]:
    """Every mutant of the operators, all operators where none is named."""
    for name, sites in OPERATORS.items():
        if not operators or name in operators:
            for place, what, change in sites(document):
                yield Mutant(name, place, what, change)


Sites = Iterator[tuple[Place, str, Change]]


def at(document: Document, place: Place) -> Any:
    for key in place:
        document = document[key]
    return document


# Sites


def steps_of(document: Document) -> Iterator[tuple[Place, Document]]:
    for track, content in document["tracks"].items():
        for step, inside in content["steps"].items():
            yield ("tracks", track, "steps", step), inside


def _parts(document: Document, kind: str) -> Iterator[tuple[Place, Document]]:
    for place, step in steps_of(document):
        for name, part in (step.get(kind) or {}).items():
            yield (*place, kind, name), part


def _interrupts(document: Document) -> Iterator[tuple[Place, Document]]:
    for track, content in document["tracks"].items():
        for name, part in (content.get("interrupts") or {}).items():
            yield ("tracks", track, "interrupts", name), part


def _gates(document: Document) -> Iterator[tuple[Place, Any]]:
    """Every gate with its place; holds are another operator's."""
    for track, content in document["tracks"].items():
        if "starts" in content:
            yield ("tracks", track, "starts"), content["starts"]
    parts = (*_parts(document, "actions"), *_parts(document, "outcomes"), *_interrupts(document))
    for place, part in parts:
        for key in ("when", "only_if"):
            if key in part:
                yield (*place, key), part[key]
    if "when" in (document.get("closing") or {}):
        yield ("closing", "when"), document["closing"]["when"]


def _delete(place: Place) -> Change:
    def change(document: Document) -> None:
        del at(document, place[:-1])[place[-1]]

    return change


def _put(place: Place, value: Any) -> Change:
    def change(document: Document) -> None:
        at(document, place[:-1])[place[-1]] = value

    return change


def _without_one(place: Place, number: int) -> Change:
    """The list without one of its members; without the key where nothing is left."""

    def change(document: Document) -> None:
        listed = at(document, place)
        if not isinstance(listed, list) or len(listed) == 1:
            del at(document, place[:-1])[place[-1]]
        else:
            del listed[number]

    return change


def _lines(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


# Operators


def _condition_dropped(document: Document) -> Sites:
    for place, gate in _gates(document):
        for number, line in enumerate(_lines(gate)):
            yield place, f"drops `{line}`", _without_one(place, number)


def _condition_negated(document: Document) -> Sites:
    for place, gate in _gates(document):
        for number, line in enumerate(_lines(gate)):
            where = (*place, number) if isinstance(gate, list) else place
            yield place, f"negates `{line}`", _put(where, f"not ({line})")


def _made_optional(document: Document) -> Sites:
    for place, action in _parts(document, "actions"):
        if action.get("required", True):
            yield place, "is not required", _put((*place, "required"), False)


def _outcome_redirected(document: Document) -> Sites:
    for place, outcome in _parts(document, "outcomes"):
        others = [
            name
            for name in document["tracks"][place[1]]["steps"]
            if name not in (outcome["to"], place[3])
        ]
        if others:
            to = Random(".".join(map(str, place))).choice(others)
            yield place, f"leads to {to} instead of {outcome['to']}", _put((*place, "to"), to)


def redirected_to(document: Document, steps: set[tuple[str, str]]) -> Iterator[Mutant]:
    """Every outcome made to lead to each of these (track, step) where it does not: more mutants of the operator."""
    for place, outcome in _parts(document, "outcomes"):
        for track, to in sorted(steps):
            if track == place[1] and to not in (outcome["to"], place[3]):
                what = f"leads to {to} instead of {outcome['to']}"
                yield Mutant("outcome redirected", place, what, _put((*place, "to"), to))


def _by_widened(document: Document) -> Sites:
    parts = (*_parts(document, "actions"), *_parts(document, "outcomes"), *_interrupts(document))
    for place, part in parts:
        if part.get("by") != "any":
            yield place, "may be done by anyone", _put((*place, "by"), "any")


def _order_dropped(document: Document) -> Sites:
    for place, action in _parts(document, "actions"):
        for number, name in enumerate(_lines(action.get("after") or [])):
            yield place, f"no longer after {name}", _without_one((*place, "after"), number)


def _wait_dropped(document: Document) -> Sites:
    for place, outcome in _parts(document, "outcomes"):
        if "wait" in outcome:
            yield place, "waits no longer", _delete((*place, "wait"))


def _interrupt_removed(document: Document) -> Sites:
    for place, _ in _interrupts(document):
        yield place, "is removed", _delete(place)


def _records_dropped(document: Document) -> Sites:
    for place, action in _parts(document, "actions"):
        for key in ("records", "may_record"):
            for number, fact in enumerate(_lines(action.get(key) or [])):
                yield place, f"no longer records {fact}", _without_one((*place, key), number)


def _deadline_removed(document: Document) -> Sites:
    for place, part in (*steps_of(document), *_parts(document, "actions")):
        if "due" in part:
            yield place, f"has no deadline ({nature(part['due'])})", _delete((*place, "due"))


def nature(due: Any) -> str:
    return str(due.get("nature", "practice")) if isinstance(due, dict) else "practice"


def _hold_removed(document: Document) -> Sites:
    for track, content in document["tracks"].items():
        if "on_hold_while" in content:
            yield (
                ("tracks", track, "on_hold_while"),
                "is removed",
                _delete(("tracks", track, "on_hold_while")),
            )


def _steps_swapped(document: Document) -> Sites:
    """A step and one that it leads to change places: X -> A -> B -> Y becomes X -> B -> A -> Y."""
    for place, step in steps_of(document):
        steps = document["tracks"][place[1]]["steps"]
        following = [
            one["to"] for one in (step.get("outcomes") or {}).values() if one["to"] in steps
        ]
        for other in dict.fromkeys(following):
            if other != place[3] and not steps[other].get("end") and steps[other].get("outcomes"):
                yield (
                    place,
                    f"changes places with {other}",
                    _swap(str(place[1]), str(place[3]), other),
                )


def _swap(track: str, one: str, other: str) -> Change:
    def change(document: Document) -> None:
        content = document["tracks"][track]
        steps = content["steps"]
        onward = next(iter(steps[other]["outcomes"].values()))["to"]
        ways = [
            (name, way)
            for name, step in steps.items()
            for way in (step.get("outcomes") or {}).values()
        ]
        ways += [("", way) for way in (content.get("interrupts") or {}).values()]
        for name, way in ways:
            if name == one and way["to"] == other:
                way["to"] = onward
            elif name == other and way["to"] == onward:
                way["to"] = one
            elif name not in (one, other) and way["to"] in (one, other):
                way["to"] = other if way["to"] == one else one
        order = list(steps)
        first, second = order.index(one), order.index(other)
        order[first], order[second] = other, one
        content["steps"] = {name: steps[name] for name in order}

    return change


OPERATORS: dict[str, Callable[[Document], Sites]] = {
    "condition dropped": _condition_dropped,
    "condition negated": _condition_negated,
    "required made optional": _made_optional,
    "outcome redirected": _outcome_redirected,
    "by widened": _by_widened,
    "order dropped": _order_dropped,
    "wait dropped": _wait_dropped,
    "interrupt removed": _interrupt_removed,
    "records dropped": _records_dropped,
    "deadline removed": _deadline_removed,
    "hold removed": _hold_removed,
    "steps swapped": _steps_swapped,
}
