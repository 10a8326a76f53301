"""Options that several commands share, written once."""

from __future__ import annotations

from typing import Annotated

import typer

Sets = Annotated[
    list[str] | None, typer.Option("--set", metavar="FACT=VALUE", help="A fact; may be given several times.")
]
SetFrom = Annotated[
    str | None, typer.Option("--set-from", metavar="FILE|-", help="Facts, one a line; the way for private ones.")
]
At = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="When it happened: ISO 8601, 09:30, yesterday 16:00, -2h.")
]
Why = Annotated[str | None, typer.Option("--why", metavar="TEXT|-", help="The reason.")]
CaseArgument = Annotated[str | None, typer.Argument(metavar="[CASE]", help="Which case; a beginning is enough.")]
