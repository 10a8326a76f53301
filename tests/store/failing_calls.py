"""Lets the n-th call to the system fail in whatever way such a call can fail: disk, locks, the
index's files.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from sop.store import index_sync, lock, syscalls

SHORT = -1
_MADE = (errno.EMFILE, errno.EACCES, errno.ENOSPC, errno.EIO)
_MOVED = (errno.EIO, errno.ENOSPC, errno.EACCES)
WAYS: dict[str, tuple[int, ...]] = {
    "open_log": _MADE,
    "open_fresh": _MADE,
    "touch": _MADE,
    "make_folder": _MADE,
    "lock_open": _MADE,
    "write": (errno.ENOSPC, errno.EIO, errno.EDQUOT, SHORT),
    "fsync": (errno.EIO, errno.ENOSPC),
    "fsync_file": (errno.EIO, errno.ENOSPC),
    "fsync_folder": (errno.EIO,),
    "rename": _MOVED,
    "replace": _MOVED,
    "unlink": (errno.EIO, errno.EACCES),
    "truncate": (errno.EIO,),
    "remove_folder": (errno.EIO,),
    "size": (errno.EIO,),
    "read": (errno.EIO, errno.EACCES, errno.EMFILE),
    "names": (errno.EIO, errno.EACCES),
    "flock": (errno.ENOLCK, errno.EIO, errno.EAGAIN),
}
"""Each call by which a store meets the system, and how it fails. EAGAIN is a lock that somebody
else holds just now.
"""


class Calls:
    """The calls of one operation in order. The one with the given number fails in the given way:
    once, or from then on with every later call of its name, as on a disk that stays full."""

    def __init__(self, number: int = 0, way: int = 0, stays: bool = False) -> None:
        self.names: list[str] = []
        self._number, self._choose_outcome, self._stays = number, way, stays
        self._failing: str | None = None

    def instead_of(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, counted."""

        def call(*given: Any, **named: Any) -> Any:
            self.names.append(name)
            if len(self.names) == self._number:
                self._failing = name
            elif not (self._stays and name == self._failing):
                return real(*given, **named)
            if self._choose_outcome == SHORT:
                return real(given[0], given[1][: len(given[1]) // 2])
            raise OSError(self._choose_outcome, os.strerror(self._choose_outcome))

        return call


class Waiting:
    """A clock that pauses move, and each look at it by a microsecond: ten seconds for a taken lock
    pass at once.
    """

    def __init__(self) -> None:
        self._now = 0.0

    def monotonic(self) -> float:
        self._now += 1e-6
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds


@contextmanager
def counted(calls: Calls, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """While inside, every call of the store goes through `calls`. The real files are written."""
    with patch.context() as inner:
        for name in WAYS:
            if hasattr(syscalls, name):
                inner.setattr(syscalls, name, calls.instead_of(name, getattr(syscalls, name)))
        of_lock = {**vars(os), "open": calls.instead_of("lock_open", os.open)}
        of_flock = {**vars(lock.fcntl), "flock": calls.instead_of("flock", lock.fcntl.flock)}
        of_keeper = {**vars(os), "replace": calls.instead_of("replace", os.replace)}
        inner.setattr(lock, "os", SimpleNamespace(**of_lock))
        inner.setattr(lock, "fcntl", SimpleNamespace(**of_flock))
        inner.setattr(lock, "time", Waiting())
        inner.setattr(index_sync, "os", SimpleNamespace(**of_keeper))
        yield
