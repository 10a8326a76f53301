"""Lists of words in a sentence: `A`, `A or B`, `A, B or C`."""

from __future__ import annotations

from collections.abc import Sequence

from sop.model.suggestion import Suggestion

MOST_NAMES_LISTED = 12
"""Names in one message; a command lists the others."""


def join_words(words: Sequence[str], last: str) -> str:
    """Return the words with commas, and with `last` (or, and) before the last one.

    >>> join_words(["A", "B", "C"], "or"), join_words(["A"], "or"), join_words([], "or")
    ('A, B or C', 'A', '')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def join_conditions(conditions: Sequence[str]) -> str:
    """Return the conditions that must all be true; several as a list that is announced first.

    >>> join_conditions(["A"]), join_conditions(["A", "B"]), join_conditions(["A", "B", "C"])
    ('A', 'both are true: A; B', 'all are true: A; B; C')
    """
    if len(conditions) < 2:
        return "".join(conditions)
    number = "both" if len(conditions) == 2 else "all"
    return f"{number} are true: {'; '.join(conditions)}"


def list_some(
    title: str, names: Sequence[str], suggest: Suggestion | None
) -> tuple[str, Suggestion | None]:
    """Return `Stakeholders: warden, owner.` Where it is cut, the command for the rest."""
    if suggest is None or len(names) <= MOST_NAMES_LISTED:
        return f"{title}: {', '.join(names)}.", None
    listed = ", ".join(names[:MOST_NAMES_LISTED])
    return f"{title}: {listed} \u2026 and {len(names) - MOST_NAMES_LISTED} more", suggest
