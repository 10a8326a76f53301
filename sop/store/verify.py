"""Whether a case's history is what was written: sums, numbers, chain, spelling, index, pinned definition."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sop.model.events import CaseOpened, Event
from sop.store.encoding import UnknownType, canonical, event_from_json
from sop.store.log import History, read_log
from sop.store.port import Corrupt, IntegrityError, StoreTrouble
from sop.store.rows import Head

_CRC = 9


@dataclass(frozen=True, slots=True)
class Verification:
    """`events` are those that can be read; `head` is the last one's hash, to be compared with one noted elsewhere."""

    case: str
    ok: bool
    events: int
    head: str | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What lies in a store. `index` says in a few words how the index is; `quarantine` names what was moved aside."""

    folder: str
    cases: int
    definitions: int
    index: str
    marked: tuple[str, ...]
    quarantine: tuple[str, ...]


def verify_log(
    case_id: str, content: bytes, known: Head | None, definition_problem: Callable[[str], str | None]
) -> Verification:
    """Check a case's log against everything that is known about it. The first problem is told."""
    history = History(case_id, ())
    try:
        history = read_log(case_id, content)
        check_against(known, history)
        check_spelling(case_id, content[: history.end])
        events = decoded(case_id, history.documents)
    except (IntegrityError, StoreTrouble) as error:
        return Verification(case_id, False, history.version, None, error.message)
    opened = [event.body.definition for event in events if isinstance(event.body, CaseOpened)]
    problem = next((problem for pinned in opened if (problem := definition_problem(pinned))), None)
    return Verification(case_id, problem is None, history.version, history.head(), problem)


def check_against(known: Head | None, history: History) -> None:
    """Corrupt when the log does not go as far as the index knows, or is another one up to there."""
    if known is None:
        return
    if history.version == 0:
        raise missing(history.case, known)
    if history.version < known.version:
        raise _lost(
            history.case,
            f"The end of the history of case {history.case} is missing: its file holds {history.version} events, "
            f"the index knows {known.version}.",
        )
    if history.head(known.version) != known.hash:
        raise _lost(
            history.case,
            f"The history of case {history.case} was altered: event {known.version} is not the one that was written.",
        )


def missing(case_id: str, known: Head) -> Corrupt:
    """The case is known, its file is not there."""
    return _lost(case_id, f"The history of case {case_id} is missing: the index knows {known.version} events of it.")


def check_spelling(case_id: str, content: bytes) -> None:
    """Corrupt when a line is JSON of the same meaning but not in the one spelling, a doubled key for example."""
    for record, line in enumerate(content.splitlines(), start=1):
        if canonical(json.loads(line[_CRC:])) != line[_CRC:]:
            raise Corrupt(
                f"The history of case {case_id} is damaged: record {record} is not as sop writes it.",
                "Do not write to this case. Keep a copy of the store and call whoever looks after it.",
                case=case_id,
                record=record,
            )


def decoded(case_id: str, documents: tuple[Mapping[str, Any], ...] | list[Any]) -> tuple[Event, ...]:
    """The events of stored documents; StoreTrouble for a later version's, Corrupt for what is no event."""
    try:
        return tuple(event_from_json(document) for document in documents)
    except UnknownType as error:
        raise StoreTrouble(
            f"Case {case_id} holds an event of type {error}, which this version of sop does not know.",
            "Update sop, then repeat the command: pip install --upgrade sop-workflow",
            case=case_id,
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Corrupt(
            f"The history of case {case_id} holds something that is no event.",
            "Do not write to this case. Keep a copy of the store and call whoever looks after it.",
            case=case_id,
        ) from error


def _lost(case_id: str, message: str) -> Corrupt:
    remedy = (
        "Do not write to this case. Put its file back from a copy of the store. If there is none, note what is "
        "missing; without data/index.sqlite the store goes on with what is left."
    )
    return Corrupt(message, remedy, case=case_id)
