"""A copy of a store that holds together though others write meanwhile, and putting such a copy in place.

A backup is a folder or a `.zip` with the store's own files and, written last, `backup.json`: the sum of every file and
how far every history goes. Without that file it is no backup, so a copy that was broken off is never taken for one.
The index, the holidays and what `sop as` was told are left out: they can be made again.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

from sop.model.refusal import UsageError
from sop.model.value import replace, value
from sop.store import syscalls
from sop.store.case_log import CasePlace
from sop.store.definitions import Definitions
from sop.store.durable_files import convert_os_errors, read_bytes, write_whole
from sop.store.event_codec import canonical
from sop.store.index_rows import Head
from sop.store.lock import hold_lock_file
from sop.store.port import IntegrityError
from sop.store.verify_case import Verification, verify_log

if TYPE_CHECKING:
    from sop.store.embedded_store import EmbeddedStore

FORMAT = 1
_LIST = "backup.json"
_ZIP = ".zip"
_FOLDERS = ("definitions", "quarantine", "drafts", "batches")
_NAME = re.compile(
    rf"store\.json|cases/[0-9a-f]{{2}}/[0-9A-Z-]+\.log|({'|'.join(_FOLDERS)})/[\w-][\w.-]*"
)
_STORE_NAMES = ("store.json", "cases", "index.sqlite", "dirty", *_FOLDERS)


@value
class CopyResult:
    """What a backup or a restore came to. `problems` are those of the histories, which are copied as they are."""

    place: str
    cases: int
    files: int
    bytes: int
    problems: tuple[str, ...]


class BackupTarget(Protocol):
    """Where a backup lies."""

    def put(self, name: str, content: bytes) -> None: ...

    def close(self) -> None: ...


def back_up(store: EmbeddedStore, place: Path, trial: bool = False) -> CopyResult:
    """Copy the store to a new folder or a new `.zip`, then read the copy again. Misuse when something is there.

    A trial makes the copy among the system's temporary files and throws it away.
    """
    if place.exists() and not (
        place.is_dir() and place.suffix != _ZIP and not any(place.iterdir())
    ):
        raise UsageError(
            f"{place} is there already; a backup never overwrites.",
            "name a new folder or a new .zip file",
        )
    if place.resolve().is_relative_to(store.folder.resolve()):
        raise UsageError(
            f"{place} lies inside the store.", "name a place outside, best on another disk"
        )
    if trial:
        with TemporaryDirectory() as other:
            return replace(back_up(store, Path(other) / place.name), place=str(place))
    with convert_os_errors(f"Cannot write the backup {place}", place):
        was_there = place.exists()
        try:
            sums, verified = _copy(store, place)
            _compare(place, sums)
        except BaseException:
            _remove(place, was_there)
            raise
    return _copy_result(place, sums, tuple(str(one.problem) for one in verified if not one.ok))


def restore(place: Path, folder: Path, trial: bool = False) -> CopyResult:
    """Put a backup in place as the store in `folder`, after checking all of it. Misuse when a store is there.

    A trial puts it among the system's temporary files and throws it away.
    """
    for name in _STORE_NAMES:
        if (folder / name).is_file() or (
            (folder / name).is_dir() and any((folder / name).iterdir())
        ):
            raise UsageError(
                f"{folder} holds a store already ({name}); a backup is never put over one.",
                "restore it into another workspace",
            )
    if trial:
        with TemporaryDirectory() as other:
            return replace(restore(place, Path(other)), place=str(folder))
    contents, listed = _read_backup(place)
    with convert_os_errors(f"Cannot restore into {folder}", folder):
        problems = _put_in_place(contents, listed, folder)
    return _copy_result(folder, contents, problems)


def _copy_result(place: Path, contents: dict[str, bytes], problems: tuple[str, ...]) -> CopyResult:
    cases = sum(name.startswith("cases/") for name in contents)
    return CopyResult(str(place), cases, len(contents), sum(map(len, contents.values())), problems)


def _copy(store: EmbeddedStore, place: Path) -> tuple[dict[str, bytes], list[Verification]]:
    """Cases first, then the definitions, so that none is missing that a copied case is pinned to."""
    sink: BackupTarget = _ZipTarget(place) if place.suffix == _ZIP else _FolderTarget(place)
    contents: dict[str, bytes] = {}
    verified: dict[str, Verification] = {}
    store.settle()
    try:
        for case_id in store.known_cases():
            _take(store, case_id, contents, verified)
        with store.batches.lock_batches(
            shared=True
        ):  # a write to several cases is copied with all of them or with none
            for case_id in store.known_cases():
                if _has_grown(store, case_id, contents):
                    _take(store, case_id, contents, verified)
            contents |= dict(_other_files(store.folder))
        for name, content in contents.items():
            sink.put(name, content)
        sink.put(_LIST, canonical(_build_list(contents, list(verified.values()))) + b"\n")
    finally:
        sink.close()
    return contents, list(verified.values())


def _take(
    store: EmbeddedStore,
    case_id: str,
    contents: dict[str, bytes],
    verified: dict[str, Verification],
) -> None:
    content, verified[case_id] = _copy_under_lock(store, case_id)
    if content is not None:
        contents[CasePlace(Path(), case_id).log.as_posix()] = content


def _has_grown(store: EmbeddedStore, case_id: str, contents: dict[str, bytes]) -> bool:
    """Whether somebody wrote to the case since it was copied: a history only grows."""
    copied = contents.get(CasePlace(Path(), case_id).log.as_posix())
    with suppress(FileNotFoundError):
        return CasePlace(store.folder, case_id).log.stat().st_size != (
            -1 if copied is None else len(copied)
        )
    return copied is not None


def _copy_under_lock(store: EmbeddedStore, case_id: str) -> tuple[bytes | None, Verification]:
    """The case's file while nobody writes it, and whether it is what was written."""
    case = CasePlace(store.folder, case_id)
    with hold_lock_file(case.lock, f"case {case_id}"):
        known = store.keeper.indexed_head(case_id)
        content = read_bytes(case.log, f"Cannot read case {case_id}", case_id)
    return content, verify_log(case_id, content or b"", known, store.definitions.problem)


