"""Is this place fit for work? Each thing that the program rests on is tried; nothing of it stays behind."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sop.casework.user_settings import Person
from sop.definition.yaml_reader import describe_yaml_reader
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.store.lock import hold_lock_file
from sop.store.port import StoreError

OLDEST_PYTHON = (3, 11)
LEAST_SPACE = 100 * 1024 * 1024
MOST_DRIFT = timedelta(minutes=2)
OF_THE_STORE = ("store", "lock", "space")


@value
class Check:
    """One thing that was tried: `found` says how it is, `remedy` what to do where it is not as it should be."""

    name: str
    ok: bool
    found: str
    remedy: str = ""
    suggest: Suggestion | None = None


def examine(
    data: Path,
    person: Person,
    encoding: str | None,
    now: datetime,
    simulated: bool,
    sop_as: str | None = None,
) -> tuple[Check, ...]:
    """Every check. `encoding` is that of stdout; `now` the clock that events would be written with; `sop_as` what the
    variable SOP_AS says, which goes before what `sop as` was told."""
    return (
        _python(),
        _encoding(encoding),
        _store(data),
        _lock(data),
        _space(data),
        _clock(data, now, simulated),
        _identity(person, sop_as),
        Check("yaml", True, describe_yaml_reader()),
    )


def _python() -> Check:
    found = f"{platform.python_version()} on {platform.system()}"
    wanted = ".".join(map(str, OLDEST_PYTHON))
    return Check(
        "python", sys.version_info >= OLDEST_PYTHON, found, f"install Python {wanted} or later"
    )


def _encoding(encoding: str | None) -> Check:
    is_utf8 = (encoding or "").lower().replace("-", "") in ("utf8", "utf8sig")
    return Check(
        "encoding",
        is_utf8,
        encoding or "unknown",
        "set PYTHONUTF8=1, so that every name can be shown",
    )


def _store(data: Path) -> Check:
    remedy = f"see that you may write to {data}, and that its disk is not read-only"
    return _try_check("store", remedy, lambda: _write_and_read(data))


def _write_and_read(data: Path) -> str:
    with _scratch_folder(data) as folder:
        file = folder / "trial"
        with file.open("wb") as stream:
            stream.write(b"trial")
            stream.flush()
            os.fsync(stream.fileno())
        if file.read_bytes() != b"trial":
            raise OSError(f"what was written to {folder} was not read back")
    return f"{data} can be written" if data.is_dir() else f"{data} can be made"


def _lock(data: Path) -> Check:
    return _try_check(
        "lock",
        "keep the store on a disk that knows locks; some network drives do not",
        lambda: _locks(data),
    )


def _locks(data: Path) -> str:
    """A second holder is kept out while the first one holds."""
    with _scratch_folder(data) as folder:
        path = folder / "lock"
        with hold_lock_file(path, "the trial", wait=0.0):
            try:
                with hold_lock_file(path, "the trial", wait=0.0):
                    pass
            except StoreError:
                return "one writer at a time"
    raise OSError("two writers held one lock at the same time")


def _space(data: Path) -> Check:
    free = shutil.disk_usage(_nearest_folder(data)).free
    remedy = "make room on this disk before you go on"
    return Check("space", free >= LEAST_SPACE, f"{free // (1024 * 1024)} MiB free", remedy)


def _clock(data: Path, now: datetime, simulated: bool) -> Check:
    """The clock is not behind what was written last, and the disk agrees with it."""
    if simulated:
        return Check("clock", True, f"simulated: {now.isoformat()}")
    remedy = "set the clock of this computer; events carry its time"
    logs = list((data / "cases").rglob("*.log")) if (data / "cases").is_dir() else []
    last = max((log.stat().st_mtime for log in logs), default=0.0)
    behind = datetime.fromtimestamp(last, UTC) - now
    said = f"{now.isoformat()}, the disk's {datetime.fromtimestamp(time.time(), UTC):%H:%M} UTC"
    if behind > MOST_DRIFT:
        said = f"{now.isoformat()}, behind the last event, of {datetime.fromtimestamp(last, UTC).isoformat()}"
    return Check("clock", behind <= MOST_DRIFT, said, remedy)


def _identity(person: Person, sop_as: str | None) -> Check:
    name = f"{person.name}, " if person.name else ""
    if sop_as:
        return Check("identity", True, f"{name}for {sop_as}, by SOP_AS")
    if person.as_ is None:
        found = "nobody: each command has to name a stakeholder"
        return Check("identity", True, found, "Say for whom you act", Suggestion("as"))
    return Check("identity", True, f"{name}for {person.as_}")


def _try_check(name: str, remedy: str, trial: Callable[[], str]) -> Check:
    try:
        return Check(name, True, trial(), remedy)
    except (OSError, StoreError) as trouble:
        return Check(name, False, str(trouble), remedy)


@contextmanager
def _scratch_folder(data: Path) -> Iterator[Path]:
    """A folder beside the cases that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=".trial-", dir=_nearest_folder(data)) as folder:
        yield Path(folder)


def _nearest_folder(folder: Path) -> Path:
    """The folder, else the nearest above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.is_dir())
