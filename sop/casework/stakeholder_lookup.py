"""Stakeholders of all available workflows, as a person names them before a workflow is known."""

from __future__ import annotations

from collections.abc import Collection

from sop.casework.library import Library
from sop.engine.resolve_names import refuse_unknown
from sop.engine.stakeholder_names import (
    match_stakeholders,
    official_name,
    refuse_several_stakeholders,
)
from sop.model.definition import Stakeholder
from sop.model.refusal import UsageError


def find_stakeholder(library: Library, word: str, here: Collection[str] = ()) -> str:
    """Return the ID of the stakeholder of any workflow that the word names.

    `here` are the workflows of the workspace: their stakeholders come first, and are listed.

    Raises:
        UsageError: No stakeholder has that name, or several have it.
    """
    for workflows in (here, ()):
        found = match_names(library, word, workflows)
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise refuse_several_stakeholders(word, list(found.values()))
    raise refuse_stranger(library, word, here)


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
            found = {**definition.stakeholders, **found}
    return tuple(found.values())


def short_name(library: Library, stakeholder: str) -> str:
    """Return the short name as screens show it; an unknown ID unchanged."""
    for definition in library.definitions():
        if stakeholder in definition.stakeholders:
            return definition.stakeholders[stakeholder].short
    return stakeholder


def refuse_stranger(library: Library, word: str, here: Collection[str] = ()) -> UsageError:
    """Return the error for a word that names no stakeholder, with those of the workspace."""
    ids = sorted(one.id for one in list_stakeholders(library, here))
    return refuse_unknown("stakeholder", word, ids)
