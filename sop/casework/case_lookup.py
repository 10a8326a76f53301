"""Which case is meant: a whole id, or the beginning of one that fits a single case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.case_ids import new_case_id, parse_case_id, parse_prefix
from sop.store.index_rows import CaseLine

SHORTEST_PREFIX = 3


class CaseLookup(Protocol):
    """A store that can be asked for the ids that begin with some symbols."""

    def matching(self, symbols: str) -> Sequence[str]: ...

    def case_lines(self) -> Sequence[CaseLine]: ...


def resolve_case(store: CaseLookup, text: str) -> str:
    """The id of the case meant. A whole id is taken as it is; whether it exists shows when it is loaded."""
    whole = parse_case_id(text)
    if whole is not None:
        return whole
    symbols = parse_prefix(text)
    if symbols is None:
        raise UsageError(
            f"'{text}' is no case id.", "an id looks like 7K3M-9QTD-X; its beginning is enough"
        )
    if len(symbols) >= 9:
        raise UsageError(
            f"'{text}' is no case id: its last symbol does not fit the others.", "check each symbol"
        )
    if len(symbols) < SHORTEST_PREFIX:
        raise UsageError(
            f"'{text}' is too short for a case.",
            f"give at least {SHORTEST_PREFIX} symbols of its id",
        )
    return _single_match(text, tuple(store.matching(symbols)))


def _single_match(text: str, found: tuple[str, ...]) -> str:
    if not found:
        raise UsageError(
            f"there is no case that begins with '{text}'.",
            "see which there are",
            Suggestion("case list"),
        )
    if len(found) > 1:
        raise UsageError(
            f"'{text}' fits {len(found)} cases: {', '.join(found[:8])}.", "give more of the id"
        )
    return found[0]


def id_for_key(key: str) -> str:
    """The case id that opening with this key always gives, so that a repeated request finds its case again."""
    import random

    return new_case_id(random.Random(f"open {key}"))


def open_cases(store: CaseLookup) -> dict[str, str]:
    """The open cases with their workflows, to choose from."""
    return {line.case: line.workflow or "" for line in store.case_lines() if line.status == "open"}
