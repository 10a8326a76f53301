"""What was done last in a case, and what the next turn says about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sop.casework.case_service import LoadedCase
from sop.commands.guided_visit import TurnState
from sop.engine.guided_way import Task
from sop.model.events import ActionDone, Event, OutcomeTaken
from sop.model.suggestion import Suggestion
from sop.views.step_shortage import shortage_lines
from sop.views.terminal.blocks import Blocks
from sop.views.unneeded_actions import unneeded_lines


def progress_lines(
    state: TurnState, left: Task | None, task: Task | None, skipped: Collection[str]
) -> Blocks:
    """Return what the step lacks that is left, or what is passed over because it is not needed.

    `left` is the action that was done or put off just now, `task` the one of the next turn.
    """
    if left is None:
        return ()
    is_put_off = left.path in skipped and not state.definition.action(left.path).again
    if task is not None and task.track == left.track and not is_put_off:
        following = task.path if task.kind == "action" else None
        return unneeded_lines(state.checklist, left.path, following)
    if not left.is_required:
        return ()
    return shortage_lines(state.wording, state.checklist, left.track)


def find_last_track(history: Sequence[Event], viewer: str) -> str | None:
    """Return the track in which the user's agency recorded last, for itself or for another one."""
    for event in reversed(history):
        body = event.body
        if viewer in (event.as_, event.home) and isinstance(body, ActionDone | OutcomeTaken):
            path = body.action if isinstance(body, ActionDone) else body.outcome
            return path.partition(".")[0]
    return None


def describe_case_end(file: LoadedCase) -> tuple[str, Suggestion]:
    """Return why the case takes no work, and the command that leads to one that does."""
    voided = file.case.voided
    if voided is None:
        return "The case has ended. Nothing is left to do in it.", Suggestion("use")
    if voided.duplicate_of is None:
        return "This case is VOID. Nothing is left to do in it.", Suggestion("use")
    other = voided.duplicate_of
    return f"This case is VOID, a duplicate of case {other}.", Suggestion("use", other)
