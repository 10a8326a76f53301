"""Case files with small damage, and some that are whole but written by somebody else, read by a
store.
"""

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
from typing import Any
from zlib import crc32

import typer

from sop.commands.main import run
from sop.commands.store_factory import open_store
from sop.definition.load import load_workflow
from sop.model.events import (
    ActionDone,
    Body,
    CaseOpened,
    EventUndone,
    FactsRecorded,
    NoteWritten,
    OutcomeTaken,
)
from sop.model.value import replace
from sop.store.embedded_store import EmbeddedStore
from sop.store.event_codec import canonical
from sop.store.log_format import History, read_log
from sop.store.port import Corrupt, IntegrityError, StoreTrouble, UnknownCase
from tests.hostile.mutants import WORDS, mutant
from tests.hostile.nursery import ROOT, Case
from tests.store.samples import CASE, OTHER, event, events, log_of, rows_at

STRANGE: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**30,
    "",
    " ",
    "x",
    "\x00",
    "\u202e",
    "2026-02-30",
    "not a time",
    [],
    {},
    [[]],
    {"a": {}},
    "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00-14:00",
    "2026-03-04T12:00:00",
    [1, None],
    "action_done",
    "case_closed",
)


def written_anew(content: bytes, by: random.Random) -> bytes:
    """A history with right sums and hashes in which some value is another: what a forger or a later
    sop would write.
    """
    documents = [dict(document) for document in read_log(CASE, content).documents]
    for _ in range(by.choice((1, 1, 2))):
        one = by.choice(documents)
        key = by.choice(sorted(one))
        if by.randrange(4) == 0:
            one.pop(key)
        else:
            one["note" if by.randrange(6) == 0 else key] = by.choice(STRANGE)
    return History(CASE, ()).append_documents(
        [{k: v for k, v in one.items() if k not in ("id", "prev")} for one in documents]
    )[0]


def summed_anew(content: bytes, by: random.Random) -> bytes:
    """A line changed, its sum put right."""
    lines = content.splitlines(keepends=True)
    at = by.randrange(len(lines))
    payload = mutant(lines[at][9:-1], by).replace(b"\n", b" ")
    lines[at] = b"%08x %s\n" % (crc32(payload), payload)
    return b"".join(lines)


def other_json(content: bytes, by: random.Random) -> bytes:
    """A line whose sum is right and whose content is some JSON."""
    lines = content.splitlines(keepends=True)
    at = by.randrange(len(lines))
    value = by.choice(
        (
            by.choice(STRANGE),
            [at + 1, by.choice(STRANGE)],
            [at + 1, [by.choice(STRANGE)]],
            [by.choice(STRANGE), []],
        )
    )
    payload = by.choice(
        (
            canonical(value),
            json.dumps(value).encode(),
            b"[" * 50_000,
            by.choice(WORDS).replace(b"\n", b""),
        )
    )
    lines[at] = b"%08x %s\n" % (crc32(payload), payload)
    return b"".join(lines)


WAYS = (mutant, mutant, mutant, written_anew, written_anew, summed_anew, summed_anew, other_json)


def told_of(store: EmbeddedStore) -> str | None:
    """What is wrong with how loading, verifying, listing and going on end."""
    try:
        loaded, version = store.load(CASE)
        if len(loaded) != version:
            return "the version is not the number of events"
    except (Corrupt, IntegrityError, StoreTrouble, UnknownCase) as error:
        if not error.message:
            return "an error without words"
        version = None
    try:
        found = store.verify(CASE)
        if found.ok and version is None:
            return f"verified, but not loaded: {found}"
        if not found.ok and not found.problem:
            return "a problem without words"
    except UnknownCase:
        if version is not None:
            return "loaded, but unknown to verify"
    store.case_lines()
    store.cases()
    return None if version is None else _goes_on(store, version)


def _goes_on(store: EmbeddedStore, version: int) -> str | None:
    """After what could be loaded the next event is written, and everything before it stays."""
    try:
        store.append(
            CASE, version, [event(version + 1)] if version else events(1, 1), rows_at(version + 1)
        )
    except (Corrupt, StoreTrouble) as error:
        return f"loaded, but cannot go on: {error.message}"
    again, after = store.load(CASE)
    return None if after == version + 1 == len(again) else "the history did not grow by one"


