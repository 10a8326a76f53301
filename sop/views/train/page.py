"""A page of training as content: headings, paragraphs, lists, tables, a picture.

It is printed on the screen, as Markdown and as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.model.value import value
from sop.views.formats.print_html import (
    STYLE,
    escape_html,
    margin_style,
    policy_tag,
    table_head,
)
from sop.views.formats.print_md import escape_markdown
from sop.views.formats.text_language import mark_languages
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Span,
    Table,
    labelled_table,
    line,
    row,
)

MORE_STYLE = """
.training { font-weight: bold; border: 1.5pt solid #000; padding: 1mm 2mm;
  display: inline-block; }
.wide { overflow-x: auto; }
svg { width: 100%; min-width: 560px; height: auto;
  font: 13px Arial, Helvetica, "Liberation Sans", sans-serif; }
.room { border-bottom: .6pt solid #000; height: 9mm; }
.page { break-before: page; }
@media print { svg { min-width: 0; } .wide { overflow: visible; } }
table + ul, table + p, .room + p { margin-top: 4mm; }
@media screen and (max-width: 600px) {
  body { padding: 3mm; }
  h1 { font-size: 14pt; }
  table, tbody, tr, td { display: block; width: auto; }
  thead { position: absolute; left: -9999px; }
  tr { border: .6pt solid #000; margin-bottom: 2mm; padding: 1mm 0; }
  td { border: 0; padding: .5mm 2mm; }
  td[data-head]::before { content: attr(data-head) ": "; font-weight: bold; }
}
""".strip()


@value
class PageHeading:
    """A heading; level 1 is the title of the page."""

    text: str
    level: int = 2


@value
class Para:
    """A paragraph; `strong` is printed before the text."""

    text: str
    strong: str = ""


@value
class Items:
    """A list."""

    items: tuple[str, ...]
    numbered: bool = False


@value
class Grid:
    """A table; `widths` in per cent."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


@value
class Picture:
    """An SVG, finished and safe; `says` is what it shows, in words."""

    svg: str
    says: str


@value
class WritingSpace:
    """Empty lines to write on."""

    lines: int = 3


PagePart = PageHeading | Para | Items | Grid | Picture | WritingSpace


@value
class Page:
    """One document. Its first line has the word TRAINING, so that no exercise looks like a case."""

    title: str
    about: str
    parts: tuple[PagePart, ...]


def page_blocks(page: Page) -> Blocks:
    """Return the page for the screen. A picture is described in words."""
    blocks: list[Block] = [line(Span(f"TRAINING  {page.title}", "caution")), line(page.about)]
    for part in page.parts:
        blocks += _blocks(part)
    return tuple(blocks)


def _blocks(part: PagePart) -> Iterable[Block]:
    match part:
        case PageHeading(text, _):
            return (BLANK, line(Span(text.upper(), "strong")))
        case Para(text, ""):
            return (line(text),)
        case Para(text, strong):
            return (line(Span(f"{strong} ", "strong"), text),)
        case Items(items, numbered):
            return [line(f" {mark} {item}", hang=4) for mark, item in _marked(items, numbered)]
        case Grid(head, rows, widths):
            return (_table(head, rows, widths),)
        case Picture(_, description):
            return (line(description),)
        case WritingSpace():
            return (line("." * 38),)


def _marked(items: tuple[str, ...], numbered: bool) -> Iterator[tuple[str, str]]:
    """Yield each item with its number or dash."""
    for number, item in enumerate(items, 1):
        yield (f"{number}." if numbered else "-"), item


def _table(
    head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]
) -> Table:
    """Return the table; the column with the largest share of the page takes the remaining width."""
    widest = len(head) - 1
    if widths:
        widest = widths.index(max(widths))
    most = 14 if len(head) > 3 else 22  # as much as fits 80 columns
    columns = tuple(
        Column(name.lower(), most=most, flex=index == widest) for index, name in enumerate(head)
    )
    return labelled_table(columns, [row(*cells) for cells in rows])


# Markdown


def page_markdown(page: Page) -> str:
    """Return the page as Markdown, with the word TRAINING on its first line."""
    lines = [f"# TRAINING: {escape_markdown(page.title)}", "", escape_markdown(page.about), ""]
    for part in page.parts:
        lines += [*_markdown(part), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _markdown(part: PagePart) -> Iterator[str]:
    match part:
        case PageHeading(text, level):
            yield f"{'#' * level} {escape_markdown(text)}"
        case Para(text, ""):
            yield escape_markdown(text)
        case Para(text, strong):
            yield f"**{escape_markdown(strong)}** {escape_markdown(text)}"
        case Items(items, numbered):
            yield from (
                f"{mark} {escape_markdown(item)}" for mark, item in _marked(items, numbered)
            )
        case Grid(head, rows, _):
            yield _markdown_row(head)
            yield f"| {' | '.join('---' for _ in head)} |"
            yield from map(_markdown_row, rows)
        case Picture(_, description):
            yield escape_markdown(description)
        case WritingSpace(lines):
            yield from ("\\_" * 31 for _ in range(lines))


def _markdown_row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(escape_markdown, cells))} |"


# HTML


def page_html(page: Page, language: str = "en") -> str:
    """Return one file for A4 and for a telephone: no script, nothing from elsewhere."""
    return mark_languages("\n".join(_html(page, language)) + "\n", {})


def _html(page: Page, language: str) -> Iterator[str]:
    title = escape_html(page.title)
    yield "<!DOCTYPE html><!-- TRAINING -->"
    yield f'<html lang="{escape_html(language)}">'
    yield f'<head><meta charset="utf-8">{policy_tag()}'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>TRAINING: {title}</title>"
    margins = margin_style(f"TRAINING: {page.title}")
    yield f"<style>\n{STYLE}\n{MORE_STYLE}\n{margins}</style></head>"
    yield f'<body>\n<main>\n<p class="training">TRAINING</p>\n<h1>{title}</h1>'
    yield f"<p>{escape_html(page.about)}</p>"
    for part in page.parts:
        yield from _html_part(part)
    yield "</main>\n</body>\n</html>"


def _html_part(part: PagePart) -> Iterator[str]:
    match part:
        case PageHeading(text, level):
            yield f"<h{level}>{escape_html(text)}</h{level}>"
        case Para(text, ""):
            yield f"<p>{escape_html(text)}</p>"
        case Para(text, strong):
            yield f"<p><strong>{escape_html(strong)}</strong> {escape_html(text)}</p>"
        case Items(items, numbered):
            tag = "ol" if numbered else "ul"
            listed = "".join(f"<li>{escape_html(item)}</li>" for item in items)
            yield f"<{tag}>{listed}</{tag}>"
        case Grid(head, rows, widths):
            yield from _html_table(head, rows, widths)
        case Picture(svg, description):
            label = escape_html(description)
            yield f'<div class="wide" role="img" aria-label="{label}">{svg}</div>'
        case WritingSpace(lines):
            yield from ('<div class="room"></div>' for _ in range(lines))


def _html_table(
    head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]
) -> Iterator[str]:
    yield table_head(map(escape_html, head), (f"{wide}%" for wide in widths))
    for cells in rows:
        yield f"<tr>{''.join(map(_cell, head, cells))}</tr>"
    yield "</tbody></table>"


def _cell(head: str, cell: str) -> str:
    """Return a cell with the label of its column.

    A narrow screen shows the cells of a row one below the other, so each needs its label.
    """
    if not head:
        return f"<td>{escape_html(cell)}</td>"
    return f'<td data-head="{escape_html(head)}">{escape_html(cell)}</td>'
