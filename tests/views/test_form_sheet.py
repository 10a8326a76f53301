"""A form on the screen and on paper: every question, whose sheet it is, and where to sign."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sop.definition.load import load_workflow
from sop.model.definition import Definition
from sop.views.form_sheet import form_list_screen, form_screen, paper_of_form
from sop.views.formats.print_html import print_html
from sop.views.formats.print_md import print_markdown
from sop.views.terminal.rows import lay_out

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def workflow() -> Definition:
    loaded = load_workflow(ROOT / "workflows" / "za-trafficking")
    assert loaded.definition is not None
    return loaded.definition


def text(blocks: object) -> str:
    rows = lay_out(blocks, 80, True, lambda suggestion: f"sop {suggestion.verb}")  # type: ignore[arg-type]
    return " ".join(" ".join(span.text for span in row) for row in rows)


def test_the_screen_has_each_question_with_what_it_accepts_and_who_needs_it() -> None:
    shown = text(form_screen(workflow(), "screening", "I6.2"))
    for part in (
        "Interpreter [1 not needed, 2 in person, 3 by telephone] required",
        "Breaks [a whole number from 0 to 20] may be left out",
        "Needed by I6.2",
        "question by question",
    ):
        assert part in shown
    assert "question by question" not in text(form_screen(workflow(), "screening", None))


def test_the_list_has_every_form_of_the_workflow() -> None:
    shown = text(form_list_screen(workflow(), ()))
    assert all(form_id in shown for form_id in workflow().forms)


def test_the_sheet_has_boxes_lines_a_place_to_sign_and_says_whose_it_is() -> None:
    paper = paper_of_form(workflow(), "screening", "7K3M-9QTD-X", NOW)
    shown = print_markdown(paper)
    for part in (
        "- Case: 7K3M-9QTD-X",
        "- Printed: Mon 2 Mar 2026 10:00",
        "[ ] not needed   [ ] in person   [ ] by telephone",
        "Signature: ",
        "not legal advice",
    ):
        assert part in shown
    assert "7K3M-9QTD-X" in paper.mark
    assert "printed Mon 2 Mar 2026" in paper.mark


def test_a_sheet_without_a_case_has_room_for_its_number() -> None:
    paper = paper_of_form(workflow(), "return_risk", None, NOW)
    assert "Case: ....." in print_markdown(paper)


def test_the_html_sheet_escapes_the_texts_and_leaves_room_to_write() -> None:
    page = print_html(paper_of_form(workflow(), "screening", None, NOW))
    assert page.count("<tr>") == 9
    assert "the person&#x27;s words" in page
    assert 'style="height: 27mm"' in page
