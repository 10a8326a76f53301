"""Sets of configurations as binary decision diagrams (BDD).

This is a thin layer over the library `oxidd`, so that another library can replace it. A variable
with n values takes as many bits as n needs. Sets hold valid codes only, because every set is built
from sets that do. The budget is a number of nodes and does not depend on the speed of the machine;
an operation that exceeds it raises MemoryError.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING

from sop.model.value import value

if TYPE_CHECKING:
    from oxidd.bcdd import BCDDFunction

    Set = BCDDFunction

Name = tuple[str, ...]
"""What a variable represents, such as ("at", track) or ("fact", fact)."""
Valuation = Mapping[Name, Hashable]
"""One configuration (state): every variable with its value."""
SMALLEST_CACHE = 1 << 16
"""Entries that the library's cache of results has at least, however small the budget is."""


class NoDiagrams(Exception):
    """The library that the symbolic proof needs is not installed."""


def has_diagrams() -> bool:
    """Return whether the library is installed."""
    try:
        import oxidd.bcdd  # noqa: F401  # late: optional
    except ImportError:
        return False
    return True


@value
class Variable:
    """A finite variable. A case begins with its first value unless the model sets another one."""

    name: Name
    values: tuple[Hashable, ...]

    @property
    def width(self) -> int:
        """The number of bits that the values need."""
        return max(1, (len(self.values) - 1).bit_length())


class Space:
    """All configurations over some variables, in the order in which the diagrams test them.

    Raises:
        NoDiagrams: the library is not installed.
    """

    def __init__(self, variables: Iterable[Variable], nodes: int) -> None:
        try:
            from oxidd.bcdd import BCDDManager  # late: optional
            from oxidd.util import BooleanOperator
        except ImportError as missing:
            raise NoDiagrams("the library oxidd is not installed") from missing
        self._and = BooleanOperator.AND
        self.variables = {variable.name: variable for variable in variables}
        self.manager = BCDDManager(nodes, max(SMALLEST_CACHE, nodes // 4), 1)
        self.true, self.false = self.manager.true(), self.manager.false()
        self._all_bits: Set | None = None
        self._first: dict[Name, int] = {}
        for variable in self.variables.values():
            self._first[variable.name] = self.manager.add_vars(variable.width).start
        self._sets_of_values: dict[tuple[Name, Hashable], Set] = {
            (variable.name, value): self._encode_value(variable, code)
            for variable in self.variables.values()
            for code, value in enumerate(variable.values)
        }

    def first_level(self, name: Name) -> int:
        """Return the level of the variable's topmost bit; the top of the diagrams is level 0."""
        return self._first[name]

    def _encode_value(self, variable: Variable, code: int) -> Set:
        first, found = self._first[variable.name], self.true
        for bit in range(variable.width):
            number = first + bit
            is_one = code >> bit & 1
            found = found & (self.manager.var(number) if is_one else self.manager.not_var(number))
        return found

    def equals(self, name: Name, value: Hashable) -> Set:
        """Return the configurations in which the variable has the value."""
        return self._sets_of_values[name, value]

    def among(self, name: Name, values: Iterable[Hashable]) -> Set:
        """Return the configurations in which the variable has one of the values."""
        return self.any(self._sets_of_values[name, value] for value in values)

    def same(self, first: Name, second: Name) -> Set:
        """Return the configurations in which both variables have the same value."""
        of_second = self.variables[second].values
        shared = [value for value in self.variables[first].values if value in of_second]
        return self.any(self.equals(first, value) & self.equals(second, value) for value in shared)

    def any(self, sets: Iterable[Set]) -> Set:
        """Return the union of the sets; empty without sets."""
        found = self.false
        for part in sets:
            found = found | part
        return found

    def all(self, sets: Iterable[Set]) -> Set:
        """Return the intersection of the sets; everything without sets."""
        found = self.true
        for part in sets:
            found = found & part
        return found

    def cube(self, names: Iterable[Name]) -> Set:
        """Return the conjunction of all bits of these variables, as `and_exists` needs it."""
        bits = (
            self.manager.var(self._first[name] + bit)
            for name in names
            for bit in range(self.variables[name].width)
        )
        return self.all(bits)

    def and_exists(self, first: Set, second: Set, cube: Set) -> Set:
        """Return the intersection with the variables of the cube left free (relational product)."""
        return first.apply_exists(self._and, second, cube)

    def intersects(self, first: Set, second: Set) -> bool:
        """Return whether the sets have a configuration in common.

        This is faster than computing the intersection, because no new set is kept.
        """
        if self._all_bits is None:
            self._all_bits = self.all(
                self.manager.var(bit) for bit in reversed(range(self.manager.num_vars()))
            )
        return not is_empty(self.and_exists(first, second, self._all_bits))

    def collect(self, most: int) -> None:
        """Free the unused nodes if there are more than `most` nodes.

        The library forgets its earlier results by this and has to compute them again.
        """
        if self.manager.num_inner_nodes() > most:
            self.manager.gc()

    def count(self, found: Set) -> int:
        """Return how many configurations the set holds, over all variables of the space."""
        return int(found.sat_count(self.manager.num_vars()))

    def pick_one(self, found: Set) -> Valuation:
        """Return one configuration of a set that is not empty, always the same one."""
        bits = found.pick_cube()
        assert bits is not None
        valuation = {}
        for name, variable in self.variables.items():
            first = self._first[name]
            code = sum(1 << bit for bit in range(variable.width) if bits[first + bit])
            valuation[name] = variable.values[code]
        return valuation

    def only(self, valuation: Valuation) -> Set:
        """Return the set of this one configuration."""
        return self.all(self.equals(name, value) for name, value in reversed([*valuation.items()]))

    def holds(self, found: Set, valuation: Valuation) -> bool:
        """Return whether the configuration belongs to the set."""
        return bool(found.eval(self.bits(valuation)))

    def bits(self, valuation: Valuation) -> list[tuple[int, bool]]:
        """Return the configuration bit by bit: (level, whether the bit is one)."""
        codes = []
        for name, variable in self.variables.items():
            code = variable.values.index(valuation[name])
            first = self._first[name]
            codes += [(first + bit, bool(code >> bit & 1)) for bit in range(variable.width)]
        return codes


def is_empty(found: Set) -> bool:
    """Return whether the set holds no configuration."""
    return not found.satisfiable()
