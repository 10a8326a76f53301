"""The house keeps its shape: layers, cycles, file lengths, purity of the core, no word of any
country in the engine.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "sop").rglob("*.py"))
PURE = ("model", "engine", "checks", "proof", "comparison")


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported_by(path: Path) -> set[str]:
    """Every module of sop that the file names in an import, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_the_layers_hold_and_every_package_is_placed() -> None:
    linted = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "6 kept, 0 broken" in linted.stdout


def test_no_module_imports_itself_in_a_circle() -> None:
    known = {dotted(path): path for path in SOURCES}
    graph = {
        name: {other for other in imported_by(path) if other in known} - {name}
        for name, path in known.items()
    }
    # A package's __init__ is imported with each of its modules; that is no circle of the authors'
    # making.
    state: dict[str, int] = {}
    circles: list[str] = []

    def visit(name: str, way: tuple[str, ...]) -> None:
        state[name] = 1
        for other in sorted(graph[name]):
            if state.get(other) == 1:
                circles.append(" -> ".join((*way, name, other)))
            elif other not in state:
                visit(other, (*way, name))
        state[name] = 2

    for name in sorted(graph):
        if name not in state:
            visit(name, ())
    assert circles == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_the_pure_core_reads_no_clock_no_disk_and_prints_nothing() -> None:
    forbidden = re.compile(
        r"\bprint\(|(?<!\.)\bopen\(|datetime\.now\(|\.today\(|time\.time\(|"
        r"\bimport os\b|\bimport random\b|"
        r"\.read_text\(|\.write_text\(|\bPath\("
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in SOURCES
        if path.relative_to(ROOT / "sop").parts[0] in PURE
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if forbidden.search(line) and not line.strip().startswith(("#", '"', ">>>", "def "))
    ]
    assert found == []


def test_no_country_and_no_subject_of_a_procedure_is_in_the_engine() -> None:
    words = re.compile(
        r"traffick|south.?africa|johannesburg|pretoria|gauteng|limpopo|"
        r"\bsaps\b|\bdsd\b|\bnpa\b|\bdha\b|\biom\b|"
        r"pacotip|united kingdom|palermo|\bvictim",
        re.IGNORECASE,
    )
    files = [
        path
        for path in (ROOT / "sop").rglob("*")
        if path.suffix in (".py", ".json", ".css", ".html", ".md")
    ]
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if words.search(line)
    ]
    assert len(files) > 40
    assert found == []


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy", "--strict", "sop"]],
    ids=["ruff", "format", "mypy"],
)
def test_lint_and_types_are_clean(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_dependency_is_used_and_says_what_it_is_for() -> None:
    import tomllib

    text = (ROOT / "pyproject.toml").read_text("utf-8")
    declared = tomllib.loads(text)["project"]["dependencies"]
    package_of = {"pyyaml": "yaml"}
    used = {name.split(".")[0] for path in SOURCES for name in imported_by(path)}
    for requirement in declared:
        name = re.split(r"[<>=]", requirement)[0]
        line = next(row for row in text.splitlines() if f'"{requirement}"' in row)
        above = text.splitlines()[text.splitlines().index(line) - 1]
        assert "#" in line or above.strip().startswith("#"), (
            f"{name} says nothing of what it is for"
        )
        if name != "tzdata":  # read by zoneinfo, never imported
            assert package_of.get(name, name) in used, f"{name} is not used"


def late_imports(path: Path) -> Iterator[tuple[int, str]]:
    """The imports inside functions and branches that do not say why: line number and text."""
    lines = path.read_text("utf-8").splitlines()
    imports = [
        node
        for node in ast.walk(ast.parse("\n".join(lines)))
        if isinstance(node, ast.Import | ast.ImportFrom) and node.col_offset > 0
    ]
    explained = 0  # an import right below one that says why is part of the same block
    for node in sorted(imports, key=lambda one: one.lineno):
        before = lines[node.lineno - 2].strip()
        text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        says_why = "#" in text or before.startswith("#") or "TYPE_CHECKING" in before
        if says_why or explained == node.lineno - 1:
            explained = node.end_lineno or node.lineno
            continue
        yield node.lineno, text.strip()


def test_each_late_import_says_why() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{number}: {text}"
        for path in SOURCES
        for number, text in late_imports(path)
    ]
    assert silent == []
