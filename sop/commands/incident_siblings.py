"""Where else in its incident the action is open that was just done in one case."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import LoadedCase
from sop.casework.listed_case import is_of_incident
from sop.casework.worklist import WorkItem, visible_items
from sop.commands.context import CommandContext
from sop.commands.incident_list import choose_cases
from sop.commands.incident_write import list_work_for
from sop.commands.output import CommandResult
from sop.model.definition import Action
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.store.index_rows import WorkQuery
from sop.views.incident_work import is_doable
from sop.views.labels import count_text
from sop.views.terminal.blocks import BLANK, Blocks, line


def add_siblings(
    session: CommandContext, file: LoadedCase, actions: Sequence[Action], answer: CommandResult
) -> CommandResult:
    """Return the answer with a line that leads to the other cases where the action is open."""
    shown = answer.blocks
    if not answer.changed or file.case.incident is None:
        return answer
    return replace(answer, blocks=lambda: (*shown(), *_sibling_lines(session, file, actions)))


def mention_incident(session: CommandContext, file: LoadedCase) -> Blocks:
    """Return the command that lists the incident of the case, if other cases of it are open."""
    incident = file.case.incident
    if incident is None:
        return ()
    lines = [one for one in session.store.case_lines() if is_of_incident(one, incident)]
    others = [one for one in lines if one.status == "open" and one.case != file.id]
    if not others:
        return ()
    number = count_text(len(others), "other open case")
    listing = list_work_for(session, incident, session.viewer(file.definition))
    return (line(f"Incident {incident} has {number}. To work on all as one list: ", listing),)


def _sibling_lines(session: CommandContext, file: LoadedCase, actions: Sequence[Action]) -> Blocks:
    incident = file.case.incident or ""
    viewer = session.viewer(file.definition)
    rows = session.store.work(WorkQuery(incident=incident, at=session.now))
    items = visible_items(rows, viewer, session.now)
    cases = {row.case for row in rows}
    found: list[Blocks] = []
    for action in actions:
        others = [item for item in items if _is_sibling(item, action, file)]
        # A form is of one person, and another stakeholder does what is not theirs.
        if not others or action.form is not None or viewer not in action.by:
            continue
        chosen = choose_cases([item.row.case for item in others], cases)
        command = Suggestion("do", action.code, options=(("incident", incident), *chosen))
        number = count_text(len(others), "other case")
        found.append((line(f"{action.code} is open in {number} of the incident: ", command),))
    return (BLANK, *(block for blocks in found for block in blocks)) if found else ()


def _is_sibling(item: WorkItem, action: Action, file: LoadedCase) -> bool:
    row = item.row
    same = (row.action, row.workflow) == (action.path, file.definition.id)
    return same and row.case != file.id and is_doable(item)
