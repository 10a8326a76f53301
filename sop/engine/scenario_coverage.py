"""How much of a workflow do its scenarios go through? Steps visited, actions done, outcomes and interrupts taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sop.engine.rehearse import Rehearsal
from sop.model.definition import Definition, Step
from sop.model.events import ActionDone, InterruptRaised, OutcomeTaken
from sop.model.value import value


@value
class PartCoverage:
    """One kind of part: how many there are, and the paths of those that no scenario goes through, in file order."""

    count: int
    missing: tuple[str, ...]

    @property
    def met(self) -> int:
        return self.count - len(self.missing)

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all of them."""
        return self.met * 100 // self.count if self.count else 100


@value
class Coverage:
    """What the scenarios of one workflow went through."""

    workflow: str
    scenarios: int  # those that ran as written; the others count for nothing
    steps: PartCoverage
    actions: PartCoverage
    outcomes: PartCoverage
    interrupts: PartCoverage


def measure_coverage(definition: Definition, rehearsals: Sequence[Rehearsal]) -> Coverage:
    """What the scenarios that ran as written went through, taken together."""
    good = [one for one in rehearsals if one.ok]
    tracks = [pair for one in good if one.case is not None for pair in one.case.tracks.items()]
    visited = {f"{name}.{step}" for name, track in tracks for step in track.visits}
    bodies = [event.body for one in good for event in one.events]
    done = {body.action for body in bodies if isinstance(body, ActionDone)}
    taken = {body.outcome for body in bodies if isinstance(body, OutcomeTaken)}
    raised = {body.interrupt for body in bodies if isinstance(body, InterruptRaised)}
    steps = [step for track in definition.tracks.values() for step in track.steps.values()]
    return Coverage(
        definition.id,
        len(good),
        _measure_part((step.path for step in steps), visited),
        _measure_part(_actions(steps), done),
        _measure_part(_outcomes(steps), taken),
        _measure_part(
            (way.path for track in definition.tracks.values() for way in track.interrupts.values()),
            raised,
        ),
    )


def _measure_part(parts: Iterable[str], met: set[str]) -> PartCoverage:
    every = tuple(parts)
    return PartCoverage(len(every), tuple(part for part in every if part not in met))


def _actions(steps: Sequence[Step]) -> Iterable[str]:
    return (action.path for step in steps for action in step.actions.values())


def _outcomes(steps: Sequence[Step]) -> Iterable[str]:
    return (outcome.path for step in steps for outcome in step.outcomes.values())
