"""The first call: who you are, once; which case; danger before everything."""

from __future__ import annotations

from tests.commands.guided_desk import GuidedDesk, script
from tests.commands.typing_in import Typist


def test_before_there_is_a_case_the_emergency_key_says_what_comes_first(sop: Typist) -> None:
    visit = GuidedDesk(sop).go(script("!", "q"))
    assert "First the case" in visit.text
