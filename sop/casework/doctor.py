"""Checks the installation: Python, encoding, store, file locks, clock. It leaves no files."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

from sop.casework.terminal_session import SessionIdentity
from sop.definition.yaml_reader import describe_yaml_reader
from sop.model.suggestion import Suggestion, upgrade
from sop.model.value import value
from sop.store.drafts import list_names
from sop.store.index_rows import ClockLine
from sop.store.lock import hold_lock_file
from sop.store.port import StoreError
from sop.store.private_files import is_shared

OLDEST_PYTHON = (3, 11)
"""As in pyproject.toml."""
LEAST_SPACE = 100 * 1024 * 1024
"""Bytes: thousands of cases, and room for a backup."""
MOST_DRIFT = timedelta(minutes=2)
"""Disks of other computers are often a little ahead."""
MOST_NAMED = 5
"""Cases that a line names; `store check` names every event."""
OF_THE_STORE = ("store", "lock", "space")
"""The checks whose failure is an error of the store (exit 3)."""


@value
class Check:
    """The result of one check: `found` describes the state, `remedy` how to correct it."""

    name: str
    ok: bool
    found: str
    remedy: str = ""
    suggest: Suggestion | None = None


def examine(
    data: Path,
    person: SessionIdentity,
    encoding: str | None,
    now: datetime,
    simulated: bool,
    sop_as: str | None = None,
    wrong_clocks: Sequence[ClockLine] = (),
) -> tuple[Check, ...]:
    """Return the result of every check.

    `encoding` is that of stdout; `now` is the clock that events would be written with; `sop_as` is
    the variable SOP_AS, which takes precedence over the setting of `sop as`; `wrong_clocks` are the
    cases that a wrong clock recorded.
    """
    return (
        _python(),
        _encoding(encoding),
        _store(data),
        _lock(data),
        _privacy(data),
        _drafts(data),
        _space(data),
        _clock(data, now, simulated),
        _time_zones(),
        _recorded_times(wrong_clocks),
        _identity(person, sop_as),
        Check("yaml", True, describe_yaml_reader()),
    )


def _python() -> Check:
    found = f"{platform.python_version()} on {platform.system()}"
    wanted = ".".join(map(str, OLDEST_PYTHON))
    return Check(
        "python",
        sys.version_info >= OLDEST_PYTHON,
        found,
        remedy=f"install Python {wanted} or later",
    )


def _encoding(encoding: str | None) -> Check:
    is_utf8 = (encoding or "").lower().replace("-", "") in ("utf8", "utf8sig")
    return Check(
        "encoding",
        is_utf8,
        encoding or "unknown",
        remedy="set PYTHONUTF8=1, so that every name can be shown",
    )


def _store(data: Path) -> Check:
    remedy = f"get the right to write to {data}, and check that its disk is not read-only"
    return _try_check("store", remedy, lambda: _write_and_read(data))


def _write_and_read(data: Path) -> str:
    """Open the store as a command does, then try to write next to it."""
    _open_real_files(data)
    with _scratch_folder(data) as folder:
        file = folder / "trial"
        with file.open("wb") as stream:
            stream.write(b"trial")
            stream.flush()
            os.fsync(stream.fileno())
        if file.read_bytes() != b"trial":
            raise OSError(f"reading from {folder} did not return what was written")
    if data.is_dir():
        return f"{data} can be written"
    return f"{data} can be made"


def _open_real_files(data: Path) -> None:
    """Raise OSError for a part of the store that this user may not use: another may own it."""
    for name in ("store.json", "cases", "definitions", "locks", "dirty", "index.sqlite"):
        path = data / name
        if not path.exists():
            continue
        wanted = os.R_OK | os.W_OK
        if path.is_dir():
            wanted |= os.X_OK
        if not os.access(path, wanted):
            raise PermissionError(f"{path} may not be read and written by this user")
    newest = max((data / "cases").glob("*/*.log"), default=None)
    if newest is not None:
        os.close(os.open(newest, os.O_RDWR | os.O_APPEND))


def _privacy(data: Path) -> Check:
    """Check that only the owner, or the group that shares the store, can read the cases."""
    if not data.is_dir() or os.name == "nt":
        return Check("privacy", True, "there are no cases yet")
    mode = stat.S_IMODE(data.stat().st_mode)
    if is_shared(data):
        found = f"shared with the group {_group_name(data)}"
        return Check("privacy", not mode & 0o007, found, remedy=f"chmod o-rwx {data}")
    return Check(
        "privacy",
        not mode & 0o077,
        f"{data} has the mode {mode:o}",
        remedy=f"chmod go-rwx {data}, or share the workspace with a group: see the help of init",
    )


def _group_name(path: Path) -> str:
    try:
        return path.group()
    except KeyError:
        return str(path.stat().st_gid)


def _drafts(data: Path) -> Check:
    try:
        found = list_names(data)
    except StoreError as error:
        return Check("drafts", False, error.message, remedy=error.remedy)
    if not found:
        return Check("drafts", True, "none")
    text = f"{len(found)}: what was typed for writes that failed"
    return Check("drafts", False, text, "Send or remove them", Suggestion("store drafts"))


def _lock(data: Path) -> Check:
    return _try_check(
        "lock",
        "keep the store on a disk with file locks; some network drives have none",
        lambda: _locks(data),
    )


def _locks(data: Path) -> str:
    """Check that a second holder is kept out while the first one holds the lock."""
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
    found = f"{free // (1024 * 1024)} MiB free"
    return Check("space", free >= LEAST_SPACE, found, remedy="free some space on this disk")


def _clock(data: Path, now: datetime, simulated: bool) -> Check:
    """Check that the clock is not behind the last write; show the clock of the disk."""
    if simulated:
        return Check("clock", True, f"simulated: {now.isoformat()}")
    remedy = "set the clock of this computer; events carry its time"
    logs = list((data / "cases").rglob("*.log")) if (data / "cases").is_dir() else []
    last = max((log.stat().st_mtime for log in logs), default=0.0)
    last_write = datetime.fromtimestamp(last, UTC)
    behind = last_write - now
    found = f"{now.isoformat()}, the disk's {datetime.fromtimestamp(time.time(), UTC):%H:%M} UTC"
    if behind > MOST_DRIFT:
        found = f"{now.isoformat()}, behind the last event, of {last_write.isoformat()}"
    return Check("clock", behind <= MOST_DRIFT, found, remedy=remedy)


def _time_zones() -> Check:
    """Check that the system or the package tzdata has time zones: every case needs its own."""
    number = len(available_timezones())
    if number > 0:
        return Check("time_zones", True, f"{number}")
    found = "this computer has none, so no case can be read"
    return Check("time_zones", False, found, "Install them", upgrade("tzdata"))


def _recorded_times(wrong_clocks: Sequence[ClockLine]) -> Check:
    """Check that no case has times ahead of the clock; name those of a clock that was behind."""
    ahead = [line.case for line in wrong_clocks if line.latest is not None]
    behind = [line.case for line in wrong_clocks if line.behind is not None]
    found: list[str] = []
    if ahead:
        found.append(f"times ahead of this computer's clock in {', '.join(ahead[:MOST_NAMED])}")
    if behind:
        found.append(f"recorded times that go backwards in {', '.join(behind[:MOST_NAMED])}")
    return Check(
        "times",
        not ahead,
        "; ".join(found) or "no case has times ahead of the clock",
        remedy="set the clock, or correct these times; to list them",
        suggest=Suggestion("store check"),
    )


def _identity(person: SessionIdentity, sop_as: str | None) -> Check:
    name = f"{person.name}, " if person.name else ""
    if sop_as:
        return Check("identity", True, f"{name}for {sop_as}, by SOP_AS")
    if person.as_ is None:
        found = "not set: each command has to name a stakeholder"
        return Check("identity", True, found, "Set for whom you act", Suggestion("as"))
    return Check("identity", True, f"{name}for {person.as_}")


def _try_check(name: str, remedy: str, trial: Callable[[], str]) -> Check:
    try:
        return Check(name, True, trial(), remedy=remedy)
    except (OSError, StoreError) as error:
        return Check(name, False, str(error), remedy=remedy)


@contextmanager
def _scratch_folder(data: Path) -> Iterator[Path]:
    """Yield a folder on the disk of the cases that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix=".trial-", dir=_nearest_folder(data)) as folder:
        yield Path(folder)


def _nearest_folder(folder: Path) -> Path:
    """Return the folder, else the nearest existing one above it."""
    return next(one for one in (folder, *folder.parents) if one.is_dir())
