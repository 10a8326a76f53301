"""`sop init`: a workspace with sop.toml, workflows/ and data/, and a first workflow to copy."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sop.casework.library import Library, WorkflowEntry, find_shipped_folder
from sop.casework.workspace import SETTINGS, begin, find_group, share_workspace
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import Blocks, line

app = new_app()
FIRST_WORKFLOW = "fire-drill"


@command(app, "init", changes=True)
def init(
    session: CommandContext,
    folder: Annotated[
        str | None, typer.Argument(metavar="[FOLDER]", help="The folder; without it, this one.")
    ] = None,
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="ID", help="Also copy this workflow of the program; may be repeated."
        ),
    ] = None,
    shared: Annotated[
        str | None,
        typer.Option(
            "--shared", metavar="GROUP", help="Let this group of the system use the workspace."
        ),
    ] = None,
) -> CommandResult:
    """Make a workspace: sop.toml, data/ and workflows/ with a first workflow to copy.

    Existing files are not changed. Only you can read data/; with --shared the members of a group of
    the system can read and write it, also where the workspace exists already. git leaves data/ out.

    Example: sop init my-office
    """
    group = None if shared is None else find_group(shared)
    shipped = Library(None, find_shipped_folder(), here=session.here)
    wanted = [shipped.find_by_id(one) for one in dict.fromkeys((FIRST_WORKFLOW, *(others or ())))]
    root = _folder(session, folder)
    trial = session.given.dry_run
    is_new = not (root / SETTINGS).exists() if trial else begin(root)
    copied = [listed.id for listed in wanted if _copy_shipped(listed, root / "workflows", trial)]
    if group is not None and not trial:
        share_workspace(root, group)
    data = {"workspace": str(root), "copied": copied, "settings": SETTINGS, "shared": shared}
    name = _name_folder(session, root)
    # What was asked for by name goes before what every workspace gets.
    first = wanted[1].id if len(wanted) > 1 else FIRST_WORKFLOW

    def blocks() -> Blocks:
        return _blocks(name, is_new, copied, named=folder, shared=shared, first=first)

    changed = is_new or bool(copied) or group is not None
    return CommandResult(data=data, changed=changed, blocks=blocks)


def _folder(session: CommandContext, named: str | None) -> Path:
    root = (session.here / (named or session.given.workspace or ".")).resolve()
    if session.given.dry_run:
        return root
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"'{named}' cannot be made: {error.strerror}.", "Name another folder."
        ) from error
    return root


def _copy_shipped(listed: WorkflowEntry, workflows: Path, trial: bool) -> bool:
    """Copy the workflow unless one of that name exists; return whether it is copied.

    `trial`: only return whether it would be.
    """
    target = workflows / listed.path.name
    if target.exists():
        return False
    if trial:
        return True
    if listed.path.is_dir():
        shutil.copytree(listed.path, target)
    else:
        shutil.copyfile(listed.path, target)
    return True


def _name_folder(session: CommandContext, root: Path) -> str:
    return "This folder" if root == session.here else str(root)


def _blocks(
    root: str,
    is_new: bool,
    copied: Sequence[str],
    *,
    named: str | None,
    shared: str | None,
    first: str,
) -> Blocks:
    blocks = [line(f"{root} is now a workspace.")]
    if not is_new:
        blocks = [line(f"{root} is already a workspace; {SETTINGS} was not changed.")]
    if copied:
        blocks.append(line(f"Copied: {', '.join(copied)}."))
    if shared is None:
        share = Suggestion("init --help")
        blocks.append(line("Only you can read its cases. To share them with a group: ", share))
    else:
        blocks.append(line(f"The group {shared} can read and write its cases."))
    blocks.append(line("Next:"))
    if named not in (None, "."):
        blocks.append(line(shlex.join(("cd", named)), indent=2))
    blocks.append(line(Suggestion("open", first), indent=2))
    blocks.append(line(Suggestion("checklist"), indent=2))
    blocks.append(line("Or be guided from the opening on: ", Suggestion("go")))
    return tuple(blocks)
