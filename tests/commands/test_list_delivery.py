"""Every list as CSV: the rows of the JSON under its keys, with the masks of the screen."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Sequence

import pytest

from sop.views.formats.csv_rows import csv_cell
from tests.commands.typing_in import Typist

LISTS = (
    (("worklist", "--all"), "items"),
    (("case", "list"), "cases"),
    (("find", "recall"), "cases"),
    (("case", "timeline"), "events"),
    (("case", "audit"), "guarantees"),
    (("case", "verify"), "cases"),
    (("next",), "items"),
    (("workflow", "list"), "workflows"),
    (("workflow", "test", "fire-drill"), "scenarios"),
    (("store", "check"), "findings"),
    (("store", "drafts"), "drafts"),
    (("train", "list"), "scenarios"),
    (("train", "progress"), "learners"),
)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(("words", "rows"), LISTS, ids=[" ".join(words) for words, _ in LISTS])
def test_a_list_as_csv_has_the_keys_and_rows_of_its_json(
    recall: Typist, words: Sequence[str], rows: str
) -> None:
    recall.ok("do", "take_complaint")
    items = recall.json(*words).data[rows]
    told = recall(*words, "--csv")
    assert told.code == 0
    found = read(told.out)
    assert len(found) == len(items)
    for row, item in zip(found, items, strict=True):
        for key, value in item.items():
            if key in ("do", "suggest", "salt", "took_s", "seconds"):
                continue
            assert row[key] == str(csv_cell(value)), (key, value)
    heading = told.out.splitlines()[0].split(",")
    assert heading and all(heading)
    assert recall(*words, "--format", "csv").out == told.out


def test_an_empty_list_still_has_its_columns(sop: Typist) -> None:
    told = sop("case", "list", "--csv")
    assert told.code == 0
    (heading,) = told.out.splitlines()
    assert heading.startswith("case,workflow,status,opened_at,incident,version,danger")


def test_a_file_for_a_spreadsheet_is_private_and_marked_as_utf_8(recall: Typist) -> None:
    for number, words in enumerate((("--csv",), (), ("--format", "csv"))):
        name = f"work{number}.csv"
        told = recall("worklist", "--all", *words, "-o", name)
        assert (told.code, told.out, told.err) == (0, "", f"Written: {name}\n")
        path = recall.folder / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.decode("utf-8-sig") == recall("worklist", "--all", "--csv").out
    again = recall("worklist", "--all", "--csv", "-o", "work0.csv")
    assert (again.code, "already exists" in again.err) == (2, True)
    assert recall("worklist", "--all", "--csv", "-o", "work0.csv", "--force").code == 0


def test_a_list_is_written_to_a_file_as_it_is_shown_too(recall: Typist) -> None:
    assert recall("case", "list", "-o", "cases.txt").code == 0
    assert recall.case in (recall.folder / "cases.txt").read_text("utf-8")
    assert recall("case", "list", "--json", "-o", "cases.json").code == 0
    assert (recall.folder / "cases.json").read_text("utf-8") == recall("case", "list", "--json").out


def test_csv_has_no_more_than_the_screen(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    sop.ok(
        "do", "take_complaint", "--set-from", "-", "--as", "authority", stdin="complainant=A. Nel"
    )
    sop.ok("note", "-", "--for", "lab", stdin="the manager drinks")
    for words in (("case", "timeline"), ("worklist", "--all"), ("next",), ("case", "audit")):
        told = sop(*words, "--csv", "--as", "shops")
        assert (told.code, "Nel" in told.out, "drinks" in told.out) == (0, False, False), words
    assert "Nel" in sop("case", "timeline", "--csv", "--as", "authority").out


def test_two_formats_at_once_are_refused(recall: Typist) -> None:
    for words in (("--csv", "--json"), ("--csv", "--format", "ics")):
        told = recall("worklist", *words)
        assert (told.code, "ask for different formats" in told.out + told.err) == (2, True)
    assert recall("case", "show", "--csv").code == 2  # it is no list


def test_findings_keep_their_exit_code_as_csv(recall: Typist) -> None:
    assert recall("worklist", "--all", "--csv", "--exit-code").code == 1
    told = recall("worklist", "--all", "--csv", "--count")
    assert told.out.strip().isdigit()
