"""Which void cases are duplicates of which: a case that counts names those that were made void."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sop.commands.context import CommandContext
from sop.store.port import StoreError


def find_counting_cases(session: CommandContext, void_cases: Iterable[str]) -> Mapping[str, str]:
    """Return for each of these void cases the case that counts; those without one are left out.

    Only the history has it, and void cases are few.
    """
    found: dict[str, str] = {}
    for case in void_cases:
        try:
            voided = session.service.load(case).case.voided
        except StoreError:
            continue  # a damaged case is reported by its own screens
        if voided is not None and voided.duplicate_of is not None:
            found[case] = voided.duplicate_of
    return found


def find_duplicates(session: CommandContext, case_id: str) -> tuple[str, ...]:
    """Return the void cases that are duplicates of this one."""
    void = [line.case for line in session.store.case_lines() if line.status == "void"]
    counting = find_counting_cases(session, void)
    return tuple(case for case in void if counting.get(case) == case_id)
