"""Every system call by which the histories reach the disk; a crash may come between any two.

The store's files call these through the module, so that tests can put a simulated disk in their
place.
"""

from __future__ import annotations

import os
from pathlib import Path

_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would write two bytes for a newline


def open_log(path: Path) -> int:
    """Return a descriptor that writes at the end; make a missing file, private to its owner."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY, 0o600)


def open_fresh(path: Path) -> int:
    """Return a descriptor of an empty file."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o600)


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
    path.touch(mode=0o600)


def make_folder(folder: Path) -> None:
    """Make the folder, private to its owner; raise FileExistsError if it exists."""
    folder.mkdir(mode=0o700)


def remove_folder(folder: Path) -> None:
    """Remove an empty folder."""
    folder.rmdir()


def read(path: Path) -> bytes:
    """Return the content of the file."""
    return path.read_bytes()


def names(folder: Path) -> list[str]:
    """Return the names in the folder, in no order."""
    return os.listdir(folder)


def exists(path: Path) -> bool:
    """Whether there is a file or folder of that name."""
    return path.exists()


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name."""
    return path.is_dir()
