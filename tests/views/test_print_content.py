"""The checklist on paper: boxes, lines to sign, the notice; nothing of a text becomes markup."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.views.formats.print_html import STYLE, print_html
from sop.views.formats.print_md import print_markdown
from sop.views.print_content import Paper, paper_of_checklist, paper_of_step
from sop.views.sanitize import clean
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
NASTY = "</td><script>alert(1)</script> \"&' [x](http://x) *a* _b_ `c` <b>| # \x1b[2J \u202e"
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
    assert "Not validated. Status: training draft. Law last checked: 2026-11-01." in text.replace(
        "\\", ""
    )
    assert "ignature" in text
    assert "[ ]" in text or 'class="box"' in text


@pytest.mark.parametrize("colour", re.findall(r"color: (#[0-9a-f]+)", STYLE))
def test_text_stands_out_from_white_paper_at_least_seven_times(colour: str) -> None:
    digits = colour[1:] if len(colour) == 7 else "".join(letter * 2 for letter in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    light = 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)
    assert 1.05 / (light + 0.05) >= 7 or colour == "#fff"


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)


def _with(text: str) -> Paper:
    part = BLANK.tracks[0]
    action = replace(
        part.actions[0], title=text, who=text, due=text, state=text, notes=(text,), code=text
    )
    way = replace(part.outcomes[0], name=text, target=text, who=text, state=text, notes=(text,))
    part = replace(
        part,
        title=text,
        facts=(("Say", text),),
        remarks=(text,),
        actions=(action,),
        outcomes=(way,),
    )
    return Paper(text, (("Case", text),), (part,), (text,))


@given(st.one_of(st.text(min_size=1, max_size=40), st.just(NASTY)))
@settings(max_examples=150)
def test_html_shows_every_text_letter_by_letter_and_makes_no_tag_of_it(text: str) -> None:
    page = Reader(print_html(_with(text)))
    assert page.names() == Reader(print_html(_with("x"))).names()
    said = "".join(page.text)
    assert said.count(clean(text)) >= 12 or not clean(text).strip()


def test_markdown_escapes_what_would_be_markup() -> None:
    page = print_markdown(_with(NASTY))
    assert "<script" not in page.replace("\\<script", "")
    assert r"\[x\](http://x) \*a\* \_b\_ \`c\` \<b\>\| # <ESC>".replace("<ESC>", r"\<ESC\>") in page
    assert "\x1b" not in page and "\u202e" not in page
