"""The workspace: a folder with sop.toml, workflows/ and data/, and how it is found."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sop.casework.parse_time import parse_clock
from sop.definition.bounded_file import read_text
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.store.private_files import (
    make_private_folders,
    share_with_group,
    write_output,
)
from sop.store.store_format import SIMULATED_STORE

SETTINGS = "sop.toml"
FIRST_SETTINGS = """# A workspace of sop: workflows/ holds the procedures, data/ the cases.
# clock = "simulated"    # exercises only: SOP_NOW then sets the clock, and every screen says so
# helplines = []         # exercises: whom a learner can talk to, each as "WHO: NUMBER"
"""

Found = Literal["named", "settings", "checkout", "user"]


@value
class Workspace:
    """A workspace and how it was found.

    `simulated`: SOP_NOW may set its clock. `helplines` are shown in exercises: people whom a
    learner can call.
    """

    folder: Path
    found: Found
    simulated: bool = False
    helplines: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def store_kind(self) -> str:
        """The kind of its store: times of a simulated clock are never among real ones."""
        return SIMULATED_STORE if self.simulated else "work"

    @property
    def workflows(self) -> Path:
        return self.folder / "workflows"


def find_workspace(
    named: str | None, environ: Mapping[str, str], here: Path, program: Path | None = None
) -> Workspace:
    """Return the workspace that a command works in.

    In this order: the one named (`--workspace`, SOP_WORKSPACE), the nearest sop.toml upwards, a
    checkout with cli.py upwards or around the program, the user's own data folder.
    """
    wanted = named or environ.get("SOP_WORKSPACE")
    if wanted:
        return _read_workspace(_require_folder(here / wanted, wanted), "named")
    for folder in (here, *here.parents):
        if (folder / SETTINGS).is_file():
            return _read_workspace(folder, "settings")
    for folder in _checkouts(here, program):
        return _read_workspace(folder, "checkout")
    return _read_workspace(_user_folder(), "user")


def read_now(workspace: Workspace, environ: Mapping[str, str], clock: datetime) -> datetime:
    """Return the time of this command in whole seconds.

    It is SOP_NOW in a workspace with a simulated clock, else the clock.
    """
    simulated_now = environ.get("SOP_NOW")
    if not simulated_now:
        return clock.astimezone(UTC).replace(microsecond=0)
    if not workspace.simulated:
        raise UsageError(
            "SOP_NOW is set, but the clock of this workspace is real.",
            f'Unset SOP_NOW. It sets the clock only where {SETTINGS} has clock = "simulated".',
        )
    return parse_clock(simulated_now).replace(microsecond=0)


def begin(folder: Path) -> bool:
    """Make the folder a workspace. Return False where it has a sop.toml, which is not changed."""
    for part in (folder, folder / "workflows"):
        part.mkdir(parents=True, exist_ok=True)
    make_private_folders(folder / "data")
    with suppress(FileExistsError):
        # A workspace that is kept in git must not publish its cases.
        write_output(folder / "data" / ".gitignore", b"*\n")
    try:
        with (folder / SETTINGS).open("x", encoding="utf-8") as file:
            file.write(FIRST_SETTINGS)
    except FileExistsError:
        return False
    return True


def find_group(name: str) -> int:
    """Return the number of the group of the system; raise UsageError where there is none."""
    try:
        import grp  # late: not on Windows
    except ImportError:
        raise UsageError(
            "This system has no groups for files.", "Work under one account of the system."
        ) from None
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        raise UsageError(
            f"There is no group '{name}' on this computer.",
            "Ask its administrator to make the group and to add the users.",
        ) from None


def share_workspace(folder: Path, group: int) -> None:
    """Let the group read and write data/ and workflows/, and everything made there later.

    Raises UsageError where the user may not give the folder to the group.
    """
    try:
        for part in (folder / "data", folder / "training", folder / "workflows"):
            if part.is_dir():
                share_with_group(part, group)
        os.chown(folder, -1, group)
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IRGRP | stat.S_IXGRP)
    except PermissionError as error:
        raise UsageError(
            f"{error.filename} cannot be given to the group: {error.strerror}.",
            "Be a member of the group and the owner of the files, or ask the administrator.",
        ) from error


def _require_folder(folder: Path, wanted: str) -> Path:
    try:
        is_folder = folder.is_dir()
    except OSError:
        is_folder = False
    if not is_folder:
        message = f"There is no workspace '{wanted}'."
        raise UsageError(message, "Make it", Suggestion("init", wanted))
    return folder.resolve()


def _checkouts(here: Path, program: Path | None) -> Iterator[Path]:
    around = (program.resolve().parent,) if program is not None and program.name == "cli.py" else ()
    for folder in (here, *here.parents, *around):
        if (folder / "cli.py").is_file() and (folder / "sop" / "__init__.py").is_file():
            yield folder


def _user_folder() -> Path:
    from platformdirs import user_data_path  # late: start-up

    return user_data_path("sop")


def _read_workspace(folder: Path, found: Found) -> Workspace:
    settings = folder / SETTINGS
    if not settings.is_file():
        return Workspace(folder, found)
    clock, helplines = _settings(settings)
    return Workspace(folder, found, clock == "simulated", helplines)


PLAIN: Mapping[str, Mapping[str, str]] = {
    "": {},
    'clock = "real"': {"clock": "real"},
    'clock = "simulated"': {"clock": "simulated"},
}
"""The settings of files that contain nothing else except comments. Most workspaces have one of
these, and tomllib costs 2.5 ms of every command."""


def _read_toml(text: str) -> Mapping[str, Any]:
    """Return the settings; raise ValueError where the text is not TOML."""
    lines = [line.strip(" \t\r") for line in text.split("\n")]
    plain = PLAIN.get("\n".join(line for line in lines if line and not line.startswith("#")))
    if plain is not None:
        return plain
    import tomllib  # late: it costs 2.5 ms

    return tomllib.loads(text)


def _why(broken: Exception) -> str:
    return str(getattr(broken, "strerror", None) or broken)


def _settings(settings: Path) -> tuple[str, tuple[str, ...]]:
    """Return the clock and the helplines."""
    try:
        content = _read_toml(read_text(settings))
    except (ValueError, OSError) as broken:  # of the text, of its encoding, or of the disk
        raise UsageError(
            f"{settings} cannot be read: {_why(broken)}.", "Correct the line or delete it."
        ) from broken
    unknown = [key for key in content if key not in ("clock", "helplines")]
    clock, helplines = content.get("clock", "real"), content.get("helplines", [])
    if unknown:
        raise UsageError(
            f"{settings}: unknown setting '{unknown[0]}'.", "Choose one of: clock, helplines."
        )
    if clock not in ("real", "simulated"):
        raise UsageError(
            f"{settings}: clock is {clock!r}.", 'Write clock = "real" or clock = "simulated".'
        )
    if not isinstance(helplines, list) or not all(isinstance(one, str) for one in helplines):
        raise UsageError(
            f"{settings}: helplines is not a list of texts.",
            'Write helplines = ["WHO: NUMBER"].',
        )
    return str(clock), tuple(helplines)
