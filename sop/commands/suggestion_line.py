"""Writes a suggestion as the line that this asker can type, quoted by the rules of a POSIX shell; the only place."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from sop.grammar import find_verb
from sop.model.suggestion import PACKAGE_INSTALLER, Suggestion

OTHERS_OF_A_CASE = ("case show", "case timeline", "case verify", "case audit", "case print")
"""The commands outside the table of verbs that take `-c`, and for which it matters who asks."""


@dataclass(frozen=True)
class Asker:
    """What the next command has to repeat so that it works as printed: what the asker gave with this one.

    `case` is None where the next command means the case of the answer without naming it.
    """

    as_: str | None = None
    case: str | None = None
    workspace: str | None = None


def suggestion_line(suggestion: Suggestion, asker: Asker) -> str:
    """Return the command as one line. A value that is to be chosen is left out: the command asks for it."""
    if suggestion.verb == PACKAGE_INSTALLER:
        return shlex.join((*PACKAGE_INSTALLER.split(), "--upgrade", suggestion.target or ""))
    return shlex.join(
        ("sop", *suggestion.verb.split(), *_arguments(suggestion), *_context(suggestion, asker))
    )


def _arguments(suggestion: Suggestion) -> Iterator[str]:
    verb = find_verb(suggestion.verb)
    names = verb.target if verb else ""
    if names == "outcome" and suggestion.target and suggestion.target.count(".") == 2:
        track, _, outcome = suggestion.target.split(".")
        yield from (track, outcome)
    elif names == "facts":
        yield from suggestion.asks
    elif suggestion.target is not None:
        yield suggestion.target
    for name, value in suggestion.options:
        yield f"--{name}"
        if value is not None:
            yield value


def _context(suggestion: Suggestion, asker: Asker) -> Iterator[str]:
    """The case, who acts and the workspace; never another agency's name."""
    has_incident = any(name == "incident" for name, _ in suggestion.options)
    if _is_of_case(suggestion) and asker.case is not None and not has_incident:
        yield from ("-c", asker.case)
    if _names_asker(suggestion) and asker.as_ is not None:
        yield from ("--as", asker.as_)
    if asker.workspace is not None:
        yield from ("--workspace", asker.workspace)


def _is_of_case(suggestion: Suggestion) -> bool:
    verb = find_verb(suggestion.verb)
    return verb.of_case if verb else suggestion.verb in OTHERS_OF_A_CASE


def _names_asker(suggestion: Suggestion) -> bool:
    """Whether the command says for whom it is typed; not where that would narrow down what it shows."""
    verb = find_verb(suggestion.verb)
    if not suggestion.yours or (verb and verb.filters):
        return False
    return verb.acts if verb else suggestion.verb in OTHERS_OF_A_CASE


def suggestion_json(suggestion: Suggestion, asker: Asker, case: str | None) -> dict[str, object]:
    """Return the parts of the suggestion for a program. `case` is the one that the command is about."""
    return {
        "verb": suggestion.verb,
        "target": suggestion.target,
        "as": (suggestion.as_ or asker.as_) if _names_asker(suggestion) else None,
        "case": case if _is_of_case(suggestion) else None,
        "asks": list(suggestion.asks),
        "yours": suggestion.yours,
    }
