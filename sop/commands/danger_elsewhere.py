"""The line about other cases in danger, on the screens of one case.

Who works in one case does not read the lists: another person may have come into danger since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import Blocks, Span, line

if TYPE_CHECKING:
    from sop.commands.context import CommandContext

IN_DANGER = Suggestion("case list", options=(("danger", None),))


def elsewhere_lines(session: CommandContext, case_id: str) -> Blocks:
    """Return the line that names the other case in danger, as far as the user may see it.

    It names the one that is in danger longest, and counts the others. The index alone is read.
    """
    if session.words is None or session.words.one("output") is not None:
        return ()  # a file about one person may be handed on: it names no other
    rows = [row for row in session.store.indexed_dangers() if row.case != case_id]
    if not rows:
        return ()
    from sop.casework.danger_rows import visible_dangers  # late: start-up; few cases are in danger
    from sop.views.case_name import case_name

    if any(row.seen_by is not None for row in rows):
        rows = list(visible_dangers(rows, session.find_viewer()))
    cases = list(dict.fromkeys(row.case for row in rows))
    if not cases:
        return ()
    first, left = cases[0], len(cases) - 1
    name = case_name(first, session.store.indexed_label(first))
    # The case is always named: the line is typed after the work on this one.
    look = Suggestion("next", case=first, is_for_later=True)
    head = (Span("IN DANGER elsewhere: ", "late"), f"{name}: ", look)
    if not left:
        return (line(*head, hang=2),)
    return (line(*head, f". {left} more: ", IN_DANGER, hang=2),)
