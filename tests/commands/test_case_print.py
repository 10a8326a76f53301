"""`sop case print`: a case on paper, without what is not for the reader."""

from __future__ import annotations

import re
from pathlib import Path

from sop.casework.loaded_case import LoadedCase
from sop.views.formats.print_md import escape_markdown
from tests.browser import flat, require_browser, sheets_of_html, sheets_of_pdf
from tests.commands.typing_in import Typist
from tests.scenario_store import play_until


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


def test_every_sheet_says_whose_it_is_and_when_it_was_printed(
    closed: Typist, tmp_path: Path
) -> None:
    require_browser()
    for words in (("case", "print"), ("checklist", "--all")):
        text = closed(*words, "--format", "html").out
        # A long case, so that there are several sheets.
        text = text.replace("</main>", "<p>more</p>" * 200 + "</main>")
        sheets = sheets_of_html(text, tmp_path)
        assert len(sheets) > 2
        for number, sheet in enumerate(sheets, 1):
            rows = sheet.strip().splitlines()
            assert "food-recall 1.0.0" in rows[0]
            assert f"Case {closed.case}, printed Mon 2 Mar 2026 10:00 SAST" in rows[-1]
            assert rows[-1].endswith(f"page {number} of {len(sheets)}")


def test_two_prints_on_the_floor_can_be_sorted(closed: Typist, tmp_path: Path) -> None:
    require_browser()
    first = closed.case
    closed("case", "print", first, "-o", "first.pdf")
    second = closed.open("food-recall", as_="plant")
    closed("case", "print", second, "-o", "second.pdf")
    floor = [
        sheet
        for name in ("second", "first")
        for sheet in sheets_of_pdf(closed.folder / f"{name}.pdf")
    ]
    assert len(floor) >= 3
    named = [re.findall(r"Case (\S+), printed", sheet)[-1] for sheet in floor]
    assert set(named) == {first, second}
    pages = [re.findall(r"page (\d+) of (\d+)", sheet)[-1] for sheet in floor]
    for case in (first, second):
        own = [page for name, page in zip(named, pages, strict=True) if name == case]
        assert own == [(str(number), str(len(own))) for number in range(1, len(own) + 1)]


def test_danger_is_on_the_first_sheet_before_everything_else(sop: Typist, tmp_path: Path) -> None:
    require_browser()
    case = play_until(sop, "the_open_gate", lambda file: is_missing(file) and file.version >= 89)
    assert sop("case", "print", case, "--as", "saps", "-o", "case.pdf").code == 0
    sheets = sheets_of_pdf(sop.folder / "case.pdf")
    first = flat(sheets[0])
    assert first.index("IN DANGER") < first.index("Current steps") < first.index("To do first")
    assert "Is the person missing? yes" in first
    assert "S3.2 Check hospitals, last contacts and the way home" in first
    tracks = first.index("Danger and missing person: S3 Person missing, run by SAPS")
    assert first.index("Not printed") < tracks
    # An action is on one sheet: its code and its warning.
    (own,) = [sheet for sheet in sheets if "Going away is no sign of guilt" in flat(sheet)]
    assert "S3.2" in own


def is_missing(file: LoadedCase) -> bool:
    found = file.case.facts.get("missing")
    return found is not None and found.value is True


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


def _has_heading(shown: str, title: str) -> bool:
    """Whether a track has a part: the track's name is in brackets where its title differs."""
    return re.search(rf"\n## {re.escape(title)}( \([A-Z ]+\))?:", shown) is not None


def test_only_tracks_that_concern_the_reader_are_printed(recall: Typist) -> None:
    tracks = recall.ok("workflow", "show", "food-recall").data["tracks"]
    titles = {one["title"] for one in tracks.values()}
    for words in (("checklist",), ("case", "print")):
        shown = recall(*words, "--as", "lab", "--format", "md").out
        (line,) = [row for row in shown.splitlines() if row.startswith("- Not printed: ")]
        text, _, why = line.removeprefix("- Not printed: ").partition(" (")
        assert why == "without work for LAB)"
        named = set(text.split(", "))
        printed = {title for title in titles if _has_heading(shown, title)}
        assert (named & printed, named | printed) == (set(), titles)
        assert named
    whole = recall("case", "print", "--as", "lab", "--format", "md", "--all-tracks").out
    assert all(_has_heading(whole, title) for title in titles)
    assert "Not printed" not in whole
    screen = recall("case", "print", "--as", "lab").out
    assert f"Not printed: {text} ({why}." in " ".join(screen.split())
    assert "Not printed" not in recall("case", "print", "--as", "lab", "--all-tracks").out
    assert "Not printed" not in recall("checklist", "--as", "lab", "--all", "--format", "md").out


def test_the_first_page_says_where_the_case_stands_and_what_is_to_do(recall: Typist) -> None:
    shown = recall("case", "print", "--as", "authority", "--format", "md").out
    stands, _, rest = shown.partition("## Current steps")[2].partition("## To do first")
    assert "R1 " in stands
    todo = [row for row in rest.partition("\n## ")[0].splitlines() if row.startswith("- ")]
    assert todo
    assert all("FSA" in row or "anyone" in row for row in todo)


def test_a_case_opened_by_mistake_asks_for_nothing_on_paper(recall: Typist) -> None:
    recall.ok("case", "void", recall.case, "--why", "twice")
    shown = recall("case", "print", "--format", "md").out
    assert "void since" in shown
    assert "To do first" not in shown
