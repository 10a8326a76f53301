"""The format of a file by the end of its name: .pdf, .html, .md and .csv, unless an option says."""

from __future__ import annotations

import pytest

from sop.commands.format_choice import choose_format
from sop.model.refusal import UsageError
from tests.commands.typing_in import Typist

PAPER = ("text", "md", "html", "json")


def chosen(
    out: str | None, format_: str | None = None, json_: bool = False, csv_: bool = False
) -> str | None:
    options = {"format_": format_, "json_": json_, "csv_": csv_}
    choose_format(options, out, (*PAPER, "csv"))
    assert "csv_" not in options
    found = options["format_"]
    assert found is None or isinstance(found, str)
    return found


@pytest.mark.parametrize(
    ("out", "format_", "wanted"),
    [
        ("a.pdf", None, "html"),
        ("A.PDF", None, "html"),
        ("a.pdf", "html", "html"),
        ("a.html", None, "html"),
        ("a.md", None, "md"),
        ("a.csv", None, "csv"),
        ("a.html", "md", "md"),
        ("a.txt", None, None),
        ("-", None, None),
        (None, None, None),
    ],
)
def test_the_name_of_the_file_chooses_the_format(
    out: str | None, format_: str | None, wanted: str | None
) -> None:
    assert chosen(out, format_) == wanted


def test_an_option_comes_before_the_name() -> None:
    assert chosen("a.html", json_=True) is None
    assert chosen("a.html", csv_=True) == "csv"
    for words in ({"format_": "md"}, {"json_": True}, {"csv_": True}):
        with pytest.raises(UsageError, match="PDF"):
            chosen("a.pdf", **words)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="different formats"):
        chosen(None, "html", csv_=True)
    assert chosen(None, "csv", csv_=True) == "csv"


def test_what_is_not_paper_is_no_pdf() -> None:
    options = {"format_": None, "json_": False}
    with pytest.raises(UsageError, match="not printed as PDF"):
        choose_format(options, "a.pdf", ("text", "json"))
    with pytest.raises(UsageError, match="not written as"):
        choose_format(options, "a.html", ("text", "json"))
    choose_format(options, "a.txt", ("text", "json"))
    assert options == {"format_": None, "json_": False}


def test_a_print_is_written_as_its_file_is_named(recall: Typist) -> None:
    for name, begin in (
        ("a.html", "<!DOCTYPE html>"),
        ("a.md", "# Case "),
        ("a.txt", "SIMULATED CLOCK  Case "),
    ):
        assert recall("case", "print", "-o", name).code == 0
        assert (recall.folder / name).read_text("utf-8").startswith(begin)
    assert recall("worklist", "-o", ".pdf").code == 0  # a name without an ending
    assert recall.case in (recall.folder / ".pdf").read_text("utf-8")
    told = recall("worklist", "-o", "a.pdf")
    assert (told.code, told.out) == (2, "")
    assert "this is not printed as PDF" in told.err


@pytest.mark.parametrize("name", ["open.html", "open.md", "open.svg", "open.XLSX", "open.docx"])
def test_a_list_is_not_written_as_text_under_the_name_of_another_format(
    sop: Typist, name: str
) -> None:
    sop.open()
    told = sop("worklist", "-o", name)
    assert (told.code, f"'{name}' cannot be written" in told.err) == (2, True)
    assert ".csv" in told.err
    assert not (sop.folder / name).exists()


def test_the_name_of_a_list_chooses_json_and_a_calendar(sop: Typist) -> None:
    sop.open()
    for name, start in (("open.json", "{"), ("open.ics", "BEGIN:VCALENDAR"), ("open.txt", "")):
        assert sop("worklist", "-o", name).code == 0
        assert (sop.folder / name).read_text("utf-8").lstrip().startswith(start)
