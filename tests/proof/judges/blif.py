"""A model as BLIF, for ABC: a bit of memory for each bit of a variable, free inputs for the move
and its values.

The first tick is the opening of the case. The one output is 1 where the case is open and `bad`
holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sop.proof.bdd import Name
from sop.proof.finite_model import Model
from sop.proof.formula import Among, Conjunction, Disjunction, Formula, Negation
from sop.proof.guarded_moves import Assign
from tests.proof.judges.codes import Codes

Bits = tuple[str, ...]
State = Mapping[Name, Bits]


def blif(model: Model, bad: Formula) -> str:
    """The circuit whose output can become 1 if and only if some run comes to `bad`."""
    return _Circuit(model, bad).text()


class _Circuit:
    def __init__(self, model: Model, bad: Formula) -> None:
        self.model, self.codes = model, Codes(model)
        self.gates: dict[tuple[str, ...], str] = {}
        self.rows: list[str] = [".names no", ".names yes", "1"]
        self.inputs: dict[str, None] = {}
        now: State = {
            name: tuple(f"v{number}_{bit}" for bit in range(_width(len(self.codes.values[name]))))
            for name, number in self.codes.number.items()
        }
        self.now = now
        self.then = self._next()
        self.bad = self.both("open", self.holds(bad, now))

    def text(self) -> str:
        latches = [
            f".latch {after} {bit} 0"
            for name in self.now
            for bit, after in zip(self.now[name], self.then[name], strict=True)
        ]
        head = [
            ".model workflow",
            f".inputs {' '.join(self.inputs)}",
            ".outputs bad",
            ".latch yes open 0",
        ]
        return "\n".join([*head, *latches, *self.rows, f".names {self.bad} bad", "1 1", ".end", ""])

    # What happens in one tick

    def _next(self) -> State:
        begun = self.staged(self.now, self.model.beginning)
        width = _width(len(self.model.moves))
        choice = [self.input(f"move{bit}") for bit in range(width)]
        later: State = self.now
        for number, move in enumerate(self.model.moves):
            fired = self.both(self.equals(choice, number), self.holds(move.guard, self.now))
            changed = self.staged(self.now, move.stages)
            later = self.muxed(fired, changed, later)
        return self.muxed("open", later, begun)

    def staged(self, state: State, stages: Iterable[Assign]) -> State:
        """The state after the stages, one after the other, with inputs for what is free in each."""
        for number, stage in enumerate(stages):
            acts = self.holds(stage.when, state)
            if stage.optional:
                acts = self.both(acts, self.input(f"taken{number}"))
            new = dict(state)
            for place, (name, values) in enumerate(stage.to.items()):
                new[name] = self.chosen(
                    self.codes.codes(name, values), len(state[name]), f"value{number}_{place}"
                )
            if stage.same is not None:
                new[stage.same[0]] = self.copied(stage.same, state)
            state = self.muxed(acts, new, state)
        return state

    def chosen(self, codes: Sequence[int], width: int, label: str) -> Bits:
        """One of the codes; a choice beyond them means the last."""
        found = _constant(codes[-1], width)
        if len(codes) == 1:
            return found
        choice = [self.input(f"{label}_{bit}") for bit in range(_width(len(codes)))]
        for number, code in enumerate(codes[:-1]):
            one = _constant(code, width)
            picked = self.equals(choice, number)
            found = tuple(self.mux(picked, a, b) for a, b in zip(one, found, strict=True))
        return found

    def copied(self, names: tuple[Name, Name], state: State) -> Bits:
        found = state[names[0]]
        for mine, its in self.codes.shared(*names):
            same = self.equals(state[names[1]], its)
            one = _constant(mine, len(found))
            found = tuple(self.mux(same, a, b) for a, b in zip(one, found, strict=True))
        return found

    def muxed(self, which: str, one: State, other: State) -> State:
        return {
            name: bits
            if bits == other[name]
            else tuple(map(self.mux, [which] * len(bits), bits, other[name]))
            for name, bits in one.items()
        }

    # Formulas

    def holds(self, formula: Formula, state: State) -> str:
        match formula:
            case Among(name, values):
                return self.any(
                    self.equals(state[name], code) for code in self.codes.codes(name, values)
                )
            case Negation(part):
                return self.inverse(self.holds(part, state))
            case Conjunction(parts):
                return self.inverse(
                    self.any(self.inverse(self.holds(part, state)) for part in parts)
                )
            case Disjunction(parts):
                return self.any(self.holds(part, state) for part in parts)

    def equals(self, bits: Sequence[str], code: int) -> str:
        found = "yes"
        for place, bit in enumerate(bits):
            found = self.both(found, bit if code >> place & 1 else self.inverse(bit))
        return found

    # Gates

    def input(self, name: str) -> str:
        self.inputs[name] = None
        return name

    def any(self, parts: Iterable[str]) -> str:
        found = "yes"
        for part in parts:
            found = self.both(found, self.inverse(part))
        return self.inverse(found)

    def inverse(self, bit: str) -> str:
        if bit in ("no", "yes"):
            return "yes" if bit == "no" else "no"
        return self._gate(("not", bit), "0 1")

    def both(self, one: str, other: str) -> str:
        if "no" in (one, other):
            return "no"
        if one == "yes" or one == other:
            return other
        return one if other == "yes" else self._gate(("and", *sorted((one, other))), "11 1")

    def mux(self, which: str, one: str, other: str) -> str:
        if one == other:
            return one
        if which in ("no", "yes"):
            return one if which == "yes" else other
        return self._gate(("mux", which, one, other), "11- 1\n0-1 1")

    def _gate(self, key: tuple[str, ...], table: str) -> str:
        if key not in self.gates:
            self.gates[key] = f"g{len(self.gates)}"
            self.rows += [f".names {' '.join(key[1:])} {self.gates[key]}", table]
        return self.gates[key]


def _constant(code: int, width: int) -> Bits:
    return tuple("yes" if code >> bit & 1 else "no" for bit in range(width))


def _width(values: int) -> int:
    return max(1, (values - 1).bit_length())
