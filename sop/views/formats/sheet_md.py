"""A sheet as Markdown, with lines to write on."""

from __future__ import annotations

from collections.abc import Iterator

from sop.views.formats.print_md import escape_markdown
from sop.views.sheet import Sheet, room_text

ROOM = "\\_" * 30


def sheet_markdown(sheet: Sheet) -> str:
    """Return the whole document. What HTML has in the margin of the sheet is its last line."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {escape_markdown(sheet.title)}"
    yield ""
    yield from (f"- {label}: {escape_markdown(text)}" for label, text in sheet.facts)
    for part in sheet.parts:
        yield from ("", f"## {escape_markdown(part.title)}", "")
        strong = "**" if part.is_urgent else ""
        yield from (f"- {strong}{escape_markdown(text)}{strong}" for text in part.items)
        yield from (f"- {room_text(escape_markdown(label), ROOM)}" for label in part.rows)
    yield from ("", escape_markdown(f"{sheet.mark}, {sheet.heading}"))
