"""Files and folders that are there after a power cut, and the system's errors in words with a remedy."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sop.store import syscalls
from sop.store.port import StoreTrouble

_REMEDIES = {
    errno.ENOSPC: ("the disk is full", "Free some space, then repeat the command."),
    errno.EDQUOT: (
        "your share of the disk is used up",
        "Free some space, then repeat the command.",
    ),
    errno.EFBIG: (
        "the file may not grow any further",
        "Free some space or raise the limit, then repeat the command.",
    ),
    errno.EROFS: ("the disk is read-only", "Use a workspace on a disk that can be written."),
    errno.EACCES: ("permission is denied", "Ask the folder's owner for the right to write there."),
    errno.EPERM: ("permission is denied", "Ask the folder's owner for the right to write there."),
    errno.ENOENT: ("the folder is not there", "Check the path, or make a workspace there."),
    errno.ENOTDIR: (
        "a part of the path is a file, not a folder",
        "Check the path of the workspace.",
    ),
    errno.EISDIR: (
        "there is a folder in its place",
        "Move that folder away; do not delete what you do not know.",
    ),
    errno.EMFILE: ("too many files are open", "Close some programs, then repeat the command."),
    errno.ENFILE: ("too many files are open", "Close some programs, then repeat the command."),
    errno.EIO: ("the disk reports a fault", "Copy the folder to another disk before you go on."),
}


def store_trouble(what: str, path: Path, error: OSError, case: str | None = None) -> StoreTrouble:
    """The system's error as a StoreTrouble: what could not be done, where, why, and what to do."""
    why, remedy = _REMEDIES.get(
        error.errno or 0,
        (error.strerror or str(error), "Repeat the command; if it stays, copy the folder first."),
    )
    return StoreTrouble(f"{what}: {why} ({path}). Nothing was written.", remedy, case=case)


@contextmanager
def convert_os_errors(what: str, path: Path, case: str | None = None) -> Iterator[None]:
    """Turn an OSError inside into StoreTrouble."""
    try:
        yield
    except OSError as error:
        raise store_trouble(what, path, error, case) from error


def read_bytes(path: Path, what: str, case: str | None = None) -> bytes | None:
    """The file's content; None when there is no such file."""
    try:
        return syscalls.read(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise store_trouble(what, path, error, case) from error


def names_in(folder: Path, what: str) -> list[str]:
    """The names in the folder, in no order; none where there is no such folder."""
    with convert_os_errors(what, folder), suppress(FileNotFoundError, NotADirectoryError):
        return syscalls.names(folder)
    return []


def make_folder(folder: Path, root: Path) -> None:
    """Make the folder and what is missing above it up to `root`, private to their owner. `root`'s parent must exist."""
    if syscalls.is_folder(folder):
        return
    if folder != root:
        make_folder(folder.parent, root)
    with suppress(FileExistsError):
        syscalls.make_folder(folder)
    try:
        syscalls.fsync_folder(folder.parent)
    except BaseException:
        with suppress(OSError):
            syscalls.remove_folder(
                folder
            )  # else the next one would find it and take it for durable
        raise


def write_whole(path: Path, content: bytes, root: Path) -> None:
    """Put a whole file in place, durably: the old one or the new one, never half of it."""
    make_folder(path.parent, root)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = syscalls.open_fresh(beside)
        try:
            write_all(descriptor, content)
            syscalls.fsync(descriptor)
        finally:
            syscalls.close(descriptor)
        syscalls.rename(beside, path)
    except BaseException:
        with suppress(OSError):
            syscalls.unlink(beside)
        raise
    syscalls.fsync_folder(path.parent)
    syscalls.fsync_folder(path.parent.parent)  # whoever made the folder may have died before this


def write_all(descriptor: int, content: bytes) -> None:
    """One write; OSError(ENOSPC) when the system took only a part of it."""
    written = syscalls.write(descriptor, content)
    if written != len(content):
        raise OSError(errno.ENOSPC, f"only {written} of {len(content)} bytes could be written")


def boot_id() -> str:
    """What tells this run of the operating system from the one before; empty where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
