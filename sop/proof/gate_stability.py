"""Whether a gate that held once can ever become unknown again: its truth table, row by row."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import product
from math import prod

from sop.model.condition import Value
from sop.proof.bdd import Name
from sop.proof.formula import (
    FACT,
    Among,
    Conjunction,
    Disjunction,
    Formula,
    Negation,
    TruthPair,
    holds,
)

MOST_ROWS = 20_000
"""A gate whose table is longer counts as one that may become unknown."""
OTHER = object()
"""Any value of a variable that the gate does not name."""


def remains_known(
    gate: TruthPair, classes: Mapping[str, tuple[tuple[Value, ...], ...]], once_false: bool = False
) -> bool:
    """Whether the gate, once it was true, is true or false ever after, whatever is recorded next; with `once_false`
    also once it was false. `classes` are the values of each fact that nothing tells apart.

    A fact that is known stays known, with any value; where tracks are may change at will. So no row in which at least
    the facts are known that are known in such a row may leave it undecided.
    """
    columns: dict[Name, list[Hashable]] = {}
    for atom in (*_atoms(gate.true), *_atoms(gate.false)):
        if atom.name[0] == FACT:
            columns[atom.name] = [None, *range(len(classes[atom.name[1]]))]
        else:
            column = columns.setdefault(atom.name, [OTHER])
            column += [value for value in atom.values if value not in column]
    if prod(len(values) for values in columns.values()) > MOST_ROWS:
        return False
    decided: set[frozenset[Name]] = set()
    undecided: set[frozenset[Name]] = set()
    for values in product(*columns.values()):
        row = dict(zip(columns, values, strict=True))
        known = frozenset(name for name in columns if name[0] == FACT and row[name] is not None)
        is_false = holds(gate.false, row)
        if holds(gate.true, row) or (is_false and once_false):
            decided.add(known)
        elif not is_false:
            undecided.add(known)
    return not any(then <= later for then in decided for later in undecided)


def _atoms(formula: Formula) -> Iterator[Among]:
    match formula:
        case Among():
            yield formula
        case Negation(part):
            yield from _atoms(part)
        case Conjunction(parts) | Disjunction(parts):
            for part in parts:
                yield from _atoms(part)
