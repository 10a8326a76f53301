"""A store in memory, for rehearsals, proofs and tests.

Events are kept as JSON text, so callers never share an object with the store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sop.model.events import Event
from sop.store.event_codec import canonical, event_from_json, event_to_json
from sop.store.event_limits import check_limits
from sop.store.port import (
    DefinitionChanged,
    UnknownCase,
    VersionConflict,
    check_clock,
    check_numbers,
)

if TYPE_CHECKING:
    from sop.model.definition import Definition
    from sop.store.index_rows import CaseRows


class MemoryStore:
    """Cases and definitions until the program ends. It has no index, so it needs no rows."""

    def __init__(self) -> None:
        self._cases: dict[str, list[bytes]] = {}
        self._definitions: dict[str, tuple[Definition, dict[str, str]]] = {}

    def load(self, case_id: str) -> tuple[tuple[Event, ...], int]:
        if case_id not in self._cases:
            raise UnknownCase(case_id, "memory")
        events = tuple(event_from_json(json.loads(line)) for line in self._cases[case_id])
        return events, len(events)

    def append(
        self,
        case_id: str,
        expected_version: int,
        events: Sequence[Event],
        rows: CaseRows | None = None,
    ) -> None:
        self._check(case_id, expected_version, events)
        check_limits(event_to_json(event) for event in events)
        lines = [canonical(event_to_json(event)) for event in events]
        self._cases.setdefault(case_id, []).extend(lines)

    def append_all(
        self,
        writes: Mapping[str, tuple[int, Sequence[Event]]],
        rows: Mapping[str, CaseRows] | None = None,
    ) -> None:
        for case_id, (expected_version, events) in writes.items():
            self._check(case_id, expected_version, events)
        for case_id, (expected_version, events) in writes.items():
            self.append(case_id, expected_version, events)

    def cases(self) -> tuple[str, ...]:
        return tuple(sorted(self._cases))

    def definition(self, content_hash: str) -> Definition:
        return self._find_definition(content_hash)[0]

    def texts(self, content_hash: str) -> Mapping[str, str]:
        return dict(self._find_definition(content_hash)[1])

    def keep_definition(self, definition: Definition, texts: Mapping[str, str]) -> None:
        self._definitions.setdefault(definition.hash, (definition, dict(texts)))

    def _check(self, case_id: str, expected_version: int, events: Sequence[Event]) -> None:
        check_numbers(case_id, expected_version, events)
        check_clock(events)
        found = len(self._cases.get(case_id, ()))
        if found != expected_version:
            raise VersionConflict(case_id, expected_version, found)

    def _find_definition(self, content_hash: str) -> tuple[Definition, dict[str, str]]:
        if content_hash not in self._definitions:
            raise DefinitionChanged(f"The definition {content_hash[:12]} is not in this store.")
        return self._definitions[content_hash]
