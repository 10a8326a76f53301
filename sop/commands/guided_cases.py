"""One visit to several cases: the user changes between them, or does one thing in another one."""

from __future__ import annotations

from sop.commands.guided_case import GuidedCase
from sop.commands.guided_start import enter_case
from sop.commands.guided_visit import GuidedVisit, OtherCase
from sop.commands.prompts import EMERGENCY_KEY
from sop.views.case_name import case_name
from sop.views.terminal.blocks import Blocks, line
from sop.views.turn_screen import task_row


def visit_cases(visit: GuidedVisit, case: str) -> None:
    """Take turns in the case, and in every other to which the user changes."""
    turns = GuidedCase(visit, case)
    while True:
        try:
            turns.run()
            return
        except OtherCase as other:
            visit.prompt.takes_enter = False  # the next turn is not the one that was shown
            if other.is_emergency or other.is_undo:
                _act_elsewhere(visit, other)
                continue
            enter_case(visit, other.case)
            visit.elsewhere = ""
            session = visit.context()
            session.keep_identity(session.identity.with_case(other.case, session.now))
            turns = GuidedCase(visit, other.case)


def _act_elsewhere(visit: GuidedVisit, act: OtherCase) -> None:
    """Let the user report an emergency in that case, or undo it; return to the one before."""
    before, identity = visit.case, visit.context().identity
    visit.enter_case(act.case)
    number, label = len(visit.written), visit.context().file().case.label
    following: OtherCase | None = None
    news: Blocks = ()
    has_written = False
    try:
        news, has_written = _act_there(visit, act, number)
    except OtherCase as other:  # not this one either
        following = other
    finally:
        visit.enter_case(before)
        session = visit.context()
        if session.identity.as_ != identity.as_:  # another workflow has other stakeholders
            session.keep_identity(identity)
    if following is not None:
        _act_elsewhere(visit, following)
        return
    visit.news = news
    if not news or act.case == before:
        return
    name = case_name(act.case, label)
    visit.news = (line(f"In case {name}, which is not this one:", hang=2), *news)
    if has_written and not act.is_undo:
        visit.elsewhere = act.case


def _act_there(visit: GuidedVisit, act: OtherCase, number: int) -> tuple[Blocks, bool]:
    """Return what was recorded there, and whether more than `number` events were by this visit."""
    there = GuidedCase(visit, act.case)
    there.act_once("u" if act.is_undo else EMERGENCY_KEY)
    has_written = len(visit.written) > number
    if not has_written or act.is_undo:
        return visit.news, has_written
    state, task = there.find_next()
    if task is None:
        return visit.news, True
    text = f"Next in that case: {task_row(state.wording, task)}. To go there: c"
    return (*visit.news, line(text, indent=2, hang=2)), True
