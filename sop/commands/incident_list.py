"""The worklist of one incident: its cases worked as one list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sop.casework.incident_order import opening_place
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
    from sop.views.incident_work import (
        group_work,
        incident_work_screen,
        sort_groups,
    )  # late: start-up

    lines = [one for one in session.store.case_lines() if is_of_incident(one, incident)]
    lines = [one for one in lines if one.status == "open"]
    counts = Counter(one.workflow or "" for one in lines)
    names: dict[str, dict[str, str | None]] = {}
    for one in sorted(lines, key=opening_place):
        names.setdefault(one.workflow or "", {})[one.case] = one.label
    marked = case_ids(dangers)
    viewer = session.find_viewer()
    # An action has a code of its own in each workflow, so only one workflow takes them together.
    groups = sort_groups(group_work(items), marked) if len(counts) == 1 else ()
    together = []
    for group in groups:
        command = _do_together(group, incident, wordings, viewer, {one.case for one in lines})
        if command is not None:
            together.append((group, command))
    screen = incident_work_screen(
        items,
        wordings,
        session.now,
        cases=counts,
        in_danger=marked,
        together=together,
        names=names,
    )
    return (*danger_blocks(session, dangers), *screen)


def _do_together(
    group: Sequence[WorkItem],
    incident: str,
    wordings: dict[str, Wording],
    viewer: str | None,
    cases: set[str],
) -> Suggestion | None:
    """Return the command that does the work in all cases where it is open, and in no other.

    None where it is not the user's, asks for a form, which differs by case, or is open in one
    case only.
    """
    from sop.views.incident_work import is_doable  # late: start-up

    row = group[0].row
    doable = [item.row.case for item in group if is_doable(item)]
    wording = wordings.get(row.workflow)
    if viewer not in row.by or len(doable) < 2 or wording is None:
        return None
    options = (("incident", incident), *choose_cases(doable, cases))
    if row.kind == "decision":
        return Suggestion("advance", row.action, options=options)
    if row.kind != "action" or wording.definition.action(row.action).form is not None:
        return None
    return Suggestion("do", row.code, options=options)


def choose_cases(doable: Sequence[str], cases: set[str]) -> list[tuple[str, str]]:
    """Return the shorter of `--except` for the other cases and `--only` for these."""
    others = sorted(cases - set(doable))
    if len(others) <= len(doable):
        return [("except", case) for case in others]
    return [("only", case) for case in doable]
