"""What a viewer could conclude about facts that they may not see, and so may not see either.

A due time counted from a private date, the state of an action whose `when` reads a private fact, or
a track that such a fact starts are shadows of the fact. They are found from the definition alone,
never from a case: what is private in one case is private in every case, so two cases that differ
only in private facts look alike to the viewer.
"""

from __future__ import annotations

from collections.abc import Iterable

from sop.engine.evaluate import iterate_open_questions
from sop.model.condition import (
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    StepCurrent,
    StepVisited,
    TrackIs,
)
from sop.model.definition import Action, Definition, Guarantee, Interrupt, Outcome, Step, Track
from sop.model.duration import Due, Wait
from sop.model.value import cache_on_value, value


@value
class PrivateRules:
    """The parts of a definition whose state is private to a viewer, by path.

    `dues` has actions, steps and outcomes whose time counts from a private date. `tracks` start by
    a private fact, `held_tracks` are held by one. `guarantees` are by ID. `mixed_steps` have a
    private action, or one with a private due time: it decides what else of the step is listed. A
    part that the viewer acts on (`by`) is not in `actions` or `outcomes`: a duty is never hidden
    from those who have it; the check need-to-know reports such a rule.
    """

    facts: frozenset[str] = frozenset()
    tracks: frozenset[str] = frozenset()
    held_tracks: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    interrupts: frozenset[str] = frozenset()
    dues: frozenset[str] = frozenset()
    guarantees: frozenset[str] = frozenset()
    mixed_steps: frozenset[str] = frozenset()
    closing: bool = False

    def hides(self, path: str) -> bool:
        """Whether the state of the action, outcome, interrupt or track at this path is private."""
        if path in self.actions or path in self.outcomes or path in self.interrupts:
            return True
        return path.partition(".")[0] in self.tracks

    def hides_due(self, path: str) -> bool:
        """Whether the due time of the action, step or outcome at this path is private."""
        return path in self.dues or self.hides(path)


NOTHING_PRIVATE = PrivateRules()


def may_see_fact(definition: Definition, fact: str, viewer: str | None) -> bool:
    """Whether the viewer may see the fact's value. Without a viewer no private fact is seen."""
    known = definition.facts.get(fact)
    if known is None:
        return True
    if known.seen_by is not None:
        return viewer in known.seen_by
    return viewer is not None or not known.sensitive


def find_private_rules(definition: Definition, viewer: str | None) -> PrivateRules:
    """Return what is private to the viewer; NOTHING_PRIVATE for one who may see every fact.

    It depends on nothing but the two, and one command asks several times: it is found once.
    """
    found = _rules_by_viewer(definition)
    if viewer not in found:
        found[viewer] = _find_rules(definition, viewer)
    return found[viewer]


@cache_on_value
def _rules_by_viewer(definition: Definition) -> dict[str | None, PrivateRules]:
    """Return a place for the rules of each viewer that were found, kept with the definition."""
    return {}


def _find_rules(definition: Definition, viewer: str | None) -> PrivateRules:
    hidden = frozenset(
        fact for fact in definition.facts if not may_see_fact(definition, fact, viewer)
    )
    if not hidden:
        return NOTHING_PRIVATE
    return _Finder(definition, viewer, hidden).find()


