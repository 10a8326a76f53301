"""Combinations of the values of facts, and short statements that describe many combinations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

from sop.checks.reasoning.satisfiability import SOME_VALUE
from sop.model.definition import Definition

Values = tuple[object, ...]
Classes = Mapping[str, tuple[Values, ...]]
"""Fact -> its values, in groups that no condition distinguishes; the group (None,) is unknown."""
Combination = tuple[int, ...]
"""One group of each fact, by its number, in the order of the facts."""

# A step with more combinations is left to the proof: trying them would take too long.
MOST_COMBINATIONS = 2_000
LONGEST_NUMBER_LIST = 2  # more numbers than these are written as a range


def combinations(classes: Classes) -> Iterator[Combination]:
    """Yield every combination; none if there are too many to try."""
    sizes = list(map(len, classes.values()))
    if prod(sizes) <= MOST_COMBINATIONS:
        yield from product(*map(range, sizes))


def simplify_combinations(
    classes: Classes, wanted: Sequence[Combination], unattainable: Sequence[Combination]
) -> list[dict[str, Values]]:
    """Return few statements "fact -> values" that together describe all the wanted combinations.

    A statement may also cover combinations that cannot occur, if that makes it shorter.
    """
    sizes = list(map(len, classes.values()))
    statements: list[dict[str, Values]] = []
    left = list(wanted)
    while left:
        box = _widen_combination(left[0], sizes, {*wanted, *unattainable})
        inside = set(product(*box))
        covered = [combination for combination in left if combination in inside]
        left = [combination for combination in left if combination not in inside]
        statements.append(_describe_box(classes, box, covered))
    return statements


def _widen_combination(
    start: Combination, sizes: list[int], allowed: set[Combination]
) -> list[frozenset[int]]:
    """Return the start, widened where allowed: by all values of a fact, then by single values."""
    box = [frozenset({index}) for index in start]
    for axis, size in enumerate(sizes):
        box = _widen_axis(box, axis, range(size), allowed)
    for axis, size in enumerate(sizes):
        for index in range(size):
            box = _widen_axis(box, axis, (index,), allowed)
    return box


def _widen_axis(
    box: list[frozenset[int]], axis: int, more: Iterable[int], allowed: set[Combination]
) -> list[frozenset[int]]:
    wider = [*box[:axis], box[axis].union(more), *box[axis + 1 :]]
    return wider if allowed.issuperset(product(*wider)) else box


def _describe_box(
    classes: Classes, box: list[frozenset[int]], covered: list[Combination]
) -> dict[str, Values]:
    statement: dict[str, Values] = {}
    for axis, (fact, groups) in enumerate(classes.items()):
        if len(box[axis]) == len(groups):
            continue  # the fact makes no difference
        values: list[object] = []
        for index in sorted({combination[axis] for combination in covered}):
            values += groups[index]
        statement[fact] = tuple(values)
    return statement


def in_words(definition: Definition, statement: Mapping[str, Values]) -> list[str]:
    """Return the statement in the language of conditions: `consent is refused or unknown`."""
    return [_fact_in_words(definition, fact, values) for fact, values in statement.items()]


def _fact_in_words(definition: Definition, fact: str, values: Values) -> str:
    known = [value for value in values if value is not None]
    words = ["known"]
    if SOME_VALUE not in known:
        words = _values_in_words(definition, fact, known)
    if None in values:
        words.append("unknown")
    return f"{fact} is {' or '.join(words)}"


def _values_in_words(definition: Definition, fact: str, known: list[object]) -> list[str]:
    if definition.facts[fact].type == "integer" and len(known) > LONGEST_NUMBER_LIST:
        return [_numbers_in_words(sorted(value for value in known if isinstance(value, int)))]
    return list(map(_value_in_words, known))


def _value_in_words(value: object) -> str:
    text = str(value)
    return text.lower() if isinstance(value, bool) else text


def _numbers_in_words(numbers: list[int]) -> str:
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers))
