"""`sop next`: what to do now in a case, overdue first, with the reason for each date."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sop.commands.case_json import Json, action_json, moment
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.track_filter import keep_track
from sop.engine.checklist_lines import ActionLine, Checklist
from sop.engine.deadlines import zone_of
from sop.engine.work import WorkLine, list_current_work
from sop.grammar import Words
from sop.model.clock_faults import ClockFault, describe_clock_fault, find_clock_faults

app = new_app()
ORDER = ("open", "unknown", "gated", "waiting")
"""The states of actions that are still to be done, in the order of the list."""
LAST = datetime.max.replace(tzinfo=UTC)
"""An action without a deadline comes after all others."""


@verb_command(app, "next")
def next_(session: CommandContext, words: Words) -> CommandResult:
    """Show what to do now, overdue first, with the reason for each date.

    Example: sop next
    """
    # late: start-up
    from sop.views.clock import clock_lines
    from sop.views.next_actions import next_screen  # late: start-up

    file = session.file()
    viewer = session.viewer(file.definition)
    everything = session.service.checklist(file, viewer)
    shown = keep_track(file.definition, everything, words.one("track"))
    items = sort_actions(shown)
    zone = zone_of(file.definition.timezone)
    work = list_current_work(file.definition, shown)
    data = [_work_json(one, shown.now, zone) for one in work if one.kind == "escalation"]
    for item in items:
        kept = {"kind": "action", "held": item.held, "private": False}
        data.append({**action_json(item, zone), **kept})
    data += [_work_json(one, shown.now, zone) for one in work if one.kind == "decision"]
    faults = find_clock_faults(file.history, session.now)
    closing = shown.closing.open if shown.closing else None
    return CommandResult(
        data={
            "items": data,
            "closing": closing,
            "clock": [_clock_json(fault, zone) for fault in faults],
        },
        case=file.id,
        version=file.version,
        blocks=lambda: (
            *case_heading(session, file, looks=True),
            *clock_lines(file.definition, faults, file.id),
            *next_screen(file.definition, shown, items, viewer),
        ),
    )


def sort_actions(shown: Checklist) -> tuple[ActionLine, ...]:
    """Return the actions still to be done: overdue first, then by state and deadline."""
    pending = [line for line in shown.actions() if line.state in ORDER]
    return tuple(sorted(pending, key=_rank))


def _rank(line: ActionLine) -> tuple[bool, int, datetime]:
    return not line.overdue, ORDER.index(line.state), line.due or LAST


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
