"""The starts and ends of tracks in the model: what follows an event without an event of its own."""

from __future__ import annotations

from collections.abc import Container, Iterator

from sop.model.definition import Definition, Track
from sop.proof.bdd import Name
from sop.proof.formula import (
    AT,
    FALSE,
    ConditionEncoder,
    Formula,
    among,
    conjoin,
    disjoin,
    names_in,
)
from sop.proof.guarded_moves import Assign
from sop.proof.step_effects import StepEffects


class TrackStarts:
    """When the tracks of one definition start, and when all of them are over."""

    def __init__(
        self, definition: Definition, conditions: ConditionEncoder, effects: StepEffects
    ) -> None:
        self.definition, self.effects = definition, effects
        self.gates = {
            track.id: conditions.gate(track.starts) for track in definition.tracks.values()
        }
        self.over = conjoin(*(self.is_over(track) for track in definition.tracks.values()))
        """Every started track has ended and no waiting track can start."""

    def is_over(self, track: Track) -> Formula:
        """Return where the track has ended, or waits and can never start."""
        ended = among((AT, track.id), *(step.id for step in track.steps.values() if step.end))
        never = conjoin(among((AT, track.id), None), self.gates[track.id].false)
        return disjoin(ended, never)

    def list_first_starts(self) -> Iterator[Assign]:
        """Yield the starts that follow the opening of the case."""
        return self._repeat_starts(self._select_startable(self.definition.tracks))

    def list_starts_after(self, changed: frozenset[Name]) -> Iterator[Assign]:
        """Yield the starts that a change of these variables can cause, directly or in turn."""
        found: set[str] = set()
        grew = True
        while grew:
            grew = False
            for track in self.definition.tracks.values():
                # The place of the track itself is not read: no move makes a track wait again.
                if track.id not in found and self._reads(track) & changed:
                    found.add(track.id)
                    changed = changed | self._changes(track)
                    grew = True
        return self._repeat_starts(self._select_startable(found))

    def _select_startable(self, names: Container[str]) -> list[str]:
        """The tracks among these whose start is possible at all, in file order."""
        return [
            name
            for name in self.definition.tracks
            if name in names and self.gates[name].true != FALSE
        ]

    def _reads(self, track: Track) -> set[Name]:
        return set(names_in(self.gates[track.id].true))

    def _changes(self, track: Track) -> frozenset[Name]:
        return frozenset(self.effects.enter_step(track, track.first))

    def _repeat_starts(self, starting: list[str]) -> Iterator[Assign]:
        """The starts in file order, as often as they can follow one another."""
        rounds = len(starting) if self._can_start_backwards(starting) else 1
        starts = [self._start(self.definition.tracks[name]) for name in starting]
        for _ in range(rounds):
            yield from starts

    def _start(self, track: Track) -> Assign:
        first = track.first
        to = self.effects.enter_step(track, first)
        to |= self.effects.forget_dead_values(track, None, first.id)
        return Assign(to, conjoin(among((AT, track.id), None), self.gates[track.id].true))

    def _can_start_backwards(self, starting: list[str]) -> bool:
        """Whether a start can cause the start of a track that comes earlier in the file."""
        for number, name in enumerate(starting):
            reads = self._reads(self.definition.tracks[name])
            for later in starting[number + 1 :]:
                if reads & self._changes(self.definition.tracks[later]):
                    return True
        return False
