"""What a condition may talk about: the declared facts, switches, terms, tracks, steps and actions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field

from sop.model.condition import Value
from sop.model.definition import Definition, Fact
from sop.model.value import value


@value
class Names:
    """The declared names. None in place of a fact, track or step: it is declared, but could not be read."""

    facts: Mapping[str, Fact | None] = field(default_factory=dict)
    switches: Collection[str] = ()
    terms: Collection[str] = ()
    later_terms: Collection[str] = ()
    tracks: Mapping[str, Mapping[str, Collection[str] | None] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, definition: Definition) -> Names:
        """The names of a compiled definition."""
        tracks = {
            track.id: {step.id: tuple(step.actions) for step in track.steps.values()}
            for track in definition.tracks.values()
        }
        return cls(
            definition.facts, tuple(definition.switches), tuple(definition.terms), (), tracks
        )

    def is_question(self, word: str) -> bool:
        """Whether the word by itself names something that a condition may ask."""
        return (
            word in self.facts or word in self.switches or word in self.terms or word in self.tracks
        )

    def single_words(self) -> list[str]:
        return [*self.facts, *self.switches, *self.terms]

    def steps(self) -> list[str]:
        """The paths of all steps."""
        return [f"{track}.{step}" for track, steps in self.tracks.items() for step in steps or ()]

    def actions(self) -> list[str]:
        """The paths of all actions."""
        return [
            f"{track}.{step}.{action}"
            for track, steps in self.tracks.items()
            for step, actions in (steps or {}).items()
            for action in actions or ()
        ]

    def example(self, word: str) -> str:
        """How a question about this word may read."""
        fact = self.facts.get(word)
        if fact is not None and fact.type in ("choices", "integer") and fact.domain():
            return f"For example '{word} is {format_value(fact.domain()[0])}'."
        if word.count(".") == 2:
            return f"For example '{word} is done'."
        if word.count(".") == 1:
            return f"For example '{word} is current'."
        if word in self.tracks:
            return f"For example '{word} is running'."
        return "Write NAME is VALUE, with a declared name."


def format_value(value: Value) -> str:
    """A value as conditions write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
