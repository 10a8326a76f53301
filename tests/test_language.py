"""Messages, docstrings, comments and documents are in plain English, without any of PHRASES.

A hit is shown as file:line, the phrase and the better wording.
To see all hits of one package: pytest -n 0 tests/test_language.py -k engine
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.plain_english import ALLOWED, PHRASES, Phrase

ROOT = Path(__file__).resolve().parent.parent


# Pages made from sop/, from workflows and from GENERATORS. Their text is corrected there.
GENERATED = ("commands.md", "rules.md", "duties.md")
GENERATORS = (ROOT / "tests" / "docs" / "manuals.py", ROOT / "tests" / "workflows" / "duties.py")

BENCHMARKS = tuple(sorted((ROOT / "benchmarks").glob("*.py")))

DOCUMENTS = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *(path for path in sorted((ROOT / "docs").glob("*.md")) if path.name not in GENERATED),
)
PACKAGES = tuple(
    sorted({path.relative_to(ROOT / "sop").parts[0] for path in (ROOT / "sop").glob("*/*.py")})
)


@dataclass(frozen=True)
class Passage:
    """A text that a person reads. `first` and `last` are its lines in the file, counted from 1."""

    file: Path
    first: int
    last: int
    text: str

    def line_of(self, offset: int) -> int:
        return min(self.first + self.text.count("\n", 0, offset), self.last)


@dataclass(frozen=True)
class Hit:
    """A phrase in a passage."""

    place: str
    phrase: Phrase
    found: str

    def __str__(self) -> str:
        return f'{self.place}: "{self.found}"; write: {self.phrase.write}'


def hits_in(passages: Iterator[Passage]) -> list[Hit]:
    """Return every banned phrase of the passages, in the order of the passages."""
    found: list[Hit] = []
    for passage in passages:
        text = _prose(passage.text)
        for phrase in PHRASES:
            for match in phrase.regex.finditer(text):
                place = f"{passage.file.relative_to(ROOT)}:{passage.line_of(match.start())}"
                around = text[max(0, match.start() - 24) : match.end() + 24]
                found.append(Hit(place, phrase, " ".join(around.split())))
    return found


def _prose(text: str) -> str:
    """Return the text, as long as before, with code, quoted keys and ALLOWED blanked out."""
    for pattern in (r"`[^`\n]*`", r"'[a-z_]+'", r'"[a-z_]+"', *map(_words, ALLOWED)):
        text = re.sub(pattern, _blank, text)
    return text


def _words(text: str) -> str:
    return re.escape(text).replace(r"\ ", r"\s+")


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "~", match.group())


def passages_of_python(path: Path) -> Iterator[Passage]:
    """Yield strings, the text parts of f-strings, docstrings and comments."""
    source = path.read_text("utf-8")
    parts: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        text = None
        if isinstance(node, ast.JoinedStr):
            parts |= {id(value) for value in node.values}
            text = "".join(_part(value) for value in node.values)
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts
        ):
            text = node.value
        if text is not None and not re.fullmatch(r"[\w./*<>=:-]*", text):
            yield Passage(path, node.lineno, node.end_lineno or node.lineno, text)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Passage(path, token.start[0], token.start[0], token.string)


def _part(value: ast.expr) -> str:
    """Return the text of one part of an f-string; a value that is filled in is shown as {}."""
    if isinstance(value, ast.Constant):
        return str(value.value)
    return "{}"


def passages_of_document(path: Path) -> Iterator[Passage]:
    """Yield the headings and the prose of a Markdown page; the text of code is from elsewhere."""
    text = re.sub(r"^```.*?^```$", _blank, path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"<!-- keys: .*?<!-- keys end -->", _blank, text, flags=re.DOTALL)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            yield Passage(path, number, number, line)
    prose = re.sub(r"^#.*$", _blank, text, flags=re.MULTILINE)
    yield Passage(path, 1, text.count("\n") + 1, prose)


def passages_of_json(path: Path) -> Iterator[Passage]:
    """Yield titles and descriptions of a JSON Schema, each with the line on which it begins."""
    lines = path.read_text("utf-8").splitlines()
    for text in _described(json.loads("\n".join(lines))):
        quoted = json.dumps(text, ensure_ascii=False)
        number = next((n for n, line in enumerate(lines, start=1) if quoted in line), 1)
        yield Passage(path, number, number, text)


def _described(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _described(item)
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("title", "description", "$comment") and isinstance(value, str):
                yield value
            else:
                yield from _described(value)


def passages_of_package(name: str) -> Iterator[Passage]:
    for path in sorted((ROOT / "sop" / name).rglob("*")):
        if path.suffix == ".py":
            yield from passages_of_python(path)
        elif path.suffix == ".json":
            yield from passages_of_json(path)
        elif path.suffix in (".yaml", ".css", ".html", ".md"):
            text = path.read_text("utf-8")
            yield Passage(path, 1, text.count("\n") + 1, text)


def report(hits: list[Hit]) -> str:
    return f"{len(hits)} phrases to replace:\n" + "\n".join(map(str, hits))


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_speaks_plain_english(name: str) -> None:
    hits = hits_in(passages_of_package(name))
    assert not hits, report(hits)


def test_the_top_of_the_program_speaks_plain_english() -> None:
    hits = [
        hit
        for path in sorted((ROOT / "sop").glob("*.py"))
        for hit in hits_in(passages_of_python(path))
    ]
    assert not hits, report(hits)


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.name)
def test_a_benchmark_is_in_plain_english(path: Path) -> None:
    hits = hits_in(passages_of_python(path))
    assert not hits, report(hits)


@pytest.mark.parametrize("path", GENERATORS, ids=lambda path: path.name)
def test_what_makes_a_page_writes_plain_english(path: Path) -> None:
    hits = hits_in(passages_of_python(path))
    assert not hits, report(hits)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_in_plain_english(path: Path) -> None:
    hits = hits_in(passages_of_document(path))
    assert not hits, report(hits)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.was)
def test_each_phrase_is_found_and_its_better_sentence_is_free_of_all(phrase: Phrase) -> None:
    assert phrase.regex.search(phrase.was)
    assert [other.pattern for other in PHRASES if other.regex.search(phrase.now)] == []


def test_a_hit_names_its_line_the_phrase_and_the_better_wording(tmp_path: Path) -> None:
    source = 'NAME = f"{1} is no\\n case"  # told\nOTHER = """One.\n\nIt stands here."""\n'
    path = tmp_path / "example.py"
    path.write_text(source, "utf-8")
    texts = [(p.first, p.last, p.text) for p in passages_of_python(path)]
    assert (1, 1, "{} is no\n case") in texts
    assert (1, 1, "# told") in texts
    passage = Passage(ROOT / "sop" / "example.py", 4, 6, "One.\n\nIt stands here.")
    assert [str(hit) for hit in hits_in(iter([passage]))] == [
        'sop/example.py:6: "One. It stands here."; write: is, is in, is recorded, holds, applies'
    ]


def test_code_keys_and_names_are_not_read_as_prose() -> None:
    text = "`can_close_as_told` and the key 'told': `a fact told` is no word."
    hits = hits_in(iter([Passage(ROOT / "x.py", 1, 1, text)]))
    assert [hit.phrase.was for hit in hits] == ["'ZZ' is no case id."]
