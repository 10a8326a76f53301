"""What a step lacks before it can move on, in every state of every shipped scenario."""

from __future__ import annotations

from sop.views.labels import Wording
from sop.views.step_shortage import shortage_lines
from sop.views.terminal.blocks import text_of
from tests.engine.scenario_states import list_states


def test_a_step_that_can_move_on_lacks_nothing_and_others_name_what_they_lack() -> None:
    named = 0
    for state in list_states()[::7]:
        shown = state.checklist(state.viewers[0])
        wording = Wording(state.definition, shown.now)
        for track in shown.tracks:
            lines = shortage_lines(wording, shown, track.track)
            is_open = any(one.open and not one.skips_actions for one in track.outcomes)
            if is_open or track.status != "running":
                assert lines == ()
                continue
            for found in lines:
                named += 1
                text = text_of(found.left)
                assert text.startswith(f"{track.step_code} {track.step_title} cannot move on yet")
    assert named > 20
