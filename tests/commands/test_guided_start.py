"""The first call: who you are, once; which case; danger before everything."""

from __future__ import annotations

from tests.commands.guided_desk import GuidedDesk, begin, facts, script
from tests.commands.typing_in import Typist


def test_danger_comes_before_everything_and_leads_to_help(sop: Typist) -> None:
    opened = GuidedDesk(sop).go(script(*begin(sop)[:3], "1"))
    assert "IN DANGER" in opened.text
    assert "Call emergency help" in opened.text
    assert facts(sop)["in_danger"] is True
    assert opened.text.index("IN DANGER") < opened.text.index("S2.1  Call emergency help")


def test_before_there_is_a_case_the_emergency_key_says_what_comes_first(sop: Typist) -> None:
    visit = GuidedDesk(sop).go(script("!", "q"))
    assert "First the case" in visit.text
