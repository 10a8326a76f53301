"""`sop close` and `sop waive` need a reason."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_waiving_and_closing_without_a_reason_are_refused_in_a_pipe(recall: Typist) -> None:
    assert "reason_missing" in recall.json("close", "--as", "authority").reasons
    assert "not_waivable" in recall.json("waive", "examine").reasons
