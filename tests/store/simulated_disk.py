"""A disk in memory that forgets what was not fsynced: all of it, some of it, out of order, or half
of a write.

It stands in the place of `sop.store.syscalls`. Before each operation `on_operation` is called:
there a test may take the images that a power cut at this moment could leave, let the call fail, or
let the writer die.
"""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sop.store import case_log, index_sync, lock, multi_case_commit, syscalls
from sop.store.index_rows import CaseRows, Head, IndexUnusable

ROOT = Path("/simulated/data")
Change = tuple[str, int | None]  # a name in a folder and the file it stands for from now on


class Killed(BaseException):
    """The writer died at this call."""


class Kept:
    """A file: what is durable, and the writes and cuts since its last fsync, in order."""

    def __init__(self, durable: bytes = b"") -> None:
        self.durable = durable
        self.pending: list[bytes | int] = []

    def content(self, changes: list[bytes | int] | None = None) -> bytes:
        found = self.durable
        for change in self.pending if changes is None else changes:
            found = found + change if isinstance(change, bytes) else found[:change]
        return found


class SimulatedDisk:
    """Files by number, folders as names with the changes since their last fsync."""

    def __init__(self, on_operation: Callable[[str], None] = lambda name: None) -> None:
        self.files: dict[int, Kept] = {}
        self.folders: dict[str, dict[str, int | None]] = {str(ROOT.parent): {}}
        self.changes: dict[str, list[tuple[Change, ...]]] = {}
        self.now: dict[str, dict[str, int | None]] = {str(ROOT.parent): {}}
        self.handles: dict[int, int] = {}
        self.on_operation = on_operation
        self.heads: dict[str, Head] = {}

    # ---- what the store calls

    def open_log(self, path: Path) -> int:
        self.on_operation("open")
        folder = self._folder(path.parent)
        if path.name not in folder:
            self._change(path.parent, (path.name, self._new()))
        return self._handle(self._number(path))

    def open_fresh(self, path: Path) -> int:
        self.on_operation("open")
        self._change(path.parent, (path.name, self._new()))
        return self._handle(self._number(path))

    def write(self, descriptor: int, content: bytes) -> int:
        self.on_operation("write")
        self.files[self.handles[descriptor]].pending.append(content)
        return len(content)

    def short_write(self, descriptor: int, content: bytes) -> int:
        self.files[self.handles[descriptor]].pending.append(content[: len(content) // 2])
        return len(content) // 2

    def size(self, descriptor: int) -> int:
        return len(self.files[self.handles[descriptor]].content())

    def truncate(self, descriptor: int, length: int) -> None:
        self.on_operation("truncate")
        self.files[self.handles[descriptor]].pending.append(length)

    def fsync(self, descriptor: int) -> None:
        self.on_operation("fsync")
        self._settle(self.files[self.handles[descriptor]])

    def close(self, descriptor: int) -> None:
        self.handles.pop(descriptor)

    def fsync_file(self, path: Path) -> None:
        self.on_operation("fsync")
        self._settle(self.files[self._number(path)])

    def fsync_folder(self, folder: Path) -> None:
        self.on_operation("fsync_folder")
        self._folder(folder)
        self.folders[str(folder)] = dict(self.now[str(folder)])
        self.changes[str(folder)] = []

    def rename(self, old: Path, new: Path) -> None:
        self.on_operation("rename")
        self._change(new.parent, (new.name, self._number(old)), (old.name, None))

    def unlink(self, path: Path) -> None:
        self.on_operation("unlink")
        self._number(path)
        self._change(path.parent, (path.name, None))

    def touch(self, path: Path) -> None:
        self.on_operation("touch")
        if path.name not in self._folder(path.parent):
            self._change(path.parent, (path.name, self._new()))

    def make_folder(self, folder: Path) -> None:
        self.on_operation("make_folder")
        if self.is_folder(folder):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        self._change(folder.parent, (folder.name, 0))
        self.folders[str(folder)], self.now[str(folder)], self.changes[str(folder)] = {}, {}, []

    def remove_folder(self, folder: Path) -> None:
        self.on_operation("remove_folder")
        if self._folder(folder):
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))
        self._change(folder.parent, (folder.name, None))
        del self.now[str(folder)]

    def read(self, path: Path) -> bytes:
        return self.files[self._number(path)].content()

    def names(self, folder: Path) -> list[str]:
        return list(self._folder(folder))

    def exists(self, path: Path) -> bool:
        return path.name in self.now.get(str(path.parent), {})

    def is_folder(self, path: Path) -> bool:
        return str(path) in self.now

    # ---- what a power cut leaves

    def images(self, source: random.Random, most: int) -> Iterator[SimulatedDisk]:
        """Up to `most` different disks that a power cut at this moment could leave: all kept, all
        lost, and others.
        """
        seen = set()
        for number in range(2 * most):
            image = self._image(source, {0: "all", 1: "none"}.get(number, "some"))
            mark = image.fingerprint()
            if mark not in seen:
                seen.add(mark)
                yield image
            if len(seen) == most:
                return

    def fingerprint(self) -> int:
        """Tells two disks apart by what can be read from them."""
        files = {number: kept.durable for number, kept in self.files.items()}
        return hash(
            tuple(
                (
                    name,
                    tuple(
                        sorted((entry, files.get(number or 0)) for entry, number in entries.items())
                    ),
                )
                for name, entries in sorted(self.now.items())
            )
        )

    def _image(self, source: random.Random, how: str) -> SimulatedDisk:
        image = SimulatedDisk()
        image.files = {number: Kept(_cut(kept, source, how)) for number, kept in self.files.items()}
        image.now, image.folders = {}, {}
        self._copy_folder(ROOT.parent, image, source, how)
        image.changes = {name: [] for name in image.now}
        for name, entries in image.now.items():
            image.folders[name] = dict(entries)
        image.heads = {
            case: head for case, head in self.heads.items() if how == "all" or source.random() < 0.5
        }
        return image

    def _copy_folder(
        self, folder: Path, image: SimulatedDisk, source: random.Random, how: str
    ) -> None:
        """The durable entries and any selection of the changes since; each rename is whole."""
        entries = dict(self.folders[str(folder)])
        for changes in self.changes.get(str(folder), ()):
            if how == "all" or (how == "some" and source.random() < 0.5):
                for name, number in changes:
                    entries.pop(name, None)
                    if number is not None:
                        entries[name] = number
        image.now[str(folder)] = entries
        for name, number in entries.items():
            if number == 0:
                self._copy_folder(folder / name, image, source, how)

    # ---- within

    def _new(self) -> int:
        number = len(self.files) + 1
        self.files[number] = Kept()
        return number

    def _handle(self, number: int) -> int:
        descriptor = 1000 + len(self.handles)
        while descriptor in self.handles:
            descriptor += 1
        self.handles[descriptor] = number
        return descriptor

    def _folder(self, folder: Path) -> dict[str, int | None]:
        if str(folder) not in self.now:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
        return self.now[str(folder)]

    def _number(self, path: Path) -> int:
        number = self._folder(path.parent).get(path.name)
        if not number:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        return number

    def _change(self, folder: Path, *changes: Change) -> None:
        entries = self._folder(folder)
        for name, number in changes:
            entries.pop(name, None)
            if number is not None:
                entries[name] = number
        self.changes.setdefault(str(folder), []).append(changes)

    def _settle(self, kept: Kept) -> None:
        kept.durable, kept.pending = kept.content(), []


