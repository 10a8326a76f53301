"""The port of every store: load a case's events, append to them, keep pinned definitions.

`append` is all or none and compares versions (optimistic concurrency): the slower of two writers
gets `VersionConflict` and has written nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from sop.model.events import Event
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.event_schema import YEARS

if TYPE_CHECKING:
    from sop.model.definition import Definition
    from sop.store.index_rows import CaseRows


class StoreError(Exception):
    """Something about the record: what happened and what to do; case, record and byte if known.

    `unkept`: the events are not in a draft either, so the user has to be shown what to enter again.
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
        listing = Suggestion("case list")
        super().__init__(message, "To list the cases", case=case, suggest=listing)


class StoreTrouble(StoreError):
    """The store cannot do it now and nothing was written (exit 3).

    It is locked, full, read-only or written by a newer sop.
    """


class VersionConflict(StoreTrouble):
    """The case is not at the version that the write was decided on (exit 3)."""

    def __init__(self, case: str, expected: int, found: int) -> None:
        super().__init__(
            f"{_describe_conflict(case, expected, found)} Nothing was written.",
            "Look at the case again. If the command is still right, repeat it.",
            case=case,
        )
        self.expected = expected
        self.found = found


def _describe_conflict(case: str, expected: int, found: int) -> str:
    """Return what happened. Only if the case has more events than expected, others were added."""
    if found > expected:
        return (
            f"Someone has recorded {_count_events(found - expected)} in case {case} since you last "
            f"looked at it (it had {_count_events(expected)}, and now it has {found})."
        )
    return (
        f"Your command was for case {case} with {_count_events(expected)}, but the case has "
        f"only {_count_events(found)}."
    )


def _count_events(number: int) -> str:
    noun = "event" if number == 1 else "events"
    return f"{number} {noun}"


class IntegrityError(StoreError):
    """The stored bytes are not those that were written (exit 5). An administrator must look."""


class Corrupt(IntegrityError):
    """A case's history is damaged, cut or altered."""


class DefinitionChanged(IntegrityError):
    """The definition that a case is pinned to is missing, damaged or replaced."""


def damaged_case(
    case: str, message: str, *, record: int | None = None, byte: int | None = None
) -> Corrupt:
    """Return the error for a damaged history, with the one remedy that holds for all of them."""
    return Corrupt(
        message,
        f"Stop using case {case}. Keep a copy of the store and call your administrator.",
        case=case,
        record=record,
        byte=byte,
    )


class Store(Protocol):
    """Where cases are kept. Texts come back exactly as given; results may be changed freely."""

    def load(self, case_id: str) -> tuple[tuple[Event, ...], int]:
        """Return the case's events in the order of writing, and its version.

        Raises UnknownCase where there is none.
        """
        ...

    def append(
        self, case_id: str, expected_version: int, events: Sequence[Event], rows: CaseRows
    ) -> None:
        """Write all events or none.

        Version 0 begins a case; the events' ids continue from `expected_version`. `rows` is what
        an index keeps of the case with these events.
        """
        ...

    def append_all(
        self, writes: Mapping[str, tuple[int, Sequence[Event]]], rows: Mapping[str, CaseRows]
    ) -> None:
        """Write to all cases or to none: for each the expected version, the events, the rows."""
        ...

    def cases(self) -> tuple[str, ...]:
        """Return the ids of all cases, sorted."""
        ...

    def definition(self, content_hash: str) -> Definition:
        """Return the definition with that hash; raise DefinitionChanged unless it is unchanged."""
        ...

    def texts(self, content_hash: str) -> Mapping[str, str]:
        """Return the exact text of each file of that definition, by name."""
        ...

    def keep_definition(self, definition: Definition, texts: Mapping[str, str]) -> None:
        """Keep a definition and its exact texts under its hash. The same again changes nothing."""
        ...


def check_numbers(case_id: str, expected_version: int, events: Sequence[Event]) -> None:
    """Raise ValueError unless the events' ids continue from the expected version.

    Only a mistake in the program can cause it.
    """
    wanted = list(range(expected_version + 1, expected_version + len(events) + 1))
    found = [event.id for event in events]
    if not events or found != wanted:
        raise ValueError(
            f"Events of case {case_id} after version {expected_version} have the ids {found}."
        )


def check_clock(events: Sequence[Event]) -> None:
    """Raise UsageError for an event of a year that readers reject, before it is written.

    The clock of the computer must be wrong then.
    """
    for moment in _moments(events):
        if moment.year not in YEARS:
            raise UsageError(
                f"The time {moment.isoformat()} is outside all calendars. Nothing was written.",
                "Set the clock of this computer, then repeat the command.",
            )


def _moments(events: Sequence[Event]) -> Iterator[datetime]:
    for event in events:
        yield event.at
        yield event.recorded
        yield from (due for due in event.dues.values() if due is not None)
