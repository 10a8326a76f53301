"""The persons of an incident on paper: who is where, in danger, and what is to do by whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser import flat, require_browser, sheets_of_pdf
from tests.commands.typing_in import Typist

NIGHT = ("--incident", "factory")


@pytest.fixture
def night(sop: Typist) -> Typist:
    """Twelve persons of one raid; the second is in danger."""
    sop.patch.setenv("SOP_AS", "saps")
    sop.patch.setenv("SOP_NAME", "B. Nkosi")
    labels = [word for number in range(1, 13) for word in ("--label", f"jacket {number}")]
    sop.ok("open", "za-trafficking", *NIGHT, "--persons", "12", *labels)
    sop.ok("do", "I1.1", *NIGHT, "--set", "signal_source=police")
    sop.ok("raise", "danger", "-c", "jacket 2")
    return sop


def written(night: Typist, *words: str) -> None:
    told = night(*words)
    assert told.code == 0, told.err


def persons(html: str) -> list[str]:
    return re.findall(r"<h2 id=.list-\d+.>(.*?)</h2>", html)


def test_each_person_has_number_label_id_danger_place_and_the_work_of_everyone(
    night: Typist, tmp_path: Path
) -> None:
    """No command printed the incident; the shift left out the work of the other agencies."""
    page = tmp_path / "list.html"
    written(night, "worklist", *NIGHT, "-o", str(page))
    html = page.read_text()
    cases = {one["label"]: one["case"] for one in night.ok("case", "list", *NIGHT).data["cases"]}
    expected = [
        f"{number}. {cases[f'jacket {number}']} &quot;jacket {number}&quot;"
        + ("   IN DANGER" if number == 2 else "")
        for number in range(1, 13)
    ]
    assert persons(html) == expected
    assert html.count("Is at: ") == 12
    assert "[ ] NOW: S2.1 Call emergency help" in html
    assert re.search(r"I1\.2 [^<]*, by [^<]*due", html) or "due " in html
    assert ">Incident factory: who is where" in html
    whole = night.ok("worklist", *NIGHT, "--all").data["items"]
    assert html.count("<li>[ ] ") == len(whole)


def test_closed_persons_keep_their_numbers_for_the_others(night: Typist, tmp_path: Path) -> None:
    night.ok("case", "void", "-c", "jacket 1", "--why", "counted twice")
    page = tmp_path / "list.md"
    written(night, "worklist", *NIGHT, "-o", str(page))
    text = page.read_text()
    assert ("2. " in text, '"jacket 1"' in text) == (True, False)
    assert "11 open cases; 1 closed or void, not listed" in text


def test_the_list_of_one_agency_is_asked_for_and_named(night: Typist, tmp_path: Path) -> None:
    page = tmp_path / "mine.md"
    written(night, "worklist", *NIGHT, "--mine", "-o", str(page))
    assert "for SAPS" in page.read_text()


def test_what_is_private_is_not_on_the_paper_of_another(night: Typist, tmp_path: Path) -> None:
    """The paper has the items of the list and no more."""
    page = tmp_path / "list.html"
    written(night, "worklist", *NIGHT, "--as", "labour", "-o", str(page))
    seen = night.ok("worklist", *NIGHT, "--all", "--as", "labour").data["items"]
    assert page.read_text().count("<li>[ ] ") == len(seen)


def test_a_list_of_all_cases_or_of_cases_names_the_list_of_an_incident(night: Typist) -> None:
    told = night("worklist", "--format", "html")
    assert (told.code, "Only the list of an incident is written as a page." in told.err) == (
        2,
        True,
    )
    lists = (("case", "list", *NIGHT), ("worklist",))
    for words in [(*one, "-o", name) for one in lists for name in ("x.html", "x.pdf")]:
        told = night(*words)
        assert told.code == 2
        assert "The persons of an incident are printed by worklist" in flat(told.err)


def test_every_sheet_has_the_incident_and_the_time_of_printing(
    night: Typist, tmp_path: Path
) -> None:
    require_browser()
    page = tmp_path / "list.pdf"
    written(night, "worklist", *NIGHT, "-o", str(page))
    sheets = sheets_of_pdf(page)
    assert 2 <= len(sheets) <= 5
    for number, sheet in enumerate(sheets, 1):
        text = flat(sheet)
        assert "Incident factory" in text
        assert "Printed Mon 2 Mar" in text
        assert f"page {number} of {len(sheets)}" in text
    # A person is never torn apart: the name is on the sheet of its place.
    for sheet in sheets:
        assert sheet.count("jacket") >= sheet.count("Is at:")
