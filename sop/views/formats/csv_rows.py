"""A list as CSV for a spreadsheet: the keys of its JSON as columns, one row an item."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from sop.views.sanitize import clean

BYTE_ORDER_MARK = "\ufeff"
"""At the start of a file; without it some spreadsheets do not read the letters as UTF-8."""

# A spreadsheet would run a text that begins with one of these. The last three are skipped by some
# before they look for the others.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_rows(rows: Sequence[Mapping[str, object]], columns: Iterable[str]) -> str:
    """Return the rows below one line of column names.

    `columns` come first, in their order, also where no row has them, so that an empty list has its
    heading and two lists of one kind have the same columns. Further keys of the rows follow.
    """
    names = dict.fromkeys((*columns, *(key for row in rows for key in row)))
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(list(map(csv_text, names)))
    for row in rows:
        writer.writerow([csv_cell(row.get(name)) for name in names])
    return text.getvalue()


def csv_cell(value: object) -> str | int | float:
    """Return a value of JSON as one cell: lists joined by semicolons, objects as JSON.

    >>> csv_cell(["lab", "office"])
    'lab; office'
    >>> csv_cell(True), csv_cell(None), csv_cell(-3)
    ('true', '', -3)
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        return csv_text(value)
    if isinstance(value, list | tuple) and all(isinstance(one, str | int) for one in value):
        return csv_text("; ".join(map(str, value)))
    return csv_text(json.dumps(value, ensure_ascii=False))


def csv_text(text: str) -> str:
    """Return the text as a cell that no spreadsheet runs, on one line.

    >>> csv_text("=1+1")
    "'=1+1"
    """
    shown = clean(text)
    # Some spreadsheets skip blanks, and forms of the same letters, before they look for a formula.
    begin = unicodedata.normalize("NFKC", shown).lstrip()
    if begin.startswith(FORMULA) or text.startswith(FORMULA):
        return f"'{shown}"
    return shown
