"""The store's own files with small damage, or written by somebody who knows their form: sums, seals
and chains are put right. Every command reads on, or says what is damaged.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import random
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import crc32

import typer

from sop.commands.main import run
from sop.store.event_codec import canonical
from sop.store.log_format import History, read_log
from sop.store.sealed_json import seal
from tests.hostile.case_files import STRANGE, as_it_was
from tests.hostile.mutants import mutant
from tests.hostile.nursery import Case

KINDS = (
    "history",
    "definition",
    "texts",
    "compiled",
    "index",
    "batch",
    "backup list",
    "backup zip",
    "store.json",
    "calendar",
)
ALLOWED = (0, 1, 2, 3, 5)
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("worklist",),
    ("case", "list"),
    ("case", "verify"),
    ("store", "check"),
    ("store", "status"),
    ("store", "rebuild"),
    ("store", "backup", "again"),
    ("workflow", "list"),
)
OF_A_CASE: tuple[tuple[str, ...], ...] = (
    ("next",),
    ("checklist", "--all"),
    ("case", "show"),
    ("case", "timeline", "--json"),
    ("case", "print", "--format", "html"),
    ("case", "audit"),
    ("why",),
    ("do", "D1.2"),
    ("advance", "drill", "started"),
    ("undo",),
)
Way = Callable[[Path, random.Random], None]


def strange_json(value: Any, by: random.Random) -> Any:
    """The JSON value with one place in it changed, taken away or doubled."""
    if isinstance(value, dict) and value and by.randrange(6):
        key = by.choice(sorted(value))
        changed = dict(value)
        if by.randrange(8) == 0:
            del changed[key]
        else:
            changed[key] = strange_json(value[key], by)
        return changed
    if isinstance(value, list) and value and by.randrange(6):
        at = by.randrange(len(value))
        if by.randrange(8) == 0:
            return [*value[:at], value[at], *value[at:]]
        return [*value[:at], strange_json(value[at], by), *value[at + 1 :]]
    return by.choice((*STRANGE, 1e400, -5, "ghost", ["a", "b"], {"x": 1}))


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _rewrite(path: Path, by: random.Random, ordered: Callable[[bytes], bytes]) -> None:
    """The file mutated as bytes, or its JSON changed and put right by `ordered`."""
    if by.randrange(3) == 0:
        path.write_bytes(mutant(path.read_bytes(), by))
    else:
        path.write_bytes(ordered(path.read_bytes()))


def _one_of(folder: Path, pattern: str, by: random.Random) -> Path:
    return by.choice(sorted(folder.glob(pattern)))


def damage_history(data: Path, by: random.Random) -> None:
    path = _one_of(data, "cases/*/*.log", by)
    documents = [dict(one) for one in read_log(path.stem, path.read_bytes()).documents]
    at = by.randrange(len(documents))
    changed = strange_json(documents[at], by)
    documents[at] = changed if isinstance(changed, dict) else {"type": changed}
    plain = [{k: v for k, v in one.items() if k not in ("id", "prev")} for one in documents]
    try:
        line = History(path.stem, ()).append_documents(plain)[0]
    except ValueError:  # 1e400: canonical JSON has no such number, a forger's may
        payload = _dumped([len(plain), documents])
        line = b"%08x %s\n" % (crc32(payload), payload)
    path.write_bytes(line)


def _resealed(content: bytes, by: random.Random) -> bytes:
    return seal(_dumped(strange_json(json.loads(content)["compiled"], by)))


def damage_definition(data: Path, by: random.Random) -> None:
    _rewrite(_one_of(data, "definitions/*.json", by), by, lambda raw: _resealed(raw, by))


def damage_compiled(data: Path, by: random.Random) -> None:
    _rewrite(_one_of(data, "compiled/*.json", by), by, lambda raw: _resealed(raw, by))


def damage_calendar(data: Path, by: random.Random) -> None:
    _rewrite(_one_of(data, "calendars/*.json", by), by, lambda raw: _resealed(raw, by))


def damage_texts(data: Path, by: random.Random) -> None:
    path = _one_of(data, "definitions/*.yaml", by)
    first, _, body = path.read_bytes().partition(b"\n")
    body = mutant(body, by)
    start = first.rpartition(b" ")[0]
    path.write_bytes(b"%s %s\n%s" % (start, sha256(body).hexdigest().encode(), body))


def damage_index(data: Path, by: random.Random) -> None:
    path = data / "index.sqlite"
    if by.randrange(3) == 0:
        path.write_bytes(mutant(path.read_bytes(), by))
        return
    table = by.choice(("cases", "work", "work", "about"))
    with contextlib.closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
        value = by.choice(("x", -5, None, 1e300, b"\xff", "", "2026-02-30", "ghost"))
        what = by.randrange(8)
        with contextlib.suppress(sqlite3.Error):
            if what == 0:
                connection.execute(f"delete from {table}")
            elif what == 1:
                connection.execute(f"drop table {table}")
            elif what == 2:
                connection.execute(f"pragma user_version = {by.choice((0, 2, 99))}")
            else:
                connection.execute(f"update {table} set {by.choice(columns)} = ?", (value,))
        connection.commit()


def damage_batch(data: Path, by: random.Random) -> None:
    """A write to two cases whose writer died, with a right sum."""
    events = {}
    for path in sorted(data.glob("cases/*/*.log"))[:2]:
        history = read_log(path.stem, path.read_bytes())
        note = {**history.documents[-1], "type": "note_written", "text": "x", "readers": []}
        plain = {k: v for k, v in note.items() if k not in ("id", "prev")}
        events[path.stem] = list(history.append_documents([plain])[1].documents[-1:])
    changed = strange_json(events, by) if by.randrange(8) else events
    payload = _dumped(changed)
    with contextlib.suppress(ValueError):
        payload = canonical(changed)
    path = data / "batches" / f"{min(events)}-9-{crc32(payload):08x}.batch"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"%08x %s\n" % (crc32(payload), payload))


def damage_store_json(data: Path, by: random.Random) -> None:
    path = data / "store.json"
    _rewrite(path, by, lambda raw: _dumped(strange_json(json.loads(raw), by)))


def damage_backup(data: Path, by: random.Random) -> None:
    path = data.parent / "kept" / "backup.json"
    _rewrite(path, by, lambda raw: _dumped(strange_json(json.loads(raw), by)))


def damage_zip(data: Path, by: random.Random) -> None:
    path = data.parent / "kept.zip"
    if by.randrange(2):
        path.write_bytes(mutant(path.read_bytes(), by))
        return
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    name = by.choice(sorted(content))
    content[name] = mutant(content[name], by)
    if by.randrange(2) and name != "backup.json":
        listed = json.loads(content["backup.json"])
        listed["files"][name] = sha256(content[name]).hexdigest()
        content["backup.json"] = _dumped(listed)
    with zipfile.ZipFile(path, "w") as archive:
        for one, raw in content.items():
            archive.writestr(one, raw)
        if by.randrange(4) == 0:
            archive.writestr(by.choice(("../x", "cases/00/X.log", "store.json", "more")), b"x")


WAYS: Mapping[str, Way] = {
    "history": damage_history,
    "definition": damage_definition,
    "texts": damage_texts,
    "compiled": damage_compiled,
    "index": damage_index,
    "batch": damage_batch,
    "backup list": damage_backup,
    "backup zip": damage_zip,
    "store.json": damage_store_json,
    "calendar": damage_calendar,
}


def ended(words: tuple[str, ...], place: Path) -> str | None:
    """How a command ended, if not as it may: with an answer, or with words about the damage."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run((*words, "--workspace", str(place)))
    shown = out.getvalue() + err.getvalue()
    if code not in ALLOWED or "Internal error" in shown or "Traceback" in shown:
        return f"sop {' '.join(words)} ends {code}: {shown[-500:]}"
    return None


