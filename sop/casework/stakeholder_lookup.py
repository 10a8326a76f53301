"""Stakeholders of all available workflows, as a person names them before a workflow is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sop.casework.library import Library
from sop.engine.resolve_names import refuse_unknown
from sop.engine.stakeholder_names import (
    list_official_names,
    match_exactly,
    match_stakeholders,
    official_name,
    refuse_several_stakeholders,
)
from sop.model.definition import Stakeholder


def find_stakeholder(library: Library, word: str, here: Collection[str] = ()) -> str:
    """Return the ID of the stakeholder of any workflow that the word names.

    `here` are the workflows of the workspace: their stakeholders come first, and are listed. A
    whole name of another workflow comes before words of a name of theirs.

    Raises:
        UsageError: No stakeholder has that name, or several have it.
    """
    ours, every = list_stakeholders(library, here), list_stakeholders(library)
    for match in (match_exactly, match_stakeholders):
        found = match(ours, word) or match(every, word)
        if len(found) == 1:
            return found[0].id
        if found:
            raise refuse_several_stakeholders(word, list_official_names(found))
    raise refuse_unknown("stakeholder", word, sorted(one.id for one in ours or every))


def similar_names(library: Library, word: str, here: Collection[str]) -> Sequence[str]:
    """Return the official names in these workflows that have the words, to offer them."""
    return list_official_names(match_stakeholders(list_stakeholders(library, here), word))


def match_names(library: Library, word: str, workflows: Collection[str] = ()) -> dict[str, str]:
    """Return the official names by ID of those that the word names, in these workflows or in all.

    An ID or a short name in one workflow comes before words of a full name in another.
    """
    every: list[Stakeholder] = []  # an ID of two workflows has two short names
    for definition in library.definitions():
        if not workflows or definition.id in workflows:
            every += definition.stakeholders.values()
    return {one.id: official_name(one) for one in match_stakeholders(every, word)}


def list_stakeholders(library: Library, workflows: Collection[str] = ()) -> tuple[Stakeholder, ...]:
    """Return the stakeholders of these workflows, each once; of all where none is given."""
    found: dict[str, Stakeholder] = {}
    for definition in library.definitions():
        if not workflows or definition.id in workflows:
            found = {**found, **definition.stakeholders}
    return tuple(found.values())


def list_words(
    library: Library, workflows: Iterable[str | None], first: Sequence[Stakeholder]
) -> tuple[str, ...]:
    """Return the IDs, then the short names, of these workflows' stakeholders; `first` come first.

    Without a workflow they are those of the workspace.
    """
    here = set(filter(None, workflows)) or {one.id for one in library.list_workspace()}
    known = {one.id: one.short for one in (*first, *list_stakeholders(library, here))}
    others = (short for id, short in known.items() if short.lower() != id)
    return (*known, *others)


def short_name(library: Library, stakeholder: str) -> str:
    """Return the short name as screens show it; an unknown ID unchanged."""
    for definition in library.definitions():
        if stakeholder in definition.stakeholders:
            return definition.stakeholders[stakeholder].short
    return stakeholder
