"""When something happens beside the model way: at a time, after something was done, or because it was not done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sop.engine.deadlines import TimeCounter
from sop.engine.rehearse import LATER
from sop.model.case_state import Case
from sop.model.definition import Definition
from sop.model.events import ActionDone
from sop.model.scenario import Inject
from sop.model.training import Happening


class Scene(Protocol):
    """What an inject looks at."""

    definition: Definition
    count: TimeCounter
    case: Case
    now: datetime
    opened_at: datetime
    happenings: tuple[Happening, ...]

    def moment(self, text: str) -> datetime: ...


def is_due(scene: Scene, inject: Inject) -> bool:
    """Whether it happens now."""
    if inject.trigger == "after":
        return has_happened(scene, inject.target or "")
    if inject.trigger == "if_not":
        ends = (
            scene.count.after(scene.opened_at, inject.within) if inject.within else scene.opened_at
        )
        return scene.now >= ends and not has_happened(scene, inject.target or "")
    return inject.at is not None and scene.now >= _moment(scene, inject.at)


def has_happened(scene: Scene, target: str) -> bool:
    """Whether an action was done, a step visited, an answer chosen or a fact told; the name says which is meant."""
    if target.count(".") == 2:
        return any(_is_done_in(one, target) for one in scene.happenings)
    if target in {
        step.path for track in scene.definition.tracks.values() for step in track.steps.values()
    }:
        track, step = target.split(".")
        return step in scene.case.tracks[track].visits
    if target in scene.definition.facts:
        return target in scene.case.facts
    return find_choice(scene.happenings, target) is not None


def find_choice(happenings: Sequence[Happening], target: str) -> int | None:
    """The number of the happening at which `turn` was answered rightly, or `turn.choice` was chosen."""
    turn, _, choice = target.partition(".")
    for one in happenings:
        if one.kind == "answered" and one.turn == turn and one.choice == (choice or turn):
            return one.number
    return None


def _is_done_in(one: Happening, action: str) -> bool:
    return (
        one.event is not None
        and isinstance(one.event.body, ActionDone)
        and one.event.body.action == action
    )


def _moment(scene: Scene, text: str) -> datetime:
    """`+2 hours` counts from the opening."""
    later = LATER.match(text.strip())
    if later is None:
        return scene.moment(text)
    from datetime import timedelta

    return scene.opened_at + timedelta(**{f"{later[2]}s": int(later[1])})
