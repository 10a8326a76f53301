"""Sets of configurations as decision diagrams: a thin layer over `oxidd`, so that another library can stand in.

A variable with n values takes as many bits as n needs; sets hold valid codes only, since every set is built from
sets that do. The budget counts nodes, whatever the machine's speed; MemoryError where it is used up.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING

from sop.model.value import value

if TYPE_CHECKING:
    from oxidd.bcdd import BCDDFunction

    Set = BCDDFunction

Name = tuple[str, ...]
"""What a variable stands for, such as ("at", track) or ("fact", fact)."""
Valuation = Mapping[Name, Hashable]
"""One configuration: every variable with its value."""


class NoDiagrams(Exception):
    """The library that the symbolic proof needs is not installed."""


def has_diagrams() -> bool:
    """Whether the library is installed."""
    try:
        import oxidd.bcdd  # noqa: F401
    except ImportError:
        return False
    return True


@value
class Variable:
    """A finite variable. Its first value is that of a case just opened, unless something else is given."""

    name: Name
    values: tuple[Hashable, ...]

    @property
    def width(self) -> int:
        """How many bits its values need."""
        return max(1, (len(self.values) - 1).bit_length())


class Space:
    """All configurations over some variables, in the order in which the diagrams test them."""

    def __init__(self, variables: Iterable[Variable], nodes: int) -> None:
        try:
            from oxidd.bcdd import BCDDManager
            from oxidd.util import BooleanOperator
        except ImportError as missing:
            raise NoDiagrams("the library oxidd is not installed") from missing
        self._and = BooleanOperator.AND
        self.variables = {variable.name: variable for variable in variables}
        self.manager = BCDDManager(nodes, max(1 << 16, nodes // 4), 1)
        self.true, self.false = self.manager.true(), self.manager.false()
        self._all_bits: Set | None = None
        self._first: dict[Name, int] = {}
        for variable in self.variables.values():
            self._first[variable.name] = self.manager.add_vars(variable.width).start
        self._is: dict[tuple[Name, Hashable], Set] = {
            (variable.name, value): self._encode_value(variable, code)
            for variable in self.variables.values()
            for code, value in enumerate(variable.values)
        }

    def first_level(self, name: Name) -> int:
        """The level of the variable's topmost bit; the top of the diagrams is level 0."""
        return self._first[name]

    def _encode_value(self, variable: Variable, code: int) -> Set:
        first, found = self._first[variable.name], self.true
        for bit in range(variable.width):
            number = first + bit
            found = found & (
                self.manager.var(number) if code >> bit & 1 else self.manager.not_var(number)
            )
        return found

    def equals(self, name: Name, value: Hashable) -> Set:
        """The configurations in which the variable has the value."""
        return self._is[name, value]

    def among(self, name: Name, values: Iterable[Hashable]) -> Set:
        """The configurations in which the variable has one of the values."""
        return self.any(self._is[name, value] for value in values)

    def same(self, one: Name, other: Name) -> Set:
        """The configurations in which both variables have the same value."""
        shared = [
            value for value in self.variables[one].values if value in self.variables[other].values
        ]
        return self.any(self._is[one, value] & self._is[other, value] for value in shared)

    def any(self, sets: Iterable[Set]) -> Set:
        found = self.false
        for one in sets:
            found = found | one
        return found

    def all(self, sets: Iterable[Set]) -> Set:
        found = self.true
        for one in sets:
            found = found & one
        return found

    def cube(self, names: Iterable[Name]) -> Set:
        """The bits of these variables, to be forgotten."""
        bits = (
            self.manager.var(self._first[name] + bit)
            for name in names
            for bit in range(self.variables[name].width)
        )
        return self.all(bits)

    def and_exists(self, one: Set, other: Set, cube: Set) -> Set:
        """The configurations of both sets, the variables of the cube forgotten."""
        return one.apply_exists(self._and, other, cube)

    def intersects(self, one: Set, other: Set) -> bool:
        """Whether the sets have a configuration in common. Faster than to work out which: no new set is kept."""
        if self._all_bits is None:
            self._all_bits = self.all(
                self.manager.var(bit) for bit in reversed(range(self.manager.num_vars()))
            )
        return not is_empty(self.and_exists(one, other, self._all_bits))

    def collect(self, most: int) -> None:
        """Gives back the nodes that nothing uses any more, where there are more than so many; what was worked out
        before has to be worked out again then."""
        if self.manager.num_inner_nodes() > most:
            self.manager.gc()

    def count(self, found: Set) -> int:
        """How many configurations the set holds. The variables that the set does not test count as well."""
        return int(found.sat_count(self.manager.num_vars()))

    def one_of(self, found: Set) -> Valuation:
        """One configuration of a set that is not empty, the same one each time."""
        bits = found.pick_cube()
        assert bits is not None
        valuation = {}
        for name, variable in self.variables.items():
            first = self._first[name]
            code = sum(1 << bit for bit in range(variable.width) if bits[first + bit])
            valuation[name] = variable.values[code]
        return valuation

    def only(self, valuation: Valuation) -> Set:
        """The set of this one configuration."""
        return self.all(self._is[name, value] for name, value in reversed(list(valuation.items())))

    def holds(self, found: Set, valuation: Valuation) -> bool:
        """Whether the configuration belongs to the set."""
        return bool(found.eval(self.bits(valuation)))

    def bits(self, valuation: Valuation) -> list[tuple[int, bool]]:
        """The configuration, bit by bit."""
        codes = []
        for name, variable in self.variables.items():
            code = variable.values.index(valuation[name])
            codes += [
                (self._first[name] + bit, bool(code >> bit & 1)) for bit in range(variable.width)
            ]
        return codes


def is_empty(found: Set) -> bool:
    return not found.satisfiable()
