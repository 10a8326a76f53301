"""How many decisions there are per line: the figures that tests/test_density.py holds, for each
package and in all.

    python benchmarks/density.py [FOLDER] [--list nested|long|comprehensions|conditional]

FOLDER is `sop` unless another is given. `--list` prints the places instead, as FILE:LINE.

- lines: those that are not blank.
- long: lines of more than 100 columns, without a pragma such as `# type: ignore` at the end.
- conditional: conditional expressions (`a if b else c`), and how many in 1,000 lines.
- nested: conditional expressions with another one as their condition or as one of their values.
- comprehensions: statements with more than one comprehension or generator expression; of a compound
  statement its head counts, and each statement below it for itself.
- branches: of functions, per line of their bodies. A branch is an `if`, `elif`, `for`, `while`,
  `except`, `case` or `assert`, each further operand of `and` and `or`, a conditional expression,
  and each `for` and `if` of a comprehension. A line of a body is not blank, not a comment alone
  and not part of the docstring.
- complex: functions of more than 10 paths, by ruff's C901.
- comments: comments in 100 lines.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

COLUMNS = 100
PRAGMA = re.compile(
    r"\s+# (type: ignore|noqa).*$"
)  # for a tool, not for a reader; ruff leaves it out too
COMPLEXITY = 10
ROOT = Path(__file__).resolve().parents[1]
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
SINGLE_BRANCHES = (*LOOPS, ast.If, ast.ExceptHandler, ast.match_case, ast.Assert, ast.IfExp)


@dataclass(frozen=True)
class Source:
    """A file that was read: its lines, and everything in its tree."""

    path: Path
    lines: tuple[str, ...]
    nodes: tuple[ast.AST, ...]

    def is_code(self, number: int) -> bool:
        """Whether the line of that number, from 1, is neither blank nor a comment alone."""
        line = self.lines[number - 1].strip()
        return bool(line) and not line.startswith("#")


@dataclass(frozen=True)
class Density:
    """The figures of some files. `branches` and `body_lines` are those of functions."""

    files: int
    lines: int
    long: int
    conditional: int
    nested: int
    comprehensions: int
    branches: int
    body_lines: int
    comments: int
    complex: int

    @property
    def conditional_per_1000(self) -> float:
        return 1000 * self.conditional / max(1, self.lines)

    @property
    def branches_per_line(self) -> float:
        return self.branches / max(1, self.body_lines)

    @property
    def comments_per_100(self) -> float:
        return 100 * self.comments / max(1, self.lines)


def read_source(path: Path) -> Source:
    text = path.read_text("utf-8")
    nodes = tuple(ast.walk(ast.parse(text)))
    return Source(path, tuple(text.splitlines()), nodes)


def read_sources(folder: Path) -> list[Source]:
    """Every Python file of the folder, sorted by path."""
    return [read_source(path) for path in sorted(folder.rglob("*.py"))]


def density(sources: Iterable[Source], complex_functions: Iterable[str] = ()) -> Density:
    """The figures of these files. The caller counts the functions that are too complex."""
    files = list(sources)
    return Density(
        files=len(files),
        lines=sum(count_lines(file) for file in files),
        long=count(long_lines, files),
        conditional=count(conditional_expressions, files),
        nested=count(nested_conditionals, files),
        comprehensions=count(crowded_statements, files),
        branches=sum(count_branches(file) for file in files),
        body_lines=sum(len(body_lines(file)) for file in files),
        comments=sum(count_comments(file) for file in files),
        complex=len(list(complex_functions)),
    )


def count(places_in: Callable[[Source], Iterator[int]], files: Iterable[Source]) -> int:
    return sum(len(list(places_in(file))) for file in files)


def count_lines(file: Source) -> int:
    return len([line for line in file.lines if line.strip()])


def count_comments(file: Source) -> int:
    text = "\n".join(file.lines) + "\n"
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(token.type == tokenize.COMMENT for token in tokens)


# Places: the numbers of the lines where something is ---------------------------------------------


def long_lines(file: Source) -> Iterator[int]:
    for number, line in enumerate(file.lines, start=1):
        if len(PRAGMA.sub("", line)) > COLUMNS:
            yield number


def conditional_expressions(file: Source) -> Iterator[int]:
    for node in file.nodes:
        if isinstance(node, ast.IfExp):
            yield node.lineno


def nested_conditionals(file: Source) -> Iterator[int]:
    for node in file.nodes:
        if isinstance(node, ast.IfExp):
            parts = (node.test, node.body, node.orelse)
            if any(isinstance(part, ast.IfExp) for part in parts):
                yield node.lineno


def crowded_statements(file: Source) -> Iterator[int]:
    """Statements with more than one comprehension."""
    for node in file.nodes:
        if isinstance(node, ast.stmt):
            found = [part for part in head_of(node) if isinstance(part, COMPREHENSIONS)]
            if len(found) > 1:
                yield node.lineno


def head_of(statement: ast.stmt) -> Iterator[ast.AST]:
    """Everything in the statement but the statements below it, which stand for themselves."""
    ahead: list[ast.AST] = [statement]
    while ahead:
        node = ahead.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                ahead.append(child)


PLACES: dict[str, Callable[[Source], Iterator[int]]] = {
    "nested": nested_conditionals,
    "long": long_lines,
    "comprehensions": crowded_statements,
    "conditional": conditional_expressions,
}


# Branches of functions ---------------------------------------------------------------------------


def count_branches(file: Source) -> int:
    """The branches within functions, each once: a function in a function is in the outer one."""
    inside: dict[int, ast.AST] = {}
    for function in functions_of(file):
        for node in ast.walk(function):
            inside[id(node)] = node
    return sum(branches_at(node) for node in inside.values())


def branches_at(node: ast.AST) -> int:
    if isinstance(node, SINGLE_BRANCHES):
        return 1
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    return 0


def body_lines(file: Source) -> set[int]:
    """The lines of the functions' bodies, without docstrings, blank lines and lines of comment."""
    found: set[int] = set()
    for function in functions_of(file):
        body = function.body[1:] if ast.get_docstring(function, clean=False) else function.body
        if body and function.end_lineno is not None:
            found.update(range(body[0].lineno, function.end_lineno + 1))
    return {number for number in found if file.is_code(number)}


