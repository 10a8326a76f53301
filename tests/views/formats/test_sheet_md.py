"""A sheet as Markdown: danger is strong, there is room to write, no text becomes markup."""

from __future__ import annotations

from sop.views.formats.print_md import escape_markdown
from sop.views.formats.sheet_md import sheet_markdown
from sop.views.sheet import Sheet, SheetPart
from tests.views.formats.test_print_html import NASTY


def test_a_sheet_has_its_parts_in_order_and_ends_with_whose_it_is() -> None:
    parts = (
        SheetPart("IN DANGER", ("Missing.",), is_urgent=True),
        SheetPart("Why", rows=("Reason", "")),
    )
    sheet = Sheet(
        "Referral: case X", (("From", "DSD"),), parts, "Case X, printed now", "drill 1.0.0"
    )
    room = "\\_" * 30
    assert sheet_markdown(sheet).splitlines() == [
        "# Referral: case X",
        "",
        "- From: DSD",
        "",
        "## IN DANGER",
        "",
        "- **Missing.**",
        "",
        "## Why",
        "",
        f"- Reason: {room}",
        f"- {room}",
        "",
        "Case X, printed now, drill 1.0.0",
    ]


def test_no_text_becomes_markup() -> None:
    part = SheetPart(NASTY, (NASTY,), (NASTY,))
    shown = sheet_markdown(Sheet(NASTY, (("Case", NASTY),), (part,), NASTY, "x"))
    assert shown.count(escape_markdown(NASTY)) == 6
    assert "<script>" not in shown
