"""Whether everything in a store is as it was written: histories, definitions, index, quarantine, leftovers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from sop.model.value import value
from sop.store.case_ids import is_valid
from sop.store.case_log import CasePlace, describe_end
from sop.store.index import IndexUnusable
from sop.store.index_rows import Head
from sop.store.port import StoreError, StoreTrouble, UnknownCase

if TYPE_CHECKING:
    from sop.store.embedded_store import EmbeddedStore

_TORN = re.compile(r"(.+)-\d+-([0-9a-f]{8})\.torn")
_TEMPORARY = re.compile(r"\..+\.\d+")  # a file that was to be put in place whole: `.name.process`


@value
class StoreFinding:
    """One thing about the store. `is_damage`: something is not what was written; otherwise only worth knowing."""

    about: str  # history, definition, index, batch, quarantine, leftover
    place: str  # a case's id, or a path under the store's folder
    what: str
    is_damage: bool


@value
class Checkup:
    """What was looked at, and what was found."""

    cases: int
    events: int
    definitions: int
    findings: tuple[StoreFinding, ...]

    @property
    def damage(self) -> tuple[StoreFinding, ...]:
        return tuple(one for one in self.findings if one.is_damage)


def check_up(store: EmbeddedStore) -> Checkup:
    """Look at everything in the store, and change nothing. Others may write meanwhile."""
    ids = store.known_cases()
    findings: list[StoreFinding] = []
    events = 0
    for case_id in ids:
        found, count = _history(store, case_id)
        findings += found
        events += count
    hashes = _definition_hashes(store.folder)
    findings += _definitions(store, hashes)
    findings += _index(store)
    findings += _batches(store)
    findings += _quarantine(store.folder / "quarantine")
    findings += _leftovers(store.folder)
    return Checkup(len(ids), events, len(hashes), tuple(findings))


def _history(store: EmbeddedStore, case_id: str) -> tuple[list[StoreFinding], int]:
    """What is wrong with a case's history, and how many events can be read."""
    try:
        verified = store.verify(case_id)
    except UnknownCase:
        message = (
            f"Case {case_id} has a file that is empty or lies in another folder than it should."
        )
        return [StoreFinding("history", case_id, message, True)], 0
    except StoreTrouble as trouble:
        return [StoreFinding("history", case_id, trouble.message, True)], 0
    found = [] if verified.ok else [StoreFinding("history", case_id, str(verified.problem), True)]
    if verified.ok:
        sentence = describe_end(store.database(case_id).log.history())
        found += [StoreFinding("history", case_id, sentence, False)] if sentence else []
    return found, verified.events


def _definition_hashes(root: Path) -> tuple[str, ...]:
    """The hashes of all definitions of which at least one form is there."""
    return tuple(
        sorted(
            {path.stem for path in (root / "definitions").glob("[0-9a-f]*") if len(path.stem) == 64}
        )
    )


def _definitions(store: EmbeddedStore, hashes: tuple[str, ...]) -> Iterator[StoreFinding]:
    for content_hash in hashes:
        try:
            problem = store.definitions.problem(content_hash)
        except StoreTrouble as trouble:
            problem = trouble.message
        if problem is not None:
            yield StoreFinding("definition", f"definitions/{content_hash[:12]}", problem, True)


def _index(store: EmbeddedStore) -> Iterator[StoreFinding]:
    """The index is disposable: what is wrong with it is no damage. One that is ahead of a log was told above."""
    keeper = store.keeper
    try:
        heads = keeper.index.heads()
        keeper.index.check()
    except IndexUnusable as unusable:
        if keeper.index.exists() or next(keeper.files(), None) is not None:
            yield StoreFinding(
                "index", "index.sqlite", f"The index is to be made anew: {unusable}.", False
            )
        return
    marked = set(keeper.marked())
    for case_id in sorted(keeper.files()):
        if case_id not in marked and _is_behind(store, case_id, heads.get(case_id)):
            yield StoreFinding(
                "index", case_id, "The index is behind this history. Rebuild it.", False
            )
    for case_id in sorted(marked):
        yield StoreFinding(
            "index",
            case_id,
            "The index is to read this history again; the next worklist does.",
            False,
        )


def _is_behind(store: EmbeddedStore, case_id: str, head: Head | None) -> bool:
    try:
        version = store.database(case_id).log.history().version
    except StoreError:
        return False  # told as damage
    return version > (head.version if head else 0) and case_id not in store.keeper.marked()


def _batches(store: EmbeddedStore) -> Iterator[StoreFinding]:
    """Writes to several cases whose writer died. Where one contradicts a history, that was told with the case."""
    from sop.store.multi_case_commit import FOLDER

    for name in store.batches.names():
        try:
            batch = store.batches.read(name)
        except StoreError as error:
            yield StoreFinding("batch", f"{FOLDER}/{name}", error.message, True)
            continue
        if batch is not None:
            what = f"A write to {len(batch.events)} cases that was broken off after its commit; the next command that"
            yield StoreFinding(
                "batch", f"{FOLDER}/{name}", f"{what} reads a case completes it.", False
            )


def _quarantine(folder: Path) -> Iterator[StoreFinding]:
    for path in sorted(folder.glob("*")):
        name, place = _TORN.fullmatch(path.name), f"quarantine/{path.name}"
        if name is None:
            yield StoreFinding("quarantine", place, "This was not put here by sop.", False)
        elif f"{crc32(path.read_bytes()):08x}" != name[2]:
            yield StoreFinding(
                "quarantine", place, "This is not what was put aside: its sum is another one.", True
            )
        else:
            size = path.stat().st_size
            yield StoreFinding(
                "quarantine",
                place,
                f"{size} bytes of a write to {name[1]} that was never confirmed.",
                False,
            )


def _leftovers(root: Path) -> Iterator[StoreFinding]:
    """Files that no history needs, and histories that lie where nobody looks for them."""
    for path in sorted((root / "cases").rglob("*")):
        place = path.relative_to(root).as_posix()
        if path.is_dir():
            continue
        if not (path.suffix == ".log" and is_valid(path.stem)):
            yield StoreFinding(
                "leftover", place, "This is no case's history; sop does not read it.", False
            )
        elif path != CasePlace(root, path.stem).log:
            yield StoreFinding(
                "leftover", place, "This history lies in another folder than sop looks in.", True
            )
    for folder in (
        root,
        root / "definitions",
        root / "quarantine",
        root / "drafts",
        root / "batches",
    ):
        for path in sorted(folder.glob(".*")):
            if path.is_file() and _TEMPORARY.fullmatch(path.name):
                place = path.relative_to(root).as_posix()
                yield StoreFinding(
                    "leftover",
                    place,
                    "A file that was never put in place; it may be deleted.",
                    False,
                )
