"""The stakeholder that a person means: by ID, by the short name on screens, or by its full name.

In any case; words that begin words of one full name only are enough: `social province`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sop.model.definition import Stakeholder
from sop.model.refusal import UsageError

SHORTEST_WORD = 4
"""Letters of the longest word of a name: shorter ones, such as `the`, are part of many names."""
MOST_LISTED = 5
"""Full names are long: more of them hide what to do."""


def match_stakeholders(stakeholders: Iterable[Stakeholder], text: str) -> tuple[Stakeholder, ...]:
    """Return those that the text names; empty for none.

    An ID or a short name comes before a full name, and that before words of it.
    """
    known = tuple(stakeholders)
    return match_exactly(known, text) or tuple(_match_words(known, text.strip().casefold()))


def match_exactly(stakeholders: Iterable[Stakeholder], text: str) -> tuple[Stakeholder, ...]:
    """Return those with this ID or short name, else those with this full name, in any case."""
    known = tuple(stakeholders)
    wanted = text.strip().casefold()
    found = [one for one in known if wanted in (one.id.casefold(), one.short.casefold())]
    return tuple(found or [one for one in known if wanted == one.name.casefold()])


def official_name(one: Stakeholder) -> str:
    """Return `AO (Accredited organisation)`: the short name, then the full one."""
    return f"{one.short} ({one.name})" if one.name != one.short else one.short


def list_official_names(stakeholders: Iterable[Stakeholder]) -> list[str]:
    return [official_name(one) for one in stakeholders]


def refuse_several_stakeholders(word: str, names: Sequence[str]) -> UsageError:
    """Return the error for a word that is part of several full names."""
    listed = ", ".join(names[:MOST_LISTED])
    left = len(names) - MOST_LISTED
    more = f" \u2026 and {left} more" if left > 0 else ""
    message = f"{word!r} fits {len(names)} stakeholders: {listed}{more}."
    return UsageError(message, "Write more of the name, or the short name.")


def _match_words(known: Iterable[Stakeholder], wanted: str) -> list[Stakeholder]:
    begun = _split_words(wanted)
    if max(map(len, begun), default=0) < SHORTEST_WORD:
        return []
    return [one for one in known if _has_words(one.name.casefold(), begun)]


def _has_words(name: str, begun: list[str]) -> bool:
    """Whether each begun word begins a word of the name."""
    known = _split_words(name)
    return all(_begins_one(word, known) for word in begun)


def _begins_one(begun: str, known: list[str]) -> bool:
    return any(word.startswith(begun) for word in known)


def _split_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)
