"""The paper as HTML: readable, and no text of it becomes a tag."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.views.formats.print_html import STYLE, print_html
from sop.views.print_content import Paper
from sop.views.sanitize import clean
from tests.views.test_print_content import BLANK, Reader

NASTY = "</td><script>alert(1)</script> \"&' [x](http://x) *a* _b_ `c` <b>| # \x1b[2J \u202e"


@pytest.mark.parametrize("colour", re.findall(r"color: (#[0-9a-f]+)", STYLE))
def test_text_stands_out_from_white_paper_at_least_seven_times(colour: str) -> None:
    digits = colour[1:] if len(colour) == 7 else "".join(letter * 2 for letter in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    light = 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)
    assert 1.05 / (light + 0.05) >= 7 or colour == "#fff"


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)


def paper_with(text: str) -> Paper:
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
    return Paper(text, (("Case", text),), (part,), (text,), mark=text)


@given(st.one_of(st.text(min_size=1, max_size=40), st.just(NASTY)))
@settings(max_examples=150)
def test_html_shows_every_text_letter_by_letter_and_makes_no_tag_of_it(text: str) -> None:
    page = Reader(print_html(paper_with(text)))
    # Text that runs from right to left is inside <bdi>, which orders it and adds nothing else.
    names = [name for name in page.names() if name != "bdi"]
    assert names == Reader(print_html(paper_with("x"))).names()
    said = "".join(page.text)
    assert said.count(clean(text)) >= 12 or not clean(text).strip()
