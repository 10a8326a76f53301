"""`sop set`: facts as lines, as JSON and as words."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_facts_are_read_from_stdin_as_lines_or_as_json(recall: Typist) -> None:
    recall.ok("set", "--set-from", "-", stdin="illness=yes\nentry_agreed = no\n")
    recall.ok("set", "--set-from", "-", stdin='{"illness": false}')
    facts = recall.ok("case", "show").data["facts"]
    assert (facts["illness"], facts["entry_agreed"]) == (False, False)
    assert recall.json("set", "--set-from", "missing.txt").code == 2
    assert recall.json("set", "illness=yes", "illness=no").code == 2
    assert recall.json("do", "examine", "--set-from", "-", "--form", "-").code == 2


def test_booleans_are_words_in_any_case(recall: Typist) -> None:
    for text, value in (("TRUE", True), ("No", False), ("yes", True), ("false", False)):
        recall.ok("set", f"illness={text}")
        assert recall.ok("case", "show").data["facts"]["illness"] is value
    assert recall.json("set", "illness=1").code == 2
