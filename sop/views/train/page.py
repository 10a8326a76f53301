"""A page of training as content: headings, paragraphs, lists, tables, a picture. Screen, Markdown and HTML print it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.model.value import value
from sop.views.formats.print_html import POLICY, STYLE, escape_html
from sop.views.formats.print_md import escape_markdown as escaped_md
from sop.views.terminal.blocks import BLANK, Block, Blocks, Column, Section, Span, Table, line, row

MORE_STYLE = """
.training { font-weight: bold; border: 1.5pt solid #000; padding: 1mm 2mm; display: inline-block; }
.wide { overflow-x: auto; }
svg { width: 100%; min-width: 560px; height: auto; font: 13px Arial, Helvetica, "Liberation Sans", sans-serif; }
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
    text: str
    level: int = 2


@value
class Para:
    text: str
    strong: str = ""  # stands before the text


@value
class Items:
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
    """One document. Its first line has the word TRAINING."""

    title: str
    about: str
    parts: tuple[PagePart, ...]


def mark_of(page: Page) -> str:
    return f"TRAINING  {page.about}".rstrip()


def page_blocks(page: Page) -> Blocks:
    """The page on screen. A picture is told in words."""
    blocks: list[Block] = [line(Span(f"TRAINING  {page.title}", "caution")), line(page.about)]
    for part in page.parts:
        blocks += _blocks(part)
    return tuple(blocks)


def _blocks(part: PagePart) -> Iterable[Block]:
    match part:
        case PageHeading(text, _):
            return (BLANK, line(Span(text.upper(), "strong")))
        case Para(text, strong):
            return (line(Span(f"{strong} " if strong else "", "strong"), text),)
        case Items(items, numbered):
            return tuple(
                line(f" {n}. {one}" if numbered else f" - {one}", hang=4)
                for n, one in enumerate(items, 1)
            )
        case Grid(head, rows, widths):
            return _table(head, rows, widths)
        case Picture(_, says):
            return (line(says),)
        case WritingSpace():
            return (line("." * 38),)


def _table(
    head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]
) -> Iterable[Block]:
    widest = widths.index(max(widths)) if widths else len(head) - 1
    columns = tuple(
        Column(name.lower(), most=14 if len(head) > 3 else 22, flex=place == widest)
        for place, name in enumerate(head)
    )
    return (Table(columns, (Section((), labels=True), *(row(*cells) for cells in rows))),)


# ---- Markdown


def page_markdown(page: Page) -> str:
    """The page as Markdown, with the word TRAINING on its first line."""
    lines = [f"# TRAINING: {escaped_md(page.title)}", "", escaped_md(page.about), ""]
    for part in page.parts:
        lines += [*_markdown(part), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _markdown(part: PagePart) -> Iterator[str]:
    match part:
        case PageHeading(text, level):
            yield f"{'#' * level} {escaped_md(text)}"
        case Para(text, strong):
            yield (f"**{escaped_md(strong)}** " if strong else "") + escaped_md(text)
        case Items(items, numbered):
            yield from (
                f"{n}. {escaped_md(one)}" if numbered else f"- {escaped_md(one)}"
                for n, one in enumerate(items, 1)
            )
        case Grid(head, rows, _):
            yield f"| {' | '.join(map(escaped_md, head))} |"
            yield f"| {' | '.join('---' for _ in head)} |"
            yield from (f"| {' | '.join(escaped_md(cell) for cell in cells)} |" for cells in rows)
        case Picture(_, says):
            yield escaped_md(says)
        case WritingSpace(lines):
            yield from ("\\" + "_" * 1 + "\\_" * 30 for _ in range(lines))


# ---- HTML


def page_html(page: Page, language: str = "en") -> str:
    """One file for A4 and for a telephone: no script, nothing from elsewhere."""
    return "\n".join(_html(page, language)) + "\n"


def _html(page: Page, language: str) -> Iterator[str]:
    yield f"<!DOCTYPE html><!-- {escape_html('TRAINING')} -->"
    yield f'<html lang="{escape_html(language)}">'
    yield f'<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>TRAINING: {escape_html(page.title)}</title>"
    yield f"<style>\n{STYLE}\n{MORE_STYLE}\n</style></head>"
    yield f'<body>\n<main>\n<p class="training">TRAINING</p>\n<h1>{escape_html(page.title)}</h1>'
    yield f"<p>{escape_html(page.about)}</p>"
    for part in page.parts:
        yield from _part(part)
    yield "</main>\n</body>\n</html>"


def _part(part: PagePart) -> Iterator[str]:
    match part:
        case PageHeading(text, level):
            yield f"<h{level}>{escape_html(text)}</h{level}>"
        case Para(text, strong):
            yield f"<p>{f'<strong>{escape_html(strong)}</strong> ' if strong else ''}{escape_html(text)}</p>"
        case Items(items, numbered):
            tag = "ol" if numbered else "ul"
            yield (
                f"<{tag}>" + "".join(f"<li>{escape_html(one)}</li>" for one in items) + f"</{tag}>"
            )
        case Grid(head, rows, widths):
            columns = "".join(f'<col style="width: {wide}%">' for wide in widths)
            heads = "".join(f'<th scope="col">{escape_html(name)}</th>' for name in head)
            yield f"<table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead><tbody>"
            for cells in rows:
                yield "<tr>" + "".join(map(_cell, head, cells)) + "</tr>"
            yield "</tbody></table>"
        case Picture(svg, says):
            yield f'<div class="wide" role="img" aria-label="{escape_html(says)}">{svg}</div>'
        case WritingSpace(lines):
            yield from ('<div class="room"></div>' for _ in range(lines))


def _cell(head: str, cell: str) -> str:
    """A cell that still says what it is where a narrow screen sets the cells of a row one below the other."""
    return (
        f'<td data-head="{escape_html(head)}">{escape_html(cell)}</td>'
        if head
        else f"<td>{escape_html(cell)}</td>"
    )
