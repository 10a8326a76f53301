"""The paper as Markdown: no text of it becomes markup."""

from __future__ import annotations

from sop.views.formats.print_md import print_markdown
from tests.views.formats.test_print_html import NASTY, paper_with


def test_markdown_escapes_what_would_be_markup() -> None:
    page = print_markdown(paper_with(NASTY))
    assert "<script" not in page.replace("\\<script", "")
    assert r"\[x\](http://x) \*a\* \_b\_ \`c\` \<b\>\| # <ESC>".replace("<ESC>", r"\<ESC\>") in page
    assert "\x1b" not in page and "\u202e" not in page
