"""What was done in the latest visits, and whether something can be done now; without reasons."""

from __future__ import annotations

from sop.engine.decision_context import Situation
from sop.model.case_state import ActionRecord
from sop.model.definition import Action, Track


def unmet_before(at: Situation, action: Action) -> tuple[Action, ...]:
    """Return the actions of its `after` that are neither done, waived nor unneeded."""
    step = at.definition.step_at(action.path)
    earlier = (step.actions[name] for name in action.after)
    return tuple(before for before in earlier if not _is_settled(at, before))


def first_to_do(at: Situation, action: Action) -> Action:
    """Return the action, or the first of those before it that is still to be done."""
    passed: set[str] = set()  # a workflow with a circle of `after` is refused, but not always read
    while action.path not in passed and (before := unmet_before(at, action)):
        passed.add(action.path)
        action = before[0]
    return action


def _is_settled(at: Situation, action: Action) -> bool:
    """Whether the action is done, waived or not needed."""
    return find_record(at, action) is not None or at.evaluate_gate(action.when) is False


def find_record(at: Situation, action: Action) -> ActionRecord | None:
    """Return the action's record in the latest visit of its step; None if there is none."""
    track, step, name = action.path.split(".")
    visit = at.case.tracks[track].visits.get(step)
    return None if visit is None else visit.actions.get(name)


def is_at(at: Situation, path: str) -> bool:
    """Whether the case is open and the track of this action or outcome is at its step."""
    _, state = at.track_of(path)
    if at.case.is_closed or state.status != "running":
        return False
    return state.step == path.split(".")[1]


def can_be_done(at: Situation, action: Action) -> bool:
    """Whether `decide` would accept the action now from those in its `by`, with all it asks for."""
    track, _ = at.track_of(action.path)
    if not is_at(at, action.path) or _is_stopped(at, track, action):
        return False
    record = find_record(at, action)
    if record is not None and record.state == "done" and not action.again:
        return False
    if at.evaluate_gate(action.when) is not True or at.evaluate_gate(action.only_if) is not True:
        return False
    return not unmet_before(at, action)


def can_be_waived(at: Situation, action: Action) -> bool:
    """Whether `decide` would accept a waiver now from those in `waivable_by`, with a reason."""
    track, _ = at.track_of(action.path)
    if not action.required or not action.waivable_by or find_record(at, action) is not None:
        return False
    if not is_at(at, action.path) or _is_stopped(at, track, action):
        return False
    return at.evaluate_gate(action.when) is True


def _is_stopped(at: Situation, track: Track, action: Action) -> bool:
    return at.is_held(track) and not action.even_on_hold
