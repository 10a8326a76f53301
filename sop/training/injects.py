"""When an inject happens: at a time, after something was done, or because it was not done.

An inject is what happens in a scenario without being a turn of the model path.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sop.engine.deadlines import TimeCounter
from sop.engine.rehearse import LATER
from sop.model.case_state import Case
from sop.model.definition import Definition
from sop.model.dotted_path import DottedPath
from sop.model.events import ActionDone
from sop.model.scenario import Inject
from sop.model.training import Happening


class Scene(Protocol):
    """What the trigger of an inject depends on."""

    definition: Definition
    count: TimeCounter
    case: Case
    now: datetime
    opened_at: datetime
    happenings: tuple[Happening, ...]

    def moment(self, text: str) -> datetime: ...


def is_due(scene: Scene, inject: Inject) -> bool:
    """Whether the inject happens now."""
    if inject.trigger == "after":
        return has_happened(scene, inject.target or "")
    if inject.trigger == "if_not":
        return scene.now >= _time_limit(scene, inject) and not has_happened(
            scene, inject.target or ""
        )
    return inject.at is not None and scene.now >= _moment(scene, inject.at)


def _time_limit(scene: Scene, inject: Inject) -> datetime:
    """Return until when the target may still be done; the opening if no length is given."""
    if inject.within is None:
        return scene.opened_at
    return scene.count.after(scene.opened_at, inject.within)


def has_happened(scene: Scene, target: str) -> bool:
    """Whether an action was done, a step visited, a fact recorded or an answer chosen.

    The form of the name decides which of the four it is.
    """
    if target.count(".") == 2:
        return any(_is_done_in(happening, target) for happening in scene.happenings)
    if _is_step(scene.definition, target):
        path = DottedPath(target)
        return path.step in scene.case.tracks[path.track].visits
    if target in scene.definition.facts:
        return target in scene.case.facts
    return find_choice(scene.happenings, target) is not None


def _is_step(definition: Definition, target: str) -> bool:
    """Whether the target is `track.step`; `turn.choice` has the same form."""
    if target.count(".") != 1:
        return False
    path = DottedPath(target)
    track = definition.tracks.get(path.track)
    return track is not None and path.step in track.steps


def find_choice(happenings: Sequence[Happening], target: str) -> int | None:
    """Return the number of the happening that chose the target, or None.

    `turn` is the right answer at that turn, `turn.choice` one of its other answers.
    """
    turn, _, choice = target.partition(".")
    answer = choice or turn
    for happening in happenings:
        if happening.kind != "answered":
            continue
        if happening.turn == turn and happening.choice == answer:
            return happening.number
    return None


def _is_done_in(happening: Happening, action: str) -> bool:
    event = happening.event
    if event is None or not isinstance(event.body, ActionDone):
        return False
    return event.body.action == action


def _moment(scene: Scene, text: str) -> datetime:
    """Return the moment of an inject: `+2 hours` counts from the opening, not the last turn."""
    later = LATER.match(text.strip())
    if later is None:
        return scene.moment(text)
    return scene.opened_at + timedelta(**{f"{later[2]}s": int(later[1])})
