"""The generated pages of docs/ are what the program says today. SOP_WRITE_GOLDEN=1 writes them
anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest

from sop.store.case_ids import is_valid
from tests.docs.keys import BEGIN, END, PLACES, keys_table, places_of_the_schema, with_keys_table
from tests.docs.manuals import EXITS, ROOT, commands_page, rules_page
from tests.docs.shapes import shape
from tests.docs.terminal import CASE_ID

DOCS = ROOT / "docs"


@pytest.mark.parametrize(
    ("name", "page"), [("commands.md", commands_page), ("rules.md", rules_page)]
)
def test_a_generated_page_says_what_the_program_says(name: str, page: Callable[[], str]) -> None:
    text = page()
    if os.environ.get("SOP_WRITE_GOLDEN"):
        (DOCS / name).write_text(text, "utf-8")
    assert (DOCS / name).read_text("utf-8") == text


def test_the_manual_of_the_language_has_every_key_of_the_schema() -> None:
    path = DOCS / "language.md"
    text = with_keys_table(path.read_text("utf-8"))
    if os.environ.get("SOP_WRITE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text
    assert "\n".join(keys_table()) == text.partition(BEGIN)[2].partition(END)[0].strip()


def test_the_table_of_keys_forgets_no_part_of_the_schema() -> None:
    assert places_of_the_schema() == set(PLACES)


def test_the_three_case_ids_of_the_manual_are_valid() -> None:
    found = CASE_ID.findall((DOCS / "commands.md").read_text("utf-8"))
    shown = [one for one in found if len(one) == len("7K3M-9QTD-X")]  # the others are heads
    assert [is_valid(one) for one in shown] == [True, True, True]
    assert len(set(shown)) == 3


def test_every_exit_code_stands_in_the_manual_with_its_meaning() -> None:
    rows = re.findall(
        r"^\| (\d+) \| (.+) \|$", (DOCS / "commands.md").read_text("utf-8"), re.MULTILINE
    )
    assert [int(code) for code, _ in rows] == [0, 1, 2, 3, 4, 5, 130]
    assert [meaning for _, meaning in rows] == list(EXITS.values())


def test_a_shape_names_each_key_and_marks_those_that_may_be_missing() -> None:
    item = {
        "type": "object",
        "required": ["due", "state"],
        "properties": {
            "note": {"$ref": "#/$defs/remark"},
            "due": {"type": ["string", "null"], "format": "date-time"},
            "state": {"enum": ["open", "done"]},
        },
    }
    assert shape({"type": "array", "items": item}) == [
        "[{due: time|null, state: open|done, note?: remark}]"
    ]


def test_a_shape_that_is_too_wide_has_one_key_a_line() -> None:
    keys = {f"a_long_name_{number}": {"type": "boolean"} for number in range(5)}
    lines = shape({"type": ["object", "null"], "required": list(keys), "properties": keys})
    assert (lines[0], lines[1], lines[-1]) == ("{", "  a_long_name_0: true|false,", "}|null")
