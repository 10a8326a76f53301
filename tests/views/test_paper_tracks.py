"""Which tracks are printed for whom: those in which the reader acts, decides or is responsible."""

from __future__ import annotations

import pytest

from sop.engine.checklist_lines import ActionLine, TrackLine, TransitionLine
from sop.model.value import replace
from sop.views.paper_tracks import choose_tracks, concerns

QUIET = TrackLine("stay", "L", "Lawful stay", "home", "running", step="ask", responsible="home")
ACTION = ActionLine("stay.ask.paper", "L1.1", "Ask for papers", ("clinic",), "done", True)
WAY = TransitionLine("stay.ask.given", "over", ("judge",), False)


@pytest.mark.parametrize(
    ("track", "expected"),
    [
        (QUIET, {"home"}),
        (replace(QUIET, lead="lab"), {"home", "lab"}),
        (replace(QUIET, actions=(ACTION,)), {"home", "clinic"}),
        (replace(QUIET, outcomes=(WAY,)), {"home", "judge"}),
        (replace(QUIET, interrupts=(WAY,)), {"home"}),
        (replace(QUIET, escalate_to="lab"), {"home"}),
        (replace(QUIET, escalate_to="lab", overdue=True), {"home", "lab"}),
        (replace(QUIET, urgent=True), {"home", "lab", "clinic", "judge"}),
    ],
)
def test_a_track_concerns_those_who_act_decide_or_are_responsible(
    track: TrackLine, expected: set[str]
) -> None:
    found = {who for who in ("home", "lab", "clinic", "judge") if concerns(track, who)}
    assert found == expected


def test_urgent_tracks_come_first_and_without_a_reader_all_are_printed() -> None:
    urgent = replace(QUIET, track="danger", urgent=True)
    waiting = replace(QUIET, track="later", status="waiting", lead="lab", responsible="")
    tracks = (waiting, QUIET, urgent)
    assert choose_tracks(tracks, None) == ((urgent, QUIET, waiting), ())
    assert choose_tracks(tracks, "lab") == ((urgent, waiting), (QUIET,))
    assert choose_tracks(tracks, "clinic") == ((urgent,), (QUIET, waiting))
