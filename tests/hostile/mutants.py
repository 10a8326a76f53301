"""Files with small damage: bytes flipped, pieces cut, doubled and swapped, words replaced. The same
seed, the same.
"""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sop.checks.rules import run_checks
from sop.definition.definition_codec import definition_from_json, definition_to_json
from sop.definition.load import load_workflow
from sop.model.finding import Finding
from sop.views.findings import findings_screen
from sop.views.terminal.screen import Screen
from tests.hostile.nursery import ROOT, Case

WORKFLOWS = ROOT / "workflows"
WHOLE_EVERY = (
    400  # of so many mutants one is of the whole large folder, which takes a hundred times as long
)
PART_EVERY = 4  # and one of a file of it, in a folder with the main file alone
LONG_EVERY = (
    8  # of the other small files so many mutants are of one that is longer than the shortest
)

WORDS = (
    b"null",
    b"~",
    b"true",
    b"-1",
    b"0",
    b"99999999999999999999",
    b"1e999",
    b".nan",
    b"{}",
    b"[]",
    b"[[]]",
    b"''",
    b'""',
    b"&a",
    b"*a",
    b"!!int 3",
    b"<<",
    b"?",
    b"- ",
    b": ",
    b"|",
    b">",
    b"%",
    b"@",
    b"`",
    b"#",
    b"\t",
    b"\r",
    b"\x00",
    b"\xff",
    b"any",
    b"end",
    b"not",
    b"and",
    b"or",
    b"is",
    b"is one of",
    b"between",
    b"(",
    b")",
    b"((((((((",
    b"is current",
    b"is done",
    b"any.any",
    b"a.b.c.d",
    b"2 weeks",
    b"9999999 weeks",
    b"0 days",
    b"-5 minutes",
    b"1.5 hours",
    b"by",
    b"to",
    b"when",
    b"choices",
    b"integer",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x92\xa5",
    b"\xed\xa0\x80",
    b'"\\ud800"',
    b"2026-02-30",
    b"'",
    b'"',
    b"---",
    b"...",
    b"language",
    b"{a: {b: {c: [",
    b"x" * 300,
    b"title",
    b"same_as",
    b"from",
    b"records",
    b"true, false",
)

MAIN_FILE = b"""language: 1
version: 1.0.0
title: One file of a large procedure
stakeholders:
  police: {name: SAPS}
  social_worker: {name: DSD}
"""

_TOKEN = re.compile(rb"[A-Za-z0-9_.\-]+|[^\sA-Za-z0-9]")


def flipped(raw: bytes, by: random.Random) -> bytes:
    out = bytearray(raw)
    for _ in range(by.choice((1, 1, 2, 5))):
        out[by.randrange(len(out))] ^= 1 << by.randrange(8)
    return bytes(out)


def replaced_byte(raw: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(raw))
    return (
        raw[:at]
        + by.choice(b"{}[]:,-#&*!|>'\"%@` \n\t?~=.()").to_bytes(1, "little")
        + raw[at + by.randrange(2) :]
    )


def cut(raw: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(raw))
    return raw[:at] + raw[at + by.choice((1, 1, 3, 10, 100, len(raw))) :]


def doubled(raw: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(raw))
    piece = raw[at : at + by.choice((1, 5, 40, 400))]
    to = by.randrange(len(raw))
    return raw[:to] + piece + raw[to:]


def _lines_changed(raw: bytes, by: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    i, j = by.randrange(len(lines)), by.randrange(len(lines))
    what = by.randrange(5)
    if what == 0:
        lines[i], lines[j] = lines[j], lines[i]
    elif what == 1:
        del lines[i]
    elif what == 2:
        lines.insert(j, lines[i])
    elif what == 3:
        lines[i] = b" " * by.choice((1, 2, 4)) + lines[i]
    else:
        lines[i] = lines[i].lstrip() if by.randrange(2) else lines[i][2:]
    return b"".join(lines)


def word_changed(raw: bytes, by: random.Random) -> bytes:
    tokens = list(_TOKEN.finditer(raw))
    if not tokens:
        return raw + by.choice(WORDS)
    one = by.choice(tokens)
    new = by.choice(WORDS) if by.randrange(3) else by.choice(tokens).group()
    return raw[: one.start()] + new + raw[one.end() :]


def value_changed(raw: bytes, by: random.Random) -> bytes:
    """What stands behind a colon replaced as a whole."""
    places = list(re.finditer(rb": [^\n{}]+", raw))
    if not places:
        return word_changed(raw, by)
    one = by.choice(places)
    new = by.choice(WORDS) if by.randrange(3) else by.choice(places).group()[2:]
    return raw[: one.start() + 2] + new + raw[one.end() :]


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped,
    replaced_byte,
    cut,
    doubled,
    _lines_changed,
    word_changed,
    word_changed,
    value_changed,
    value_changed,
)


