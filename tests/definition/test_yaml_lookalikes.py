"""Characters of a word processor are named, at their own place."""

from __future__ import annotations

import pytest

from sop.definition.yaml_reader import read_yaml

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        (f"a:\n  b: 1\n{NBSP}{NBSP}c: 2\n  d: 3\n", 3, 1, "U+00A0 (NO-BREAK SPACE)"),
        (f"a:\n  lead:{NBSP}warden\n  b: 1\n", 2, 8, "U+00A0 (NO-BREAK SPACE)"),
        (f"a:\n  -{NBSP}b: 1\n  - c: 2\n  d\n", 2, 4, "U+00A0 (NO-BREAK SPACE)"),
        ("a: {b: “x, y: z”, c]}\n", 1, 8, "U+201C (LEFT DOUBLE QUOTATION MARK)"),
        ("a: “Help: now”\nb: 1\n", 1, 4, "U+201C (LEFT DOUBLE QUOTATION MARK)"),
        ("a:\u202f1\nb:\u202f2\n", 1, 1, "U+202F (NARROW NO-BREAK SPACE)"),
    ],
)
def test_a_character_that_looks_like_yaml_is_named_at_its_place(
    text: str, line: int, column: int, words: str
) -> None:
    (finding,) = read_yaml(text, "a.yaml").findings
    assert (finding.position.line, finding.position.column) == (line, column)
    assert finding.message.startswith(words)
    assert NBSP not in finding.message


def test_a_quotation_mark_that_stays_open_is_named_where_it_opens() -> None:
    text = 'a:\n  title: "Alarm\n  b: 1\n  c: "Go on"\n  d: 2\n'
    (finding,) = read_yaml(text, "a.yaml").findings
    assert (finding.position.line, finding.position.column) == (2, 10)
    assert "closed only in line 4" in finding.message


def test_a_text_that_a_comment_cuts_is_noted() -> None:
    document = read_yaml("title: Call 112 #1 priority\nb: 2 # a comment\n", "a.yaml")
    (note,) = document.findings
    assert (note.rule, note.severity) == ("text-before-comment", "note")
    assert (note.position.line, note.position.column) == (1, 17)
    assert "'#1 priority'" in note.message
    assert document.data["title"] == "Call 112"


def test_no_break_spaces_inside_a_text_are_welcome() -> None:
    assert read_yaml(f"title: 5{NBSP}km\n", "a.yaml").findings == []
