"""Options that several commands share, written once."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.grammar import Words
from sop.model.refusal import UsageError

CaseArgument = Annotated[
    str | None, typer.Argument(metavar="[CASE]", help="Which case; a beginning is enough.")
]


def refuse_excepts(words: Words) -> None:
    """Misuse for `--except` without an incident."""
    if words.has("except"):
        raise UsageError(
            "--except leaves out a case of an incident; none is named.", "add --incident ID"
        )
