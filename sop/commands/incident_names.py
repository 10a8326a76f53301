"""The incident that a user names: known spellings, whatever their case, and near ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.worklist import refuse_other
from sop.model.incident import are_near, incident_key
from sop.store.index_rows import CaseLine
from sop.views.case_name import case_name
from sop.views.labels import count_text

MOST_NAMED = 20
"""Cases that are named before the questions; more would hide the first question."""


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


def name_cases(
    session: CommandContext, incident: str, files: Sequence[LoadedCase], what: str = "This command"
) -> None:
    """Show at a terminal in which cases something is written, before anything is asked for it."""
    if not session.may_ask:
        return
    say = session.talk.say
    say(f"{what} is for {count_text(len(files), 'case')} of incident {incident}:")
    named = [case_name(file.id, file.case.label) for file in files[:MOST_NAMED]]
    if len(files) > MOST_NAMED:
        named.append(f"{len(files) - MOST_NAMED} more")
    say(f"  {', '.join(named)}")
