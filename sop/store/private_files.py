"""Files and folders that only their owner may read, or the group that shares the store.

A folder is shared if it has the set-group-ID bit and its group may write there (mode 2770, as
`sop init --shared GROUP` makes it). What is made in a shared folder is shared too, and everything
else is private. So the mode of `data/` decides for all that is below it.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

FILE, FOLDER = 0o600, 0o700
SHARED_FILE, SHARED_FOLDER = 0o660, 0o2770
_BINARY: int = getattr(os, "O_BINARY", 0)


def is_shared(folder: Path | str) -> bool:
    """Whether the folder is shared by a group; False where there is no such folder."""
    try:
        mode = os.stat(folder).st_mode
    except OSError:
        return False
    return bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


def open_private(path: Path, flags: int) -> int:
    """Open the file, and make a missing one, private or shared as its folder is."""
    if not is_shared(path.parent):
        return os.open(path, flags | os.O_CREAT | _BINARY, FILE)
    descriptor = os.open(path, flags | os.O_CREAT | _BINARY, SHARED_FILE)
    with suppress(OSError):  # the file of another user, who has set its mode
        os.fchmod(descriptor, SHARED_FILE)  # whatever the umask took away
    return descriptor


def make_private_folder(folder: Path) -> None:
    """Make the folder, private or shared as the one above; raise FileExistsError if it exists."""
    if not is_shared(folder.parent):
        folder.mkdir(mode=FOLDER)
        return
    folder.mkdir(mode=0o770)
    folder.chmod(SHARED_FOLDER)


def make_private_folders(folder: Path) -> None:
    """Make the folder and the missing ones above it."""
    if folder.is_dir():
        return
    make_private_folders(folder.parent)
    with suppress(FileExistsError):
        make_private_folder(folder)


def replace_private(path: Path, content: bytes) -> None:
    """Replace the file at once, without a flush: a cache or a setting, which can be made again."""
    make_private_folders(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _write(temporary, content, is_flushed=False)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def write_output(path: Path, content: bytes, overwrite: bool = False) -> None:
    """Write a new private file: whole, or not at all.

    `overwrite` replaces a file of that name; a link is replaced, not followed. Raises
    FileExistsError without it. A device or pipe, such as /dev/null, is written to.
    """
    if _is_device(path):
        with path.open("wb") as stream:
            stream.write(content)
        return
    if not overwrite and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _write(temporary, content, is_flushed=True)
        if overwrite:
            os.replace(temporary, path)
        else:
            _rename_to_new(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink()


def _rename_to_new(temporary: Path, path: Path) -> None:
    """Give the file its name, unless another process has just made a file of that name."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        os.replace(temporary, path)


def _write(path: Path, content: bytes, is_flushed: bool) -> None:
    with os.fdopen(open_private(path, os.O_WRONLY | os.O_TRUNC), "wb") as stream:
        stream.write(content)
        stream.flush()
        if is_flushed:
            os.fsync(stream.fileno())


def _is_device(path: Path) -> bool:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def share_with_group(folder: Path, group: int) -> None:
    """Give everything below the folder to the group, which may read and write it from now on."""
    _share(folder, group, SHARED_FOLDER)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            _share(path, group, SHARED_FOLDER if path.is_dir() else SHARED_FILE)


def _share(path: Path, group: int, mode: int) -> None:
    os.chown(path, -1, group)
    path.chmod(mode)  # after the owner: a change of owner takes the set-group-ID bit away
