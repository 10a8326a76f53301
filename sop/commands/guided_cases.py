"""One visit to several cases: the user changes between them, or reports an emergency elsewhere."""

from __future__ import annotations

from sop.commands.guided_case import GuidedCase
from sop.commands.guided_start import enter_case
from sop.commands.guided_visit import GuidedVisit, OtherCase
from sop.views.terminal.blocks import line


def visit_cases(visit: GuidedVisit, case: str) -> None:
    """Take turns in the case, and in every other to which the user changes."""
    turns = GuidedCase(visit, case)
    while True:
        try:
            turns.run()
            return
        except OtherCase as other:
            if other.is_emergency:
                _report_elsewhere(visit, other.case)
                continue
            enter_case(visit, other.case)
            session = visit.context()
            session.keep_identity(session.identity.with_case(other.case, session.now))
            turns = GuidedCase(visit, other.case)


def _report_elsewhere(visit: GuidedVisit, case: str) -> None:
    """Let the user report an emergency in that case, and return to the one before."""
    before, identity = visit.case, visit.context().identity
    visit.enter_case(case)
    following: OtherCase | None = None
    try:
        GuidedCase(visit, case).report_danger()
    except OtherCase as other:  # not this one either
        following = other
    finally:
        news = visit.news
        visit.enter_case(before)
        session = visit.context()
        if session.identity.as_ != identity.as_:  # another workflow has other stakeholders
            session.keep_identity(identity)
    if following is not None:
        _report_elsewhere(visit, following.case)
        return
    if news:
        visit.news = (line(f"In case {case}, which is not this one:"), *news)
