"""A list as CSV: what a spreadsheet reads is what the JSON has, and nothing of it runs."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.views.formats.csv_rows import csv_cell, csv_rows

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
JSON_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=30),
    st.lists(st.text(max_size=8), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
ROWS = st.lists(st.dictionaries(st.text(min_size=1, max_size=8), JSON_VALUES, max_size=5))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@given(ROWS, st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=4))
@settings(max_examples=200)
def test_every_row_has_a_cell_under_each_heading(
    rows: list[dict[str, object]], columns: list[str]
) -> None:
    text = csv_rows(rows, columns)
    found = read(text)
    names = list(dict.fromkeys((*columns, *(key for row in rows for key in row))))
    assert len(found) == len(rows) + 1 or not names
    assert {len(row) for row in found} <= {len(names)}
    # One row of the list is one line of the file, so that simple readers do not fail.
    assert len(text.splitlines()) == len(rows) + 1


@given(JSON_VALUES)
@settings(max_examples=300)
def test_no_text_is_a_formula(value: object) -> None:
    cell = csv_cell(value)
    if isinstance(cell, int | float):
        assert not isinstance(value, str)  # a negative number is a number
        return
    seen = unicodedata.normalize("NFKC", cell).lstrip()
    assert not seen.startswith(RUNS)
    assert not set(cell) & {"\n", "\r", "\t", "\x00", "\u202e"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+27 82", "'+27 82"),
        ("-2", "'-2"),
        ("@x", "'@x"),
        ("\t=1", "'<TAB>=1"),
        ("\rx", "'<CR>x"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),
        ("a=1", "a=1"),
        (["dsd", "saps"], "dsd; saps"),
        (["=1"], "'=1"),
        ([], ""),
        ({"injured": True}, '{"injured": true}'),
        (None, ""),
        (True, "true"),
        (-3, -3),
    ],
)
def test_a_cell_is_the_value_in_one_line(value: object, shown: object) -> None:
    assert csv_cell(value) == shown


def test_an_empty_list_has_its_headings() -> None:
    assert csv_rows([], ("case", "due")) == "case,due\n"
    assert csv_rows([{"due": "x", "more": 1}], ("case", "due")) == "case,due,more\n,x,1\n"
