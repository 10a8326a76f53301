"""Children of the test process: as another user, with a limit on the size of files, or on a small
disk of their own.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import pickle
import pkgutil
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import sop
from sop.store.port import StoreError

NOBODY = 65534
_NEW_MOUNTS, _NEW_USER, _PRIVATE = 0x00020000, 0x10000000, 0x4000 | 0x40000


class NoDiskOfItsOwn(Exception):
    """This system lets nobody mount a small disk."""


@cache
def load_every_module() -> None:
    """Another user may have no right to read the program's files, and an error is often where a
    module is needed for the first time.
    """
    for module in pkgutil.walk_packages(sop.__path__, "sop."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def in_child(
    act: Callable[[], object], limit: int | None = None, unprivileged: bool = False
) -> object:
    """What `act` returns or raises in a forked child, unprivileged or with limited file sizes."""
    if unprivileged:
        load_every_module()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            if unprivileged and os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            answer: object = act()
        except StoreError as error:
            answer = (type(error).__name__, error.message, error.remedy)
        except BaseException as error:
            answer = ("not a StoreError", repr(error))
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(pickle.dumps(answer))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(content)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """A disk of that size on the folder, seen by this process alone; call it in a child.
    NoDiskOfItsOwn where the system allows none, neither as root nor in a user namespace."""
    try:
        _own_mounts()
        _call(
            "mount",
            b"none",
            str(folder).encode(),
            b"tmpfs",
            0,
            f"size={kilobytes}k,mode=0700".encode(),
        )
    except (OSError, AttributeError) as error:
        raise NoDiskOfItsOwn(str(error)) from error
    yield


def _own_mounts() -> None:
    user, group = os.getuid(), os.getgid()
    _call("unshare", _NEW_MOUNTS if user == 0 else _NEW_MOUNTS | _NEW_USER)
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    _call("mount", b"none", b"/", None, _PRIVATE, None)


def _call(name: str, *given: object) -> None:
    function = getattr(ctypes.CDLL(None, use_errno=True), name)
    if function(*given) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
