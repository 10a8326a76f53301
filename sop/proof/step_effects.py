"""What a track changes in the model when it enters or leaves a step."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from sop.engine.transition_table import find_resumable_steps
from sop.model.definition import Action, Definition, Step, Track
from sop.model.dotted_path import DottedPath
from sop.proof.bdd import Name
from sop.proof.formula import AT, BACK_TO, DONE, FACT, FRESH, VISITED, among, negate
from sop.proof.guarded_moves import Assign
from sop.proof.reductions import ConeOfInfluence

Changes = dict[Name, tuple[Hashable, ...]]
"""Variables with the values that they can take afterwards."""


def _find_waiting_steps(definition: Definition, track: Track) -> Mapping[str, frozenset[str]]:
    found = find_resumable_steps(track)
    if definition.meaning > 1:
        return found
    return {step: frozenset(_list_plain(track, waiting)) for step, waiting in found.items()}


def _list_plain(track: Track, steps: Iterable[str]) -> Iterator[str]:
    """Yield the steps without `to: back`: in meaning 1 no others are remembered."""
    for step in steps:
        if not track.steps[step].resumes:
            yield step


class StepEffects:
    """The effects of the steps of one definition, as far as the model observes them."""

    def __init__(self, definition: Definition, relevant: ConeOfInfluence) -> None:
        self.definition, self.relevant = definition, relevant
        self.resumable = {
            track.id: _find_waiting_steps(definition, track) for track in definition.tracks.values()
        }
        """Track -> step with `to: back` -> every step that can wait below it."""

    def list_kept_actions(self, step: Step) -> list[Action]:
        """Return the actions of the step that the model contains."""
        free = self.relevant.free_actions
        return [action for action in step.actions.values() if action.path not in free]

    def enter_step(self, track: Track, step: Step) -> Changes:
        """Return what a new visit changes: the actions of the step are open again."""
        to: Changes = {(AT, track.id): (step.id,)}
        if step.path in self.relevant.visited_steps:
            to[VISITED, step.path] = (True,)
        return to | {(DONE, action.path): ("open",) for action in self.list_kept_actions(step)}

    def age_facts(self, step: Step) -> Iterator[Assign]:
        """Yield the stages by which a value of an earlier visit starts no wait of this visit."""
        for fact, path in sorted(self.relevant.fresh_facts):
            if path == step.path:
                yield Assign({(FRESH, fact, path): ("stale",)}, among((FRESH, fact, path), "here"))

    def leave_step(self, step: Step, target: str) -> Changes:
        """Return what ends with a visit: its actions are forgotten unless an `is done` reads them.

        In the model, the actions of a step at which its track is not are open.
        """
        to: Changes = {}
        for action in self.list_kept_actions(step):
            is_read_at_target = target in self.relevant.action_places.get(action.path, ())
            if action.path not in self.relevant.read_actions and not is_read_at_target:
                to[DONE, action.path] = ("open",)
        return to

    def forget_dead_values(self, track: Track, source: str | None, target: str) -> Changes:
        """Return what is forgotten because nothing can read it any more (live variables)."""
        return self._forget_facts(track, source, target) | self._forget_actions(
            track, source, target
        )

    def _forget_facts(self, track: Track, source: str | None, target: str) -> Changes:
        to: Changes = {}
        for fact, (home, places) in self.relevant.fact_places.items():
            if home == track.id and source in places and target not in places:
                to[FACT, fact] = (None,)
                for name, path in self.relevant.fresh_facts:
                    if name == fact:
                        to[FRESH, name, path] = ("no",)
        return to

    def _forget_actions(self, track: Track, source: str | None, target: str) -> Changes:
        to: Changes = {}
        resumed = self.resumable[track.id].get(target, ())
        for path, places in self.relevant.action_places.items():
            own = DottedPath(path)
            if own.track != track.id or source not in places or target in places:
                continue
            if own.step != target and own.step not in resumed:  # else its visit may continue
                to[DONE, path] = ("open",)
        return to

    def forget_resumed(self, track: Track, step: Step, target: str) -> Changes:
        """Return what ends when a step with `to: back` is left by another outcome.

        The visits that wait below it are over as well, each of the chain.
        """
        waiting = self.resumable[track.id].get(step.id, frozenset())
        to: Changes = {}
        for origin in waiting:
            to |= self.leave_step(track.steps[origin], target)
        for name in (step.id, *sorted(waiting)):
            to |= self.forget_step_below(track, name)
        return to

    def forget_step_below(self, track: Track, step: str) -> Changes:
        """Return that the step remembers nothing; no change where it never does."""
        if not self.resumable[track.id].get(step):
            return {}
        return {(BACK_TO, track.steps[step].path): (None,)}

    def remember_interrupted(self, track: Track, target: Step) -> Iterator[Assign]:
        """Yield the stages by which the target remembers the step that the track is at.

        If the target waits already, it is taken out first: the step above it then remembers what
        was below it.
        """
        below = (BACK_TO, target.path)
        for step, waiting in self.resumable[track.id].items():
            above = (BACK_TO, track.steps[step].path)
            if target.id in waiting and self.resumable[track.id][target.id]:
                yield Assign({}, among(above, target.id), same=(above, below))
        yield Assign({}, same=(below, (AT, track.id)))

    def inherit_remembered(self, track: Track, source: Step, target: Step) -> Iterator[Assign]:
        """Yield the stage by which the target remembers what the source did (meaning 1)."""
        below, above = (BACK_TO, source.path), (BACK_TO, target.path)
        if self.resumable[track.id][source.id]:
            yield Assign(self.forget_step_below(track, target.id))
            yield Assign({}, negate(among(below, None)), same=(above, below))
            yield Assign({below: (None,)})
