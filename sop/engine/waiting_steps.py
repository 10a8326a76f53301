"""What the steps still owe that wait below the current one, and what would drop it."""

from __future__ import annotations

from collections.abc import Iterator

from sop.engine.checklist_lines import WaitingLine
from sop.engine.condition_state import may_see_line
from sop.engine.decision_context import Situation
from sop.model.case_state import Case
from sop.model.definition import BACK, Action, Interrupt, Outcome, Track


def list_waiting_steps(at: Situation, track: Track) -> tuple[WaitingLine, ...]:
    """Return the steps that wait below the current one, the next to be resumed first."""
    state = at.case.tracks[track.id]
    return tuple(_make_line(at, track, name) for name in state.interrupted)


def list_dropped_steps(
    at: Situation, track: Track, transition: Outcome | Interrupt
) -> tuple[WaitingLine, ...]:
    """Return the steps that wait and that the outcome or interrupt would end, with what they owe.

    Only those that still owe an action and that it does not enter again.
    """
    if transition.to == BACK or not at.case.tracks[track.id].interrupted:
        return ()
    if isinstance(transition, Interrupt) and track.steps[transition.to].resumes:
        return ()
    ended = list_waiting_steps(at, track)
    return tuple(one for one in ended if one.owed and one.id != transition.to)


def list_ended_steps(at: Situation, after: Case) -> tuple[WaitingLine, ...]:
    """Return the steps that wait in the case and neither wait nor are current `after` it."""
    found: list[WaitingLine] = []
    for track in at.definition.tracks.values():
        state = after.tracks[track.id]
        before = list_waiting_steps(at, track) if track.id in at.case.tracks else ()
        kept = (state.step, *state.interrupted)
        found += [one for one in before if one.owed and one.id not in kept]
    return tuple(found)


def _make_line(at: Situation, track: Track, name: str) -> WaitingLine:
    step, visit = track.steps[name], at.case.tracks[track.id].visits[name]
    owed = tuple(_list_owed(at, track, name))
    uncertain = tuple(action.path for action in owed if _is_uncertain(at, action))
    return WaitingLine(step.id, step.path, step.code, step.title, visit.since, owed, uncertain)


def _list_owed(at: Situation, track: Track, name: str) -> Iterator[Action]:
    """Yield the required actions that are not done, and needed or perhaps needed.

    What a fact decides that the user may not see counts as needed: the list shows no such fact.
    """
    records = at.case.tracks[track.id].visits[name].actions
    for action in track.steps[name].actions.values():
        if action.required and action.id not in records and not _is_unneeded(at, action):
            yield action


def _is_uncertain(at: Situation, action: Action) -> bool:
    return any(at.evaluate(line) is None and may_see_line(at, line) for line in action.when)


def _is_unneeded(at: Situation, action: Action) -> bool:
    return any(at.evaluate(line) is False and may_see_line(at, line) for line in action.when)
