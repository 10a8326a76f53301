"""Checks everything in a store: histories, definitions, index, batches, quarantine, leftovers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

from sop.model.clock_faults import describe_clock_fault, find_clock_faults
from sop.model.value import value
from sop.store.case_ids import is_valid
from sop.store.case_log import CasePlace, describe_end
from sop.store.index_columns import rows_digest
from sop.store.index_rows import Head, IndexUnusable
from sop.store.log_format import decode_events
from sop.store.port import StoreError, StoreTrouble, UnknownCase
from sop.store.verify_case import Verification

if TYPE_CHECKING:
    from sop.store.embedded_store import EmbeddedStore

_TORN = re.compile(r"(.+)-\d+-([0-9a-f]{8})\.torn")
_TEMPORARY = re.compile(r"\..+\.\d+")  # a file before its rename: `.name.process`


@value
class StoreFinding:
    """One thing about the store: damage (`is_damage`), or only worth knowing."""

    about: str  # history, definition, index, batch, quarantine, leftover, clock
    place: str  # a case's id, or a path under the store's folder
    what: str
    is_damage: bool


@value
class Checkup:
    """What was checked, and what was found."""

    cases: int
    events: int
    definitions: int
    findings: tuple[StoreFinding, ...]

    @property
    def damage(self) -> tuple[StoreFinding, ...]:
        return tuple(finding for finding in self.findings if finding.is_damage)


class Verifier(Protocol):
    """Verifies a case, and a kept definition."""

    def verify(self, case_id: str) -> Verification: ...

    def definition_problem(self, content_hash: str) -> str | None: ...


def check_up(
    store: EmbeddedStore, verifier: Verifier | None = None, now: datetime | None = None
) -> Checkup:
    """Check everything in the store and change nothing. Other processes may write meanwhile.

    `verifier` checks more than the store can; None: the store checks alone. With `now`, the clock
    of this computer, events of a wrong clock are named too.
    """
    verify = verifier.verify if verifier else store.verify
    definition_problem = verifier.definition_problem if verifier else store.definitions.problem
    ids = store.list_all_cases()
    findings: list[StoreFinding] = []
    events = 0
    for case_id in ids:
        found, count = _history(store, case_id, verify)
        findings += found
        events += count
        if now is not None:
            findings += _clock(store, case_id, now)
    hashes = _definition_hashes(store.folder)
    findings += _definitions(hashes, definition_problem)
    findings += _index(store)
    findings += _drafts(store.folder)
    findings += _batches(store)
    findings += _quarantine(store.folder / "quarantine")
    findings += _leftovers(store.folder)
    return Checkup(len(ids), events, len(hashes), tuple(findings))


def _history(
    store: EmbeddedStore, case_id: str, verify: Callable[[str], Verification]
) -> tuple[list[StoreFinding], int]:
    """Return the findings about a case's history, and how many events can be read."""
    try:
        verified = verify(case_id)
    except UnknownCase:
        message = f"Case {case_id} has a file that is empty or in the wrong folder."
        return [StoreFinding("history", case_id, message, is_damage=True)], 0
    except StoreTrouble as trouble:
        return [StoreFinding("history", case_id, trouble.message, is_damage=True)], 0
    if not verified.ok:
        return [
            StoreFinding("history", case_id, str(verified.problem), is_damage=True)
        ], verified.events
    sentence = describe_end(store.database(case_id).log.history())
    notes = list(verified.notes)
    if sentence is not None:
        notes.append(sentence)
    return [StoreFinding("history", case_id, note, is_damage=False) for note in notes], (
        verified.events
    )


def _clock(store: EmbeddedStore, case_id: str, now: datetime) -> Iterator[StoreFinding]:
    """Name the events of a wrong clock. They are as they were written, so nothing is damaged."""
    try:
        events = decode_events(case_id, store.database(case_id).log.history().documents)
    except StoreError:
        return  # reported with the history
    for fault in find_clock_faults(events, now):
        yield StoreFinding("clock", case_id, describe_clock_fault(fault), is_damage=False)


def _definition_hashes(root: Path) -> tuple[str, ...]:
    """Return the hashes of all definitions of which at least one form exists."""
    names = {path.stem for path in (root / "definitions").glob("[0-9a-f]*")}
    return tuple(sorted(name for name in names if len(name) == 64))


def _definitions(
    hashes: tuple[str, ...], definition_problem: Callable[[str], str | None]
) -> Iterator[StoreFinding]:
    for content_hash in hashes:
        try:
            problem = definition_problem(content_hash)
        except StoreTrouble as trouble:
            problem = trouble.message
        if problem is not None:
            yield StoreFinding(
                "definition", f"definitions/{content_hash[:12]}", problem, is_damage=True
            )


