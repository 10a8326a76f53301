"""Which outcomes and interrupts can end an interrupted visit that still owes a required action.

An outcome or interrupt to a step without `to: back` forgets every step that waits. What such a step
still owes is never asked for again. Here the graph of the steps alone judges; `drop_states` judges
by the configurations that a case can reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.engine.transition_table import find_resumable_steps
from sop.model.definition import BACK, Definition, Interrupt, Outcome, Track
from sop.model.dotted_path import DottedPath
from sop.model.value import value


@value
class PossibleDrop:
    """An outcome or interrupt from one of the steps `left`, which ends a visit that waits below it.

    `way` is the path of the outcome or interrupt, `action` that of a required action of the step
    that waits.
    """

    way: str
    left: tuple[str, ...]
    action: str


def list_possible_drops(definition: Definition, admitted: bool = False) -> tuple[PossibleDrop, ...]:
    """Return the drops that the graph of the steps allows, in file order.

    Ways that say `drops_waiting: true` are left out unless `admitted`.
    """
    found: list[PossibleDrop] = []
    for track in definition.tracks.values():
        for way, left in _list_ways_that_forget(track):
            if admitted or not way.drops_waiting:
                found += _list_drops(track, way, left)
    return tuple(found)


def _list_ways_that_forget(track: Track) -> Iterator[tuple[Outcome | Interrupt, tuple[str, ...]]]:
    """Yield what forgets the steps that wait, with the steps with `to: back` that it leaves."""
    for step in track.steps.values():
        if step.resumes:
            for outcome in step.outcomes.values():
                if outcome.to != BACK:
                    yield outcome, (step.id,)
    for interrupt in track.interrupts.values():
        left = tuple(name for name in interrupt.sources if track.steps[name].resumes)
        if left and not track.steps[interrupt.to].resumes:
            yield interrupt, left


def _list_drops(
    track: Track, way: Outcome | Interrupt, left: tuple[str, ...]
) -> Iterator[PossibleDrop]:
    """Yield a drop for each required action of each step that can wait and is not entered again."""
    below = find_resumable_steps(track)
    for step in track.steps.values():
        above = tuple(name for name in left if step.id in below[name])
        if not above or step.id == way.to:
            continue
        for action in step.actions.values():
            if action.required:
                yield PossibleDrop(way.path, above, action.path)


RULE = "interrupted-duty-dropped"
REMEDY = (
    "Let these actions be done first, lead to a step with `to: back`, or write"
    " `drops_waiting: true` where they are not needed any more."
)
MOST_NAMED = 4
"""Actions that a finding names before it only counts the rest."""


def describe_drops(drops: Iterable[PossibleDrop]) -> dict[str, str]:
    """Return the messages by the path of the outcome or interrupt, in the order of the drops."""
    actions: dict[str, list[str]] = {}
    for drop in drops:
        actions.setdefault(drop.way, []).append(drop.action)
    return {way: _describe_way(way, paths) for way, paths in actions.items()}


def _describe_way(way: str, actions: list[str]) -> str:
    listed = ", ".join(actions[:MOST_NAMED])
    if len(actions) > MOST_NAMED:
        listed += f" and {len(actions) - MOST_NAMED} more"
    return (
        f"'{DottedPath(way).name}' ends steps that wait after an interrupt, and with them required"
        f" actions that may not be done: {listed}"
    )


def list_kept_actions(drops: Iterable[PossibleDrop]) -> frozenset[str]:
    """Return the actions that a model must follow so that these drops can be judged."""
    return frozenset(drop.action for drop in drops)
