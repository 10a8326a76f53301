"""One flipped bit in a cache, a kept definition or the index: it is noticed, or nothing differs."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import random
import tempfile
from collections.abc import Mapping
from pathlib import Path

import typer

from sop.commands.main import run
from tests.hostile.case_files import as_it_was
from tests.hostile.nursery import Case
from tests.hostile.store_files import _whole

FLIPPED = (
    "data/compiled/*.json",
    "data/definitions/*",
    "data/calendars/*.json",
    "data/index.sqlite",
)
"""The kinds of files, in turn."""
LOOKS: tuple[tuple[str, ...], ...] = (
    ("worklist", "--all", "--json"),
    ("worklist", "--as", "warden", "--json"),
    ("case", "list", "--json"),
    ("workflow", "show", "far-drill", "--json"),
    ("workflow", "show", "fire-drill", "--json"),
)
OF_CASES: tuple[tuple[str, ...], ...] = (("checklist", "--json"), ("case", "timeline", "--json"))


def _run(words: tuple[str, ...]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    return code, out.getvalue(), err.getvalue()


def looks(cases: tuple[str, ...]) -> dict[tuple[str, ...], tuple[int, str, str]]:
    """What every command shows, by its words."""
    words = [*LOOKS, *((*look, "-c", case) for look in OF_CASES for case in cases)]
    return {one: _run(one) for one in words}


def told_of(
    cases: tuple[str, ...], whole: Mapping[tuple[str, ...], tuple[int, str, str]]
) -> str | None:
    """What differs without a word about it."""
    code, checked, _ = _run(("store", "check", "--json"))
    if code not in (0, 5):
        return f"store check ends {code}: {checked}"
    findings = json.loads(checked)["data"]["findings"]
    for words, shown in looks(cases).items():
        code, out, err = shown
        if "Internal error" in out + err:
            return f"sop {' '.join(words)}: {out[-300:]}{err[-300:]}"
        is_noticed = bool(findings) or code == 5 or err != whole[words][2]
        if out != whole[words][1] and not is_noticed:
            return f"sop {' '.join(words)} differs, and nothing is reported: {out[-300:]}"
    return None


def _case(
    files: Mapping[Path, bytes],
    whole: Mapping[tuple[str, ...], tuple[int, str, str]],
    cases: tuple[str, ...],
    number: int,
    folder: Path,
) -> Case:
    def case() -> str | None:
        by = random.Random(f"flip {number} {os.environ.get('SOP_SEED', '0')}")
        place = as_it_was(folder / f"of-{os.getpid()}", files)
        os.chdir(place)
        path = by.choice(sorted(place.glob(FLIPPED[number % len(FLIPPED)])))
        content = bytearray(path.read_bytes())
        at = by.randrange(len(content))
        content[at] ^= 1 << by.randrange(8)
        path.write_bytes(content)
        wrong = told_of(cases, whole)
        return None if wrong is None else f"{path.name} at byte {at}: {wrong}"

    return case


def cases(kind: str, count: int, folder: Path) -> list[tuple[str, Case]]:
    """Flips in all kinds of files in turn."""
    os.fsync = lambda fd: None  # a power cut is asked elsewhere; here it only takes time
    typer.main.get_command = functools.cache(typer.main.get_command)  # built once
    work = Path(tempfile.mkdtemp(dir=folder))
    office = _whole(work / "whole")
    ids = tuple(sorted(path.stem for path in office.glob("data/cases/*/*.log")))
    shown = looks(ids)
    files = {
        path.relative_to(office): path.read_bytes() for path in office.rglob("*") if path.is_file()
    }
    # The clock goes on: only what does not depend on it is compared.
    return [(f"flip {n}", _case(files, shown, ids, n, work)) for n in range(count)]