def mutant(raw: bytes, by: random.Random) -> bytes:
    """The file with one to three such changes."""
    for _ in range(by.choice((1, 1, 1, 2, 3))):
        raw = by.choice(WAYS)(raw, by) if raw else by.choice(WORDS)
    return raw


def only_findings(path: Path, shows: bool = False) -> str | None:
    """None when loading and checking give findings and nothing else, and a definition survives
    being written down.
    """
    loaded = load_workflow(path, shown_as=path.name)
    findings = run_checks(loaded)
    strange = [one for one in findings if not isinstance(one, Finding)]
    if strange:
        return f"not findings: {strange}"
    if loaded.definition is None and not any(one.severity == "error" for one in findings):
        return "no definition and no error"
    if loaded.definition is not None:
        text = definition_to_json(loaded.definition)
        if definition_from_json(text) != loaded.definition:
            return "the compiled form is another definition"
        text.encode()
    if shows:
        out = io.StringIO()
        Screen(out).show(findings_screen(findings, (path.name,)))
        bad = [letter for letter in out.getvalue() if letter != "\n" and not letter.isprintable()]
        if bad:
            return f"the screen shows {bad!r}"
    return None


def _small(source: Path, number: int, folder: Path) -> Case:
    def case() -> str | None:
        path = folder / f"of-{os.getpid()}" / source.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(mutant(source.read_bytes(), random.Random(number)))
        return only_findings(path, shows=number % 7 == 0)

    return case


def _large(source: Path, number: int, folder: Path, alone: bool) -> Case:
    """One file of the folder changed; `alone`: the others, but for a main file, are not there."""

    def case() -> str | None:
        by = random.Random(number)
        copy = folder / f"of-{os.getpid()}" / ("alone" if alone else "whole") / source.name
        if not copy.exists() and alone:
            copy.mkdir(parents=True)
            (copy / "workflow.yaml").write_bytes(MAIN_FILE)
        elif not copy.exists():
            shutil.copytree(source, copy)
        file = by.choice(sorted(path for path in source.rglob("*") if path.is_file()))
        changed = copy / file.relative_to(source)
        changed.parent.mkdir(exist_ok=True)
        changed.write_bytes(mutant(file.read_bytes(), by))
        try:
            return only_findings(copy, shows=number % 7 == 0)
        finally:
            if alone:
                changed.unlink()
                (copy / "workflow.yaml").write_bytes(MAIN_FILE)
            else:
                changed.write_bytes(file.read_bytes())

    return case


def _one(number: int, small: list[Path], large: list[Path], folder: Path) -> tuple[str, Case]:
    by = random.Random(
        f"file of {number}"
    )  # not the number alone: the first draws of the mutant would follow these
    if number % PART_EVERY and number % WHOLE_EVERY:
        shortest, *longer = small
        source = by.choice(longer) if longer and by.randrange(LONG_EVERY) == 0 else shortest
        return f"mutant {number} of {source.name}", _small(source, number, folder)
    source, alone = by.choice(large), number % WHOLE_EVERY > 0
    return f"mutant {number} of {source.name}{' in part' * alone}", _large(
        source, number, folder, alone
    )


def cases(kind: str, count: int, folder: Path) -> list[tuple[str, Case]]:
    small = sorted(WORKFLOWS.glob("*.yaml"), key=lambda path: (path.stat().st_size, path.name))
    large = sorted(path for path in WORKFLOWS.iterdir() if path.is_dir())
    work = Path(tempfile.mkdtemp(dir=folder))
    for source in (*small, *large):  # and what they need is imported before the first fork
        load_workflow(source)
    return [_one(number, small, large, work) for number in range(count)]
