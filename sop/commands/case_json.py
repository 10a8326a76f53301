"""The `data` of JSON answers about cases: whole dotted ids in `id` and `at`, times with offset in its zone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sop.casework.case_service import LoadedCase
from sop.casework.visibility import VisibleEvent, filter_facts, may_see_fact
from sop.commands.output import reason_json
from sop.engine.checklist_lines import ActionLine, Checklist, ClosingLine, TrackLine, WayLine
from sop.engine.deadlines import zone_of
from sop.store.event_codec import event_to_json

Json = dict[str, Any]


def moment(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat()


def checklist_json(file: LoadedCase, shown: Checklist, viewer: str | None) -> Json:
    """The `data` of `checklist`."""
    zone = zone_of(file.definition.timezone)
    return {
        "tracks": [track_json(track, zone) for track in shown.tracks],
        "closing": _closing_json(shown.closing),
        "facts": filter_facts(file.definition, shown.facts, viewer),
        "closed_at": moment(shown.closed_at, zone),
    }


def track_json(track: TrackLine, zone: ZoneInfo) -> Json:
    """A track with its step, actions and ways."""
    return {
        "track": track.track,
        "code": track.code,
        "title": track.title,
        "status": track.status,
        "step": track.step,
        "step_code": track.step_code,
        "step_title": track.step_title or None,
        "responsible": track.responsible or None,
        "since": moment(track.since, zone),
        "due": moment(track.due, zone),
        "overdue": track.overdue,
        "reasons": [reason_json(one) for one in track.reasons],
        "actions": [action_json(action, zone) for action in track.actions],
        "outcomes": [_way_json(way, zone) for way in track.outcomes],
        "interrupts": [_way_json(way, zone) for way in track.interrupts],
    }


def action_json(action: ActionLine, zone: ZoneInfo) -> Json:
    """An action and where it stands."""
    return {
        "id": action.path,
        "code": action.code,
        "title": action.title,
        "by": list(action.by),
        "state": action.state,
        "required": action.required,
        "due": moment(action.due, zone),
        "due_not_running": action.due_not_running,
        "overdue": action.overdue,
        "law": list(action.law),
        "records": list(action.records),
        "may_record": list(action.may_record),
        "form": action.form,
        "waivable_by": list(action.waivable_by),
        "repeatable": action.repeatable,
        "reasons": [reason_json(one) for one in action.reasons],
        "record": _record_json(action, zone),
    }


def _record_json(action: ActionLine, zone: ZoneInfo) -> Json | None:
    record = action.record
    if record is None:
        return None
    return {"event": record.event, "at": moment(record.at, zone), "as": record.as_, "by": record.by}


def _way_json(way: WayLine, zone: ZoneInfo) -> Json:
    return {
        "id": way.path,
        "title": way.title or None,
        "to": way.to,
        "open": way.open,
        "by": list(way.by),
        "reason_required": way.reason_required,
        "opens_at": moment(way.opens_at, zone),
        "reasons": [reason_json(one) for one in way.reasons],
    }


def _closing_json(closing: ClosingLine | None) -> Json | None:
    if closing is None:
        return None
    reasons = [reason_json(one) for one in closing.reasons]
    why = closing.reason_required
    return {
        "open": closing.open,
        "by": list(closing.by),
        "reason_required": why,
        "reasons": reasons,
    }


def case_json(file: LoadedCase, shown: Checklist, viewer: str | None) -> Json:
    """The `data` of `case show`: what the viewer may see of the facts, and where the tracks are."""
    definition, case, zone = file.definition, file.case, zone_of(file.definition.timezone)
    facts = {name: record.value for name, record in case.facts.items()}
    keys = (
        "track",
        "code",
        "title",
        "status",
        "step",
        "step_code",
        "step_title",
        "since",
        "due",
        "overdue",
    )
    return {
        "workflow": case.workflow,
        "workflow_version": definition.version,
        "definition": case.definition,
        "status": "closed" if case.is_closed else "open",
        "opened_at": moment(case.opened_at, zone),
        "opened_as": case.opened_as,
        "closed_at": moment(case.closed_at, zone),
        "incident": case.incident,
        "links": list(case.links),
        "facts": filter_facts(definition, facts, viewer),
        "not_yours": [name for name in facts if not may_see_fact(definition, name, viewer)],
        "tracks": [
            {key: value for key, value in track_json(one, zone).items() if key in keys}
            for one in shown.tracks
        ],
    }


def timeline_json(
    seen: Iterable[VisibleEvent], undone: Mapping[int, int], zone: ZoneInfo
) -> list[Json]:
    """The events of `case timeline`, in order."""
    return [_event_json(one, undone, zone) for one in seen]


def _event_json(seen: VisibleEvent, undone: Mapping[int, int], zone: ZoneInfo) -> Json:
    found = event_to_json(seen.event)
    key = found.pop("key")
    found["key"] = None if key is None else key.rsplit(" ", 1)[0]
    found |= {"at": moment(seen.event.at, zone), "recorded": moment(seen.event.recorded, zone)}
    found["dues"] = {path: moment(due, zone) for path, due in seen.event.dues.items()}
    if found.get("form") is not None:
        found["form"] = json.loads(found["form"])
    hidden = [
        *seen.hidden_facts,
        *(["text"] if seen.hidden_note else []),
        *(["form"] if seen.hidden_form else []),
    ]
    return found | {"undone_by": undone.get(seen.event.id), "not_yours": hidden}
