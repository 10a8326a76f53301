"""Options that several commands share, written once."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.model.refusal import UsageError

Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FACT=VALUE", help="A fact; may be given several times."),
]
SetFrom = Annotated[
    str | None,
    typer.Option(
        "--set-from", metavar="FILE|-", help="Facts, one a line; the way for private ones."
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at", metavar="TIME", help="When it happened: ISO 8601, 09:30, yesterday 16:00, -2h."
    ),
]
Why = Annotated[str | None, typer.Option("--why", metavar="TEXT|-", help="The reason.")]
Incident = Annotated[
    str | None, typer.Option("--incident", metavar="ID", help="In all open cases of this incident.")
]
Excepts = Annotated[
    list[str] | None,
    typer.Option("--except", metavar="CASE", help="But not in this one; may be given again."),
]
CaseArgument = Annotated[
    str | None, typer.Argument(metavar="[CASE]", help="Which case; a beginning is enough.")
]


def refuse_excepts(excepts: list[str] | None) -> None:
    """Misuse for `--except` without an incident."""
    if excepts:
        raise UsageError(
            "--except leaves out a case of an incident; none is named.", "add --incident ID"
        )