class _Finder:
    """Finds the private rules of one viewer."""

    def __init__(self, definition: Definition, viewer: str | None, hidden: frozenset[str]) -> None:
        self._definition = definition
        self._viewer = viewer
        self._hidden = hidden
        self._tracks = self._find_tracks()

    def find(self) -> PrivateRules:
        definition = self._definition
        held = frozenset(
            track.id for track in definition.tracks.values() if self._reads(track.on_hold_while)
        )
        actions = self._find_actions(held)
        paths = frozenset(one.path for one in actions)
        own = frozenset(one.path for one in actions if self._viewer in one.by)
        dues = self._find_dues()
        return PrivateRules(
            facts=self._hidden,
            tracks=self._tracks,
            held_tracks=held,
            actions=paths - own,
            outcomes=self._find_outcomes(held, paths),
            interrupts=self._find_interrupts(),
            dues=dues,
            mixed_steps=frozenset(path.rpartition(".")[0] for path in (paths - own) | dues),
            guarantees=self._find_guarantees(),
            closing=self._reads_closing(),
        )

    def _find_interrupts(self) -> frozenset[str]:
        found = self._definition.interrupts()
        return frozenset(one.path for one in found if self._hides_transition(one))

    def _find_guarantees(self) -> frozenset[str]:
        found = self._definition.guarantees.values()
        return frozenset(one.id for one in found if self._reads_guarantee(one))

    def _find_tracks(self) -> frozenset[str]:
        """Return the tracks that a private fact starts, also by way of another such track."""
        found: frozenset[str] = frozenset()
        while True:
            self._tracks = found
            more = frozenset(
                track.id for track in self._definition.tracks.values() if self._hides_start(track)
            )
            if more <= found:
                return found
            found |= more

    def _hides_start(self, track: Track) -> bool:
        """Whether the viewer has no part in the track and a private fact starts it."""
        return self._reads(track.starts) and not self._acts_in(track)

    def _acts_in(self, track: Track) -> bool:
        if self._viewer is None:
            return False
        steps = track.steps.values()
        parts: list[Action | Outcome | Interrupt] = [*track.interrupts.values()]
        for step in steps:
            parts += [*step.actions.values(), *step.outcomes.values()]
        return any(self._viewer in part.by for part in parts) or self._viewer == track.lead

    def _find_actions(self, held: frozenset[str]) -> list[Action]:
        """Return the actions whose state a private fact decides, in file order."""
        found: list[Action] = []
        for step in self._definition.steps():
            private: set[str] = set()
            waits_on_hold = step.path.partition(".")[0] in held
            for action in step.actions.values():
                if (waits_on_hold and not action.even_on_hold) or self._hides_need(action):
                    private.add(action.id)
            found += _add_later_actions(step, private)
        return found

    def _hides_need(self, action: Action) -> bool:
        return self._reads(action.when) or self._reads(action.only_if)

    def _find_outcomes(self, held: frozenset[str], actions: frozenset[str]) -> frozenset[str]:
        found: set[str] = set()
        for step in self._definition.steps():
            waits = step.path.partition(".")[0] in held or any(
                action.required and action.path in actions for action in step.actions.values()
            )
            for outcome in step.outcomes.values():
                is_private = self._reads(outcome.when) or self._counts_from(outcome.wait)
                if (waits and not outcome.skips_actions) or is_private:
                    found.add(outcome.path)
        return frozenset(path for path in found if not self._may_take(path))

    def _may_take(self, path: str) -> bool:
        return self._viewer in self._definition.outcome(path).by

    def _hides_transition(self, interrupt: Interrupt) -> bool:
        return self._reads(interrupt.when) and self._viewer not in interrupt.by

    def _find_dues(self) -> frozenset[str]:
        definition = self._definition
        timed: list[tuple[str, Due | Wait | None]] = []
        timed += [(one.path, one.due) for one in definition.steps()]
        timed += [(one.path, one.due) for one in definition.actions()]
        timed += [(one.path, one.wait) for one in definition.outcomes()]
        return frozenset(path for path, clock in timed if self._counts_from(clock))

    def _counts_from(self, clock: Due | Wait | None) -> bool:
        if isinstance(clock, Due):
            return not self._hidden.isdisjoint({clock.from_fact, clock.before_fact})
        return clock is not None and clock.from_fact in self._hidden

    def _reads_guarantee(self, guarantee: Guarantee) -> bool:
        parts = (guarantee.a, guarantee.b, guarantee.only_runs_with)
        return self._reads(part for part in parts if part is not None)

    def _reads_closing(self) -> bool:
        """Whether a private fact decides if a person can close the case, and not the viewer."""
        closing = self._definition.closing
        if closing is None or self._viewer in closing.by:
            return False
        return bool(self._tracks) or self._reads(closing.when)

    def _reads(self, lines: Iterable[Condition] | None) -> bool:
        """Whether a private fact decides one of the lines, directly or by a private track."""
        if not lines:  # most actions
            return False
        return any(self._reads_line(line) for line in lines)

    def _reads_line(self, line: Condition) -> bool:
        for question in iterate_open_questions(self._definition, line):
            match question:
                case FactIs(fact) | FactBetween(fact) | FactKnown(fact):
                    if fact in self._hidden:
                        return True
                case StepCurrent(track) | StepVisited(track) | TrackIs(track):
                    if track in self._tracks:
                        return True
        return False


def _add_later_actions(step: Step, private: set[str]) -> list[Action]:
    """Return the private actions of the step, and those that wait for one of them.

    An action that is not needed lets those after it go on, so their state shows its need.
    """
    if not private:  # most steps
        return []
    grown = True
    while grown:
        grown = False
        for action in step.actions.values():
            if action.id not in private and not private.isdisjoint(action.after):
                private.add(action.id)
                grown = True
    return [action for action in step.actions.values() if action.id in private]
