"""Systematic faults in a workflow's document (mutation testing).

Each operator makes one change at each of its sites. A document is the content of a workflow's files
in one piece. A mutant is a copy of it with one change.
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
    """One fault. `place` is where it is in the document; `what` describes it in a few words."""

    operator: str
    place: Place
    what: str
    change: Change

    @property
    def name(self) -> str:
        return f"{'.'.join(map(str, self.place))}: {self.what}"

    def of(self, document: Document) -> Document:
        """Return a copy of the document with the fault."""
        mutated = copy.deepcopy(document)
        self.change(mutated)
        return mutated


def mutants(document: Document, operators: tuple[str, ...] = ()) -> Iterator[Mutant]:
    """Yield every mutant of the operators; of all operators if none is named."""
    for name, sites in OPERATORS.items():
        if not operators or name in operators:
            for place, what, change in sites(document):
                yield Mutant(name, place, what, change)


Sites = Iterator[tuple[Place, str, Change]]


def at(document: Document, place: Place) -> Any:
    """Return the part of the document at the place."""
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
    """Yield every gate with its place; holds have an operator of their own."""
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
    """Remove one member of the list, and the key if the list would be empty."""

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
    """Yield more mutants of "outcome redirected": every outcome led to each of these (track, step).

    An outcome that leads there already, or from there, is left out.
    """
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
    """Return the nature of a deadline; a length alone is practice."""
    if not isinstance(due, dict):
        return "practice"
    return str(due.get("nature", "practice"))


def _hold_removed(document: Document) -> Sites:
    for track, content in document["tracks"].items():
        if "on_hold_while" in content:
            yield (
                ("tracks", track, "on_hold_while"),
                "is removed",
                _delete(("tracks", track, "on_hold_while")),
            )


def _steps_swapped(document: Document) -> Sites:
    """Swap a step and one that it leads to: X -> A -> B -> Y becomes X -> B -> A -> Y."""
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
        swapped = {one: other, other: one}
        for name, transition in _transitions(content):
            if name == one and transition["to"] == other:
                transition["to"] = onward
            elif name == other and transition["to"] == onward:
                transition["to"] = one
            elif name not in swapped:
                transition["to"] = swapped.get(transition["to"], transition["to"])
        order = list(steps)
        first, second = order.index(one), order.index(other)
        order[first], order[second] = other, one
        content["steps"] = {name: steps[name] for name in order}

    return change


def _transitions(track: Document) -> Iterator[tuple[str, Document]]:
    """Yield the outcomes of a track with their step, and its interrupts with an empty name."""
    for name, step in track["steps"].items():
        for outcome in (step.get("outcomes") or {}).values():
            yield name, outcome
    for interrupt in (track.get("interrupts") or {}).values():
        yield "", interrupt


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
