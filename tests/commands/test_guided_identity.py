"""Who sits at the terminal: asked once, named with the case, and again after a change."""

from __future__ import annotations

from tests.commands.guided_desk import GuidedDesk, begin, events, script
from tests.commands.typing_in import Typist


def test_the_question_for_whom_names_the_case(sop: Typist) -> None:
    GuidedDesk(sop).go(script(*begin(sop)[:-1], "green jersey"))
    case = sop.ok("case", "list", "--as", "saps").data["cases"][0]["case"]
    sop.at("2026-03-02T23:00:00")
    visit = GuidedDesk(sop).go(script("1"))
    (whom,) = [shown for shown in visit.shown if "For whom do you act?" in shown]
    assert whom.startswith(f'Case {case} "green jersey"')


def test_a_private_answer_of_the_one_who_left_is_not_offered_to_the_next(sop: Typist) -> None:
    visit = GuidedDesk(sop).go(script(*begin(sop), "n", "the gate is open", "b", "h", "2", "2", ""))
    assert "For whom do you act?" in visit.shown[-3] + visit.shown[-2] + visit.shown[-4]
    assert len(events(sop)) == 1
    asked = GuidedDesk(sop).go(script("n", ""))
    assert "the gate is open" not in asked.text
