"""`sop case audit`: whether a case kept the guarantees of its workflow (runtime monitoring)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sop.commands.case import app, case_argument
from sop.commands.case_json import Json, moment
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading
from sop.commands.options import CaseArgument
from sop.commands.output import CommandResult, as_failure
from sop.commands.program import command
from sop.engine.deadlines import make_counter, zone_of
from sop.engine.private_rules import find_private_rules
from sop.proof.history_audit import AuditVerdict, Judgement, audit_history, mask_judgements
from sop.views.labels import Wording, count_text


@command(app, "audit", group="case", case=True, rows="guarantees")
def audit_(session: CommandContext, which: CaseArgument = None) -> CommandResult:
    """Check each guarantee of a case: kept, broken or still open, and by which event.

    `not reached` means that nothing of what the guarantee is about has happened. Exit 1 if one is
    broken.

    Example: sop case audit 7K3
    """
    from sop.views.case_audit import audit_screen, void_audit_lines  # late: start-up

    file = session.file(case_argument(session, which))
    if file.case.voided is not None:
        return CommandResult(
            data={**_data((), file.definition.timezone), "void": True},
            case=file.id,
            version=file.version,
            blocks=lambda: (*case_heading(session, file, looks=True), *void_audit_lines()),
        )
    count = make_counter(file.definition, session.service.calendar(file.definition))
    private = find_private_rules(file.definition, session.viewer(file.definition)).guarantees
    found = mask_judgements(
        audit_history(file.definition, file.history, session.now, count), private
    )
    wording = Wording(file.definition, session.now)
    answer = CommandResult(
        data=_data(found, file.definition.timezone),
        case=file.id,
        version=file.version,
        blocks=lambda: (*case_heading(session, file, looks=True), *audit_screen(wording, found)),
    )
    broken = sum(one.verdict == "broken" for one in found)
    if not broken:
        return answer
    return as_failure(answer, f"{count_text(broken, 'guarantee')} not kept.")


def _data(found: Sequence[Judgement], timezone: str) -> Json:
    zone = zone_of(timezone)
    counts = Counter(one.verdict for one in found)
    verdicts: tuple[AuditVerdict, ...] = ("kept", "broken", "open", "private")
    summary = {verdict: counts[verdict] for verdict in verdicts}
    return {"guarantees": [_judgement_json(one, zone) for one in found], "summary": summary}


def _judgement_json(one: Judgement, zone: ZoneInfo) -> Json:
    return {
        "guarantee": one.guarantee.id,
        "pattern": one.guarantee.pattern,
        "verdict": one.verdict,
        "event": one.event,
        "what": one.what,
        "until": moment(one.until, zone),
        "concerned": one.concerned,
        "reached": one.reached,
        "because": one.guarantee.because,
        "law": list(one.guarantee.law),
    }
