"""What goes on in a track that is on hold, and who has to act first."""

from __future__ import annotations

from dataclasses import replace

from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.views.hold_lines import hold_lines, list_going_on
from sop.views.labels import Wording
from sop.views.terminal.blocks import text_of
from tests.engine import building as b
from tests.engine.building import MONDAY

LOOK = ActionLine("find.s.look", "F1.1", "Look", ("lab",), "open", True)
COUNT = replace(LOOK, path="find.s.count", code="F1.2", title="Count", held=True)
WORDING = Wording(b.workflow(b.track("find", b.step("s", b.action("look")))), MONDAY)


def texts(track: TrackLine) -> list[str]:
    checklist = Checklist("C", 1, MONDAY, None, (track,), None)
    return [text_of(one.left) for one in hold_lines(WORDING, checklist, {"find"})]


def held(*actions: ActionLine, suggest: Suggestion | None = None) -> TrackLine:
    reasons = (Reason("on_hold", "It is on hold.", suggest=suggest),)
    return TrackLine("find", "F", "Find", "lab", "held", actions=actions, reasons=reasons)


def test_what_can_be_done_is_named_and_what_is_held_is_not() -> None:
    assert list_going_on(held(LOOK, COUNT)) == (LOOK,)
    assert texts(held(LOOK, COUNT)) == ["While Find is on hold, this goes on: F1.1 Look (LAB)."]
    assert texts(held(COUNT)) == ["While Find is on hold, none of its actions can be done."]
    assert texts(replace(held(LOOK), status="running")) == []


def test_what_another_stakeholder_has_to_do_first_is_named_without_a_command() -> None:
    theirs = Suggestion("do", "look", who=("lab",), yours=False)
    assert texts(held(LOOK, suggest=theirs))[1] == (
        'Needed first, before the hold can end: F1.1 "Look" (LAB).'
    )
    assert len(texts(held(LOOK, suggest=replace(theirs, yours=True)))) == 1
