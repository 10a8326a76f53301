"""Every system call by which the histories reach the disk; a crash may come between any two.

The store's files call these through the module, so that tests can put a simulated disk in their
place.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from sop.store.private_files import make_private_folder, open_private

_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would write two bytes for a newline
_NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)  # opening a pipe without a writer would never end


def open_log(path: Path) -> int:
    """Return a descriptor that writes at the end; make a missing file, private or shared."""
    return open_private(path, os.O_WRONLY | os.O_APPEND)


def open_fresh(path: Path) -> int:
    """Return a descriptor of an empty file."""
    return open_private(path, os.O_WRONLY | os.O_TRUNC)


def write(descriptor: int, content: bytes) -> int:
    """Write the bytes; return how many the system took."""
    return os.write(descriptor, content)


def size(descriptor: int) -> int:
    """Return the length of the file in bytes."""
    return os.fstat(descriptor).st_size


def truncate(descriptor: int, length: int) -> None:
    """Cut the file to that length."""
    os.ftruncate(descriptor, length)


def fsync(descriptor: int) -> None:
    """Make the file's content durable."""
    os.fsync(descriptor)


def close(descriptor: int) -> None:
    """Close the descriptor. This makes nothing durable."""
    os.close(descriptor)


def fsync_file(path: Path) -> None:
    """Make the content of the file durable, whichever process wrote it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_folder(folder: Path) -> None:
    """Make the folder's entries durable, where the system can (Windows cannot open a folder)."""
    if os.name != "nt":
        fsync_file(folder)


def rename(old: Path, new: Path) -> None:
    """Rename the file; it replaces a file that has the new name."""
    os.replace(old, new)


def unlink(path: Path) -> None:
    """Remove the name."""
    path.unlink()


def touch(path: Path) -> None:
    """Make an empty file if there is none."""
    os.close(open_private(path, os.O_WRONLY))


def make_folder(folder: Path) -> None:
    """Make the folder, private or shared; raise FileExistsError if it exists."""
    make_private_folder(folder)


def remove_folder(folder: Path) -> None:
    """Remove an empty folder."""
    folder.rmdir()


def read(path: Path) -> bytes:
    """Return the content of the file."""
    descriptor = os.open(path, os.O_RDONLY | _BINARY | _NO_WAIT)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "there is something else than a file in its place")
        return stream.read()


def names(folder: Path) -> list[str]:
    """Return the names in the folder, in no order."""
    return os.listdir(folder)


def exists(path: Path) -> bool:
    """Whether there is a file or folder of that name."""
    return path.exists()


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name."""
    return path.is_dir()
