"""`sop init` leaves what is there."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_init_leaves_what_is_there(sop: Typist) -> None:
    before = (sop.folder / "sop.toml").read_text("utf-8")
    again = sop.ok("init")
    assert (again.json["changed"], (sop.folder / "sop.toml").read_text("utf-8")) == (False, before)
    other = sop.ok("init", "second", "--with", "fire-drill")
    assert other.data["copied"] == ["fire-drill"]
    assert {path.name for path in (sop.folder / "second").iterdir()} == {
        "sop.toml",
        "data",
        "workflows",
    }
    assert sop.json("init", "third", "--with", "no-such").code == 2
    assert not (sop.folder / "third").exists()
    assert sop.json("init", "sop.toml").code == 2


def test_the_way_on_is_for_the_workflow_that_was_asked_for_and_names_the_guided_way(
    sop: Typist,
) -> None:
    told = sop("init", "third", "--with", "za-trafficking").out
    assert "  sop open za-trafficking\n" in told, told
    assert "Or be guided from the opening on: sop go" in told, told
    assert "  sop open fire-drill\n" in sop("init", "fourth").out
