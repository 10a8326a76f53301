"""Makes a consistent copy of a store while others write, and restores such a copy.

A backup is a folder or a `.zip` with the store's own files and, written last, `backup.json`: the
checksum of every file and the end of every history. A copy without that file is not a backup, so an
interrupted one is never restored. The index, the holidays and the settings of `sop as` are left
out: they can be made again.
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
"""The format that this version writes; a higher number is of a later version."""
_LIST = "backup.json"
_ZIP = ".zip"
_FOLDERS = ("definitions", "quarantine", "drafts", "batches")
_NAME = re.compile(
    rf"store\.json|cases/[0-9a-f]{{2}}/[0-9A-Z-]+\.log|({'|'.join(_FOLDERS)})/[\w-][\w.-]*"
)
_STORE_NAMES = ("store.json", "cases", "index.sqlite", "dirty", *_FOLDERS)


@value
class CopyResult:
    """The result of a backup or a restore.

    `problems` are those of the histories: a damaged one is copied as it is.
    """

    place: str
    cases: int
    files: int
    bytes: int
    problems: tuple[str, ...]


class BackupTarget(Protocol):
    """The folder or file that a backup is written to."""

    def put(self, name: str, content: bytes) -> None: ...

    def close(self) -> None: ...


def back_up(store: EmbeddedStore, place: Path, trial: bool = False) -> CopyResult:
    """Copy the store to a new folder or a new `.zip`, then read the copy again.

    Raises UsageError where the place is taken. A trial makes the copy among the system's temporary
    files and deletes it.
    """
    if place.exists() and not _is_empty_folder(place):
        raise UsageError(
            f"{place} already exists; a backup never overwrites.",
            "Name a new folder or a new .zip file.",
        )
    if place.resolve().is_relative_to(store.folder.resolve()):
        raise UsageError(
            f"{place} is inside the store.", "Name a place outside it, best on another disk."
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


def _is_empty_folder(place: Path) -> bool:
    """Whether a backup may be written into this existing folder: `x.zip` is for a file."""
    return place.is_dir() and place.suffix != _ZIP and not any(place.iterdir())


def restore(place: Path, folder: Path, trial: bool = False) -> CopyResult:
    """Restore a backup as the store in `folder`, after checking all of it.

    Raises UsageError where a store is there. A trial restores it among the system's temporary files
    and deletes it.
    """
    for name in _STORE_NAMES:
        part = folder / name
        if part.is_file() or (part.is_dir() and any(part.iterdir())):
            raise UsageError(
                f"{folder} already holds a store ({name}); a backup never overwrites one.",
                "Restore it into another workspace.",
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
    return CopyResult(
        place=str(place),
        cases=cases,
        files=len(contents),
        bytes=sum(map(len, contents.values())),
        problems=problems,
    )


def _copy(store: EmbeddedStore, place: Path) -> tuple[dict[str, bytes], list[Verification]]:
    """Copy the cases before the definitions, so that none is missing that a case is pinned to."""
    sink: BackupTarget = _ZipTarget(place) if place.suffix == _ZIP else _FolderTarget(place)
    contents: dict[str, bytes] = {}
    verified: dict[str, Verification] = {}
    store.settle()
    try:
        for case_id in store.list_all_cases():
            _take(store, case_id, contents=contents, verified=verified)
        # Under this lock a write to several cases is copied with all of them or with none.
        with store.batches.lock_batches(shared=True):
            for case_id in store.list_all_cases():
                if _has_grown(store, case_id, contents):
                    _take(store, case_id, contents=contents, verified=verified)
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
    *,
    contents: dict[str, bytes],
    verified: dict[str, Verification],
) -> None:
    content, verified[case_id] = _copy_under_lock(store, case_id)
    if content is not None:
        contents[CasePlace(Path(), case_id).log.as_posix()] = content


def _has_grown(store: EmbeddedStore, case_id: str, contents: dict[str, bytes]) -> bool:
    """Whether the case was written to since it was copied: a history only grows."""
    copied = contents.get(CasePlace(Path(), case_id).log.as_posix())
    try:
        size = CasePlace(store.folder, case_id).log.stat().st_size
    except FileNotFoundError:
        return copied is not None
    return copied is None or size != len(copied)


def _copy_under_lock(store: EmbeddedStore, case_id: str) -> tuple[bytes | None, Verification]:
    """Return the case's file, read while no process writes it, and the check of its history."""
    case = CasePlace(store.folder, case_id)
    with hold_lock_file(case.lock, f"case {case_id}"):
        known = store.index_sync.indexed_head(case_id)
        content = read_bytes(case.log, f"Cannot read case {case_id}", case_id)
    return content, verify_log(
        case_id, content or b"", known=known, definition_problem=store.definitions.problem
    )


def _other_files(root: Path) -> Iterator[tuple[str, bytes]]:
    if (root / "store.json").is_file():
        yield "store.json", (root / "store.json").read_bytes()
    for folder in _FOLDERS:
        for path in sorted((root / folder).glob("*")):
            name = f"{folder}/{path.name}"
            if path.is_file() and _NAME.fullmatch(name):
                yield name, path.read_bytes()


