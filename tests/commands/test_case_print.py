"""`sop case print`: a case on paper, without what is not for the reader."""

from __future__ import annotations

from pathlib import Path

from tests.commands.typing_in import Typist


def test_a_case_goes_on_paper_with_checklist_and_history(closed: Typist) -> None:
    for form, mark in (
        ("text", "Closed: the case"),
        ("md", "## History"),
        ("html", '<h2 id="history">History</h2>'),
    ):
        told = closed("case", "print", "--format", form)
        assert (told.code, mark in told.out, "nothing found" in told.out) == (0, True, True), form
        written = closed("case", "print", closed.case, "--format", form, "-o", f"case.{form}")
        assert (written.code, written.out) == (0, "")
        assert "nothing found" in Path(f"case.{form}").read_text("utf-8")


def test_what_is_not_yours_to_see_is_on_no_paper(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    sop.ok(
        "do", "take_complaint", "--set-from", "-", "--as", "authority", stdin="complainant=A. Nel"
    )
    sop.ok("note", "-", "--for", "lab", stdin="the manager drinks")
    for form in ("text", "md", "html", "json"):
        told = sop("case", "print", "--as", "shops", "--format", form)
        assert (told.code, "Nel" in told.out, "drinks" in told.out) == (0, False, False), form
