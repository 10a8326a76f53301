"""The options that several commands share, each with its type, its help and its default."""

from __future__ import annotations

from typing import Any

import typer

EVERYWHERE: dict[str, Any] = {
    "as_": (
        str | None,
        typer.Option("--as", metavar="STAKEHOLDER", help="The stakeholder for whom you act."),
        None,
    ),
    "workspace": (
        str | None,
        typer.Option("--workspace", metavar="FOLDER", help="The workspace to use."),
        None,
    ),
    "json_": (bool, typer.Option("--json", help="Print one JSON document."), False),
    "plain": (
        bool,
        typer.Option("--plain", help="Plain lines in ASCII, for screen readers."),
        False,
    ),
    "lang": (
        str | None,
        typer.Option("--lang", metavar="CODE", help="Show workflow texts in this language."),
        None,
    ),
    "no_pager": (
        bool,
        typer.Option("--no-pager", help="Print a long answer directly, not through a pager."),
        False,
    ),
    "no_input": (
        bool,
        typer.Option("--no-input", help="Ask no questions; what is missing is an error."),
        False,
    ),
}
OF_A_CASE: dict[str, Any] = {
    "case": (
        str | None,
        typer.Option(
            "-c", "--case", metavar="CASE", help="The case; its first 3 characters are enough."
        ),
        None,
    )
}
OF_A_CHANGE: dict[str, Any] = {
    "dry_run": (
        bool,
        typer.Option("--dry-run", help="Show what would be written; write nothing."),
        False,
    )
}
OF_A_WRITE: dict[str, Any] = OF_A_CHANGE | {
    "if_version": (
        int | None,
        typer.Option(
            "--if-version",
            metavar="N",
            help="For scripts: write only if the case has exactly N events.",
        ),
        None,
    ),
    "key": (
        str | None,
        typer.Option(
            "--key",
            metavar="TEXT",
            help="For scripts: write once, however often the same TEXT is sent.",
        ),
        None,
    ),
    "yes": (bool, typer.Option("--yes", help="Do not ask for confirmation."), False),
    "reported_by": (
        str | None,
        typer.Option(
            "--reported-by",
            metavar="TEXT",
            help="Who reported it, if you act for another stakeholder.",
        ),
        None,
    ),
}
OF_A_LIST: dict[str, Any] = {
    "csv_": (bool, typer.Option("--csv", help="Print the list as CSV for a spreadsheet."), False),
    "list_out": (
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write to this file."),
        None,
    ),
}
OF_A_FILE: dict[str, Any] = {
    "force": (bool, typer.Option("--force", help="Replace a file that already exists."), False)
}
"""Goes with -o, wherever that is an option."""
