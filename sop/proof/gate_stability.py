"""Decides from its truth table whether a gate that held once can become unknown again."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import product, starmap
from math import prod

from sop.model.condition import Value
from sop.proof.bdd import Name
from sop.proof.formula import FACT, TruthPair, atoms_in, holds

MOST_ROWS = 20_000
"""A longer table takes seconds; its gate counts as one that may become unknown, which is safe."""
OTHER = object()
"""Any value of a variable that the gate does not name."""


def remains_known(
    gate: TruthPair, classes: Mapping[str, tuple[tuple[Value, ...], ...]], once_false: bool = False
) -> bool:
    """Return whether a gate that was true once stays true or false, whatever is recorded next.

    With `once_false` the same must hold for a gate that was false once. `classes` are the groups
    of equivalent values of each fact.

    A known fact stays known, with any value, and the tracks may be at any steps. So the gate must
    be decided in every row in which at least the facts are known that some decided row knows.
    """
    columns = _find_columns(gate, classes)
    if prod(map(len, columns.values())) > MOST_ROWS:
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
    return not any(starmap(frozenset.issubset, product(decided, undecided)))


def _find_columns(
    gate: TruthPair, classes: Mapping[str, tuple[tuple[Value, ...], ...]]
) -> dict[Name, list[Hashable]]:
    """Each variable that the gate reads, with the values that the table has to try."""
    columns: dict[Name, list[Hashable]] = {}
    for atom in (*atoms_in(gate.true), *atoms_in(gate.false)):
        if atom.name[0] == FACT:
            columns[atom.name] = [None, *range(len(classes[atom.name[1]]))]
            continue
        column = columns.setdefault(atom.name, [OTHER])
        column += [value for value in atom.values if value not in column]
    return columns
