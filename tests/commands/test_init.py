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
