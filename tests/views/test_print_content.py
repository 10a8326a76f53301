"""The checklist on paper: boxes, lines to sign, the notice."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from sop.views.formats.print_html import STYLE, print_html
from sop.views.formats.print_md import print_markdown
from sop.views.print_content import paper_of_checklist, paper_of_step
from tests.views.example import DEFINITION, STEPS, listed
from tests.views.screens import NOW, STOPPED

FOLDER = Path(__file__).parent.parent / "screens"
OF_CASE = paper_of_checklist(DEFINITION, listed("23T10:15", *STEPS))
HELD = paper_of_checklist(DEFINITION, listed("23T10:15", *STOPPED))
BLANK = paper_of_step(DEFINITION, DEFINITION.step("recall.assessment"), NOW)
FILES = {
    "paper_case.md": print_markdown(OF_CASE),
    "paper_case.html": print_html(OF_CASE),
    "paper_held.md": print_markdown(HELD),
    "paper_step.md": print_markdown(BLANK),
    "paper_step.html": print_html(BLANK),
}
VOID = ("meta", "br", "col")


class Reader(HTMLParser):
    """Reads a page: its tags in order, unclosed ones, its text, its headings and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def names(self) -> list[str]:
        return [tag for tag, _ in self.tags]


@pytest.mark.parametrize("name", FILES)
def test_the_paper_is_the_one_that_was_looked_at(name: str) -> None:
    if os.environ.get("SOP_WRITE_GOLDEN"):
        (FOLDER / name).write_text(FILES[name], encoding="utf-8")
    assert FILES[name] == (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith("html")])
def test_the_page_is_one_well_formed_accessible_file(name: str) -> None:
    page = Reader(FILES[name])
    assert page.open == []
    assert ("html", {"lang": "en"}) in page.tags
    assert {"script", "link", "img", "iframe", "form"} & set(page.names()) == set()
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")
    levels = [int(tag[1]) for tag in page.names() if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert "http" not in STYLE and "url(" not in STYLE and "@page { size: A4" in STYLE


@pytest.mark.parametrize("name", FILES)
def test_every_paper_has_notice_validation_boxes_and_room_to_sign(name: str) -> None:
    text = FILES[name]
    assert "A made-up procedure for tests. Not legal advice." in text
    assert "This workflow is not validated. Its status: training draft." in text.replace("\\", "")
    assert "ignature" in text
    assert "[ ]" in text or 'class="box"' in text
