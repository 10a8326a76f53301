"""Options, their checks and their texts that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.grammar import Words
from sop.model.refusal import UsageError

CaseArgument = Annotated[
    str | None,
    typer.Argument(metavar="[CASE]", help="The case; its first 3 characters are enough."),
]


def describe_workspace_copy(workflow: str) -> str:
    """Return what is reported if the workspace has a workflow with the ID of a shipped one."""
    return f"Using this workspace's own copy of {workflow}, not the copy that came with sop."


def refuse_excepts(words: Words) -> None:
    """Raise UsageError for `--except` or `--only` without an incident."""
    for name in ("except", "only"):
        if words.has(name):
            raise UsageError(f"--{name} is only for an incident.", "Add --incident ID.")
