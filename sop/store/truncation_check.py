"""Whether a log goes as far as is known of it. A hash chain alone does not notice a missing end."""

from __future__ import annotations

from sop.store.index_rows import Head
from sop.store.log_format import History
from sop.store.port import Corrupt


def check_truncation(known: Head | None, history: History) -> None:
    """Corrupt when the log does not go as far as the index knows, or is another one up to there."""
    if known is None:
        return
    if history.version == 0:
        raise missing_case_error(history.case, known)
    if history.version < known.version:
        raise _truncation_error(
            history.case,
            f"The end of the history of case {history.case} is missing: its file holds {history.version} events, "
            f"the index knows {known.version}.",
        )
    if history.head(known.version) != known.hash:
        raise _truncation_error(
            history.case,
            f"The history of case {history.case} was altered: event {known.version} is not the one that was written.",
        )


def missing_case_error(case_id: str, known: Head) -> Corrupt:
    """The case is known, its file is not there."""
    return _truncation_error(
        case_id,
        f"The history of case {case_id} is missing: the index knows {known.version} events of it.",
    )


def _truncation_error(case_id: str, message: str) -> Corrupt:
    remedy = (
        "Do not write to this case. Put its file back from a copy of the store. If there is none, note what is "
        "missing; without data/index.sqlite the store goes on with what is left."
    )
    return Corrupt(message, remedy, case=case_id)
