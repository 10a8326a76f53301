"""Detects a truncated or replaced log: compares it with the head hash kept in the index.

A hash chain alone does not notice a missing end.
"""

from __future__ import annotations

from sop.store.index_rows import Head
from sop.store.log_format import History
from sop.store.port import Corrupt


def check_truncation(known: Head | None, history: History) -> None:
    """Raise Corrupt if the log is shorter than the index knows, or differs up to there."""
    if known is None:
        return
    case = history.case
    if history.version == 0:
        raise missing_case_error(case, known)
    if history.version < known.version:
        raise _truncation_error(
            case,
            f"The end of the history of case {case} is missing: its file holds "
            f"{history.version} events, the index knows {known.version}.",
        )
    if history.head(known.version) != known.hash:
        raise _truncation_error(
            case,
            f"The history of case {case} was altered: event {known.version} is not the one that "
            "was written.",
        )


def missing_case_error(case_id: str, known: Head) -> Corrupt:
    """Return the error for a case that is in the index and has no file."""
    return _truncation_error(
        case_id,
        f"The history of case {case_id} is missing: the index knows {known.version} events of it.",
    )


def _truncation_error(case_id: str, message: str) -> Corrupt:
    remedy = (
        f"Stop using case {case_id}. Restore its file from a copy of the store. If there is none, "
        "note what is missing; without data/index.sqlite the store continues with what is left."
    )
    return Corrupt(message, remedy, case=case_id)