def _commands(kind: str, number: int, cases: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Some commands that read the file: all of them in turn over a few mutants."""
    if kind.startswith("backup"):
        name = "kept" if kind == "backup list" else "kept.zip"
        return [("store", "restore", name, "--dry-run")]
    one, two = COMMANDS[number % len(COMMANDS)], COMMANDS[(number // 3) % len(COMMANDS)]
    of_case = OF_A_CASE[number % len(OF_A_CASE)]
    case = cases[number % len(cases)]
    return [
        one,
        (*of_case, "-c", case, "--as", "warden"),
        two,
        ("open", "far-drill", "--as", "warden"),
    ]


def _case(kind: str, files: Mapping[Path, bytes], number: int, folder: Path) -> Case:
    def case() -> str | None:
        by = random.Random(f"{kind} {number}")
        place = as_it_was(folder / f"of-{os.getpid()}", files)
        for left in ("again", "empty"):
            shutil.rmtree(place / left, ignore_errors=True)
        logs = (place / "data").glob("cases/*/*.log")
        cases = tuple(sorted(path.stem for path in logs))
        WAYS[kind](place / "data", by)
        os.chdir(place)
        where = place
        if kind.startswith("backup"):
            where = place / "empty"
            (where / "workflows").mkdir(parents=True)
        for words in _commands(kind, number, cases):
            wrong = ended(words, where)
            if wrong is not None:
                return wrong
        return None

    return case


FAR_DRILL = """
language: 1
version: 1.0.0
title: Drill with working days
timezone: Africa/Johannesburg
calendar: ZA
stakeholders:
  warden: {name: Warden}
tracks:
  drill:
    title: Drill
    lead: warden
    steps:
      call:
        title: Call
        responsible: warden
        actions:
          ring: {do: Ring, by: warden, due: {within: 3 working_days}}
        outcomes:
          rung: {to: rest}
      rest: {title: Rest, end: true}
"""


def cases(kind: str, count: int, folder: Path) -> list[tuple[str, Case]]:
    """`kind` is one of KINDS, or `all`: then each in turn."""
    os.fsync = lambda fd: None  # a power cut is asked elsewhere; here it only takes time
    typer.main.get_command = functools.cache(typer.main.get_command)  # built once
    work = Path(tempfile.mkdtemp(dir=folder))
    whole = _whole(work / "whole")
    files = {
        path.relative_to(whole): path.read_bytes() for path in whole.rglob("*") if path.is_file()
    }
    kinds = KINDS if kind == "all" else (kind,)
    return [
        (f"{kinds[n % len(kinds)]} {n}", _case(kinds[n % len(kinds)], files, n, work))
        for n in range(count)
    ]


def _whole(office: Path) -> Path:
    """A workspace with three cases of two workflows, caches, and two backups of it."""
    for name in ("SOP_AS", "SOP_CASE", "SOP_WORKSPACE", "SOP_NOW"):
        os.environ.pop(name, None)
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        assert run(("init", str(office))) == 0
        (office / "workflows" / "far-drill.yaml").write_text(FAR_DRILL, encoding="utf-8")
        os.chdir(office)
        for words in (
            ("open", "fire-drill", "--incident", "fair", "--persons", "2", "--as", "warden"),
            ("do", "D1.1", "--incident", "fair", "--as", "warden"),
            ("open", "far-drill", "--as", "warden"),
            ("worklist",),
            ("workflow", "list"),
            ("store", "backup", "kept"),
            ("store", "backup", "kept.zip"),
        ):
            assert run(words) == 0, (words, out.getvalue())
    return office
