"""Reads a backup within bounds: its list first, then one listed file after the other."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Collection
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sop.store.backup_list import (
    FILE_BYTES,
    LIST,
    LIST_BYTES,
    NAME,
    BackupList,
    mismatch_error,
    read_list,
)
from sop.store.durable_files import convert_os_errors
from sop.store.verify_case import verify_log

if TYPE_CHECKING:
    from collections.abc import Iterator

Take = Callable[[str, bytes], None]
"""Receives a file of the backup: its name and its content, which has been checked."""


class BackupSource(Protocol):
    """The folder or .zip file that a backup is read from."""

    def names(self) -> Collection[str]: ...

    def read(self, name: str, most: int) -> bytes | None:
        """Return up to one byte more than `most`; None for a missing file."""
        ...


def read_backup(
    place: Path, take: Take, begin: Callable[[BackupList], None] = lambda listed: None
) -> BackupList:
    """Read the whole backup; give each file to `take` once it is known to be as listed.

    `begin` gets the list before the first file. Raises IntegrityError for a damaged backup,
    UsageError for what is not a backup.
    """
    with convert_os_errors(f"Cannot read the backup {place}", place), _open(place) as source:
        listed = read_list(place, source.read(LIST, LIST_BYTES))
        begin(listed)
        for name in source.names():
            if name not in listed.files:
                raise mismatch_error(place, f"{name} is not in its list")
        for name, digest in listed.files.items():
            content = _checked(place, source, name, digest)
            if name.startswith("cases/"):
                _check_case(place, name, content, listed)
            take(name, content)
    return listed


def _checked(place: Path, source: BackupSource, name: str, digest: str) -> bytes:
    content = source.read(name, FILE_BYTES)
    if content is None:
        raise mismatch_error(place, f"{name} is missing")
    if len(content) > FILE_BYTES:
        raise mismatch_error(place, f"{name} has more than {FILE_BYTES:,} bytes")
    if sha256(content).hexdigest() != digest:
        raise mismatch_error(place, f"the checksum of {name} differs")
    return content


def _check_case(place: Path, name: str, content: bytes, listed: BackupList) -> None:
    """Raise IntegrityError unless the history ends as listed; a damaged one is not listed."""
    case_id = Path(name).stem
    head = listed.cases.get(case_id)
    if head is None:
        return
    verified = verify_log(case_id, content, known=head, definition_problem=lambda pinned: None)
    if not verified.ok:
        raise mismatch_error(place, str(verified.problem))


@contextmanager
def _open(place: Path) -> Iterator[BackupSource]:
    if place.is_dir():
        yield FolderSource(place)
        return
    try:
        with zipfile.ZipFile(place) as archive:
            yield ZipSource(place, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise mismatch_error(place, "it is not a complete .zip file") from error
    except NotImplementedError as error:
        raise mismatch_error(place, "it is packed in a way that sop does not use") from error


class FolderSource:
    """A backup that is a folder. Links out of it are not followed."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def names(self) -> Collection[str]:
        paths = (path for path in self._place.rglob("*") if path.is_file())
        names = (path.relative_to(self._place).as_posix() for path in paths)
        return [name for name in names if NAME.fullmatch(name)]

    def read(self, name: str, most: int) -> bytes | None:
        path = self._place / name
        if not path.is_file() or not path.resolve().is_relative_to(self._place.resolve()):
            return None
        with path.open("rb") as stream:
            return stream.read(most + 1)


class ZipSource:
    """A backup that is a .zip file. Each name is in it once."""

    def __init__(self, place: Path, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = archive.namelist()
        if len(set(self._names)) != len(self._names):
            raise mismatch_error(place, "it has two files of one name")

    def names(self) -> Collection[str]:
        return [name for name in self._names if NAME.fullmatch(name)]

    def read(self, name: str, most: int) -> bytes | None:
        try:
            stream = self._archive.open(name)
        except KeyError:
            return None
        with stream:
            # Whatever size the archive states: no more than this is unpacked.
            return stream.read(most + 1)
