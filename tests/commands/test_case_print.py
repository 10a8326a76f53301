"""`sop case print`: a case on paper, without what is not for the reader."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sop.views.formats.print_md import escape_markdown
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


def print_in_browser(html: Path) -> list[str]:
    """The text of each sheet, as a browser prints it."""
    pdf = html.with_suffix(".pdf")
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    asked = [*browser, f"--print-to-pdf={pdf}", html.resolve().as_uri()]
    subprocess.run(asked, check=True, capture_output=True, timeout=120)
    read = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True)
    return read.stdout.decode().removesuffix("\f").split("\f")


@pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("pdftotext")), reason="needs a browser"
)
def test_every_sheet_says_whose_it_is_and_when_it_was_printed(closed: Typist) -> None:
    for words in (("case", "print"), ("checklist", "--all")):
        path = closed.folder / f"{words[0]}.html"
        assert closed(*words, "--format", "html", "-o", str(path)).code == 0
        # A long case, so that there are several sheets.
        text = path.read_text("utf-8")
        path.write_text(text.replace("</main>", "<p>more</p>" * 200 + "</main>"), "utf-8")
        sheets = print_in_browser(path)
        assert len(sheets) > 2
        for number, sheet in enumerate(sheets, 1):
            footer = sheet.strip().splitlines()[-1]
            assert f"Case {closed.case}, printed Mon 2 Mar 2026 10:00 SAST" in footer
            assert footer.replace(" ", "").endswith(f"{number}/{len(sheets)}")


def test_the_mark_of_the_sheets_is_in_the_style_of_the_page(closed: Typist) -> None:
    text = closed("case", "print", "--format", "html").out
    mark = f'@bottom-left {{ content: "Case {closed.case}, printed Mon 2 Mar 2026 10:00 SAST"; }}'
    assert mark in text.partition("</style>")[0]
    assert f"<title>Case {closed.case}</title>" in text


def test_the_paper_explains_its_marks(recall: Typist) -> None:
    recall.ok("do", "R1.1")
    paper = recall("checklist", "--format", "md").out
    (legend,) = [row for row in paper.splitlines() if row.startswith("- Boxes: ")]
    marks = ("[ ]", "[x]", "[~]", "[?]", "[/]", "[!]", "[-]")
    used = {mark for mark in marks if f"- {mark}" in paper}
    assert "[x]" in used
    assert all(escape_markdown(mark) in legend for mark in used - {"[ ]"})
    assert "<dt>Boxes</dt><dd>" in recall("checklist", "--format", "html").out


def test_tracks_without_work_for_the_reader_come_last_below_one_line(recall: Typist) -> None:
    tracks = recall.ok("workflow", "show", "food-recall").data["tracks"]
    titles = [one["title"] for one in tracks.values()]
    assert len(titles) > 1
    shown = recall("checklist", "--as", "lab", "--format", "md").out
    heads = [row for row in shown.splitlines() if row.startswith("## ")]
    (line,) = [row for row in heads if row.startswith("## Without work for LAB: ")]
    assert heads.index(line) == len(heads) - 2  # only the notice is below it
    named = line.partition(": ")[2].split(", ")
    assert all(not row.startswith(f"## {title}") for row in heads for title in named)
    whole = recall("case", "print", "--as", "lab", "--format", "md").out
    assert all(whole.index(line) < whole.index(f"\n## {title}") for title in named)
