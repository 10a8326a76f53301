"""`sop config`: plain screens and the name of the user."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


def test_plain_screens_are_kept_for_the_person_at_the_terminal(sop: Typist) -> None:
    assert sop.ok("config", "get", "plain").data["value"] is None
    assert sop.ok("config", "set", "plain", "on").json["changed"] is True
    assert sop.ok("config", "set", "plain", "on").json["changed"] is False
    assert sop.ok("config", "list").data["settings"] == {"name": None, "plain": "on", "lang": None}
    assert sop("config", "get", "plain").out.splitlines()[-1] == "on"


@pytest.mark.parametrize(
    "words", [("set", "plain", "perhaps"), ("get", "colour"), ("set", "colour", "red"), ()]
)
def test_a_setting_that_is_none_is_asked_wrongly(sop: Typist, words: tuple[str, ...]) -> None:
    assert sop.json("config", *words).code == 2


def test_the_name_goes_on_record(sop: Typist) -> None:
    sop.ok("config", "set", "name", " T. Mokoena ", terminal=True)
    assert sop.ok("config", "get", "name").data["value"] == "T. Mokoena"
    assert sop.ok("config", "set", "name", "", terminal=True).data["value"] is None
