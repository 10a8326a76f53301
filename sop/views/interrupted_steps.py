"""Steps that an interrupt left and that wait to be resumed, in words."""

from __future__ import annotations

from collections.abc import Iterable

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
    texts = [waiting_text(step) for step in steps]
    if len(texts) > 1:
        return f"{'; then '.join(texts)}. After this step, they go on in this order."
    return "".join(f"{text}. After this step, it goes on." for text in texts)
