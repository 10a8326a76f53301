"""Steps that an interrupt left and that wait to be resumed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sop.engine.checklist_lines import WaitingLine
from sop.model.value import value
from sop.views.terminal.blocks import labelled

INTERRUPTED = "Interrupted: "
IF_NEEDED = "not yet known whether needed: "


@value
class InterruptedSteps:
    """What a write did to steps that interrupts left: those that wait, those never resumed."""

    waiting: tuple[WaitingLine, ...] = ()
    dropped: tuple[WaitingLine, ...] = ()

    def without_owed(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Return the paths without the actions that these steps still owe."""
        steps = (*self.waiting, *self.dropped)
        owed = {action.path for step in steps for action in step.owed}
        return tuple(path for path in paths if path not in owed)

    def part_paused(
        self, paths: Sequence[str]
    ) -> tuple[tuple[str, ...], tuple[tuple[WaitingLine, tuple[str, ...]], ...]]:
        """Return the paths without those of steps that wait, then those of each such step."""
        paused: list[tuple[WaitingLine, tuple[str, ...]]] = []
        for step in self.waiting:
            own = tuple(path for path in paths if path.startswith(f"{step.path}."))
            if own:
                paused.append((step, own))
        resumed = {path for _, own in paused for path in own}
        return tuple(path for path in paths if path not in resumed), tuple(paused)


NONE_INTERRUPTED = InterruptedSteps()


def waiting_text(waiting: WaitingLine) -> str:
    """Return `S2 Immediate danger (not done: S2.1, S2.2)`."""
    name = f"{waiting.code} {waiting.title}"
    needed = [action.code for action in waiting.owed if action.path not in waiting.uncertain]
    uncertain = [action.code for action in waiting.owed if action.path in waiting.uncertain]
    parts = [labelled("not done: ", ", ".join(needed)), labelled(IF_NEEDED, ", ".join(uncertain))]
    text = "; ".join(filter(None, parts))
    return f"{name} ({text})" if text else name


def dropped_text(dropped: WaitingLine) -> str:
    """Return `S2 Immediate danger: S2.1 Call emergency help` with every action that is dropped."""
    owed = "; ".join(f"{action.code} {action.title}" for action in dropped.owed)
    return f"{dropped.code} {dropped.title}: {owed}"


def join_waiting(steps: Iterable[WaitingLine]) -> str:
    """Return the steps in the order in which they are resumed, and when; empty for none."""
    waiting = tuple(steps)
    if not waiting:
        return ""
    texts = "; then ".join(waiting_text(step) for step in waiting)
    order = ", then ".join(f"{step.code} goes on" for step in waiting)
    return f"{texts}. After the step that runs now, {order}."
