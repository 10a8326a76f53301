"""The names that a condition may use: facts, switches, terms, tracks, steps and actions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field

from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.fact import Fact
from sop.model.value import value


@value
class Names:
    """The declared names. `tracks` maps track -> step -> actions.

    None in place of a fact, track or step means that it is declared but could not be read.
    `later_terms` are declared after the term that is being compiled, so it may not use them.
    """

    facts: Mapping[str, Fact | None] = field(default_factory=dict)
    switches: Collection[str] = ()
    terms: Collection[str] = ()
    later_terms: Collection[str] = ()
    tracks: Mapping[str, Mapping[str, Collection[str] | None] | None] = field(default_factory=dict)

    @classmethod
    def from_definition(cls, definition: Definition) -> Names:
        """Return the names of a compiled definition."""
        tracks: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in definition.tracks}
        for step in definition.steps():
            tracks[step.path.track][step.id] = tuple(step.actions)
        return cls(
            facts=definition.facts,
            switches=tuple(definition.switches),
            terms=tuple(definition.terms),
            tracks=tracks,
        )

    def is_question(self, word: str) -> bool:
        """Whether the word alone names something that a condition may ask."""
        declared = (self.facts, self.switches, self.terms, self.tracks)
        return any(word in names for names in declared)

    def single_words(self) -> list[str]:
        """Return the names that need no path."""
        return [*self.facts, *self.switches, *self.terms]

    def steps(self) -> list[str]:
        """Return the paths of all steps."""
        return [f"{track}.{step}" for track, steps in self.tracks.items() for step in steps or ()]

    def actions(self) -> list[str]:
        """Return the paths of all actions."""
        paths: list[str] = []
        for track, steps in self.tracks.items():
            for step, actions in (steps or {}).items():
                paths += [f"{track}.{step}.{action}" for action in actions or ()]
        return paths

    def example(self, word: str) -> str:
        """Return an example of a question about this word."""
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
    """Return a value as conditions write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
