"""`sop` alone: how to begin, then what is due."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_sop_alone_says_how_to_begin_and_then_what_is_due(sop: Typist) -> None:
    assert "sop demo" in sop().out
    sop.open()
    for action in ("D1.1", "D1.2"):
        sop.ok("do", action)
    sop.ok("advance", "started")
    told = sop()
    assert (told.code, "D2.1" in told.out) == (0, True)
    assert [item["code"] for item in sop.ok().data["items"]] == ["D2.1"]
