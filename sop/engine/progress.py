"""What was done in the current visits, and what can be done now: yes or no, without the reasons."""

from __future__ import annotations

from sop.engine.decision_context import Situation
from sop.model.case_state import ActionRecord
from sop.model.definition import Action, Track


def unmet_before(at: Situation, action: Action) -> tuple[Action, ...]:
    """The actions that come first and are neither done, waived nor not needed."""
    step = at.definition.step(action.path.rsplit(".", 1)[0])
    earlier = (step.actions[name] for name in action.after)
    return tuple(one for one in earlier if not _is_settled(at, one))


def first_to_do(at: Situation, action: Action) -> Action:
    """The action itself, or the first of those that come before it and are still to be done."""
    passed: set[str] = set()
    while action.path not in passed and (before := unmet_before(at, action)):
        passed.add(action.path)
        action = before[0]
    return action


def _is_settled(at: Situation, action: Action) -> bool:
    """Done, waived or not needed in the current visit of its step."""
    return record_of(at, action) is not None or at.gate(action.when) is False


def record_of(at: Situation, action: Action) -> object | None:
    """What became of the action in the latest visit of its step; None while nothing did."""
    track, step, name = action.path.split(".")
    visit = at.case.tracks[track].visits.get(step)
    return None if visit is None else visit.actions.get(name)


def is_at(at: Situation, path: str) -> bool:
    """Whether the track of an action or outcome is at its step, in a case that is open."""
    _, state = at.track_of(path)
    return not at.case.is_closed and state.status == "running" and state.step == path.split(".")[1]


def can_be_done(at: Situation, action: Action) -> bool:
    """Whether `decide` would accept the action now from those in its `by`, given what it asks for."""
    track, _ = at.track_of(action.path)
    if not is_at(at, action.path) or _is_stopped(at, track, action):
        return False
    record = record_of(at, action)
    is_done = isinstance(record, ActionRecord) and record.state == "done"
    if is_done and not action.again:
        return False
    is_allowed = at.gate(action.when) is True and at.gate(action.only_if) is True
    return is_allowed and not unmet_before(at, action)


def can_be_waived(at: Situation, action: Action) -> bool:
    """Whether a waiver would be accepted now from those in `waivable_by`, given its reason."""
    track, _ = at.track_of(action.path)
    if not action.required or not action.waivable_by or record_of(at, action) is not None:
        return False
    return (
        is_at(at, action.path)
        and not _is_stopped(at, track, action)
        and at.gate(action.when) is True
    )


def _is_stopped(at: Situation, track: Track, action: Action) -> bool:
    return at.is_held(track) and not action.even_on_hold