def _index(store: EmbeddedStore) -> Iterator[StoreFinding]:
    """Check the index: its state, and the rows of each case against its history.

    An index that is ahead of a log is reported with the history. Rows that differ are damage,
    although they can be made again: until then a duty is missing from every list.
    """
    index_sync = store.index_sync
    try:
        heads = index_sync.index.heads()
        index_sync.index.check()
        digests = index_sync.index.digests()
    except IndexUnusable as unusable:
        if index_sync.index.exists() or next(index_sync.files(), None) is not None:
            what = f"The index has to be rebuilt: {unusable}."
            yield StoreFinding("index", "index.sqlite", what, is_damage=False)
        return
    marked = set(index_sync.list_marks())
    for case_id in sorted(index_sync.files()):
        if case_id not in marked and _is_behind(store, case_id, heads.get(case_id)):
            yield StoreFinding(
                "index",
                case_id,
                "The index is behind this history. Rebuild it.",
                is_damage=False,
            )
    for case_id, (kept, now) in sorted(digests.items()):
        if case_id not in marked and (kept != now or _has_other_rows(store, case_id, now)):
            what = "The index has other work than this history. Rebuild it."
            yield StoreFinding("index", case_id, what, is_damage=True)
    for case_id in sorted(marked):
        yield StoreFinding(
            "index",
            case_id,
            "The index will read this history again for the next worklist.",
            is_damage=False,
        )


def _has_other_rows(store: EmbeddedStore, case_id: str, digest: str) -> bool:
    """Whether the history gives other rows than those with the digest."""
    try:
        history = store.database(case_id).log.history()
        rows = store.index_sync.rows_from_history(history)
    except StoreError:
        return False  # reported as damage of the history
    return bool(history.version) and rows_digest(case_id, rows) != digest


def _drafts(root: Path) -> Iterator[StoreFinding]:
    from sop.store.drafts import FOLDER, list_names  # late: most stores have none

    for name in list_names(root):
        what = "What was typed for a write that failed. Send it again, or remove it."
        yield StoreFinding("leftover", f"{FOLDER}/{name}", what, is_damage=False)


def _is_behind(store: EmbeddedStore, case_id: str, head: Head | None) -> bool:
    try:
        version = store.database(case_id).log.history().version
    except StoreError:
        return False  # reported as damage
    indexed = head.version if head else 0
    return version > indexed and case_id not in store.index_sync.list_marks()


def _batches(store: EmbeddedStore) -> Iterator[StoreFinding]:
    """Check the writes to several cases whose writer died.

    A batch that contradicts a history is reported with the case.
    """
    from sop.store.multi_case_commit import FOLDER  # late: start-up

    for name in store.batches.names():
        try:
            batch = store.batches.read(name)
        except StoreError as error:
            yield StoreFinding("batch", f"{FOLDER}/{name}", error.message, is_damage=True)
            continue
        if batch is not None:
            what = (
                f"A write to {len(batch.events)} cases was interrupted after its commit. "
                "The next command that reads a case completes it."
            )
            yield StoreFinding("batch", f"{FOLDER}/{name}", what, is_damage=False)


def _quarantine(folder: Path) -> Iterator[StoreFinding]:
    for path in sorted(folder.glob("*")):
        name, place = _TORN.fullmatch(path.name), f"quarantine/{path.name}"
        if name is None:
            yield StoreFinding("quarantine", place, "This file is not from sop.", is_damage=False)
        elif f"{crc32(path.read_bytes()):08x}" != name[2]:
            yield StoreFinding(
                "quarantine",
                place,
                "This file was changed here: its checksum differs.",
                is_damage=True,
            )
        else:
            size = path.stat().st_size
            yield StoreFinding(
                "quarantine",
                place,
                f"{size} bytes of a write to {name[1]} that was never confirmed.",
                is_damage=False,
            )


def _leftovers(root: Path) -> Iterator[StoreFinding]:
    """Find files that no history needs, and histories in the wrong folder."""
    for path in sorted((root / "cases").rglob("*")):
        place = path.relative_to(root).as_posix()
        if path.is_dir():
            continue
        if not (path.suffix == ".log" and is_valid(path.stem)):
            yield StoreFinding(
                "leftover",
                place,
                "This is not the history of a case; sop ignores it.",
                is_damage=False,
            )
        elif path != CasePlace(root, path.stem).log:
            yield StoreFinding(
                "leftover",
                place,
                "This history is in a folder where sop does not look.",
                is_damage=True,
            )
    for name in ("", "definitions", "quarantine", "drafts", "batches"):
        for path in sorted((root / name).glob(".*")):
            if path.is_file() and _TEMPORARY.fullmatch(path.name):
                place = path.relative_to(root).as_posix()
                what = "A write of this file was interrupted. It may be deleted."
                yield StoreFinding("leftover", place, what, is_damage=False)
