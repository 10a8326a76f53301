"""What is passed over because it is not needed is named, in every state of every scenario."""

from __future__ import annotations

from sop.views.terminal.blocks import text_of
from sop.views.unneeded_actions import LONGEST_REASON, unneeded_lines
from tests.engine.scenario_states import list_states


def test_what_comes_between_and_is_not_needed_is_named_with_its_reason() -> None:
    """P1.5 was followed by P1.7, and no one said why."""
    named = 0
    for state in list_states()[::5]:
        shown = state.checklist(state.viewers[0])
        for track in shown.tracks:
            for place, passed in enumerate(track.actions[1:-1], 1):
                before, after = track.actions[place - 1].path, track.actions[place + 1].path
                lines = unneeded_lines(shown, before, after)
                if passed.state != "not_needed":
                    assert lines == ()
                    continue
                named += 1
                (found,) = lines
                text = text_of(found.left)
                assert text.startswith(f"{passed.code} is not needed. It is needed only if ")
                assert len(text) <= LONGEST_REASON
    assert named > 20


def test_nothing_is_passed_over_where_the_step_was_left() -> None:
    shown = list_states()[0].checklist(None)
    assert unneeded_lines(shown, "no.such.action", None) == ()
