"""Combinations of what facts can be, and how to say many of them in few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from sop.checks.reasoning.satisfiability import SOME_VALUE
from sop.model.definition import Definition

Values = tuple[object, ...]
Classes = Mapping[str, tuple[Values, ...]]
"""Fact -> its values in groups that nothing tells apart; unknown is the group (None,)."""
Combination = tuple[int, ...]
"""One group of each fact, by its number, in the order of the facts."""

MOST_COMBINATIONS = 2_000


def combinations(classes: Classes) -> Iterator[Combination]:
    """Every combination; none when they are too many to try."""
    if prod(len(groups) for groups in classes.values()) <= MOST_COMBINATIONS:
        yield from product(*(range(len(groups)) for groups in classes.values()))


def simplify_combinations(
    classes: Classes, wanted: Sequence[Combination], loose: Sequence[Combination]
) -> list[dict[str, Values]]:
    """Few statements "fact -> values" that together say all the wanted combinations.

    Combinations that cannot occur (`loose`) may be covered too, when that makes a statement shorter.
    """
    sizes = [len(groups) for groups in classes.values()]
    left, statements = list(wanted), []
    while left:
        box = _widen_combination(left[0], sizes, {*wanted, *loose})
        inside = [c for c in left if all(index in axis for index, axis in zip(c, box, strict=True))]
        left = [c for c in left if c not in inside]
        statements.append(_statement(classes, box, inside))
    return statements


def _widen_combination(
    start: Combination, sizes: list[int], allowed: set[Combination]
) -> list[frozenset[int]]:
    """The start widened to every value of a fact where that is allowed, then to single values."""
    box = [frozenset({index}) for index in start]
    whole = [(axis, frozenset(range(size))) for axis, size in enumerate(sizes)]
    single = [
        (axis, frozenset({index})) for axis, size in enumerate(sizes) for index in range(size)
    ]
    for axis, more in (*whole, *single):
        wider = [*box[:axis], box[axis] | more, *box[axis + 1 :]]
        if all(combination in allowed for combination in product(*wider)):
            box = wider
    return box


def _statement(
    classes: Classes, box: list[frozenset[int]], inside: list[Combination]
) -> dict[str, Values]:
    statement: dict[str, Values] = {}
    for axis, (fact, groups) in enumerate(classes.items()):
        if len(box[axis]) < len(groups):
            said = sorted({combination[axis] for combination in inside})
            statement[fact] = tuple(value for index in said for value in groups[index])
    return statement


def in_words(definition: Definition, statement: Mapping[str, Values]) -> list[str]:
    """The statement in the words of the language's conditions: `consent is refused or unknown`."""
    return [_fact_in_words(definition, fact, values) for fact, values in statement.items()]


def _fact_in_words(definition: Definition, fact: str, values: Values) -> str:
    known = [value for value in values if value is not None]
    words = ["known"] if SOME_VALUE in known else _values_in_words(definition, fact, known)
    words += ["unknown"] * (None in values)
    return f"{fact} is {' or '.join(words)}"


def _values_in_words(definition: Definition, fact: str, known: list[object]) -> list[str]:
    numbers = sorted(
        value for value in known if isinstance(value, int) and not isinstance(value, bool)
    )
    if len(numbers) > 2 and definition.facts[fact].type == "integer":
        return [
            f"{numbers[0]} to {numbers[-1]}"
            if _is_contiguous(numbers)
            else ", ".join(map(str, numbers))
        ]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in known]


def _is_contiguous(numbers: list[int]) -> bool:
    return numbers[-1] - numbers[0] == len(numbers) - 1
