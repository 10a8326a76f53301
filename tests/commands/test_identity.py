"""`sop as`: the identity that commands act with, as `sop doctor` reports it."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_the_identity_is_the_one_that_commands_would_act_with(sop: Typist) -> None:
    def identity() -> tuple[str, bool]:
        told = next(
            check for check in sop.ok("doctor").data["checks"] if check["check"] == "identity"
        )
        return told["found"], told["remedy"] is not None

    assert identity() == ("not set: each command has to name a stakeholder", True)
    sop.ok("as", "warden", "--name", "T. Mokoena", terminal=True)
    assert identity() == ("T. Mokoena, for warden", False)
    sop.patch.setenv("SOP_AS", "owner")
    assert identity() == ("T. Mokoena, for owner, by SOP_AS", False)
