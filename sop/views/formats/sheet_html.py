"""A sheet as one HTML file: one side of A4, without scripts, without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from sop.views.formats.print_html import STYLE, escape_html, margin_style, policy_tag
from sop.views.formats.text_language import mark_languages
from sop.views.sheet import Sheet, SheetPart

SHEET_STYLE = """
html { font-size: 9.5pt; line-height: 1.3; }
body { padding: 0; }
h1 { font-size: 14pt; margin: 0 0 1.5mm; }
h2 { font-size: 10.5pt; margin: 2.4mm 0 .8mm; border-bottom: 1pt solid #000; }
dl { gap: 0 4mm; margin: 0; }
ul { margin: 0; padding-left: 4.5mm; }
ul.columns { columns: 2; column-gap: 8mm; }
li { break-inside: avoid; }
.notice { padding: 1mm 3mm; margin: 1.5mm 0 0; }
.rows { display: grid; grid-template-columns: 1fr; column-gap: 6mm; }
.rows.two { grid-template-columns: 1fr 1fr; }
.row { display: flex; align-items: flex-end; min-height: 8.4mm; gap: 2mm; }
.row span { flex: 1; border-bottom: .6pt solid #000; min-width: 15mm; }
@media screen and (max-width: 600px) {
  body { padding: 3mm; }
  .rows.two { grid-template-columns: 1fr; }
  ul.columns { columns: 1; }
}
""".strip()
"""sheet.py counts its lines by these sizes: keep them together."""


def print_sheet(sheet: Sheet, language: str = "en") -> str:
    """Return the whole document. `language` is that of the workflow's texts."""
    languages = {escape_html(text): escape_html(code) for text, code in sheet.languages.items()}
    return mark_languages("\n".join(_page(sheet, language)) + "\n", languages)


def _page(sheet: Sheet, language: str) -> Iterator[str]:
    title = escape_html(sheet.title)
    yield "<!DOCTYPE html>"
    yield f'<html lang="{escape_html(language)}">'
    yield f'<head><meta charset="utf-8">{policy_tag()}'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    margins = margin_style(sheet.mark, sheet.heading)
    yield f"<style>\n{STYLE}\n{SHEET_STYLE}\n{margins}</style></head>"
    yield f"<body>\n<main>\n<h1>{title}</h1>\n<dl>"
    for label, text in sheet.facts:
        yield f"<dt>{escape_html(label)}</dt><dd>{escape_html(text)}</dd>"
    yield "</dl>"
    for number, part in enumerate(sheet.parts, 1):
        yield from _part(part, f"part-{number}")
    yield "</main>\n</body>\n</html>"


def _part(part: SheetPart, anchor: str) -> Iterator[str]:
    kind = ' class="notice danger"' if part.is_urgent else ""
    late = ' class="late"' if part.is_urgent else ""
    yield f'<section{kind} aria-labelledby="{anchor}">'
    yield f'<h2 id="{anchor}"{late}>{escape_html(part.title)}</h2>'
    if part.items:
        items = "".join(f"<li>{escape_html(text)}</li>" for text in part.items)
        columns = ' class="columns"' if part.columns else ""
        yield f"<ul{columns}>{items}</ul>"
    if part.rows:
        side_by_side = " two" if part.spread else ""
        labels = "".join(
            f'<div class="row">{escape_html(one)}<span></span></div>' for one in part.rows
        )
        yield f'<div class="rows{side_by_side}">{labels}</div>'
    yield "</section>"
