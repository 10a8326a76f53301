"""`sop case audit`: each guarantee of the workflow judged on what really happened."""

from __future__ import annotations

from collections.abc import Sequence

from sop.commands.case import app, case_argument
from sop.commands.case_json import Json, moment
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading
from sop.commands.options import CaseArgument
from sop.commands.output import EXIT_DONE, EXIT_REFUSED, CommandResult
from sop.commands.program import command
from sop.engine.deadlines import make_counter, zone_of
from sop.proof.history_audit import Judgement, audit_history
from sop.views.labels import Wording, count_text


@command(app, "audit", group="case", case=True)
def audit_(session: CommandContext, which: CaseArgument = None) -> CommandResult:
    """Whether the guarantees were kept in a real case: kept, broken or still open, with the event that decided it.

    Exit 1 when one is broken. Example: sop case audit 7K3
    """
    from sop.views.case_audit import audit_screen

    file = session.file(case_argument(session, which))
    count = make_counter(file.definition, session.service.calendar(file.definition))
    found = audit_history(file.definition, file.history, session.now, count)
    broken = sum(one.verdict == "broken" for one in found)
    wording = Wording(file.definition, session.now)
    return CommandResult(
        data=_data(found, file.definition.timezone),
        code=EXIT_REFUSED if broken else EXIT_DONE,
        error="findings" if broken else None,
        message=f"{count_text(broken, 'guarantee')} not kept." if broken else "",
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
