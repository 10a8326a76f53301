"""Puts a backup in place as a store, only where there is none yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sop.model.refusal import UsageError
from sop.model.value import replace
from sop.store import syscalls
from sop.store.backup import CopyResult, copy_result
from sop.store.backup_list import FOLDERS, BackupList, mismatch_error
from sop.store.backup_source import read_backup
from sop.store.definitions import Definitions
from sop.store.durable_files import convert_os_errors, make_folder, write_whole
from sop.store.port import StoreTrouble
from sop.store.store_format import Layout
from sop.store.verify_case import verify_log

_STORE_NAMES = ("store.json", "cases", "index.sqlite", "dirty", *FOLDERS)


def restore(place: Path, folder: Path, trial: bool = False, kind: str = "work") -> CopyResult:
    """Restore a backup as the store in `folder`, after checking all of it.

    `kind` is that of the store which is expected there. Raises UsageError where a store is there. A
    trial restores it among the system's temporary files and deletes it.
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
            return replace(restore(place, Path(other), kind=kind), place=str(folder))
    with convert_os_errors(f"Cannot restore into {folder}", folder):
        return _put_in_place(place, folder, kind)


def _put_in_place(place: Path, folder: Path, kind: str) -> CopyResult:
    """Write everything to a temporary folder, check it there, then move it.

    The histories are moved last, so that an interrupted restore has no cases.
    """
    temporary = folder / ".restoring"
    with suppress(FileNotFoundError):
        shutil.rmtree(temporary)
    make_folder(folder, folder)
    size = 0

    def take(name: str, content: bytes) -> None:
        nonlocal size
        size += len(content)
        write_whole(temporary / name, content, temporary)

    try:
        listed = read_backup(place, take, begin=lambda listed: _check_room(listed, folder))
        _check_kind(place, temporary, kind)
        problems = (*listed.problems, *_other_problems(temporary, listed))
        for name in (*FOLDERS, "store.json", "cases"):
            if (temporary / name).exists():
                _move(temporary / name, folder / name)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    found = replace(listed, problems=tuple(dict.fromkeys(problems)))
    return copy_result(folder, found, size)


def _check_room(listed: BackupList, folder: Path) -> None:
    """Raise StoreTrouble where the files have no room on the disk, before one is written."""
    needed, free = sum(listed.sizes.values()), shutil.disk_usage(folder).free
    if needed > free:
        raise StoreTrouble(
            f"The backup needs {needed:,} bytes; {folder} has {free:,} free. Nothing was restored.",
            "Free some space, or restore it on another disk.",
        )


def _check_kind(place: Path, root: Path, kind: str) -> None:
    """Raise an error unless a store of this kind and format could be opened there."""
    if (root / "store.json").exists():
        Layout(root, kind)
    elif (root / "cases").exists():
        raise mismatch_error(place, "store.json is missing")


def _other_problems(root: Path, listed: BackupList) -> Iterator[str]:
    """Yield what is damaged in histories whose end is not listed, and in definitions."""
    definitions = Definitions(root)
    for name in listed.files:
        case_id = Path(name).stem
        if name.startswith("cases/") and case_id not in listed.cases:
            content = (root / name).read_bytes()
            verified = verify_log(
                case_id, content, known=None, definition_problem=definitions.problem
            )
            yield verified.problem or f"The history of case {case_id} is not in the backup's list."
    hashes = {Path(name).stem for name in listed.files if name.startswith("definitions/")}
    for content_hash in sorted(hashes):
        problem = definitions.problem(content_hash)
        if problem is not None:
            yield problem


def _move(source: Path, target: Path) -> None:
    if target.is_dir():
        target.rmdir()  # `restore` has checked that it is empty
    source.rename(target)
    syscalls.fsync_folder(target.parent)
