"""The agencies that the guided way offers, in the order in which they are needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sop.commands.context import CommandContext
from sop.commands.prompts import BACK_WORD, QUIT_WORD
from sop.model.definition import Definition

KEYS = ("b", "q", "m", "more", "?", "!", BACK_WORD, QUIT_WORD)
"""Keys of a list: an agency with such a name is chosen by its number only."""


def order_agencies(
    session: CommandContext,
    definition: Definition,
    names: Iterable[str],
    *,
    is_other_person: bool = False,
) -> tuple[str, ...]:
    """Return the agencies: the user's own role, those with whom a case begins, the others.

    Each group is in the order of the workflow. The own role is the one of this terminal, also
    after hours, and the default of this login; `is_other_person`: the one before has left.
    """
    own = () if is_other_person else list_own_agencies(session)
    first = list_first_doers(definition)

    def rank(name: str) -> int:
        if name in own:
            return own.index(name)
        return len(own) + (name not in first)

    listed = set(names)
    return tuple(sorted((one for one in definition.stakeholders if one in listed), key=rank))


def list_own_agencies(session: CommandContext) -> tuple[str, ...]:
    """Return the roles of the person here: of this terminal, then the default of this login."""
    user = session.terminal_user
    return tuple(dict.fromkeys(filter(None, (user.kept.as_, user.settings.as_))))


def list_first_doers(definition: Definition) -> tuple[str, ...]:
    """Return who may do something at the beginning, by the tracks that start at once.

    A workflow does not say who may open a case; these have something to open it for.
    """
    found: dict[str, None] = {}
    for track in definition.tracks.values():
        if not track.starts:
            for action in track.first.actions.values():
                if action.required:
                    found |= dict.fromkeys(action.by)
    return tuple(found)


def official_name(definition: Definition, name: str) -> str:
    """Return the short name and the full one, as a list shows them."""
    stakeholder = definition.stakeholders[name]
    return f"{stakeholder.short}  {stakeholder.name}"


def typed_names(definition: Definition, places: Sequence[str]) -> Mapping[str, int]:
    """Return what may be typed instead of a number: IDs and short names, each with its place."""
    found: dict[str, int] = {}
    for place, name in enumerate(places):
        if name in definition.stakeholders:
            for word in (name, definition.stakeholders[name].short):
                found.setdefault(word.casefold(), place)
    return {word: place for word, place in found.items() if word not in KEYS}