def functions_of(file: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in file.nodes:
        if isinstance(node, FUNCTIONS):
            yield node


# Complexity --------------------------------------------------------------------------------------


def complex_functions(folder: Path) -> list[str]:
    """A line for each function of more than `COMPLEXITY` paths, as ruff words it."""
    checked = subprocess.run(
        [
            *(sys.executable, "-m", "ruff", "check", "--select", "C901", "--no-cache"),
            *("--config", f"lint.mccabe.max-complexity={COMPLEXITY}"),
            *("--output-format", "concise", "--quiet", str(folder)),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )
    return [line for line in checked.stdout.splitlines() if "C901" in line]


# The table ---------------------------------------------------------------------------------------

HEAD = (
    f"{'package':<14}{'files':>6}{'lines':>7}{'long':>6}"
    f"{'conditional':>12}{'/1000':>7}{'nested':>7}"
    f"{'compr.':>7}{'branches/line':>14}{'complex':>8}{'comments %':>11}"
)


def row(name: str, found: Density) -> str:
    return (
        f"{name:<14}{found.files:>6}{found.lines:>7}{found.long:>6}{found.conditional:>12}"
        f"{found.conditional_per_1000:>7.1f}{found.nested:>7}{found.comprehensions:>7}"
        f"{found.branches_per_line:>14.2f}{found.complex:>8}{found.comments_per_100:>11.1f}"
    )


def table(folder: Path) -> Iterator[str]:
    """A row for each folder of the package, and one for all of it."""
    sources, complex_ = read_sources(folder), complex_functions(folder)
    yield HEAD
    for part in sorted(path for path in folder.iterdir() if path.is_dir()):
        own = [file for file in sources if part in file.path.parents]
        if own:
            yield row(
                part.name, density(own, [line for line in complex_ if f"{part.name}/" in line])
            )
    yield row("all", density(sources, complex_))


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("folder", nargs="?", default=ROOT / "sop", type=Path)
    asked.add_argument("--list", choices=[*PLACES, "complex"], help="print the places")
    given = asked.parse_args()
    if given.list is None:
        print(*table(given.folder), sep="\n")
    elif given.list == "complex":
        print(*complex_functions(given.folder), sep="\n")
    else:
        for file in read_sources(given.folder):
            for number in PLACES[given.list](file):
                print(f"{file.path}:{number}")


if __name__ == "__main__":
    main()
