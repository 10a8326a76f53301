"""`sop store`: the contents of the store, its checks, its backups and its index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sop.commands.context import CommandContext
from sop.commands.output import EXIT_INTEGRITY, CommandResult, as_failure
from sop.commands.program import command, new_group
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views.labels import count_text

if TYPE_CHECKING:
    from sop.store.backup import CopyResult

app = new_group("store")


@command(app, "status", group="store")
def status(session: CommandContext) -> CommandResult:
    """Show the contents of the store and the state of its index; changes nothing."""
    from sop.views.store import status_screen  # late: start-up

    found = session.store.status()
    data = {
        "folder": found.folder,
        "cases": found.cases,
        "definitions": found.definitions,
        "index": found.index,
        "marked": list(found.marked),
        "quarantine": list(found.quarantine),
        "drafts": list(found.drafts),
    }
    return CommandResult(data=data, blocks=lambda: status_screen(found))


@command(app, "rebuild", group="store", changes=True)
def rebuild(session: CommandContext) -> CommandResult:
    """Rebuild the index from the histories, which do not change."""
    # late: start-up
    from sop.casework.history_replay import ThoroughCheck
    from sop.store.verify_store import check_up
    from sop.views.store import rebuild_screen  # late: start-up

    if session.given.dry_run:
        trial = check_up(session.store, ThoroughCheck(session.store, session.service))
        problems, cases = tuple(one.what for one in trial.damage), trial.cases
        total = cases
    else:
        problems = session.store.rebuild()
        cases = len(session.store.case_lines())
        total = len(session.store.list_all_cases())
    answer = CommandResult(
        data={"cases": cases, "problems": list(problems)},
        changed=True,
        blocks=lambda: rebuild_screen(problems, cases, total),
    )
    if not problems:
        return answer
    return as_failure(answer, " ".join(problems), EXIT_INTEGRITY, "integrity")


@command(app, "check", group="store", rows="findings")
def check(session: CommandContext) -> CommandResult:
    """Check that the store is intact: histories, definitions, index; changes nothing."""
    # late: start-up
    from sop.casework.history_replay import ThoroughCheck
    from sop.store.verify_store import check_up
    from sop.views.store import check_screen  # late: start-up

    # The checkup names wrong clocks itself, as findings of their own.
    thorough = ThoroughCheck(session.store, session.service, names_clocks=False)
    found = check_up(session.store, thorough, now=session.now)
    findings = [
        {"about": one.about, "place": one.place, "what": one.what, "is_damage": one.is_damage}
        for one in found.findings
    ]
    answer = CommandResult(
        data={
            "cases": found.cases,
            "events": found.events,
            "definitions": found.definitions,
            "findings": findings,
        },
        blocks=lambda: check_screen(found),
    )
    if not found.damage:
        return answer
    message = f"{count_text(len(found.damage), 'item')} in the store not intact."
    return as_failure(answer, message, EXIT_INTEGRITY, "integrity")


@command(app, "backup", group="store", changes=True)
def backup(
    session: CommandContext,
    place: Annotated[
        str, typer.Argument(metavar="FOLDER|FILE.zip", help="A new folder or a new .zip file.")
    ],
) -> CommandResult:
    """Copy the store and verify the copy. Others may write meanwhile; nothing is overwritten."""
    from sop.store.backup import back_up  # late: start-up

    where = session.here / Path(place).expanduser()
    return _copy_result(back_up(session.store, where, session.given.dry_run, session.now), "backup")


@command(app, "restore", group="store", changes=True)
def restore(
    session: CommandContext,
    place: Annotated[
        str, typer.Argument(metavar="FOLDER|FILE.zip", help="A backup that this program made.")
    ],
) -> CommandResult:
    """Check a backup and put it in place, only where there is no store yet."""
    from sop.store.restore import restore as restore_backup  # late: start-up

    store = session.store
    source = session.here / Path(place).expanduser()
    kind = session.workspace.store_kind
    copied = restore_backup(source, store.folder, session.given.dry_run, kind)
    if not session.given.dry_run:
        store.rebuild()
    return _copy_result(copied, "restore")


@command(app, "drafts", group="store", changes=True, rows="drafts")
def drafts(
    session: CommandContext,
    which: Annotated[
        str | None, typer.Argument(metavar="[DRAFT]", help="The draft; a first part is enough.")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Write what the draft holds.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the draft.")] = False,
) -> CommandResult:
    """List what was typed for writes that failed; --send writes one again, --remove removes it.

    A draft may hold private values. It is not part of any case.

    Example: sop store drafts 7K3 --send
    """
    from sop.commands.store_drafts import list_drafts, remove_one, send_one  # late: start-up

    if send and remove:
        raise UsageError("--send and --remove cannot be combined.", "Give one of them.")
    if (send or remove) and which is None:
        raise UsageError("No draft given.", "To list the drafts", Suggestion("store drafts"))
    if send:
        return send_one(session, which or "")
    if remove:
        return remove_one(session, which or "")
    return list_drafts(session, which)


def _copy_result(copied: CopyResult, word: str) -> CommandResult:
    from sop.views.store import copy_screen  # late: start-up

    problems = list(copied.problems)
    answer = CommandResult(
        data={
            "place": copied.place,
            "cases": copied.cases,
            "files": copied.files,
            "bytes": copied.bytes,
            "problems": problems,
            "made": copied.made,
            "events": copied.events,
            "last": copied.last,
        },
        changed=True,
        blocks=lambda: copy_screen(copied, word),
    )
    if not problems:
        return answer
    return as_failure(answer, " ".join(problems), EXIT_INTEGRITY, "integrity")
