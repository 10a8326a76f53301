"""Words that a command does not take: which they are, and the option that takes a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sop.model.suggestion import Suggestion

TEXT_OPTIONS = ("--why", "--note")
"""The options for a sentence of the user, in the order in which they are offered."""


def find_surplus(error: Any, argv: Sequence[str]) -> tuple[str, ...]:
    """Return the words of the line that are too many; empty for another error.

    The error has them joined by blanks, so that a text of several words is found in `argv`.
    """
    found = re.fullmatch(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", str(error), re.S)
    if found is None:
        return ()
    for start in range(len(argv)):
        for end in range(start + 1, len(argv) + 1):
            if " ".join(argv[start:end]) == found[1]:
                return tuple(argv[start:end])
    return (found[1],)


def explain_surplus(words: Sequence[str]) -> str:
    """Return `Too many arguments: 'The text.'`, with one full stop at the end."""
    listed = ", ".join(f"'{word}'" for word in words)
    stop = "" if words[-1].endswith((".", "?", "!")) else "."
    return f"Too many arguments: {listed}{stop}"


def suggest_text_option(error: Any, argv: Sequence[str]) -> Suggestion | None:
    """Return the line in which an option takes the surplus words; None if there is none.

    A word with = is a fact and no text.
    """
    surplus, context = find_surplus(error, argv), getattr(error, "ctx", None)
    if not surplus or context is None or any("=" in word or word == "-" for word in surplus):
        return None
    verb = context.command_path.split()[1:]
    typed = list(argv[len(verb) :])
    size = len(surplus)
    places = [at for at in range(len(typed)) if tuple(typed[at : at + size]) == surplus]
    options = [name for one in context.command.params for name in one.opts]
    option = next((name for name in TEXT_OPTIONS if name in options), None)
    if not places or option is None or option in argv:
        return None
    before, after = typed[: places[-1]], typed[places[-1] + size :]
    return Suggestion(" ".join(verb), words=(*before, option, " ".join(surplus), *after))
