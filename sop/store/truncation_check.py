"""Detects a truncated or replaced log: compares it with the head hash kept in the index.

A hash chain alone does not notice a missing end.
"""

from __future__ import annotations

from sop.store.index_rows import Head
from sop.store.log_format import CHAIN_DIGITS, History
from sop.store.port import Corrupt


def check_truncation(known: Head | None, history: History) -> None:
    """Raise Corrupt if the log is shorter than the index knows, or differs up to there."""
    if known is None:
        return
    case = history.case
    if history.version == 0:
        raise missing_case_error(case, known)
    shared = _shared_events(known, history)
    if shared is not None:
        raise _fork_error(case, shared)
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


def _shared_events(known: Head, history: History) -> int | None:
    """Return after how many events the log and the index went on differently.

    None where they do not differ, or where the index does not know.
    """
    hashes = [
        known.chain[start : start + CHAIN_DIGITS]
        for start in range(0, len(known.chain), CHAIN_DIGITS)
    ]
    for number, digits in enumerate(hashes[: history.version], start=1):
        if history.head(number)[:CHAIN_DIGITS] != digits:
            return number - 1
    return None


def _fork_error(case: str, shared: int) -> Corrupt:
    """Return the error for a history that is intact and is not the one that is known here."""
    if not shared:
        return _truncation_error(
            case,
            f"The history of case {case} was altered or is that of another case: its first event "
            "is not the one that was written here.",
        )
    return Corrupt(
        f"Two copies of case {case} went on from event {shared}: event {shared + 1} in its file is "
        "not the one that was written here. The file comes from another copy of the store, or it "
        "was altered.",
        f"Stop using case {case}. Keep both copies, compare them event by event, and enter in one "
        "of them what it lacks.",
        case=case,
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
