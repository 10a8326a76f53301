"""How much of a workflow its scenarios cover: steps, actions, outcomes and interrupts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from sop.engine.rehearse import Rehearsal
from sop.model.definition import Action, Definition, Interrupt, Outcome, Step
from sop.model.events import ActionDone, InterruptRaised, OutcomeTaken
from sop.model.value import value


@value
class PartCoverage:
    """The number of parts of one kind, and the paths that no scenario covers, in file order."""

    count: int
    missing: tuple[str, ...]

    @property
    def met(self) -> int:
        """The number of parts that are covered."""
        return self.count - len(self.missing)

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all of them; 100 if there are none."""
        return self.met * 100 // self.count if self.count else 100


@value
class Coverage:
    """What the scenarios of one workflow cover; `scenarios` counts those that ran as they say."""

    workflow: str
    scenarios: int
    steps: PartCoverage
    actions: PartCoverage
    outcomes: PartCoverage
    interrupts: PartCoverage


def measure_coverage(definition: Definition, rehearsals: Sequence[Rehearsal]) -> Coverage:
    """Return what the scenarios cover together. Those that did not run as they say do not count."""
    good = [rehearsal for rehearsal in rehearsals if rehearsal.ok]
    visited: set[str] = set()
    for rehearsal in good:
        visited |= _visited_steps(rehearsal)
    events = chain.from_iterable(rehearsal.events for rehearsal in good)
    bodies = [event.body for event in events]
    done = {body.action for body in bodies if isinstance(body, ActionDone)}
    taken = {body.outcome for body in bodies if isinstance(body, OutcomeTaken)}
    raised = {body.interrupt for body in bodies if isinstance(body, InterruptRaised)}
    return Coverage(
        workflow=definition.id,
        scenarios=len(good),
        steps=_measure_part(definition.steps(), visited),
        actions=_measure_part(definition.actions(), done),
        outcomes=_measure_part(definition.outcomes(), taken),
        interrupts=_measure_part(definition.interrupts(), raised),
    )


def _visited_steps(rehearsal: Rehearsal) -> set[str]:
    if rehearsal.case is None:
        return set()
    tracks = rehearsal.case.tracks.items()
    return {f"{track}.{step}" for track, state in tracks for step in state.visits}


def _measure_part(
    parts: Sequence[Step | Action | Outcome | Interrupt], covered: set[str]
) -> PartCoverage:
    paths = [part.path for part in parts]
    return PartCoverage(len(paths), tuple(path for path in paths if path not in covered))
