"""The incident that a user names: known spellings, whatever their case, and near ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sop.commands.worklist import refuse_other
from sop.model.incident import are_near, incident_key
from sop.store.index_rows import CaseLine


def match_incident(lines: Sequence[CaseLine], word: str) -> list[CaseLine]:
    """Return the cases of the incident. Raise UsageError if no case belongs to it."""
    key = incident_key(word)
    found = [line for line in lines if line.incident and incident_key(line.incident) == key]
    if not found:
        refuse_other("incident", word, {line.incident for line in lines if line.incident})
    return found


def settle_spelling(lines: Iterable[CaseLine], word: str) -> tuple[str, tuple[str, ...]]:
    """Return the incident as it was first spelled, and warnings about near ones.

    A new incident keeps the spelling of the word.
    """
    known = list(dict.fromkeys(line.incident for line in lines if line.incident))
    for spelling in known:
        if incident_key(spelling) == incident_key(word):
            return spelling, ()
    near = [f"'{spelling}'" for spelling in known if are_near(spelling, word)]
    if not near:
        return word, ()
    return word, (f"'{word}' is a new incident. A similar one is known: {', '.join(near)}.",)
