"""A sheet as HTML: one well-formed page, and no text of it becomes a tag or runs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sop.views.formats.sheet_html import SHEET_STYLE, print_sheet
from sop.views.sanitize import clean
from sop.views.sheet import Sheet, SheetPart
from tests.views.formats.test_print_html import NASTY
from tests.views.test_print_content import Reader


def sheet_with(text: str) -> Sheet:
    part = SheetPart(text, (text,), (text,), is_urgent=True)
    other = SheetPart(text, (text,), (text,), spread=True, columns=True)
    return Sheet(text, (("Case", text),), (part, other), mark=text, heading=text)


@given(st.one_of(st.text(min_size=1, max_size=40), st.just(NASTY)))
@settings(max_examples=150)
def test_the_page_shows_every_text_letter_by_letter_and_makes_no_tag_of_it(text: str) -> None:
    page = Reader(print_sheet(sheet_with(text)))
    names = [name for name in page.names() if name != "bdi"]  # of texts from right to left
    assert names == Reader(print_sheet(sheet_with("x"))).names()
    assert "".join(page.text).count(clean(text)) >= 8 or not clean(text).strip()


def test_the_page_is_one_well_formed_file_without_anything_from_elsewhere() -> None:
    page = Reader(print_sheet(sheet_with("x")))
    assert page.open == []
    assert ("html", {"lang": "en"}) in page.tags
    assert {"script", "link", "img", "iframe", "form"} & set(page.names()) == set()
    levels = [int(tag[1]) for tag in page.names() if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert "http" not in SHEET_STYLE and "url(" not in SHEET_STYLE


def test_the_margins_of_the_sheet_name_the_case_and_the_workflow() -> None:
    sheet = Sheet("Referral: case X", (), (), mark="Case X, printed now", heading="drill 1.0.0")
    style = print_sheet(sheet).partition("</style>")[0]
    assert '@bottom-left { content: "Case X, printed now"; }' in style
    assert '@top-right { content: "drill 1.0.0"; }' in style
    assert 'content: "page " counter(page) " of " counter(pages)' in style