def _cut(kept: Kept, source: random.Random, how: str) -> bytes:
    """The durable content and none, some or all of what came after; a write may be torn or have
    only its length.
    """
    if how == "all" or not kept.pending:
        return kept.content()
    if how == "none":
        return kept.durable
    count = source.randrange(len(kept.pending) + 1)
    changes = kept.pending[:count]
    if count < len(kept.pending):
        torn = kept.pending[count]
        if isinstance(torn, bytes):
            places = [1, len(torn) // 2, len(torn) - 1, *range(512, len(torn), 512)]
            place = source.choice(places)
            changes = [
                *changes,
                source.choice(
                    [torn[:place], torn[:place] + bytes(len(torn) - place), bytes(place)]
                ),
            ]
    return kept.content(changes)


class RememberedHeads:
    """An index in memory that knows only heads: it is written after the fsync, and a power cut may
    lose any of it.
    """

    def __init__(self, simulated: SimulatedDisk) -> None:
        self._heads = simulated.heads
        self.path = ROOT / "index.sqlite"

    def exists(self) -> bool:
        return True

    def head(self, case_id: str) -> Head | None:
        return self._heads.get(case_id)

    def heads(self) -> dict[str, Head]:
        return dict(self._heads)

    def check(self) -> None:
        raise IndexUnusable("it knows only heads")

    def put(self, entries: list[tuple[str, Head, CaseRows]]) -> None:
        self._heads.update({case: head for case, head, _ in entries})


CALLS = [name for name in vars(syscalls) if name in vars(SimulatedDisk)]


@contextmanager
def standing_in(simulated: SimulatedDisk, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """While inside, the store's files are on the simulated disk; locks are always free."""

    @contextmanager
    def free(*_: object, **__: object) -> Iterator[None]:
        yield

    with patch.context() as inner:
        for name in CALLS:
            inner.setattr(syscalls, name, getattr(simulated, name))
        for module in (multi_case_commit, case_log, index_sync, lock):
            inner.setattr(module, "hold_lock_file", free)
        yield
