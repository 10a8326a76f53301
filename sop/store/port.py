"""The port of every store: load a case's events, append to them, keep the definitions that cases are pinned to.

`append` is all or none and compares versions: whoever was slower gets `VersionConflict` and has written nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from sop.model.events import Event
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.event_schema import YEARS

if TYPE_CHECKING:
    from sop.model.definition import Definition
    from sop.store.index_rows import CaseRows


class StoreError(Exception):
    """Something about the record: what happened and what to do; the case, record and byte where they are known.

    `unkept`: what was typed stands in no draft either, so it has to be said back.
    """

    unkept = False

    def __init__(
        self,
        message: str,
        remedy: str = "",
        *,
        case: str | None = None,
        record: int | None = None,
        byte: int | None = None,
        suggest: Suggestion | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.suggest = suggest  # a command that helps, shown behind the remedy
        self.case = case
        self.record = record
        self.byte = byte


class UnknownCase(StoreError):
    """There is no such case (exit 2)."""

    def __init__(self, case: str, place: str) -> None:
        message = f"There is no case {case} in {place}."
        super().__init__(message, "See which there are", case=case, suggest=Suggestion("case list"))


class StoreTrouble(StoreError):
    """The store cannot do it now and nothing was written (exit 3): locked, full, read-only, written by a newer sop."""


class VersionConflict(StoreTrouble):
    """Somebody else wrote to the case since it was loaded (exit 3)."""

    def __init__(self, case: str, expected: int, found: int) -> None:
        super().__init__(
            f"Case {case} is at version {found}, not {expected}: someone was faster. Nothing was written.",
            "Look at the case again, then repeat what still applies.",
            case=case,
        )
        self.expected = expected
        self.found = found


class IntegrityError(StoreError):
    """What is kept is not what was written (exit 5). Do not go on; call someone."""


class Corrupt(IntegrityError):
    """A case's history is damaged, cut or altered."""


class DefinitionChanged(IntegrityError):
    """The definition that a case is pinned to is missing, damaged or another one."""


class Store(Protocol):
    """Where cases live. Texts come back exactly as given; what is handed out may be changed without effect here."""

    def load(self, case_id: str) -> tuple[tuple[Event, ...], int]:
        """The case's events in the order of writing and its version; UnknownCase when there is none."""
        ...

    def append(
        self, case_id: str, expected_version: int, events: Sequence[Event], rows: CaseRows
    ) -> None:
        """Write all events or none. Version 0 begins a case; the events' ids go on from `expected_version`.

        `rows` is what an index keeps of the case with these events.
        """
        ...

    def append_all(
        self, writes: Mapping[str, tuple[int, Sequence[Event]]], rows: Mapping[str, CaseRows]
    ) -> None:
        """Write to several cases, to all or to none: for each the expected version, the events and the rows."""
        ...

    def cases(self) -> tuple[str, ...]:
        """The ids of all cases, sorted."""
        ...

    def definition(self, content_hash: str) -> Definition:
        """The definition with that hash as it was kept; DefinitionChanged when it is not there or not the same."""
        ...

    def texts(self, content_hash: str) -> Mapping[str, str]:
        """The exact text of each file of that definition, by name."""
        ...

    def keep_definition(self, definition: Definition, texts: Mapping[str, str]) -> None:
        """Keep a definition and its exact texts under its hash. Keeping the same again changes nothing."""
        ...


def check_numbers(case_id: str, expected_version: int, events: Sequence[Event]) -> None:
    """Raise ValueError when the events' ids do not go on from the expected version: a mistake in the program."""
    wanted = list(range(expected_version + 1, expected_version + len(events) + 1))
    found = [event.id for event in events]
    if not events or found != wanted:
        raise ValueError(
            f"Events of case {case_id} after version {expected_version} must be numbered on, not {found}."
        )


def check_clock(events: Sequence[Event]) -> None:
    """Raise Misuse for an event of a year that no reader takes for one: the clock is wrong, and it is said before the
    event is written."""
    for moment in (
        moment for event in events for moment in (event.at, event.recorded, *event.dues.values())
    ):
        if moment is not None and moment.year not in YEARS:
            raise UsageError(
                f"the time {moment.isoformat()} lies outside all calendars; nothing was written.",
                "set the clock of this computer, then repeat the command",
            )
