"""Whether a case's history is what was written: sums, numbers, chain, spelling, index, pinned definition."""

from __future__ import annotations

import json
from collections.abc import Callable

from sop.model.events import CaseOpened
from sop.model.value import value
from sop.store.event_codec import canonical
from sop.store.index_rows import Head
from sop.store.log_format import History, decode_events, read_log
from sop.store.port import Corrupt, IntegrityError, StoreTrouble
from sop.store.truncation_check import check_truncation

_CRC = 9


@value
class Verification:
    """`events` are those that can be read; `head` is the last one's hash, to be compared with one noted elsewhere."""

    case: str
    ok: bool
    events: int
    head: str | None
    problem: str | None = None


@value
class Status:
    """What lies in a store. `index` says in a few words how the index is; `quarantine` names what was moved aside."""

    folder: str
    cases: int
    definitions: int
    index: str
    marked: tuple[str, ...]
    quarantine: tuple[str, ...]


def verify_log(
    case_id: str,
    content: bytes,
    known: Head | None,
    definition_problem: Callable[[str], str | None],
) -> Verification:
    """Check a case's log against everything that is known about it. The first problem is told."""
    history = History(case_id, ())
    try:
        history = read_log(case_id, content)
        check_truncation(known, history)
        check_spelling(case_id, content[: history.end])
        events = decode_events(case_id, history.documents)
    except (IntegrityError, StoreTrouble) as error:
        return Verification(case_id, False, history.version, None, error.message)
    if not events:
        return Verification(
            case_id, False, 0, None, f"The file of case {case_id} holds no event that can be read."
        )
    opened = [event.body.definition for event in events if isinstance(event.body, CaseOpened)]
    problem = next((problem for pinned in opened if (problem := definition_problem(pinned))), None)
    return Verification(case_id, problem is None, history.version, history.head(), problem)


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