def _other_files(root: Path) -> Iterator[tuple[str, bytes]]:
    if (root / "store.json").is_file():
        yield "store.json", (root / "store.json").read_bytes()
    for folder in _FOLDERS:
        for path in sorted((root / folder).glob("*")):
            name = f"{folder}/{path.name}"
            if path.is_file() and _NAME.fullmatch(name):
                yield name, path.read_bytes()


def _build_list(contents: dict[str, bytes], verified: list[Verification]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "files": {name: sha256(content).hexdigest() for name, content in contents.items()},
        "cases": {one.case: [one.events, one.head] for one in verified if one.ok},
        "problems": [one.problem for one in verified if not one.ok],
    }


def _compare(place: Path, contents: dict[str, bytes]) -> None:
    """The copy read back is what was copied."""
    if _read_backup(place)[0] != contents:
        raise IntegrityError(
            f"The backup {place} is not what was written to it; it was removed.",
            "Take another disk, then repeat.",
        )


def _remove(place: Path, was_there: bool) -> None:
    """Take away a copy that was broken off; what stood there before stays."""
    with suppress(OSError):
        if place.is_dir():
            shutil.rmtree(place)
            if was_there:
                place.mkdir()
        else:
            place.unlink()


class _FolderTarget:
    def __init__(self, place: Path) -> None:
        place.mkdir(mode=0o700, exist_ok=True)
        self._place = place

    def put(self, name: str, content: bytes) -> None:
        write_whole(self._place / name, content, self._place)

    def close(self) -> None:
        pass  # every file is durable already


