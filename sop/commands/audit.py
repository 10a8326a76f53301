"""`sop case audit`: each guarantee of the workflow judged on what really happened."""

from __future__ import annotations

from collections.abc import Sequence

from sop.commands.answer import EXIT_DONE, EXIT_REFUSED, Answer
from sop.commands.case import app, case_argument
from sop.commands.headings import case_heading
from sop.commands.options import CaseArgument
from sop.commands.program import command
from sop.commands.session import Session
from sop.commands.shapes import Json, moment
from sop.engine.deadlines import counting, zone_of
from sop.proof.audit import Judgement, audit
from sop.views.wording import Wording, counted


@command(app, "audit", group="case", case=True)
def audit_(session: Session, which: CaseArgument = None) -> Answer:
    """Whether the guarantees were kept in a real case: kept, broken or still open, with the event that decided it.

    Exit 1 when one is broken. Example: sop case audit 7K3
    """
    from sop.views.audit import audit_screen

    file = session.file(case_argument(session, which))
    count = counting(file.definition, session.desk.calendar(file.definition))
    found = audit(file.definition, file.history, session.now, count)
    broken = sum(one.verdict == "broken" for one in found)
    wording = Wording(file.definition, session.now)
    return Answer(
        data=_data(found, file.definition.timezone),
        code=EXIT_REFUSED if broken else EXIT_DONE,
        error="findings" if broken else None,
        message=f"{counted(broken, 'guarantee')} not kept." if broken else "",
        case=file.id,
        version=file.version,
        blocks=lambda: (*case_heading(session, file, looks=True), *audit_screen(wording, found)),
    )


def _data(found: Sequence[Judgement], timezone: str) -> Json:
    zone = zone_of(timezone)
    words = ("kept", "broken", "open")
    return {
        "guarantees": [
            {
                "guarantee": one.guarantee.id,
                "pattern": one.guarantee.pattern,
                "verdict": one.verdict,
                "event": one.event,
                "what": one.what,
                "until": moment(one.until, zone),
                "concerned": one.concerned,
                "because": one.guarantee.because,
                "law": list(one.guarantee.law),
            }
            for one in found
        ],
        "summary": {word: sum(one.verdict == word for one in found) for word in words},
    }
