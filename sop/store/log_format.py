"""A case's log as bytes: what a line looks like, and what a reader makes of a whole, torn, cut or damaged one.

A line is one append: `crc32-hex SPACE [version, [event, …]] NEWLINE`, the JSON canonical, the version that of its last
event. A line is whole or it does not count, so an append of several events is all or none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from sop.model.events import Event
from sop.model.refusal import UsageError
from sop.model.suggestion import upgrade
from sop.store.event_codec import (
    JsonObject,
    UnknownType,
    canonical,
    chain_hash,
    event_from_json,
    genesis,
)
from sop.store.event_schema import check_event
from sop.store.port import Corrupt, StoreTrouble

_CRC = 8  # hex digits, then a space


class History(NamedTuple):
    """What a log holds. `end` is the byte after the last whole record; `tail` what follows it, when its newline is
    missing: bytes of a write that was never acknowledged, or the one byte that stands where the newline should."""

    case: str
    documents: tuple[JsonObject, ...]
    end: int = 0
    tail: bytes = b""
    newline_missing: bool = False

    @property
    def size(self) -> int:
        """The length of the file."""
        return self.end + len(self.tail)

    @property
    def version(self) -> int:
        return len(self.documents)

    @property
    def is_torn(self) -> bool:
        return bool(self.tail) and not self.newline_missing

    def head(self, version: int | None = None) -> str:
        """The hash of the event with that number, by default of the last one."""
        number = self.version if version is None else version
        if number < self.version:
            prev: str = self.documents[number]["prev"]
            return prev
        return (
            chain_hash(self.case, number, self.documents[number - 1])
            if number
            else genesis(self.case)
        )

    def append_documents(self, documents: Sequence[JsonObject]) -> tuple[bytes, History]:
        """The line that appends the documents, each with its number and its `prev`, and the history with it."""
        head, chained = self.head(), list(self.documents)
        for number, document in enumerate(documents, start=self.version + 1):
            chained.append({**document, "id": number, "prev": head})
            head = chain_hash(self.case, number, chained[-1])
        payload = canonical([len(chained), chained[self.version :]])
        line = b"%08x %s\n" % (crc32(payload), payload)
        return line, History(self.case, tuple(chained), self.end + len(line))


def read_log(case_id: str, content: bytes) -> History:
    """What the log's bytes hold. Corrupt, with record and byte, for anything but a torn end."""
    lines = content.split(b"\n")
    last = lines.pop()
    for number, line in enumerate(lines, start=1):
        if not _is_whole(line):
            raise _damage_error(
                case_id,
                number,
                sum(len(before) + 1 for before in lines[: number - 1]),
                "is not as written",
            )
    end = len(content) - len(last)
    tail, newline_missing = last, False
    if last and (_is_whole(last) or _is_whole(last[:-1])):
        whole = last if _is_whole(last) else last[:-1]
        lines.append(whole)
        end, tail, newline_missing = end + len(whole), last[len(whole) :], True
    return History(case_id, _documents(case_id, lines), end, tail, newline_missing)


def decode_events(case_id: str, documents: Iterable[Mapping[str, Any]]) -> tuple[Event, ...]:
    """The events of stored documents; StoreTrouble for a later version's, Corrupt for what is no event."""
    try:
        return tuple(_event(document) for document in documents)
    except UnknownType as error:
        raise StoreTrouble(
            f"Case {case_id} holds an event of type {error}, which this version of sop does not know.",
            "Repeat the command after an update of sop",
            suggest=upgrade("sop-workflow"),
            case=case_id,
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Corrupt(
            f"The history of case {case_id} holds something that is no event.",
            "Do not write to this case. Keep a copy of the store and call whoever looks after it.",
            case=case_id,
        ) from error


def _event(document: Mapping[str, Any]) -> Event:
    event = event_from_json(document)
    check_event(document)
    return event


def _is_whole(line: bytes) -> bool:
    return line[: _CRC + 1] == b"%08x " % crc32(line[_CRC + 1 :])


def _documents(case_id: str, lines: Sequence[bytes]) -> tuple[JsonObject, ...]:
    """The events of whole lines, after checking versions, numbers and the chain of hashes."""
    documents: list[JsonObject] = []
    head = genesis(case_id)
    byte = 0
    appends = _appends(case_id, lines)
    for record, (line, append) in enumerate(zip(lines, appends, strict=True), start=1):
        if not _is_append(append, len(documents)):
            raise _damage_error(
                case_id,
                record,
                byte,
                "does not go on from the one before: lines are missing or swapped",
            )
        for document in append[1]:
            if document.get("prev") != head:
                raise _damage_error(
                    case_id,
                    record,
                    byte,
                    "does not follow from the event before: history was altered",
                )
            documents.append(document)
            try:
                head = chain_hash(case_id, len(documents), document)
            except UsageError as error:  # half a surrogate pair, written as an escape
                raise _damage_error(case_id, record, byte, "is not as sop writes it") from error
        byte += len(line) + 1
    return tuple(documents)


def _appends(case_id: str, lines: Sequence[bytes]) -> list[Any]:
    # One parse of all lines is two to three times faster than one a line.
    try:
        appends: list[Any] = json.loads(b"[" + b",".join(line[_CRC + 1 :] for line in lines) + b"]")
    except (ValueError, RecursionError):
        appends = []
    if len(appends) != len(lines):
        raise _damage_error(case_id, None, None, "is not as sop writes it")
    return appends


def _is_append(append: object, version: int) -> bool:
    """Whether this is `[version, [event, …]]` with events numbered on from the version so far."""
    if not (
        isinstance(append, list) and len(append) == 2 and isinstance(append[1], list) and append[1]
    ):
        return False
    wanted = range(version + 1, version + len(append[1]) + 1)
    numbers = [document.get("id") if isinstance(document, dict) else None for document in append[1]]
    return append[0] == wanted[-1] and numbers == list(wanted)


def _damage_error(case_id: str, record: int | None, byte: int | None, how: str) -> Corrupt:
    where = f" record {record} (at byte {byte})" if record is not None else " a record"
    return Corrupt(
        f"The history of case {case_id} is damaged:{where} {how}.",
        "Do not write to this case. Keep a copy of the store and call whoever looks after it.",
        case=case_id,
        record=record,
        byte=byte,
    )
