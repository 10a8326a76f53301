"""How a visit to the guided way begins: the current case, one that is chosen, or a new one."""

from __future__ import annotations

from collections.abc import Container, Iterator

from sop.casework.case_lookup import open_cases, resolve_case
from sop.casework.danger_rows import visible_dangers
from sop.casework.incident_order import opening_place
from sop.commands.context import CommandContext
from sop.commands.guided_identity import ask_person
from sop.commands.guided_opening import open_case
from sop.commands.guided_visit import Back, GuidedVisit, Leave
from sop.engine.checklist_lines import Checklist
from sop.engine.guided_way import list_tasks
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.port import IntegrityError
from sop.views.case_name import case_name

MOST_CASES = 12
"""Cases that are offered: with the heading and the question they fit one screen."""
MOST_STEPS = 2
"""Steps that the line of a case names."""


def begin_case(visit: GuidedVisit) -> str | None:
    """Return the ID of the case: the current one, or one that the user chooses or opens.

    None if the user goes back from the choice. Afterwards the user's stakeholder is known.
    """
    session = visit.first
    named = session.given.case or session.environ.get("SOP_CASE")
    if named:
        chosen: str | None = resolve_case(session.store, named)
    else:
        current = session.identity.current_case(session.now)
        chosen = _choose_case(visit) if current is None else _confirm_current(visit, current)
    if chosen is None:
        return None
    enter_case(visit, chosen)
    session = visit.context()
    if not named:
        session.keep_identity(session.identity.with_case(chosen, session.now))
    return chosen


def enter_case(visit: GuidedVisit, case: str) -> None:
    """Go on in that case, and ask for whom the user acts there where that is not known."""
    if not visit.case:  # the visit begins: what opened the case belongs to it
        visit.case, visit.prompt.has_case = case, True
    elif visit.case != case:
        visit.enter_case(case)
    file = visit.context().file()
    session = visit.context()
    tasks = list_tasks(file.definition, session.service.checklist(file, None))
    may = dict.fromkeys(name for task in tasks for name in task.by)
    about = f"Case {case_name(file.id, file.case.label)}   {file.definition.id}"
    ask_person(visit, file.definition, tuple(may), about=about)


# ---- which case


def _confirm_current(visit: GuidedVisit, current: str) -> str | None:
    """Return the current case if the user agrees, or another one; asked if several are open."""
    session = visit.first
    if len(open_cases(session.store)) < 2:
        return current
    visit.screen.say(f"The current case is {_name_case(session, current)}.")
    while True:
        help = ("Enter shows what comes next in this case. c lists the other open cases.",)
        typed = visit.prompt.ask_line("Enter: go on with it, c: choose another case:", help).lower()
        if not typed:
            return current
        if typed in ("c", "case"):
            return _choose_case(visit)
        if typed in ("q", "quit"):
            raise Leave
        visit.screen.say(f"'{typed}' is not an answer here.")


def choose_other_case(visit: GuidedVisit) -> str:
    """Return another open case that the user chooses, those in danger first. Raise Back for none.

    Raise UsageError where there is no other.
    """
    session = visit.context()
    rows = session.store.dangers()
    marked = {row.case for row in visible_dangers(rows, session.find_viewer())}
    others = [case for case in _list_open_cases(session, marked) if case != visit.case]
    if not others:
        raise UsageError(
            "There is no other open case.", "To open one, type q, then", Suggestion("open")
        )
    answers = [_describe_case(session, case, case in marked) for case in others]
    return others[visit.choose("Which case?", answers)]


def _list_open_cases(session: CommandContext, in_danger: Container[str]) -> list[str]:
    """Return the open cases, those in danger first, then in the order of their opening."""
    lines = [line for line in session.store.case_lines() if line.status == "open"]
    lines.sort(key=lambda line: (line.case not in in_danger, *opening_place(line)))
    return [line.case for line in lines]


def has_other_case(visit: GuidedVisit) -> bool:
    """Whether another case is open."""
    return any(case != visit.case for case in open_cases(visit.context().store))


def _name_case(session: CommandContext, case: str) -> str:
    lines = session.store.case_lines()
    return case_name(case, next((one.label for one in lines if one.case == case), None))


def _choose_case(visit: GuidedVisit) -> str | None:
    """Return a case that the user chooses from the open ones, or opens; None for neither."""
    session = visit.first
    rows = session.store.dangers()
    marked = {row.case for row in visible_dangers(rows, session.find_viewer())}
    listed = _list_open_cases(session, marked)
    cases = listed[:MOST_CASES]
    if not cases:
        return open_case(visit)
    answers = [_describe_case(session, case, case in marked) for case in cases]
    if len(listed) > len(cases):
        left = len(listed) - len(cases)
        session.talk.say(f"{left} more cases are not listed. To see all: ", Suggestion("case list"))
    try:
        place = visit.choose("Which case?", [*answers, "Open a new case"])
    except Back:
        return None
    return cases[place] if place < len(cases) else open_case(visit)


def _describe_case(session: CommandContext, case: str, in_danger: bool) -> str:
    """Return the case with its danger and its current steps."""
    mark = "IN DANGER  " if in_danger else ""
    try:
        file = session.service.load(case)
    except IntegrityError:
        return f"{mark}{case}  damaged: it cannot be read"
    viewer = session.find_viewer()
    if viewer not in file.definition.stakeholders:
        viewer = None
    steps = list(_list_steps(session.service.checklist(file, viewer)))
    where = "; ".join(steps[:MOST_STEPS])
    if len(steps) > MOST_STEPS:
        where += f"; and {len(steps) - MOST_STEPS} more"
    return f"{mark}{case_name(case, file.case.label)}  {file.definition.id}: {where}"


def _list_steps(checklist: Checklist) -> Iterator[str]:
    for track in checklist.tracks:
        if track.status in ("running", "held"):
            yield f"{track.step_code} {track.step_title}"
