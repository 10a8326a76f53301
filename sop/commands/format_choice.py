"""Which format an answer has: by an option, or by the name of the file that it is written to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from sop.model.refusal import UsageError

FORMATS_OF_FILES = {
    ".pdf": "html",
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".csv": "csv",
    ".json": "json",
    ".ics": "ics",
    ".svg": "svg",
}
"""The format that the name of a file asks for, where no option does. A PDF is printed HTML."""
LISTS_OF_CASES = ("worklist", "case list", "find")
PERSONS_ON_PAPER = "The persons of an incident are printed by worklist, with --incident and -o."
NEVER_WRITTEN = (".xlsx", ".xls", ".ods", ".docx", ".doc", ".odt", ".rtf", ".png", ".jpg")
"""Names for which plain text would look like a damaged file."""


def is_pdf(out: str | None) -> bool:
    """Whether the file is a PDF, by the end of its name."""
    return _ending(out) == ".pdf"


def _ending(out: str | None) -> str:
    return os.path.splitext(out or "")[1].lower()


def choose_format(
    options: dict[str, Any], out: str | None, formats: Sequence[str], called: str = ""
) -> None:
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
            f"'{out}' cannot be written: this is not printed as PDF.",
            PERSONS_ON_PAPER if called in LISTS_OF_CASES else "Name another file.",
        )
    if given is not None or options["json_"]:
        return
    if wanted in formats:
        options["format_"] = wanted
    elif wanted is not None or _ending(out) in NEVER_WRITTEN:
        also = f" {PERSONS_ON_PAPER}" if called in LISTS_OF_CASES else ""
        raise UsageError(
            f"'{out}' cannot be written: this is not written as {_ending(out)}.",
            f"End the name with one of: {', '.join(_endings(formats))}.{also}",
        )


def formats_for(called: str, formats: Sequence[str], incident: str | None) -> Sequence[str]:
    """Return the formats that the command can write: only an incident's list is for paper."""
    if called != "worklist" or incident is not None:
        return formats
    return [one for one in formats if one not in ("md", "html")]


def _endings(formats: Sequence[str]) -> list[str]:
    """Return the ends of names that these formats are written to."""
    found = [end for end, name in FORMATS_OF_FILES.items() if name in formats]
    return [".txt", *(end for end in found if end not in (".pdf", ".htm"))]
