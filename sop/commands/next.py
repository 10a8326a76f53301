"""`sop next`: what to do now in a case, overdue first, with the reason for each date."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sop.commands.case_json import Json, action_json, moment
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, TransitionLine
from sop.engine.deadlines import zone_of
from sop.grammar import Words

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
    from sop.views.next_actions import next_screen  # late: start-up

    file = session.file()
    viewer = session.viewer(file.definition)
    shown = session.service.checklist(file, viewer)
    items = sort_actions(shown)
    zone = zone_of(file.definition.timezone)
    data = [_escalation_json(track, zone) for track in shown.tracks if track.is_escalated]
    data += [{**action_json(item, zone), "kind": "action"} for item in items]
    for track in shown.tracks:
        data += [_outcome_json(track, outcome) for outcome in track.outcomes if outcome.open]
    closing = shown.closing.open if shown.closing else None
    return CommandResult(
        data={"items": data, "closing": closing},
        case=file.id,
        version=file.version,
        blocks=lambda: (
            *case_heading(session, file, looks=True),
            *next_screen(file.definition, shown, items, viewer),
        ),
    )


def sort_actions(shown: Checklist) -> tuple[ActionLine, ...]:
    """Return the actions still to be done: overdue first, then by state and deadline."""
    pending = [line for line in shown.actions() if line.state in ORDER]
    return tuple(sorted(pending, key=_rank))


def _rank(line: ActionLine) -> tuple[bool, int, datetime]:
    return not line.overdue, ORDER.index(line.state), line.due or LAST


def _escalation_json(track: TrackLine, zone: ZoneInfo) -> Json:
    """Return a step past its deadline, for the stakeholder to whom it escalates."""
    return {
        "kind": "escalation",
        "id": f"{track.track}.{track.step}",
        "code": track.step_code,
        "title": track.step_title,
        "state": "open",
        "by": [track.escalate_to],
        "due": moment(track.due, zone),
        "overdue": True,
    }


def _outcome_json(track: TrackLine, outcome: TransitionLine) -> Json:
    """Return an open outcome, which waits for a decision."""
    name = outcome.title or outcome.path.rsplit(".", 1)[1]
    title = f"{name} -> {outcome.to_title or 'back'}"
    return {
        "kind": "outcome",
        "id": outcome.path,
        "code": track.step_code,
        "title": title,
        "state": "open",
        "by": list(outcome.by),
        "due": None,
        "overdue": False,
    }
