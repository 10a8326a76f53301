"""`sop assign` alone: what is assigned to the user by name, with the commands for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.casework.assignees import HandedBack, find_giver, find_handed_back
from sop.casework.shift_report import SHIFT, due_for_others
from sop.casework.worklist import WorkItem
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.danger_list import case_ids, find_cases_in_danger
from sop.commands.headings import list_heading
from sop.commands.output import CommandResult
from sop.commands.shift import find_changed_cases, handed_back_json
from sop.commands.work_json import danger_first, items_json
from sop.commands.worklist import select_items, wordings_of
from sop.model.person_name import is_same_assignee, is_same_person
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.store.index_rows import AssignmentRow, WorkQuery
from sop.views.case_name import case_name
from sop.views.foreign_deadlines import foreign_lines
from sop.views.labels import name_agency
from sop.views.shift_handover import handed_back_blocks
from sop.views.terminal.blocks import BLANK, Block, Blocks, line
from sop.views.worklist import urgency_of, worklist_screen

LATELY = 2 * SHIFT
"""Who gave the work may be back only on the next day."""
FOR_OTHERS = f"For others, due in the next {SHIFT.total_seconds() / 3600:.0f} hours"


@value
class AssignedCase:
    """A whole case that a person has."""

    case: str
    workflow: str
    label: str | None
    row: AssignmentRow


def list_assigned(session: CommandContext, name: str) -> CommandResult:
    """Return what the person of that name has: the cases, then the actions."""
    session.names_case = True  # the list is about several cases
    agency = session.find_viewer()
    cases = _find_cases(session, name, agency)
    items = select_items(session, WorkQuery(agency), None, overdue=False, name=name)
    marked = case_ids(find_cases_in_danger(session))
    items = danger_first(items, marked)
    for_others = _find_for_others(session, cases, agency)
    data: Json = {"target": None, "assigned": None, "accepted": None}
    data |= {"events": [], "opened": [], "closed": []}
    data["cases"] = list(map(_case_json, cases))
    data["items"] = items_json(items, marked, agency)
    data["for_others"] = items_json(for_others, marked, agency)
    handed_back = _find_handed_back(session, name, agency)
    data["handed_back"] = list(map(handed_back_json, handed_back))

    def blocks() -> Blocks:
        own = _blocks(session, name, cases, items, agency, for_others=for_others)
        returned = handed_back_blocks(handed_back, session.now, names_command=True)
        return (*own, *returned)

    return CommandResult(data=data, blocks=blocks)


def _find_handed_back(
    session: CommandContext, name: str, agency: str | None
) -> tuple[HandedBack, ...]:
    """Return what the person gave to someone, who handed it back lately, and no one has now."""
    found: list[HandedBack] = []
    for one in find_changed_cases(session, agency, session.now - LATELY):
        for returned in find_handed_back(one.file, one.events, agency):
            if is_same_person(find_giver(returned), name):
                found.append(returned)
    return tuple(found)


def _find_cases(session: CommandContext, name: str, agency: str | None) -> tuple[AssignedCase, ...]:
    """Return the open cases that the person has as a whole."""
    found: list[AssignedCase] = []
    for one in session.store.case_lines():
        for row in one.assigned if one.status == "open" else ():
            if agency in (None, row.as_) and is_same_assignee(row.person, name):
                found.append(AssignedCase(one.case, one.workflow or "", one.label, row))
    return tuple(found)


def _find_for_others(
    session: CommandContext, cases: Sequence[AssignedCase], agency: str | None
) -> tuple[WorkItem, ...]:
    """Return what others have to do in the whole cases within a shift, as far as the user sees it.

    Who has a case has to see that it is done, also where another stakeholder does it.
    """
    found: list[WorkItem] = []
    for one in cases if agency is not None else ():
        every = select_items(session, WorkQuery(case=one.case), None, overdue=False)
        own = [item for item in every if agency in item.row.by]
        found += due_for_others(every, own, session.now + SHIFT)
    return tuple(found)


def _case_json(one: AssignedCase) -> Json:
    return {
        "case": one.case,
        "label": one.label,
        "workflow": one.workflow,
        "as": one.row.as_,
        "accepted": one.row.accepted,
    }


def _blocks(
    session: CommandContext,
    name: str,
    cases: Sequence[AssignedCase],
    items: Sequence[WorkItem],
    agency: str | None,
    *,
    for_others: Sequence[WorkItem] = (),
) -> Blocks:
    wordings = wordings_of(session, (*items, *for_others))
    title = f"Assigned to {name}: all cases, {name_agency(wordings.values(), agency)}"
    blocks: list[Block] = [*list_heading(session, title)]
    if not cases and not items:
        text = "Nothing is assigned to you. All your work: "
        return (*blocks, BLANK, line(text, Suggestion("worklist"), indent=1))
    for one in cases:
        accepted = "" if one.row.accepted else ", not accepted"
        blocks += [BLANK, line(f"The whole case {case_name(one.case, one.label)}{accepted}")]
        blocks += _commands(one.case, "case", one.row.accepted)
        theirs = [item for item in for_others if item.row.case == one.case]
        wording = wordings.get(one.workflow)
        blocks += foreign_lines(theirs, wording, session.now, zone="UTC", heading=FOR_OTHERS)
    if items:
        blocks += worklist_screen(items, wordings, session.now)
    for item in items:
        blocks += _item_commands(item, name)
    return tuple(blocks)


def _item_commands(item: WorkItem, name: str) -> Iterator[Block]:
    """Yield the commands for an action that is assigned alone; those of the case come with it."""
    row = item.row
    if row.kind != "action":
        return
    yield BLANK
    yield line(f"{row.code} {row.title}, case {case_name(row.case, row.label)}")
    if urgency_of(item).word not in ("WAITING", "ON HOLD"):
        yield line("Do it: ", Suggestion("do", row.code, case=row.case), indent=1)
    for one in row.assigned:
        if not one.of_case and is_same_assignee(one.person, name):
            yield from _commands(row.case, row.code, one.accepted)


def _commands(case: str, target: str, is_accepted: bool) -> Iterator[Block]:
    if not is_accepted:
        accept = Suggestion("assign", target, options=(("accept", None),), case=case)
        yield line("Accept: ", accept, indent=1)
    back = Suggestion("assign", target, options=(("hand-back", None),), case=case)
    yield line("Hand back: ", back, indent=1)
