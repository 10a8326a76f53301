"""Finds the case that a user names: by its ID, its first characters, its label or a reference."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Protocol

from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.case_ids import FULL_LENGTH, new_case_id, parse_case_id, parse_prefix
from sop.store.index_rows import CaseLine

SHORTEST_PREFIX = 3
"""Symbols: shorter ones fit several cases even in a small store."""
MOST_LISTED = 8
"""Cases that a message lists; more would hide the rest of it."""


class CaseLookup(Protocol):
    """A store that finds ids by their first symbols."""

    def find_by_prefix(self, symbols: str) -> Sequence[str]: ...

    def case_lines(self) -> Sequence[CaseLine]: ...


def resolve_case(store: CaseLookup, text: str, among: Sequence[CaseLine] | None = None) -> str:
    """Return the id of the case that the text names: by its id, its whole label or a reference.

    An id goes first. A complete id need not exist: loading it shows that. `among` are the cases
    whose labels count; None: all. Raises UsageError for a text that does not fit exactly one case.
    """
    if not text.strip():
        # As of an unset variable: it must not be read as the current case.
        listing = Suggestion("case list")
        raise UsageError("The case is an empty word.", "Name a case. To list the cases", listing)
    try:
        return _resolve_id(store, text)
    except _AmbiguousStart:
        raise
    except UsageError as no_id:
        return _find_by_name(store, text, no_id, among)


class _AmbiguousStart(UsageError):
    """The first characters of several ids: the text is not read as a label."""


def _find_by_name(
    store: CaseLookup, text: str, no_id: UsageError, among: Sequence[CaseLine] | None
) -> str:
    """Return the only case with this label or reference; a part names none, and two name none."""
    wanted = _fold(text)
    lines = store.case_lines() if among is None else among
    found = [one.case for one in lines if wanted and wanted in map(_fold, _names_of(one))]
    if len(found) == 1:
        return found[0]
    search = Suggestion("find", " ".join(text.split()))
    if found:
        listed = ", ".join(found[:MOST_LISTED])
        raise UsageError(
            f"{len(found)} cases have the {_kind_of(wanted, lines)} '{text}': {listed}.",
            "Give the ID. To compare",
            search,
        )
    if any(one.label and wanted and wanted in _fold(one.label) for one in lines):
        raise UsageError(
            f"'{text}' is only a part of a label. Give the whole label or the ID.",
            "To search",
            search,
        )
    if wanted and any(wanted in _fold(each) for one in lines for each in one.references):
        raise UsageError(
            f"'{text}' is only a part of a reference. Give the whole reference or the ID.",
            "To search",
            search,
        )
    if wanted and (" " in wanted or parse_prefix(text) is None):
        raise UsageError(
            f"'{text}' is not a valid case ID, and no case has that label or reference. "
            f"{no_id.remedy}",
            "To search",
            search,
        )
    raise no_id


def _names_of(line: CaseLine) -> tuple[str, ...]:
    return (line.label or "", *line.references)


def _kind_of(wanted: str, lines: Sequence[CaseLine]) -> str:
    """Return what several cases have of that text."""
    is_label = any(_fold(one.label or "") == wanted for one in lines)
    is_reference = any(wanted in map(_fold, one.references) for one in lines)
    if is_label and is_reference:
        return "label or reference"
    return "reference" if is_reference else "label"


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _resolve_id(store: CaseLookup, text: str) -> str:
    complete = parse_case_id(text)
    if complete is not None:
        return complete
    symbols = parse_prefix(text)
    if symbols is None:
        raise UsageError(
            f"'{text}' is not a valid case ID.",
            f"It looks like 7K3M-9QTD-X; the first {SHORTEST_PREFIX} characters are enough.",
        )
    if len(symbols) >= FULL_LENGTH:
        raise UsageError(
            f"'{text}' is not a valid case ID: the last symbol does not match the others.",
            "Check each symbol.",
        )
    if len(symbols) < SHORTEST_PREFIX:
        raise UsageError(
            f"'{text}' is too short for a case ID.",
            f"Give at least the first {SHORTEST_PREFIX} characters.",
        )
    return _single_match(text, tuple(store.find_by_prefix(symbols)))


def _single_match(text: str, found: tuple[str, ...]) -> str:
    if not found:
        listing = Suggestion("case list")
        raise UsageError(f"No case ID begins with '{text}'.", "To list the cases", listing)
    if len(found) > 1:
        raise _AmbiguousStart(
            f"'{text}' fits {len(found)} cases: {', '.join(found[:MOST_LISTED])}.",
            "Give more characters of the ID.",
        )
    return found[0]


def id_for_key(key: str) -> str:
    """Return the id that opening with this idempotency key always gives.

    A repeated request finds its case by it.
    """
    import random  # late: start-up

    return new_case_id(random.Random(f"open {key}"))


def open_cases(store: CaseLookup) -> dict[str, str]:
    """Return the open cases with their workflows, to choose from."""
    return {line.case: line.workflow or "" for line in store.case_lines() if line.status == "open"}
