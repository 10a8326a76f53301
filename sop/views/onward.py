"""How a step moves on when its last action is done: each outcome that is possible, and for whom."""

from __future__ import annotations

from sop.engine.checklist_lines import TrackLine, TransitionLine
from sop.views.checklist_transitions import advance_hint, local_id, target_text, usual_outcomes
from sop.views.labels import Wording
from sop.views.terminal.blocks import ARROW, Blocks, Line, line


def ways_onward(wording: Wording, track: TrackLine, case: str | None) -> Blocks:
    """Return the outcomes that leave no action undone, with the command or whose decision it is.

    The user's one way is a line with its command; several are a list, because a person chooses.
    """
    ways = usual_outcomes(track)
    if len(ways) == 1 and _is_own(ways[0]):
        hint = advance_hint(wording, track, case)
        return (line(f"{track.step_code} may move on. ", *hint),)
    ways.sort(key=lambda way: not _is_own(way))
    choice = " Choose one:" if len(ways) > 1 else ""
    rows = [_way(wording, way, case) for way in ways]
    return (line(f"{track.step_code} may move on.{choice}"), *rows)


def _way(wording: Wording, way: TransitionLine, case: str | None) -> Line:
    """Return `Indicated -> P1 Protection: sop advance intake indicated`, or `… for LAB`."""
    title = (way.title or local_id(way), " ", ARROW, target_text(way))
    suggestion = way.suggest
    if suggestion is None or not suggestion.yours:
        return line(*title, f", for {wording.stakeholder_names(way.by)}", indent=2)
    if case is not None:
        suggestion = suggestion.for_case(case)
    return line(*title, ": ", suggestion, indent=2)


def _is_own(way: TransitionLine) -> bool:
    return way.suggest is not None and way.suggest.yours
