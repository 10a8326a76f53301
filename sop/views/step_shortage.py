"""What a step still lacks before it can move on, in one line, by the names of what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from sop.engine.checklist_lines import Checklist, TrackLine, TransitionLine
from sop.model.refusal import Reason
from sop.views.checklist_transitions import local_id
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import Blocks, Span, line

MOST_NAMED = 3
"""Things that the line names: with the step it takes three rows of a terminal."""


def shortage_lines(wording: Wording, checklist: Checklist, track: str) -> Blocks:
    """Return `P1 cannot move on yet ("placed"). It lacks: P1.2 Fetch belongings.`

    Nothing where the track's step can move on, or lacks nothing that can be named.
    """
    at = next((one for one in checklist.tracks if one.track == track), None)
    if at is None or at.status != "running" or any(_is_usual(one) for one in at.outcomes):
        return ()
    closed = [one for one in at.outcomes if not one.skips_actions and not one.is_private]
    nearest = min(closed, key=_distance, default=None)
    if nearest is None:
        return ()
    lacks = list(dict.fromkeys(_name_lacks(wording, at, nearest)))
    if not lacks:
        return ()
    named = "; ".join(lacks[:MOST_NAMED])
    if len(lacks) > MOST_NAMED:
        named += f"; and {len(lacks) - MOST_NAMED} more"
    way = nearest.title or local_id(nearest).replace("_", " ")
    head = f'{at.step_code} {at.step_title} cannot move on yet ("{way}"). '
    return (line(Span(head, "caution"), f"It lacks: {named}.", hang=2),)


def _is_usual(outcome: TransitionLine) -> bool:
    return outcome.open and not outcome.skips_actions


def _distance(outcome: TransitionLine) -> tuple[int, int]:
    """Return how far the outcome is: what was answered against it comes after what is open."""
    contrary = sum(reason.code == "condition_false" for reason in outcome.reasons)
    return contrary, len(outcome.reasons)


def _name_lacks(wording: Wording, at: TrackLine, outcome: TransitionLine) -> Iterator[str]:
    titles = {one.path: f"{one.code} {one.title}" for one in at.actions}
    unnamed = 0
    for reason in outcome.reasons:
        name = titles.get(reason.at or "") if reason.code == "action_open" else _of_fact(reason)
        if name:
            yield name
        elif reason.code == "too_early" and outcome.opens_at is not None:
            yield f"time, until {wording.wait_end(outcome.opens_at)}"
        else:
            unnamed += 1
    if unnamed:
        yield f"{count_text(unnamed, 'condition')} (to see why: w)"


def _of_fact(reason: Reason) -> str:
    """Return the question whose answer is missing; empty for another reason."""
    if reason.code != "fact_unknown" or reason.fact is None:
        return ""
    return f'the answer to "{reason.ask or reason.fact}"'
