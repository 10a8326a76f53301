"""`backup.json`: what a backup holds, and the bounds within which it is read.

`files` has the SHA-256 of every file, `sizes` its bytes, `cases` the end of every intact history,
`problems` what was damaged in the store; `made`, `events` and `last` say of when it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sop.model.refusal import UsageError
from sop.model.value import value
from sop.store.case_ids import is_valid
from sop.store.case_log import CasePlace
from sop.store.event_codec import canonical
from sop.store.index_rows import Head
from sop.store.port import IntegrityError
from sop.store.verify_case import Verification

FORMAT = 1
"""The format that this version writes; a higher number is of a later version."""
LIST = "backup.json"
LIST_BYTES = 64 * 1024 * 1024
"""A list has about 300 bytes a case: more than 200,000 cases."""
FILE_BYTES = 64 * 1024 * 1024
"""A file of a store: a history of 1,000 events of the largest size."""
FOLDERS = ("definitions", "quarantine", "drafts", "batches")
NAME = re.compile(
    rf"store\.json|cases/[0-9a-f]{{2}}/[0-9A-Z-]+\.log|({'|'.join(FOLDERS)})/[\w-][\w.-]*"
)
_HEX = re.compile(r"[0-9a-f]{64}")


@value
class BackupList:
    """The content of `backup.json`. `sizes` is empty and `made` None in one of an earlier sop."""

    files: Mapping[str, str]
    sizes: Mapping[str, int]
    cases: Mapping[str, Head]
    problems: tuple[str, ...]
    made: str | None = None
    events: int | None = None
    last: str | None = None


def list_bytes(
    sums: Mapping[str, str],
    sizes: Mapping[str, int],
    verified: Sequence[Verification],
    made: datetime | None,
) -> bytes:
    """Return the content of `backup.json`."""
    heads: dict[str, list[object]] = {}
    problems: list[str | None] = []
    for one in verified:
        if one.ok:
            heads[one.case] = [one.events, one.head]
        else:
            problems.append(one.problem)
    events = sum(one.events for one in verified)
    last = max((one.last for one in verified if one.last), default=None)
    listed: dict[str, Any] = {
        "format": FORMAT,
        "files": dict(sums),
        "sizes": dict(sizes),
        "cases": heads,
        "problems": problems,
        "made": made.astimezone(UTC).isoformat() if made else None,
        "events": events,
        "last": last,
    }
    return canonical(listed) + b"\n"


def read_list(place: Path, content: bytes | None) -> BackupList:
    """Return the list of the backup at this place.

    Raises UsageError where it has none or one of a later version, IntegrityError where it cannot
    be read.
    """
    if content is None:
        raise UsageError(
            f"{place} is not a backup: it has no {LIST}.",
            "Name a folder or .zip file that a backup made.",
        )
    try:
        stored = json.loads(content)
        number = stored["format"]
        if number > FORMAT and _number(number):
            raise UsageError(
                f"{place} has format {number}; this version of sop knows {FORMAT}.", "Update sop."
            )
        _number(number)
        return _read(stored)
    except UsageError:
        raise
    except Exception as error:  # whatever is in the file: it is not a list
        raise mismatch_error(place, f"its {LIST} cannot be read") from error


def _read(stored: Mapping[str, Any]) -> BackupList:
    """Return the list; raise any error where a part of it has another form."""
    files = {name: _require(_HEX, digest) for name, digest in stored["files"].items()}
    for name in files:
        _require(NAME, name)
        if name.startswith("cases/"):
            _check_place(name)
    cases: dict[str, Head] = {}
    for case_id, (events, head) in stored["cases"].items():
        if not is_valid(case_id) or CasePlace(Path(), case_id).log.as_posix() not in files:
            raise ValueError(case_id)
        cases[case_id] = Head(_number(events), _require(_HEX, head))
    sizes = {name: _number(size) for name, size in stored.get("sizes", {}).items()}
    problems = tuple([_text(problem) for problem in stored.get("problems") or ()])
    made, last, events = stored.get("made"), stored.get("last"), stored.get("events")
    for moment in (made, last):
        if moment is not None:
            datetime.fromisoformat(moment)
    if events is not None:
        _number(events)
    return BackupList(files, sizes, cases, problems, made=made, events=events, last=last)


def _check_place(name: str) -> None:
    case_id = Path(name).stem
    if not is_valid(case_id) or CasePlace(Path(), case_id).log.as_posix() != name:
        raise ValueError(name)


def _require(pattern: re.Pattern[str], text: object) -> str:
    if not isinstance(text, str) or pattern.fullmatch(text) is None:
        raise ValueError(text)
    return text


def _number(found: object) -> int:
    if type(found) is not int or found < 0:
        raise ValueError(found)
    return found


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError(found)
    return found


def mismatch_error(place: Path, how: str) -> IntegrityError:
    """Return the error for a backup that is not as it was made."""
    return IntegrityError(
        f"The backup {place} is damaged: {how}. Nothing was restored.",
        "Use another backup, and call your administrator about this one.",
    )
