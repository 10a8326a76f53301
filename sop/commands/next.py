"""`sop next`: what to do now in a case: danger, then the user's own work, overdue first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sop.casework.case_service import LoadedCase
from sop.commands.case_json import Json, action_json, assignment_json, danger_json, moment
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading
from sop.commands.output import CommandResult, suggested
from sop.commands.program import new_app, verb_command
from sop.commands.track_filter import keep_track
from sop.engine.checklist_lines import ActionLine, Checklist
from sop.engine.deadlines import zone_of
from sop.engine.guided_way import sort_actions
from sop.engine.standstill import Escape, find_escapes
from sop.engine.work import WorkLine, list_current_work
from sop.grammar import Words
from sop.model.clock_faults import ClockFault, describe_clock_fault, find_clock_faults
from sop.views.terminal.blocks import Blocks

app = new_app()


@verb_command(app, "next", rows="items")
def next_(session: CommandContext, words: Words) -> CommandResult:
    """Show what to do now: danger first, then your own work, overdue first.

    It fits one screen. --all also shows what others have to do, and everything that waits.

    Example: sop next
    """
    file = session.file()
    viewer = session.viewer(file.definition)
    whole = session.service.checklist(file, viewer)
    shown = keep_track(file.definition, whole, words.one("track"))
    items = sort_actions(shown, viewer, session.by)
    escapes = find_escapes(file.definition, whole)
    zone = zone_of(file.definition.timezone)
    work = list_current_work(file.definition, shown)
    data = [_work_json(one, shown.now, zone) for one in work if one.kind == "escalation"]
    for item in items:
        kept = {"kind": "action", "held": item.held, "private": False}
        data.append({**action_json(item, zone), **kept})
    data += [_work_json(one, shown.now, zone) for one in work if one.kind == "decision"]
    faults = find_clock_faults(file.history, session.now)
    closing = shown.closing.open if shown.closing else None
    ways_out = [_escape_json(one) for one in escapes]
    return CommandResult(
        data={
            "danger": danger_json(shown.dangers, zone),
            "items": data,
            "closing": closing,
            "ways_out": ways_out,
            "clock": [_clock_json(fault, zone) for fault in faults],
        },
        case=file.id,
        version=file.version,
        blocks=lambda: _blocks(
            session, file, shown, items, whole=whole, everything=words.has("all")
        ),
    )


def _blocks(
    session: CommandContext,
    file: LoadedCase,
    shown: Checklist,
    items: Sequence[ActionLine],
    *,
    whole: Checklist,
    everything: bool,
) -> Blocks:
    """Return the screen; without `everything` as much of it as fits one screen."""
    # late: start-up
    from sop.commands.next_page import next_page
    from sop.views.clock import clock_lines

    definition = file.definition
    faults = find_clock_faults(file.history, session.now)
    return next_page(
        session.screen,
        definition,
        shown,
        items,
        session.viewer(definition),
        head=case_heading(session, file, looks=True),
        clock=clock_lines(definition, faults, file.id),
        everything=everything,
        whole=whole,
    )


def _escape_json(escape: Escape) -> Json:
    return {"kind": escape.kind, "title": escape.title, **suggested(escape.suggest)}


def _work_json(work: WorkLine, now: datetime, zone: ZoneInfo) -> Json:
    """Return a step past its deadline, or a decision that waits for a person."""
    return {
        "kind": "escalation" if work.kind == "escalation" else "outcome",
        "id": work.path,
        "code": work.code,
        "title": work.title,
        "state": "waiting" if work.held and work.kind == "decision" else "open",
        "by": list(work.by),
        "due": moment(work.due, zone),
        "overdue": work.is_overdue(now),
        "at_latest": moment(work.at_latest, zone),
        "possibly_overdue": work.is_possibly_overdue(now),
        **assignment_json(work.assignments),
        "held": work.held,
        "private": work.private,
    }


def _clock_json(fault: ClockFault, zone: ZoneInfo) -> Json:
    """Return an event that was recorded by a wrong clock."""
    return {
        "event": fault.event,
        "kind": fault.kind,
        "moment": moment(fault.moment, zone),
        "what": describe_clock_fault(fault, zone),
    }
