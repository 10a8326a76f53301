"""Reads files that users name: never more than a limit, never a pipe that has no writer."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from sop.model.limits import FILE_BYTES

_OPEN_STREAMS = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""Streams that are open already, as `<(command)` in a shell gives them."""
_BLOCK = 64 * 1024


class FileTooLarge(OSError):
    """The file has more bytes than are read."""

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(errno.EFBIG, too_large_text(most), str(path))


def too_large_text(most: int) -> str:
    """Return the reason why a file is not read."""
    return f"it has more than {most:,} bytes"


def read_file(path: Path, most: int = FILE_BYTES) -> bytes:
    """Return the content of the file.

    Raises FileTooLarge above `most` bytes, and any other OSError where it cannot be read.
    """
    content = read_start(path, most)
    if len(content) > most:
        raise FileTooLarge(path, most)
    return content


def read_text(path: Path, encoding: str = "utf-8", errors: str = "strict") -> str:
    """Return the text of the file; raise as `read_file` does, or UnicodeDecodeError."""
    return read_file(path).decode(encoding, errors)


def read_start(path: Path, most: int) -> bytes:
    """Return the content up to one byte more than `most`: so a caller sees that there is more."""
    is_open_stream = str(path).startswith(_OPEN_STREAMS)
    # Opening a pipe without a writer waits for ever, unless a flag forbids it.
    wait = 0 if is_open_stream else getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | wait)
    try:
        kind = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if (stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)) and not is_open_stream:
            raise OSError(errno.EINVAL, "it is a pipe, not a file", str(path))
        return _read_up_to(descriptor, most + 1)
    finally:
        os.close(descriptor)


def _read_up_to(descriptor: int, most: int) -> bytes:
    blocks: list[bytes] = []
    missing = most
    while missing > 0:
        block = os.read(descriptor, min(missing, _BLOCK))
        if not block:
            break
        blocks.append(block)
        missing -= len(block)
    return b"".join(blocks)
