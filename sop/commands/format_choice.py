"""Which format an answer has: by an option, or by the name of the file that it is written to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from sop.model.refusal import UsageError

FORMATS_OF_FILES = {".pdf": "html", ".html": "html", ".htm": "html", ".md": "md", ".csv": "csv"}
"""The format that the name of a file asks for, where no option does. A PDF is printed HTML."""


def is_pdf(out: str | None) -> bool:
    """Whether the file is a PDF, by the end of its name."""
    return _ending(out) == ".pdf"


def _ending(out: str | None) -> str:
    return os.path.splitext(out or "")[1].lower()


def choose_format(options: dict[str, Any], out: str | None, formats: Sequence[str]) -> None:
    """Set the format among the options: by --csv, or by the name of the file that is written.

    Raise UsageError for two formats, and for a PDF of what is not for paper.
    """
    given = options["format_"]
    if options.pop("csv_", False):
        if given not in (None, "csv") or options["json_"]:
            other = f"--format {given}" if given else "--json"
            raise UsageError(f"--csv and {other} ask for different formats.", "Give one of them.")
        options["format_"] = given = "csv"
    wanted = FORMATS_OF_FILES.get(_ending(out))
    if is_pdf(out) and (given or wanted) != wanted:
        raise UsageError(f"'{out}' is a PDF, not {given}.", "Name another file, or leave it out.")
    if is_pdf(out) and (options["json_"] or wanted not in formats):
        raise UsageError(
            f"'{out}' cannot be written: this is not printed as PDF.", "Name another file."
        )
    if given is None and not options["json_"] and wanted in formats:
        options["format_"] = wanted
