"""Checks a case's history: checksums, numbers, hash chain, spelling, index, pinned definition."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC

from sop.model.events import CaseOpened, Event
from sop.model.value import value
from sop.store.event_codec import canonical
from sop.store.index_rows import Head
from sop.store.log_format import CRC_DIGITS, History, decode_events, read_log
from sop.store.port import IntegrityError, StoreTrouble, damaged_case
from sop.store.truncation_check import check_truncation

_PREFIX = CRC_DIGITS + 1  # the checksum and a space, before the JSON of a line


@value
class Verification:
    """The result of a check of one case.

    `events` is how many can be read; `head` is the hash of the last one, to compare with a copy
    noted elsewhere. `notes` are sentences that need not mean damage;
    `last` is when the last event was recorded.
    """

    case: str
    ok: bool
    events: int
    head: str | None
    problem: str | None = None
    notes: tuple[str, ...] = ()
    last: str | None = None


@value
class Status:
    """The contents of a store.

    `index` is the state of the index in a few words; `quarantine` names the files moved there,
    `drafts` those of writes that failed.
    """

    folder: str
    cases: int
    definitions: int
    index: str
    marked: tuple[str, ...]
    quarantine: tuple[str, ...]
    drafts: tuple[str, ...] = ()


def verify_log(
    case_id: str,
    content: bytes,
    known: Head | None,
    definition_problem: Callable[[str], str | None],
) -> Verification:
    """Check a case's log against everything that is known about it. Report the first problem."""
    history = History(case_id, ())
    try:
        history = read_log(case_id, content)
        check_truncation(known, history)
        check_spelling(case_id, content[: history.end])
        events = decode_events(case_id, history.documents)
    except (IntegrityError, StoreTrouble) as error:
        return _failure(case_id, history.version, error.message)
    except Exception:  # whatever is in the file: the other cases are checked too
        problem = f"The history of case {case_id} is damaged: it cannot be read."
        return _failure(case_id, history.version, problem)
    if not events:
        problem = f"The file of case {case_id} holds no event that can be read."
        return _failure(case_id, 0, problem)
    found = _definition_problem(events, definition_problem)
    return Verification(
        case=case_id,
        ok=found is None,
        events=history.version,
        head=history.head(),
        problem=found,
        last=events[-1].recorded.astimezone(UTC).isoformat(),
    )


def _failure(case_id: str, events: int, problem: str) -> Verification:
    return Verification(case=case_id, ok=False, events=events, head=None, problem=problem)


def _definition_problem(
    events: Iterable[Event], definition_problem: Callable[[str], str | None]
) -> str | None:
    """Return what is wrong with the definitions that the case is pinned to; None for nothing."""
    for event in events:
        if isinstance(event.body, CaseOpened):
            problem = definition_problem(event.body.definition)
            if problem:
                return problem
    return None


def check_spelling(case_id: str, content: bytes) -> None:
    """Raise Corrupt if a line is valid JSON but not in the canonical spelling (a doubled key)."""
    for record, line in enumerate(content.splitlines(), start=1):
        if canonical(json.loads(line[_PREFIX:])) != line[_PREFIX:]:
            raise damaged_case(
                case_id,
                f"The history of case {case_id} is damaged: line {record} of its file is not in "
                "the form that sop writes.",
                record=record,
            )
