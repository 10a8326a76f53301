"""Deadlines of steps and actions that are over before they can be met."""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.critical_path import (
    Certainty,
    Deadline,
    Overrun,
    find_overrun,
    list_deadlines,
    starts_of,
)
from sop.checks.reasoning.duration_bounds import DurationBounds
from sop.checks.reasoning.timing_constraints import Timing
from sop.model.definition import Definition
from sop.model.value import value

CERTAINTIES: tuple[Certainty, ...] = ("certain", "unless_ahead")
"""The certain overrun first: if there is one, the other is the same finding in a weaker form."""


@value
class ImpossibleDeadline:
    """A deadline that is too early, by how much, and whether that is certain."""

    deadline: Deadline
    overrun: Overrun
    certainty: Certainty


def find_impossible_deadlines(
    definition: Definition, timing: Timing, lengths: DurationBounds
) -> Iterator[ImpossibleDeadline]:
    """Yield each deadline of a step or action that is too early, in file order."""
    for deadline in list_deadlines(definition):
        found = _judge_deadline(timing, lengths, deadline)
        if found is not None:
            yield found


def _judge_deadline(
    timing: Timing, lengths: DurationBounds, deadline: Deadline
) -> ImpossibleDeadline | None:
    track = timing.definition.track_at(deadline.step.path)
    for certainty in CERTAINTIES:
        starts = starts_of(timing, track, deadline.step, due=deadline.due, certainty=certainty)
        overrun = find_overrun(
            timing, lengths, starts, nodes=deadline.nodes, limit=deadline.due.length
        )
        if overrun is not None:
            return ImpossibleDeadline(deadline, overrun, certainty)
    return None
