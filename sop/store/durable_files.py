"""Files and folders that survive a power cut, and the system's errors in words with a remedy."""

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
    errno.ENOENT: ("the folder does not exist", "Check the path, or make a workspace there."),
    errno.ENOTDIR: (
        "a part of the path is a file, not a folder",
        "Check the path of the workspace.",
    ),
    errno.EISDIR: (
        "there is a folder in its place",
        "Move that folder to another place; do not delete it.",
    ),
    errno.EMFILE: ("too many files are open", "Close some programs, then repeat the command."),
    errno.ENFILE: ("too many files are open", "Close some programs, then repeat the command."),
    errno.EIO: (
        "the disk reports a fault",
        "Copy the folder to another disk, then repeat the command there.",
    ),
}
"""What the user reads for an error of the system, and what the user can do about it."""
FAULTS_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG})
"""Errors that another name for the file would not help."""


def store_trouble(what: str, path: Path, error: OSError, case: str | None = None) -> StoreTrouble:
    """Return the system's error as a StoreTrouble: what failed, where, why, and what to do."""
    unlisted = (
        error.strerror or str(error),
        "Repeat the command; if it fails again, make a copy of the folder.",
    )
    why, remedy = _REMEDIES.get(error.errno or 0, unlisted)
    return StoreTrouble(f"{what}: {why} ({path}). Nothing was written.", remedy, case=case)


@contextmanager
def convert_os_errors(what: str, path: Path, case: str | None = None) -> Iterator[None]:
    """Turn an OSError inside into StoreTrouble."""
    try:
        yield
    except OSError as error:
        raise store_trouble(what, path, error, case=case) from error


def read_bytes(path: Path, what: str, case: str | None = None) -> bytes | None:
    """Return the file's content, None where there is no such file."""
    try:
        return syscalls.read(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise store_trouble(what, path, error, case=case) from error


def names_in(folder: Path, what: str) -> list[str]:
    """Return the names in the folder, in no order; none where there is no such folder."""
    with convert_os_errors(what, folder), suppress(FileNotFoundError, NotADirectoryError):
        return syscalls.names(folder)
    return []


def make_folder(folder: Path, root: Path) -> None:
    """Make the folder and the missing ones above it up to `root`, private to their owner.

    The parent of `root` must exist.
    """
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
            # Otherwise the next writer would find it and treat it as durable.
            syscalls.remove_folder(folder)
        raise


def write_whole(path: Path, content: bytes, root: Path) -> None:
    """Replace the file durably and atomically: the old content or the new one, never a part."""
    make_folder(path.parent, root)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = syscalls.open_fresh(temporary)
        try:
            write_all(descriptor, content)
            syscalls.fsync(descriptor)
        finally:
            syscalls.close(descriptor)
        syscalls.rename(temporary, path)
    except BaseException:
        with suppress(OSError):
            syscalls.unlink(temporary)
        raise
    syscalls.fsync_folder(path.parent)
    # The process that made the folder may have died before it flushed the name.
    syscalls.fsync_folder(path.parent.parent)


def write_all(descriptor: int, content: bytes) -> None:
    """Write in one call; raise OSError(ENOSPC) if the system took only a part."""
    written = syscalls.write(descriptor, content)
    if written != len(content):
        raise OSError(errno.ENOSPC, f"only {written} of {len(content)} bytes could be written")


def boot_id() -> str:
    """Return the id of this run of the operating system, empty where the system has none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
