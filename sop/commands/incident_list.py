"""The worklist of one incident: its cases worked as one list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sop.casework.listed_case import is_of_incident
from sop.casework.worklist import WorkItem
from sop.commands.context import CommandContext
from sop.commands.danger_list import CaseInDanger, case_ids, danger_blocks
from sop.model.suggestion import Suggestion
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks


def incident_blocks(
    session: CommandContext,
    items: Sequence[WorkItem],
    incident: str,
    wordings: dict[str, Wording],
    dangers: Sequence[CaseInDanger],
) -> Blocks:
    """Return the cases in danger, then each piece of work with the cases in which it is open."""
    from sop.views.incident_work import group_work, incident_work_screen  # late: start-up

    lines = [one for one in session.store.case_lines() if is_of_incident(one, incident)]
    counts = Counter(one.workflow or "" for one in lines if one.status == "open")
    marked = case_ids(dangers)
    viewer = session.find_viewer()
    # An action has a code of its own in each workflow, so only one workflow takes them together.
    groups = group_work(items) if len(counts) == 1 else ()
    found = (_do_together(group, incident, wordings, viewer) for group in groups)
    screen = incident_work_screen(
        items,
        wordings,
        session.now,
        cases=counts,
        in_danger=marked,
        together=next(filter(None, found), None),
    )
    return (*danger_blocks(session, dangers), *screen)


def _do_together(
    group: Sequence[WorkItem], incident: str, wordings: dict[str, Wording], viewer: str | None
) -> Suggestion | None:
    """Return the command that does the action in all cases where it is open.

    None where it is not the user's, asks for facts or a form, which differ by case, or is open in
    one case only.
    """
    from sop.views.incident_work import is_doable  # late: start-up

    row = group[0].row
    doable = [item for item in group if is_doable(item)]
    wording = wordings.get(row.workflow)
    if row.kind != "action" or viewer not in row.by or len(doable) < 2 or wording is None:
        return None
    action = wording.definition.action(row.action)
    if action.records or action.form is not None:
        return None
    waiting = [item.row.case for item in group if item not in doable]
    options = [("incident", incident), *(("except", case) for case in waiting)]
    return Suggestion("do", row.code, options=tuple(options))
