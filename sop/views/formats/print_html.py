"""The checklist on paper as one HTML file.

A4, without scripts, without fonts or pictures from elsewhere; every text is escaped.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from sop.views.form_text import PaperQuestion
from sop.views.formats.text_language import mark_languages
from sop.views.paper_work import PaperList
from sop.views.print_content import (
    LabelledTexts,
    Paper,
    PaperAction,
    PaperEvent,
    PaperTrack,
    PaperTransition,
)
from sop.views.sanitize import clean

# Black on white has a contrast of 21:1, the dark red 11:1. Colour never carries a meaning alone.
STYLE = """
@page { size: A4; margin: 15mm 14mm 17mm;
  @bottom-right { content: "page " counter(page) " of " counter(pages); } }
html { color: #000; background: #fff;
  font: 10.5pt/1.4 Arial, Helvetica, "Liberation Sans", sans-serif; }
body { max-width: 182mm; margin: 0 auto; padding: 4mm 0; }
h1 { font-size: 17pt; margin: 0 0 3mm; }
h2 { font-size: 13pt; margin: 8mm 0 2mm; border-bottom: 1.5pt solid #000; break-after: avoid; }
h3 { font-size: 11pt; margin: 5mm 0 1.5mm; break-after: avoid; }
p, ul { margin: 0 0 2mm; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5mm 4mm; margin: 0 0 2mm; }
dt { font-weight: bold; }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { border: .6pt solid #000; padding: 1.2mm 1.6mm; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.box { display: inline-block; width: 4.6mm; height: 4.6mm; border: 1pt solid #000;
  text-align: center; line-height: 4.4mm; font-weight: bold; }
.late { color: #7a0000; font-weight: bold; }
ul.notes { list-style: none; padding: 0; margin: 1mm 0 0; font-size: 9.5pt; }
.sign { height: 11mm; }
.notice { border: 1pt solid #000; padding: 2.5mm 3mm; margin-top: 8mm; break-inside: avoid; }
.danger { border: 2.5pt solid #7a0000; margin: 0 0 4mm; }
.notice h2 { margin-top: 0; border: 0; }
main { padding: 0 .4mm; }
section > dl, .short { break-inside: avoid; }
.short h2 { font-size: 11pt; margin: 4mm 0 1mm; border: 0; }
@media screen and (max-width: 600px) {
  body { padding: 3mm; }
  dl { grid-template-columns: 1fr; }
  dt { margin-top: 1.5mm; }
  table, tbody, tr, th, td { display: block; width: auto; }
  thead { position: absolute; left: -9999px; }
  tr { border: .6pt solid #000; margin-bottom: 2mm; padding: 1mm 0; }
  td, tbody th { border: 0; padding: .5mm 2mm; }
  tr > .mark, tr > .mark + th { display: inline-block; vertical-align: middle; }
  td[data-head]::before { content: attr(data-head) ": "; font-weight: bold; }
  .sign { display: none; }
}
""".strip()

# Should a text ever escape the escaping, a browser still runs and loads nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"

# The columns have the same widths in every table of the paper, so that boxes are under boxes.
ACTION_WIDTHS = ("7%", "9%", "37%", "12%", "18%", "17%")
TRANSITION_WIDTHS = ("7%", "23%", "23%", "12%", "18%", "17%")
EVENT_WIDTHS = ("7%", "19%", "20%", "54%")
QUESTION_WIDTHS = ("7%", "43%", "50%")
LINE_HEIGHT = 9
"""Millimetres for one line of handwriting."""
SIGN = "Name, time, signature"


def print_html(paper: Paper, language: str = "en") -> str:
    """Return the whole document. `language` is that of the workflow's texts."""
    languages = {escape_html(text): escape_html(code) for text, code in paper.languages.items()}
    return mark_languages("\n".join(_page(paper, language)) + "\n", languages)


def escape_html(text: str) -> str:
    """Return the text so that HTML shows it letter by letter."""
    return html.escape(clean(text), quote=True)


def policy_tag() -> str:
    """Return the tag that forbids the page to run or load anything."""
    return f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'


def table_head(labels: Iterable[str], widths: Iterable[str]) -> str:
    """Return the start of a table up to its first row. The labels are escaped already."""
    columns = "".join(f'<col style="width: {wide}">' for wide in widths)
    heads = "".join(f'<th scope="col">{label}</th>' for label in labels)
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead><tbody>"


def _page(paper: Paper, language: str) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{escape_html(language)}">'
    yield f'<head><meta charset="utf-8">{policy_tag()}'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape_html(paper.title)}</title>"
    yield f"<style>\n{STYLE}\n{margin_style(paper.mark, paper.heading)}</style></head>"
    yield f"<body>\n<main>\n<h1>{escape_html(paper.title)}</h1>"
    yield from _dangers(paper.dangers)
    yield from _facts(paper.facts)
    for number, one in enumerate(paper.lists, 1):
        yield from _short_list(one, f"list-{number}")
    for number, track in enumerate(paper.tracks, 1):
        yield from _track(track, f"part-{number}")
    yield from _questions(paper.questions)
    yield from _history(paper.history)
    yield '<section class="notice" aria-labelledby="notice"><h2 id="notice">Notice</h2>'
    yield from (f"<p>{escape_html(part)}</p>" for part in paper.notice)
    yield "</section>\n</main>\n</body>\n</html>"


def margin_style(mark: str, heading: str = "") -> str:
    """Return the style that prints the mark at the foot of every sheet, the heading at its top.

    A literal text: Chromium prints neither `string-set` nor an element in the margin. A browser
    without margin boxes prints the title of the page there, which has the case too.
    """
    boxes = (("bottom-left", mark), ("top-right", heading))
    return "".join(
        f"@page {{ @{box} {{ content: {css_string(text)}; }} }}\n" for box, text in boxes if text
    )


def _short_list(one: PaperList, anchor: str) -> Iterator[str]:
    items = "".join(f"<li>{escape_html(text)}</li>" for text in one.items)
    yield f'<section class="short" aria-labelledby="{anchor}">'
    yield f'<h2 id="{anchor}">{escape_html(one.title)}</h2>\n<ul>{items}</ul></section>'


def css_string(text: str) -> str:
    """Return the text as a string of CSS that can end neither the string nor the style.

    >>> css_string('a"b')
    '"a\\\\22 b"'
    """
    shown = [
        letter if letter.isalnum() or letter in " .,:-" else f"\\{ord(letter):x} "
        for letter in clean(text)
    ]
    return f'"{"".join(shown)}"'


def _dangers(texts: tuple[str, ...]) -> Iterator[str]:
    """Yield what is urgent, in a frame above everything else."""
    if not texts:
        return
    yield '<section class="notice danger" aria-labelledby="danger">'
    yield '<h2 id="danger" class="late">IN DANGER</h2>'
    yield from (f"<p>{escape_html(text)}</p>" for text in texts)
    yield "</section>"


def _facts(facts: LabelledTexts) -> Iterator[str]:
    if not facts:
        return
    yield "<dl>"
    for label, text in facts:
        yield f"<dt>{escape_html(label)}</dt><dd>{escape_html(text)}</dd>"
    yield "</dl>"


def _track(track: PaperTrack, anchor: str) -> Iterator[str]:
    yield f'<section aria-labelledby="{anchor}">\n<h2 id="{anchor}">{escape_html(track.title)}</h2>'
    yield from _facts(track.facts)
    yield from (f"<p>{escape_html(text)}</p>" for text in track.remarks)
    for title, required in (("Required", True), ("Optional", False)):
        actions = [action for action in track.actions if action.required is required]
        if actions:
            yield f"<h3>{title}</h3>"
            labels = ("Box", "Code", "Action", "Who", "Due, state", SIGN)
            yield table_head(labels, ACTION_WIDTHS)
            for action in actions:
                yield from _action(action)
            yield "</tbody></table>"
    yield from _transitions("Outcomes", track.outcomes)
    yield from _transitions("Interrupts", track.interrupts)
    yield "</section>"


def _questions(questions: tuple[PaperQuestion, ...]) -> Iterator[str]:
    """Yield the questions of a blank form, and one place to sign."""
    if not questions:
        return
    yield '<section aria-labelledby="questions">\n<h2 id="questions">Questions</h2>'
    yield table_head(("No.", "Question", "Answer"), QUESTION_WIDTHS)
    for question in questions:
        note = _notes((question.note,)) if question.note else ""
        boxes = "".join(f"<li>{_box('[ ]')} {escape_html(box)}</li>" for box in question.boxes)
        room = f'<ul class="notes">{boxes}</ul>' if boxes else ""
        height = f' style="height: {question.lines * LINE_HEIGHT}mm"' if question.lines else ""
        yield f'<tr><td>{escape_html(question.number)}</td><th scope="row">'
        yield f"{escape_html(question.title)}{note}</th><td{height}>{room}</td></tr>"
    yield '</tbody></table>\n<p class="sign">Filled in by, date, time, signature:</p>\n</section>'


def _history(events: tuple[PaperEvent, ...]) -> Iterator[str]:
    if not events:
        return
    yield '<section aria-labelledby="history">\n<h2 id="history">History</h2>'
    yield table_head(("No.", "When", "Who", "What"), EVENT_WIDTHS)
    for event in events:
        what = escape_html(event.what) + _notes(event.notes)
        yield f'<tr><th scope="row">{escape_html(event.number)}</th>{_cell(event.when, "When")}'
        yield f"{_cell(event.who, 'Who')}<td>{what}</td></tr>"
    yield "</tbody></table>\n</section>"


def _cell(text: str, head: str) -> str:
    """Return a cell with the label of its column, which a narrow screen shows before the text."""
    return f'<td data-head="{escape_html(head)}">{escape_html(text)}</td>'


def _box(mark: str) -> str:
    return f'<span class="box">{escape_html(mark[1:-1].strip())}</span>'


def _action(action: PaperAction) -> Iterator[str]:
    title = escape_html(action.title) + _notes(action.notes)
    code = escape_html(action.code)
    yield f'<tr><td class="mark">{_box(action.mark)}</td><th scope="row">{code}</th>'
    yield f"<td>{title}</td>{_cell(action.who, 'Who')}"
    parts = [escape_html(text) for text in (action.due, action.state) if text]
    if action.is_late and parts:
        parts[-1] = f'<span class="late">{parts[-1]}</span>'
    yield f'<td data-head="Due, state">{"<br>".join(parts)}</td><td class="sign"></td></tr>'


def _notes(notes: tuple[str, ...]) -> str:
    if not notes:
        return ""
    items = "".join(f"<li>{escape_html(note)}</li>" for note in notes)
    return f'<ul class="notes">{items}</ul>'


def _transitions(title: str, transitions: tuple[PaperTransition, ...]) -> Iterator[str]:
    if not transitions:
        return
    yield f"<h3>{title}</h3>"
    yield table_head(("Box", "Leads to", "Name", "Who", "State", SIGN), TRANSITION_WIDTHS)
    for transition in transitions:
        name = escape_html(transition.name) + _notes(transition.notes)
        target = escape_html(transition.target)
        yield f'<tr><td class="mark">{_box("[ ]")}</td><th scope="row">{target}</th><td>{name}</td>'
        yield f"{_cell(transition.who, 'Who')}{_cell(transition.state, 'State')}"
        yield '<td class="sign"></td></tr>'
    yield "</tbody></table>"
