"""Writes a suggestion as the line that this asker can type, quoted by the rules of a POSIX shell; the only place."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from sop.model.suggestion import PACKAGE_INSTALLER, Suggestion

OF_A_CASE = (
    "next", "checklist", "do", "set", "advance", "raise", "waive", "undo", "close", "note", "why",
    "case show", "case timeline", "case verify", "case audit", "case print", "case reopen",
)  # fmt: skip
"""The commands that take `-c`."""
ACTING = (*OF_A_CASE, "open", "worklist")
"""The commands for which it matters who asks."""
FILTERING = ("checklist", "worklist")
"""The commands that `--as` narrows down to one stakeholder: what is suggested there shows everything."""


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
    if suggestion.verb == "advance" and suggestion.target and suggestion.target.count(".") == 2:
        track, _, outcome = suggestion.target.split(".")
        yield from (track, outcome)
    elif suggestion.verb == "set":
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
    if suggestion.verb in OF_A_CASE and asker.case is not None and not has_incident:
        yield from ("-c", asker.case)
    if _names_asker(suggestion) and asker.as_ is not None:
        yield from ("--as", asker.as_)
    if asker.workspace is not None:
        yield from ("--workspace", asker.workspace)


def _names_asker(suggestion: Suggestion) -> bool:
    return suggestion.yours and suggestion.verb in ACTING and suggestion.verb not in FILTERING


def suggestion_json(suggestion: Suggestion, asker: Asker, case: str | None) -> dict[str, object]:
    """Return the parts of the suggestion for a program. `case` is the one that the command is about."""
    return {
        "verb": suggestion.verb,
        "target": suggestion.target,
        "as": (suggestion.as_ or asker.as_) if _names_asker(suggestion) else None,
        "case": case if suggestion.verb in OF_A_CASE else None,
        "asks": list(suggestion.asks),
        "yours": suggestion.yours,
    }