def _build_list(contents: dict[str, bytes], verified: list[Verification]) -> dict[str, Any]:
    sums = {name: sha256(content).hexdigest() for name, content in contents.items()}
    heads: dict[str, list[object]] = {}
    problems: list[str | None] = []
    for one in verified:
        if one.ok:
            heads[one.case] = [one.events, one.head]
        else:
            problems.append(one.problem)
    return {"format": FORMAT, "files": sums, "cases": heads, "problems": problems}


def _compare(place: Path, contents: dict[str, bytes]) -> None:
    """Raise IntegrityError unless reading the copy gives what was copied."""
    if _read_backup(place)[0] != contents:
        raise IntegrityError(
            f"The backup {place} differs from what was written to it; it was removed.",
            "Use another disk, then repeat the command.",
        )


def _remove(place: Path, was_there: bool) -> None:
    """Remove an incomplete copy; a folder that was there before stays, empty as it was."""
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
    """Return the files of a backup and its list, after comparing every checksum."""
    with convert_os_errors(f"Cannot read the backup {place}", place):
        found = _contents(place)
    listed = _read_list(place, found.pop(_LIST, None))
    for name in sorted({*found, *listed["files"]}):
        content = found.get(name)
        if content is None:
            raise _mismatch_error(place, f"{name} is missing")
        if sha256(content).hexdigest() != listed["files"].get(name):
            raise _mismatch_error(place, f"the checksum of {name} differs")
    for case_id, (events, head) in listed["cases"].items():
        _check_case(place, found, case_id=case_id, head=Head(events, head))
    return found, listed


def _contents(place: Path) -> dict[str, bytes]:
    """Return all files by name, without those that no backup has."""
    if place.is_dir():
        return dict(_folder_contents(place))
    try:
        with zipfile.ZipFile(place) as archive:
            names = filter(_is_backup_file, archive.namelist())
            return {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise _mismatch_error(place, "it is not a complete .zip file") from error


def _folder_contents(place: Path) -> Iterator[tuple[str, bytes]]:
    for path in place.rglob("*"):
        name = path.relative_to(place).as_posix()
        if path.is_file() and _is_backup_file(name):
            yield name, path.read_bytes()


def _is_backup_file(name: str) -> bool:
    return name == _LIST or _NAME.fullmatch(name) is not None


def _read_list(place: Path, content: bytes | None) -> dict[str, Any]:
    if content is None:
        raise UsageError(
            f"{place} is not a backup: it has no {_LIST}.",
            "Name a folder or .zip file that a backup made.",
        )
    try:
        listed: dict[str, Any] = json.loads(content)
        number, files, cases = int(listed["format"]), dict(listed["files"]), dict(listed["cases"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _mismatch_error(place, f"its {_LIST} cannot be read") from error
    if number > FORMAT:
        raise UsageError(
            f"{place} has format {number}; this version of sop knows {FORMAT}.", "Update sop."
        )
    return {"files": files, "cases": cases, "problems": list(listed.get("problems", ()))}


def _check_case(place: Path, contents: dict[str, bytes], *, case_id: str, head: Head) -> None:
    content = contents.get(CasePlace(Path(), case_id).log.as_posix(), b"")
    verified = verify_log(case_id, content, known=head, definition_problem=lambda pinned: None)
    if not verified.ok:
        raise _mismatch_error(place, str(verified.problem))


def _mismatch_error(place: Path, how: str) -> IntegrityError:
    return IntegrityError(
        f"The backup {place} is damaged: {how}. Nothing was restored.",
        "Use another backup, and call your administrator about this one.",
    )


def _put_in_place(
    contents: dict[str, bytes], listed: dict[str, Any], folder: Path
) -> tuple[str, ...]:
    """Write everything to a temporary folder, check it there, then move it.

    The histories are moved last, so that an interrupted restore has no cases.
    """
    temporary = folder / ".restoring"
    with suppress(FileNotFoundError):
        shutil.rmtree(temporary)
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        for name, content in contents.items():
            write_whole(temporary / name, content, temporary)
        problems = (*listed["problems"], *_definition_problems(temporary, contents))
        for name in (*_FOLDERS, "store.json", "cases"):
            if (temporary / name).exists():
                _move(temporary / name, folder / name)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return problems


def _definition_problems(root: Path, contents: dict[str, bytes]) -> tuple[str, ...]:
    definitions = Definitions(root)
    hashes = {Path(name).stem for name in contents if name.startswith("definitions/")}
    problems = map(definitions.problem, sorted(hashes))
    return tuple(problem for problem in problems if problem is not None)


def _move(source: Path, target: Path) -> None:
    if target.is_dir():
        target.rmdir()  # `restore` has checked that it is empty
    source.rename(target)
    syscalls.fsync_folder(target.parent)
