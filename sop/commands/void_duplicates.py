"""Which void cases are duplicates of which: a case that counts names those that were made void."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sop.commands.context import CommandContext
from sop.store.index_rows import CaseLine
from sop.store.port import StoreError
from sop.views.terminal.blocks import Blocks, line


def find_counting_cases(session: CommandContext, lines: Iterable[CaseLine]) -> Mapping[str, str]:
    """Return for each void case of the list the case that counts; others are left out.

    Only the history has it, and void cases are few.
    """
    found: dict[str, str] = {}
    for listed in lines:
        if listed.status != "void":
            continue
        try:
            voided = session.service.load(listed.case).case.voided
        except StoreError:
            continue  # a damaged case is reported by its own screens
        if voided is not None and voided.duplicate_of is not None:
            found[listed.case] = voided.duplicate_of
    return found


def duplicate_lines(session: CommandContext, case_id: str) -> Blocks:
    """Return the line that names the void cases which are duplicates of this one, if any."""
    counting = find_counting_cases(session, session.store.case_lines())
    found = [case for case, counts in counting.items() if counts == case_id]
    if not found:
        return ()
    return (line(f"Duplicates of this case, which are void: {', '.join(found)}."),)
