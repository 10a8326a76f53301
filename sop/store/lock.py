"""One writer at a time. Versions are compared inside the lock: a paused holder may lose it.

`flock` where the system has it: importing filelock costs as much as the rest of a command, and it
uses the same `flock` on the same file. Elsewhere (Windows) filelock.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sop.store.durable_files import make_folder, store_trouble
from sop.store.port import StoreTrouble
from sop.store.private_files import open_private

try:
    import fcntl  # not on Windows
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_FIRST_PAUSE = 0.0005
"""Seconds: most locks are held for about a millisecond."""
_LONGEST_PAUSE = 0.02
"""Seconds: short enough that a person does not notice, long enough to leave the processor alone."""


@contextmanager
def hold_lock_file(
    path: Path, what: str, wait: float = 10.0, shared: bool = False
) -> Iterator[None]:
    """Hold the lock file while inside; raise StoreTrouble after `wait` seconds.

    `shared` locks exclude only exclusive ones, where the system has such locks.
    """
    try:
        make_folder(path.parent, path.parent.parent)
        descriptor = open_private(path, os.O_RDWR)
    except OSError as error:
        raise store_trouble(f"Cannot write {what}", path, error) from error
    try:
        if fcntl is None:
            with _hold_with_filelock(path, what, wait):
                yield
        else:
            kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            _flock(descriptor, kind, path=path, what=what, wait=wait)
            yield
    finally:
        os.close(descriptor)  # releases the lock


def _flock(descriptor: int, kind: int, *, path: Path, what: str, wait: float) -> None:
    end, pause = time.monotonic() + wait, _FIRST_PAUSE
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > end:
                raise _busy_error(path, what, wait) from None
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        except OSError as error:
            raise store_trouble(f"Cannot lock {what}", path, error) from error


@contextmanager
def _hold_with_filelock(path: Path, what: str, wait: float) -> Iterator[None]:
    from filelock import FileLock, Timeout  # late: Windows only

    try:
        with FileLock(path, timeout=wait):
            yield
    except Timeout:
        raise _busy_error(path, what, wait) from None


def _busy_error(path: Path, what: str, wait: float) -> StoreTrouble:
    return StoreTrouble(
        f"Another process has been writing {what} for {wait:.0f} seconds ({path}). "
        "Nothing was written.",
        "Repeat the command in a moment. If no other sop is running, restart the computer that "
        "holds the lock.",
    )