COMMANDS = (
    ("case", "show"),
    ("case", "timeline"),
    ("case", "timeline", "--json"),
    ("checklist",),
    ("next", "--json"),
)


def told_by_program(case: str, number: int) -> str | None:
    """What is wrong with how the program shows such a case. One command of those that read a case,
    and two that list.
    """
    lists = (("worklist",), ("case", "verify", case)) if number % 4 == 0 else ()
    for words in ((*COMMANDS[number % len(COMMANDS)], "-c", case), *lists):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(words)
        if code not in (0, 2, 3, 5) or "Internal error" in err.getvalue() + out.getvalue():
            shown = f"{out.getvalue()[-300:]} {err.getvalue()[-300:]}"
            return f"sop {' '.join(words)} ends {code}: {shown}"
    return None


def as_it_was(place: Path, files: Mapping[Path, bytes]) -> Path:
    """The workspace with these files and no other; only what a case before this one changed is
    written anew.
    """
    for path in place.rglob("*"):
        if path.is_file() and path.relative_to(place) not in files:
            path.unlink()
    for name, content in files.items():
        path = place / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return place


def _case(files: Mapping[Path, bytes], content: bytes, number: int, folder: Path) -> Case:
    def case() -> str | None:
        by = random.Random(number)
        damaged = by.choice(WAYS)(content, by)
        place = as_it_was(folder / f"of-{os.getpid()}", files)
        if by.randrange(2):
            (place / "data" / "index.sqlite").unlink()
        store = open_store(place / "data")
        log_of(store).write_bytes(damaged)
        os.chdir(place)
        return told_by_program(CASE, number) or told_of(store)

    return case


def cases(kind: str, count: int, folder: Path) -> list[tuple[str, Case]]:
    os.fsync = lambda fd: (
        None
    )  # whether a power cut is survived is asked elsewhere; here it only takes time
    typer.main.get_command = functools.cache(
        typer.main.get_command
    )  # built once, not for each of the cases
    work = Path(tempfile.mkdtemp(dir=folder))
    store = _whole(work / "whole")
    content = log_of(store).read_bytes()
    whole = work / "whole"
    files = {
        path.relative_to(whole): path.read_bytes() for path in whole.rglob("*") if path.is_file()
    }
    return [(f"case file {n}", _case(files, content, n, work)) for n in range(count)]


def _whole(office: Path) -> EmbeddedStore:
    """A workspace with a drill that went as far as its second step, and another case."""
    for name in ("SOP_AS", "SOP_CASE", "SOP_WORKSPACE", "SOP_NOW"):
        os.environ.pop(name, None)
    assert run(("init", str(office))) == 0
    loaded = load_workflow(ROOT / "workflows" / "fire-drill.yaml")
    assert loaded.definition is not None
    store = open_store(office / "data")
    store.keep_definition(loaded.definition, loaded.texts)
    opened = CaseOpened(
        "fire-drill", loaded.definition.version, loaded.definition.hash, {}, "fair-2026"
    )
    bodies: tuple[Body, ...] = (
        opened,
        ActionDone("drill.alarm.tell_fire_brigade", {}, None, "by radio"),
        NoteWritten("called twice", ("owner",)),
        ActionDone("drill.alarm.sound_alarm", {}, None, None),
        OutcomeTaken("drill.alarm.started", "headcount"),
        ActionDone("drill.headcount.count", {"everyone_out": True}, None, None),
        FactsRecorded({"everyone_out": False}, True),
        EventUndone(7),
        NoteWritten("sent the form"),
    )
    for number, body in enumerate(bodies, start=1):
        # A correction needs a reason, or the rules would not allow it.
        why = "counted again" if isinstance(body, FactsRecorded | EventUndone) else None
        written = replace(event(number, body), why=why)
        store.append(CASE, number - 1, [written], rows_at(number))
    store.append(OTHER, 0, [event(1, opened)], rows_at(1))
    store.case_lines()
    for words in (*COMMANDS, ("case", "verify")):  # whole, every command shows it
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.chdir(office):
            assert run((*words, "-c", CASE)) == 0, out.getvalue()
    return store
