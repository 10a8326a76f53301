"""`sop init`: a workspace with sop.toml, workflows/ and data/, and a first workflow to copy."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sop.casework.library import Library, WorkflowEntry, find_shipped_folder
from sop.casework.workspace import SETTINGS, begin
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
        str | None, typer.Argument(metavar="[FOLDER]", help="Where; without one, here.")
    ] = None,
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="ID", help="Copy this shipped workflow too; may be repeated."
        ),
    ] = None,
) -> CommandResult:
    """Make a workspace: sop.toml, data/ and workflows/ with a first workflow to copy. What is there is left as it is.

    Example: sop init my-office
    """
    shipped = Library(None, find_shipped_folder(), here=session.here)
    wanted = [shipped.find_by_id(one) for one in dict.fromkeys((FIRST_WORKFLOW, *(others or ())))]
    root = _folder(session, folder)
    trial = session.given.dry_run
    is_new = not (root / SETTINGS).exists() if trial else begin(root)
    copied = [listed.id for listed in wanted if _copy_shipped(listed, root / "workflows", trial)]
    data = {"workspace": str(root), "copied": copied, "settings": SETTINGS}
    told = partial(_blocks, _name_folder(session, root), is_new, copied, folder)
    return CommandResult(data=data, changed=is_new or bool(copied), blocks=told)


def _folder(session: CommandContext, named: str | None) -> Path:
    root = (session.here / (named or session.given.workspace or ".")).resolve()
    if session.given.dry_run:
        return root
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"'{named}' cannot be a folder: {error.strerror}.", "name another one"
        ) from error
    return root


def _copy_shipped(listed: WorkflowEntry, workflows: Path, trial: bool) -> bool:
    """Whether it was copied, or would be; a workflow of that name that is there already is left as it is."""
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


def _blocks(root: str, is_new: bool, copied: Sequence[str], named: str | None) -> Blocks:
    first = (
        f"{root} is a workspace now."
        if is_new
        else f"{root} is a workspace already; {SETTINGS} is left as it was."
    )
    moved = (line(shlex.join(("cd", named or "")), indent=2),) if named not in (None, ".") else ()
    return (
        line(first),
        *((line(f"Copied: {', '.join(copied)}."),) if copied else ()),
        line("What next:"),
        *moved,
        line(Suggestion("open", FIRST_WORKFLOW), indent=2),
        line(Suggestion("checklist"), indent=2),
    )
