"""A case's log as bytes: the format of a line, and how a complete, torn or damaged log is read.

A line is one append: `crc32-hex SPACE [version, [event, …]] NEWLINE`, the JSON canonical, the
version that of its last event. An incomplete line is ignored, so an append of several events is
all or none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zlib import crc32

from sop.model.events import Event
from sop.model.refusal import UsageError
from sop.model.suggestion import upgrade
from sop.model.value import value
from sop.store.event_codec import (
    JsonObject,
    UnknownType,
    canonical,
    chain_hash,
    event_from_json,
    genesis,
)
from sop.store.event_schema import check_event
from sop.store.index_rows import Head
from sop.store.port import Corrupt, StoreError, StoreTrouble, damaged_case

CRC_DIGITS = 8  # hex; a space follows
CHAIN_DIGITS = 8  # hex, of each event: enough to find where two copies of a case went apart


@value
class History:
    """The events of a log, and where its last complete record ends.

    `end` is the byte after the last complete record. `tail` is what follows it without a newline:
    a write that was never acknowledged, or the one byte that is where the newline should be.
    """

    case: str
    documents: tuple[JsonObject, ...]
    end: int = 0
    tail: bytes = b""
    newline_missing: bool = False

    @property
    def size(self) -> int:
        """Return the length of the file in bytes."""
        return self.end + len(self.tail)

    @property
    def version(self) -> int:
        return len(self.documents)

    @property
    def is_torn(self) -> bool:
        return bool(self.tail) and not self.newline_missing

    def head(self, version: int | None = None) -> str:
        """Return the hash of the event with that number, by default of the last one."""
        number = self.version if version is None else version
        if number < self.version:
            prev: str = self.documents[number]["prev"]
            return prev
        if number == 0:
            return genesis(self.case)
        return chain_hash(self.case, number, self.documents[number - 1])

    def end_head(self) -> Head:
        """Return the end of the log as an index keeps it, with the first digits of each hash."""
        head = self.head()
        hashes = [str(document["prev"])[:CHAIN_DIGITS] for document in self.documents[1:]]
        return Head(self.version, head, "".join([*hashes, head[:CHAIN_DIGITS]]))

    def append_documents(self, documents: Sequence[JsonObject]) -> tuple[bytes, History]:
        """Return the line that appends the documents, and the history with them.

        Each document gets its number as `id` and its `prev`.
        """
        head, chained = self.head(), list(self.documents)
        for number, document in enumerate(documents, start=self.version + 1):
            chained.append({**document, "id": number, "prev": head})
            head = chain_hash(self.case, number, chained[-1])
        payload = canonical([len(chained), chained[self.version :]])
        line = b"%08x %s\n" % (crc32(payload), payload)
        return line, History(self.case, tuple(chained), self.end + len(line))


def read_log(case_id: str, content: bytes) -> History:
    """Return the history in the log's bytes. A torn end is part of the result.

    Raises Corrupt, with record and byte, for any other damage.
    """
    try:
        return _read_log(case_id, content)
    except StoreError:
        raise
    except Exception as error:  # whatever is in the file: it is not a history
        raise _damage_error(
            case_id, None, None, how="is not in the form that sop writes"
        ) from error


def _read_log(case_id: str, content: bytes) -> History:
    lines = content.split(b"\n")
    last = lines.pop()
    for number, line in enumerate(lines, start=1):
        if not _is_complete(line):
            byte = sum(len(before) + 1 for before in lines[: number - 1])
            raise _damage_error(case_id, number, byte, how="has a wrong checksum")
    end = len(content) - len(last)
    tail, newline_missing = last, False
    record = _record_without_newline(last)
    if record:
        lines.append(record)
        end, tail, newline_missing = end + len(record), last[len(record) :], True
    return History(
        case_id,
        _documents(case_id, lines),
        end=end,
        tail=tail,
        newline_missing=newline_missing,
    )


def _record_without_newline(last: bytes) -> bytes:
    """Return the complete record at the file's end, empty where there is none.

    Its newline is missing, or another byte is in its place.
    """
    if not last:
        return b""
    if _is_complete(last):
        return last
    if _is_complete(last[:-1]):
        return last[:-1]
    return b""


def decode_events(case_id: str, documents: Iterable[Mapping[str, Any]]) -> tuple[Event, ...]:
    """Return the events of stored documents.

    Raises StoreTrouble for a type of a later version, Corrupt for a document that is not an event.
    """
    try:
        return tuple(_event(document) for document in documents)
    except UnknownType as error:
        raise StoreTrouble(
            f"Case {case_id} holds an event of type {error}, which this version of sop does not "
            "know.",
            "Update sop, then repeat the command",
            suggest=upgrade("sop-workflow"),
            case=case_id,
        ) from error
    except Exception as error:  # whatever is in the document: it is not an event
        raise damaged_case(
            case_id, f"The history of case {case_id} has a record that is not a valid event."
        ) from error


def _event(document: Mapping[str, Any]) -> Event:
    event = event_from_json(document)
    check_event(document)
    return event


def _is_complete(line: bytes) -> bool:
    return line[: CRC_DIGITS + 1] == b"%08x " % crc32(line[CRC_DIGITS + 1 :])


def _documents(case_id: str, lines: Sequence[bytes]) -> tuple[JsonObject, ...]:
    """Return the events of complete lines, after checking versions, numbers and the hash chain."""
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
                how="does not continue the one before: lines are missing or swapped",
            )
        for document in append[1]:
            if document.get("prev") != head:
                raise _damage_error(
                    case_id,
                    record,
                    byte,
                    how="does not follow from the event before: the history was altered",
                )
            documents.append(document)
            try:
                head = chain_hash(case_id, len(documents), document)
            except UsageError as error:  # half a surrogate pair, written as an escape
                raise _damage_error(
                    case_id, record, byte, how="is not in the form that sop writes"
                ) from error
        byte += len(line) + 1
    return tuple(documents)


def _appends(case_id: str, lines: Sequence[bytes]) -> list[Any]:
    # One parse of all lines is two to three times faster than one parse of each.
    payloads = [line[CRC_DIGITS + 1 :] for line in lines]
    try:
        appends: list[Any] = json.loads(b"[" + b",".join(payloads) + b"]")
    except (ValueError, RecursionError):
        appends = []
    if len(appends) != len(lines):
        raise _damage_error(case_id, None, None, how="is not in the form that sop writes")
    return appends


def _is_append(append: object, version: int) -> bool:
    """Whether this is `[version, [event, …]]` with events whose numbers continue the version."""
    if not isinstance(append, list) or len(append) != 2:
        return False
    last, documents = append
    if not isinstance(documents, list) or not documents:
        return False
    if not all(isinstance(document, dict) for document in documents):
        return False
    wanted = list(range(version + 1, version + len(documents) + 1))
    numbers = [document.get("id") for document in documents]
    return bool(last == wanted[-1] and numbers == wanted)


def _damage_error(case_id: str, record: int | None, byte: int | None, *, how: str) -> Corrupt:
    where = (
        "a line of its file" if record is None else f"line {record} of its file (at byte {byte})"
    )
    message = f"The history of case {case_id} is damaged: {where} {how}."
    return damaged_case(case_id, message, record=record, byte=byte)
