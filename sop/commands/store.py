"""`sop store`: what lies in the store, whether it is whole, a copy of it, and making its index anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sop.commands.context import CommandContext
from sop.commands.output import EXIT_DONE, EXIT_INTEGRITY, CommandResult
from sop.commands.program import command, new_group

if TYPE_CHECKING:
    from sop.store.backup import CopyResult

app = new_group("store")


@command(app, "status", group="store")
def status(session: CommandContext) -> CommandResult:
    """What lies in the store, and how its index is. Changes nothing."""
    from sop.views.store import status_screen

    found = session.store.status()
    data = {
        "folder": found.folder,
        "cases": found.cases,
        "definitions": found.definitions,
        "index": found.index,
        "marked": list(found.marked),
        "quarantine": list(found.quarantine),
    }
    return CommandResult(data=data, blocks=lambda: status_screen(found))


@command(app, "rebuild", group="store", changes=True)
def rebuild(session: CommandContext) -> CommandResult:
    """Make the index anew from the histories; nothing in them changes."""
    from sop.store.verify_store import check_up
    from sop.views.store import rebuild_screen

    if session.given.dry_run:
        looked = check_up(session.store)
        problems, cases = tuple(one.what for one in looked.damage), looked.cases
    else:
        problems = session.store.rebuild()
        cases = len(session.store.case_lines())
    return CommandResult(
        data={"cases": cases, "problems": list(problems)},
        changed=True,
        code=EXIT_INTEGRITY if problems else EXIT_DONE,
        error="integrity" if problems else None,
        message=" ".join(problems),
        blocks=lambda: rebuild_screen(problems, cases),
    )


@command(app, "check", group="store")
def check(session: CommandContext) -> CommandResult:
    """Whether everything in the store is what was written: histories, definitions, index. Changes nothing."""
    from sop.store.verify_store import check_up
    from sop.views.store import check_screen

    found = check_up(session.store)
    damage = len(found.damage)
    findings = [
        {"about": one.about, "place": one.place, "what": one.what, "is_damage": one.is_damage}
        for one in found.findings
    ]
    return CommandResult(
        data={
            "cases": found.cases,
            "events": found.events,
            "definitions": found.definitions,
            "findings": findings,
        },
        code=EXIT_INTEGRITY if damage else EXIT_DONE,
        error="integrity" if damage else None,
        message=f"{damage} things in the store are not what was written." if damage else "",
        blocks=lambda: check_screen(found),
    )


@command(app, "backup", group="store", changes=True)
def backup(
    session: CommandContext,
    place: Annotated[
        str, typer.Argument(metavar="FOLDER|FILE.zip", help="A new folder, or a new .zip file.")
    ],
) -> CommandResult:
    """Copy the store while others may write, and read the copy again. Overwrites nothing."""
    from sop.store.backup import back_up

    where = session.here / Path(place).expanduser()
    return _copy_result(back_up(session.store, where, session.given.dry_run), "backup")


@command(app, "restore", group="store", changes=True)
def restore(
    session: CommandContext,
    place: Annotated[
        str, typer.Argument(metavar="FOLDER|FILE.zip", help="What sop store backup made.")
    ],
) -> CommandResult:
    """Put a backup in place, after checking all of it; only where there is no store yet."""
    from sop.store.backup import restore as restored

    store = session.store
    copied = restored(session.here / Path(place).expanduser(), store.folder, session.given.dry_run)
    if not session.given.dry_run:
        store.rebuild()
    return _copy_result(copied, "restore")


def _copy_result(copied: CopyResult, word: str) -> CommandResult:
    from sop.views.store import copy_screen

    problems = list(copied.problems)
    return CommandResult(
        data={
            "place": copied.place,
            "cases": copied.cases,
            "files": copied.files,
            "bytes": copied.bytes,
            "problems": problems,
        },
        changed=True,
        code=EXIT_INTEGRITY if problems else EXIT_DONE,
        error="integrity" if problems else None,
        message=" ".join(problems),
        blocks=lambda: copy_screen(copied, word),
    )
