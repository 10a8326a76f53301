"""Models as Promela, for SPIN: one process that chooses among guarded atomic moves, each with its
stages in turn.

Several models stand in one text, since SPIN's program takes seconds to compile and a model takes
none to judge. Which one a run looks at is said by the variable MODEL of its environment: no run
sees more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sop.proof.bdd import Name
from sop.proof.finite_model import Model
from sop.proof.formula import TRUE, Among, Conjunction, Disjunction, Formula, Negation
from sop.proof.guarded_moves import Assign
from tests.proof.judges.codes import Codes


def promela(asked: Sequence[tuple[Model, Formula]]) -> str:
    """In each model SPIN finds the assertion violated if and only if some run comes to the formula
    beside it.
    """
    variables = max(len(model.variables) for model, _ in asked)
    rows = [
        "byte model;",
        *(f"byte v{number} = 0;" for number in range(variables)),
        "active proctype workflow() {",
    ]
    rows += ['c_code { now.model = atoi(getenv("MODEL")); };', "if"]
    for number, (model, bad) in enumerate(asked):
        rows += [f":: model == {number} ->", *_Promela(model, bad).lines()]
    return "\n".join([*rows, "fi", "}", ""])


class _Promela:
    def __init__(self, model: Model, bad: Formula) -> None:
        self.model, self.codes = model, Codes(model)
        self.fine = f"assert(!({self.expression(bad)}))"

    def lines(self) -> Iterator[str]:
        for name, number in self.codes.number.items():
            yield f"/* v{number} is {' '.join(name)}: {len(self.codes.values[name])} values */"
        yield from self.turn("true", self.model.beginning)
        yield "do"
        for move in self.model.moves:
            yield f"/* {move.kind} {move.id} */"
            yield ":: " + " ".join(self.turn(self.expression(move.guard), move.stages))
        yield ":: else -> break"
        yield "od"

    def turn(self, guard: str, stages: Iterable[Assign]) -> Iterator[str]:
        yield f"atomic {{ {guard} ->"
        for stage in stages:
            yield self.stage(stage)
        yield f"{self.fine} }}"

    def stage(self, stage: Assign) -> str:
        done = " ".join([*(self.chosen(name, stage) for name in stage.to), *self.copied(stage)])
        if stage.when == TRUE and not stage.optional:
            return done
        other = ":: true" if stage.optional else ":: else"
        return f"if :: {self.expression(stage.when)} -> {done} {other} fi;"

    def chosen(self, name: Name, stage: Assign) -> str:
        number = self.codes.number[name]
        codes = self.codes.codes(name, stage.to[name])
        if len(codes) == 1:
            return f"v{number} = {codes[0]};"
        return f"if {' '.join(f':: v{number} = {code}' for code in codes)} fi;"

    def copied(self, stage: Assign) -> Iterator[str]:
        if stage.same is not None:
            to, source = (self.codes.number[name] for name in stage.same)
            pairs = self.codes.shared(*stage.same)
            yield f"if {' '.join(f':: (v{source} == {b}) -> v{to} = {a}' for a, b in pairs)} fi;"

    def expression(self, formula: Formula) -> str:
        match formula:
            case Among(name, values):
                number = self.codes.number[name]
                return _joined(
                    (f"v{number} == {code}" for code in self.codes.codes(name, values)),
                    "||",
                    "false",
                )
            case Negation(part):
                return f"!{self.expression(part)}"
            case Conjunction(parts):
                return _joined(map(self.expression, parts), "&&", "true")
            case Disjunction(parts):
                return _joined(map(self.expression, parts), "||", "false")


def _joined(parts: Iterable[str], word: str, empty: str) -> str:
    return f"({f' {word} '.join(parts) or empty})"
