"""`sop note`: its text comes from stdin."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_a_note_is_not_taken_from_the_command_line(recall: Typist) -> None:
    refused = recall.json("note", "she said so")
    assert (refused.code, "stdin" in refused.json["message"]) == (2, True)
    assert recall.json("note").code == 2
    assert recall.json("note", "-", stdin=" \n").code == 2
    assert recall.json("note", "-", "--for", "nobody", stdin="x").code == 2
