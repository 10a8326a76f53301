"""The visits that interrupts left and that wait, one below the other (statechart history states).

Each step with `to: back` remembers the step that it interrupted. So the steps that wait form a
chain below the current step: `back` resumes the first, an interrupt puts one more on top, and
every outcome or interrupt to a step without `to: back` ends them all. Each step is in the chain at
most once.
"""

from __future__ import annotations

from typing import Protocol

Chain = tuple[str, ...]
"""The steps that wait, by local ID: the first is the one that `back` resumes."""


class HistoryStep(Protocol):
    """A step as a definition or a plan of a simulation has it."""

    @property
    def id(self) -> str:
        """Return the local ID."""
        ...

    @property
    def resumes(self) -> bool:
        """Whether an outcome of the step has `to: back`."""
        ...


def chain_after_outcome(interrupted: Chain, resumed: bool) -> Chain:
    """Return what waits after an outcome; `resumed`: its `to: back` resumed a visit."""
    return interrupted[1:] if resumed else ()


def chain_after_interrupt(
    meaning: int, interrupted: Chain, *, left: HistoryStep, to: HistoryStep
) -> Chain:
    """Return what waits after an interrupt from the step `left` to the step `to`.

    A step that waits already is taken out, because it is entered again: then a danger that returns
    can always be answered. Of meaning 1, one step waits at most.
    """
    if not to.resumes:
        return ()
    if meaning == 1:
        return interrupted if left.resumes else (left.id,)
    return (left.id, *(step for step in interrupted if step != to.id))
