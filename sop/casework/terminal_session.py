"""Who the user of one terminal session is, and their current case there.

A session begins with its first process (the session leader: the shell of a window, a login), so a
second window is another session, and nothing that is kept here is used in it.
"""

from __future__ import annotations

import json
import os
import re
import time
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sop.casework.user_settings import people_file
from sop.model.refusal import UsageError
from sop.model.value import replace, value

LAPSES_AFTER = timedelta(hours=8)
"""A working day: the next day a command without `-c` must not write to yesterday's case."""
SEEN_EVERY = timedelta(minutes=5)
"""How exactly the last use of a session is known, so that not every command writes a file."""
FORGOTTEN_AFTER = timedelta(days=7)
"""When the file of a session is deleted. Sessions lapse after hours, so nothing is lost."""
PANES = ("TMUX_PANE", "STY", "WINDOW")
"""What tmux and screen call the window in which the process runs."""
LONGEST_NAME = 200
"""Characters: a person or a function with its place, not a report."""
LONGEST_KEY = 200
"""Bytes: file systems take names of 255, and an ending follows."""
START_FIELD = 19
"""The place of `starttime` behind the name in /proc/PID/stat (proc_pid_stat(5))."""


@value
class SessionIdentity:
    """What `sop as` and `sop use` recorded in one terminal session. Times are ISO 8601.

    `name_asked`: the user was asked for a name, so `sop as` does not ask again. `seen`: about when
    the session was last used.
    """

    as_: str | None = None
    name: str | None = None
    name_asked: bool = False
    case: str | None = None
    case_since: str | None = None
    previous: str | None = None
    seen: str | None = None

    def current_case(self, now: datetime) -> str | None:
        """Return the current case, None where there is none or it has lapsed."""
        if self.case is None or not _is_recent(self.case_since, now):
            return None
        return self.case

    def with_case(self, case: str, now: datetime) -> SessionIdentity:
        """Return the identity with another current case; the old one is kept for `sop use -`."""
        previous = self.case if self.case not in (None, case) else self.previous
        return replace(self, case=case, case_since=now.isoformat(), previous=previous)

    def without_case(self) -> SessionIdentity:
        return replace(self, case=None, case_since=None, previous=self.case or self.previous)

    def acting_for(self, stakeholder: str) -> SessionIdentity:
        """Return the identity for a stakeholder. Another one clears the name: it is another person.

        That person may then be asked for a name again.
        """
        if stakeholder == self.as_:
            return self
        if self.as_ is None:  # the name was asked for with `--as`, of the same person
            return replace(self, as_=stakeholder)
        return replace(self, as_=stakeholder, name=None, name_asked=False)

    def with_default(self, stakeholder: str | None) -> SessionIdentity:
        """Return the identity with the default stakeholder where none is set."""
        return self if self.as_ is not None else replace(self, as_=stakeholder)

    def has_lapsed(self, now: datetime) -> bool:
        """Whether the session has not been used for so long that another person may sit there."""
        if self.seen is None:
            return False
        return abs(now - datetime.fromisoformat(self.seen)) > LAPSES_AFTER  # clocks are set back

    def without_person(self) -> SessionIdentity:
        """Return the identity without stakeholder and name, as after a lapse."""
        return replace(self, as_=None, name=None, name_asked=False)


def _is_recent(since: str | None, now: datetime) -> bool:
    return since is not None and timedelta(0) <= now - datetime.fromisoformat(since) <= LAPSES_AFTER


def check_name(text: str | None, what: str) -> str | None:
    """Return a name on one line, None if it is empty. Raise UsageError if it is too long.

    `what` names the option or the question that the text is for.
    """
    name = unicodedata.normalize("NFC", " ".join((text or "").split()))
    if len(name) > LONGEST_NAME:
        raise UsageError(
            f"The text of {what} has {len(name)} characters.",
            f"Use {LONGEST_NAME} characters or fewer.",
        )
    return name or None


def find_session_key(environ: Mapping[str, str]) -> str:
    """Return a name for the terminal session of this process that no other session has."""
    panes = [environ.get(name, "") for name in PANES]
    text = "-".join(part for part in (*_find_leader(environ), *panes) if part)
    return re.sub(r"[^A-Za-z0-9.-]", "_", text)[:LONGEST_KEY]


def _find_leader(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the session leader with its start, as process IDs are used again.

    Where the system has none: what the terminal program calls its window, and the parent process.
    """
    if hasattr(os, "getsid"):
        with suppress(OSError):
            leader = os.getsid(0)
            start = _start_of(leader)
            if start:
                return str(leader), start
    window = environ.get("WT_SESSION") or environ.get("TERM_SESSION_ID")
    return ("window", window) if window else ("parent", str(os.getppid()))


def has_session_ended(key: str) -> bool:
    """Whether the process that leads the session is gone; False where that cannot be known."""
    leader, _, rest = key.partition("-")
    if not leader.isdecimal():
        return False
    start = re.sub(r"[^A-Za-z0-9.-]", "_", _start_of(int(leader)))
    return not start or not rest.startswith(start[: LONGEST_KEY - len(leader) - 1])


def _start_of(process: int) -> str:
    """Return when a process started, in any form that stays the same; empty if it is not known."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2]
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
        return f"{fields.split()[START_FIELD]}-{boot}"
    except (OSError, IndexError):
        return _start_by_ps(process)


def _start_by_ps(process: int) -> str:
    import subprocess  # late: start-up; only where there is no /proc

    asked = ["ps", "-o", "lstart=", "-p", str(process)]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.strip()


def read_identity(data: Path, user: str, key: str) -> SessionIdentity:
    """Return what the session recorded; an empty identity where this is nothing or unreadable."""
    try:
        content = json.loads(_file(data, user, key).read_text(encoding="utf-8"))
        identity = SessionIdentity(**_known_fields(content))
        for moment in (identity.case_since, identity.seen):
            if moment is not None and datetime.fromisoformat(moment).utcoffset() is None:
                return SessionIdentity()
        return identity
    except (OSError, ValueError, TypeError, AttributeError):
        return SessionIdentity()


def _known_fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an identity, each if its value has the right type."""
    found: dict[str, Any] = {}
    for key in SessionIdentity.__dataclass_fields__:
        kind = bool if key == "name_asked" else str
        if isinstance(content.get(key), kind):
            found[key] = content[key]
    return found


def keep_identity(data: Path, user: str, key: str, identity: SessionIdentity) -> None:
    """Keep the identity for this session, as private as the workspace; forget old sessions."""
    from sop.store.private_files import replace_private  # late: start-up

    file = _file(data, user, key)
    if not file.exists():
        _forget_old_sessions(file.parent)
    text = json.dumps(asdict(identity), ensure_ascii=False, indent=1) + "\n"
    replace_private(file, text.encode())


def is_touch_due(identity: SessionIdentity, now: datetime) -> bool:
    """Whether it has to be recorded that the session, which recorded this, is in use."""
    if identity.seen is None or identity.has_lapsed(now):
        return False
    return abs(now - datetime.fromisoformat(identity.seen)) >= SEEN_EVERY


def _forget_old_sessions(folder: Path) -> None:
    oldest = time.time() - FORGOTTEN_AFTER.total_seconds()
    for file in folder.glob("*.json"):
        with suppress(OSError):
            if file.stat().st_mtime < oldest:
                file.unlink()


def _file(data: Path, user: str, key: str) -> Path:
    return people_file(data, user).with_suffix(".sessions") / f"{key}.json"