class _ZipTarget:
    def __init__(self, place: Path) -> None:
        self._place = place
        self._zip = zipfile.ZipFile(place, "x", zipfile.ZIP_DEFLATED)

    def put(self, name: str, content: bytes) -> None:
        self._zip.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)

    def close(self) -> None:
        self._zip.close()
        syscalls.fsync_file(self._place)


def _read_backup(place: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of a backup and its list, after comparing every sum."""
    with convert_os_errors(f"Cannot read the backup {place}", place):
        found = _contents(place)
    listed = _read_list(place, found.pop(_LIST, None))
    for name in sorted({*found, *listed["files"]}):
        content = found.get(name)
        if content is None or sha256(content).hexdigest() != listed["files"].get(name):
            raise _mismatch_error(
                place, f"{name} is {'missing' if content is None else 'not what was copied'}"
            )
    for case_id, (events, head) in listed["cases"].items():
        _check_case(place, found, case_id, Head(events, head))
    return found, listed


def _contents(place: Path) -> dict[str, bytes]:
    """All files by name; a file of another name than a store has is not taken."""
    if place.is_dir():
        paths = {
            path.relative_to(place).as_posix(): path for path in place.rglob("*") if path.is_file()
        }
        return {
            name: path.read_bytes()
            for name, path in paths.items()
            if _NAME.fullmatch(name) or name == _LIST
        }
    try:
        with zipfile.ZipFile(place) as archive:
            names = [name for name in archive.namelist() if _NAME.fullmatch(name) or name == _LIST]
            return {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise _mismatch_error(place, "it is no whole .zip file") from error


def _read_list(place: Path, content: bytes | None) -> dict[str, Any]:
    if content is None:
        raise UsageError(
            f"{place} is no backup: it has no {_LIST}.", "name a folder or .zip that a backup made"
        )
    try:
        listed: dict[str, Any] = json.loads(content)
        number, files, cases = int(listed["format"]), dict(listed["files"]), dict(listed["cases"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _mismatch_error(place, f"its {_LIST} cannot be read") from error
    if number > FORMAT:
        raise UsageError(
            f"{place} has format {number}; this version of sop knows {FORMAT}.", "update sop"
        )
    return {"files": files, "cases": cases, "problems": list(listed.get("problems", ()))}


def _check_case(place: Path, contents: dict[str, bytes], case_id: str, head: Head) -> None:
    content = contents.get(CasePlace(Path(), case_id).log.as_posix(), b"")
    verified = verify_log(case_id, content, head, lambda pinned: None)
    if not verified.ok:
        raise _mismatch_error(place, str(verified.problem))


def _mismatch_error(place: Path, how: str) -> IntegrityError:
    return IntegrityError(
        f"The backup {place} is not what was written: {how}. Nothing was restored.",
        "Take another backup, and tell whoever looks after this one.",
    )


def _put_in_place(
    contents: dict[str, bytes], listed: dict[str, Any], folder: Path
) -> tuple[str, ...]:
    """Write all beside, check it there, then move it: the histories last, so that a broken-off one has no cases."""
    beside = folder / ".restoring"
    with suppress(FileNotFoundError):
        shutil.rmtree(beside)
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        for name, content in contents.items():
            write_whole(beside / name, content, beside)
        problems = (*listed["problems"], *_list_missing_definitions(beside, contents))
        for name in (*_FOLDERS, "store.json", "cases"):
            if (beside / name).exists():
                _move(beside / name, folder / name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return problems


def _list_missing_definitions(root: Path, contents: dict[str, bytes]) -> tuple[str, ...]:
    definitions = Definitions(root)
    hashes = {Path(name).stem for name in contents if name.startswith("definitions/")}
    return tuple(problem for one in sorted(hashes) if (problem := definitions.problem(one)))


def _move(source: Path, target: Path) -> None:
    if target.is_dir():
        target.rmdir()  # it is empty: that was checked first
    source.rename(target)
    syscalls.fsync_folder(target.parent)
