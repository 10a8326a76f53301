"""`sop next`: what to do now in the current case, overdue first, with the reason of each date."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sop.commands.case_json import Json, action_json, moment
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, WayLine
from sop.engine.deadlines import zone_of
from sop.grammar import Words

app = new_app()
ORDER = ("open", "unknown", "gated", "waiting")
LAST = datetime.max.replace(tzinfo=UTC)


@verb_command(app, "next")
def next_(session: CommandContext, words: Words) -> CommandResult:
    """What to do now, overdue first, with the reason of each date.

    Example: sop next
    """
    from sop.views.next_actions import next_screen

    file = session.file()
    viewer = session.viewer(file.definition)
    shown = session.service.checklist(file, viewer)
    items = sort_actions(shown)
    zone = zone_of(file.definition.timezone)
    ways = [(track, way) for track in shown.tracks for way in track.outcomes if way.open]
    data = [_escalation_json(track, zone) for track in shown.tracks if track.is_escalated]
    data += [{**action_json(item, zone), "kind": "action"} for item in items] + [
        _outcome_json(*pair) for pair in ways
    ]
    return CommandResult(
        data={"items": data, "closing": shown.closing.open if shown.closing else None},
        case=file.id,
        version=file.version,
        blocks=lambda: (
            *case_heading(session, file, looks=True),
            *next_screen(file.definition, shown, items, viewer),
        ),
    )


def sort_actions(shown: Checklist) -> tuple[ActionLine, ...]:
    """The actions that are still to be done: overdue first, then those that can be done, by due time."""
    pending = [line for line in shown.actions() if line.state in ORDER]
    return tuple(
        sorted(
            pending, key=lambda line: (not line.overdue, ORDER.index(line.state), line.due or LAST)
        )
    )


def _escalation_json(track: TrackLine, zone: ZoneInfo) -> Json:
    """A step past its deadline, for whom it escalates to."""
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


def _outcome_json(track: TrackLine, way: WayLine) -> Json:
    """An outcome that is open: somebody decides."""
    title = f"{way.title or way.path.rsplit('.', 1)[1]} -> {way.to_title or 'back'}"
    return {
        "kind": "outcome",
        "id": way.path,
        "code": track.step_code,
        "title": title,
        "state": "open",
        "by": list(way.by),
        "due": None,
        "overdue": False,
    }
