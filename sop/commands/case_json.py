"""The `data` of JSON answers about cases.

`id` and `at` hold whole dotted paths; times have the offset of the workflow's time zone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sop.casework.case_service import LoadedCase
from sop.casework.visibility import VisibleEvent, filter_facts
from sop.commands.output import reason_json, suggested
from sop.engine.checklist_lines import (
    ActionLine,
    Checklist,
    ClosingLine,
    TrackLine,
    TransitionLine,
    WaitingLine,
)
from sop.engine.danger import Danger, DangerAnswer
from sop.engine.deadlines import zone_of
from sop.engine.private_rules import may_see_fact
from sop.model.case_state import Assignment, Case
from sop.model.events import NoteWritten
from sop.store.event_codec import event_to_json

Json = dict[str, Any]

TRACK_KEYS = (
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
"""The keys of a track in `case show`, which leaves its actions and reasons to `checklist`."""
SHOWN_ORIGIN = ("home", "os_user", "reported_by")
"""The keys of `event_codec.ORIGIN` that are shown."""


def moment(at: datetime | None, zone: ZoneInfo) -> str | None:
    """Return the time as ISO 8601 in the zone; None for None."""
    if at is None:
        return None
    return at.astimezone(zone).isoformat()


def danger_json(dangers: Iterable[Danger], zone: ZoneInfo) -> list[Json]:
    """Return why the case is in danger, and what to do. `do` is null where nothing is defined.

    `others` are the further answers, in their order.
    """
    return [_one_danger_json(danger, zone) for danger in dangers]


def _one_danger_json(danger: Danger, zone: ZoneInfo) -> Json:
    best = danger.best
    others = [answer for answer in danger.answers if answer is not best]
    return {
        "what": danger.what,
        "since": moment(danger.since, zone),
        **_answer_json(best),
        "reported_as": danger.by or None,
        "at": danger.path,
        "others": list(map(_answer_json, others)),
    }


def _answer_json(answer: DangerAnswer | None) -> Json:
    if answer is None:
        return {"title": None, "who": [], **suggested(None)}
    return {"title": answer.title, "who": list(answer.by), **suggested(answer.suggest)}


def checklist_json(file: LoadedCase, shown: Checklist, viewer: str | None) -> Json:
    """Return the `data` of `checklist`."""
    zone = zone_of(file.definition.timezone)
    return {
        "tracks": [track_json(track, zone) for track in shown.tracks],
        "closing": _closing_json(shown.closing),
        "facts": filter_facts(file.definition, shown.facts, viewer),
        "not_known": list(shown.not_known),
        "closed_at": moment(shown.closed_at, zone),
        "danger": danger_json(shown.dangers, zone),
    }


def track_json(track: TrackLine, zone: ZoneInfo) -> Json:
    """Return a track with its step, actions, outcomes and interrupts."""
    actions = [action_json(one, zone) for one in track.actions]
    outcomes = [_transition_json(one, zone) for one in track.outcomes]
    interrupts = [_transition_json(one, zone) for one in track.interrupts]
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
        "private": track.status == "private",
        "at_latest": moment(track.at_latest, zone),
        "possibly_overdue": track.possibly_overdue,
        "reasons": list(map(reason_json, track.reasons)),
        "actions": actions,
        "outcomes": outcomes,
        "interrupts": interrupts,
        "waits": list(map(waiting_json, track.waits)),
    }


def waiting_json(one: WaitingLine) -> Json:
    """Return a step that waits to be resumed, with the actions that it still owes."""
    owed = [{"id": action.path, "code": action.code, "title": action.title} for action in one.owed]
    return {"step": one.path, "code": one.code, "title": one.title, "owed": owed}


def action_json(action: ActionLine, zone: ZoneInfo) -> Json:
    """Return an action with its state and its record."""
    return {
        "id": action.path,
        "code": action.code,
        "title": action.title,
        "by": list(action.by),
        "state": action.state,
        "private": action.state == "private" or action.due_is_private,
        "required": action.required,
        "due": moment(action.due, zone),
        "due_not_running": action.due_not_running,
        "overdue": action.overdue,
        "held": action.held,
        "at_latest": moment(action.at_latest, zone),
        "possibly_overdue": action.possibly_overdue,
        "law": list(action.law),
        "records": list(action.records),
        "may_record": list(action.may_record),
        "form": action.form,
        **assignment_json(action.assignments),
        "waivable_by": list(action.waivable_by),
        "repeatable": action.repeatable,
        "reasons": [reason_json(one) for one in action.reasons],
        "record": _record_json(action, zone),
    }


def assignment_json(assignments: Sequence[Assignment]) -> Json:
    """Return who has the work: of the user's own stakeholder, or of the first that assigned it."""
    first = next(iter(assignments), None)
    return {
        "assigned": None if first is None else first.person,
        "accepted": None if first is None else first.accepted,
    }


def _case_assignment_json(one: Assignment) -> Json:
    return {"as": one.as_, "person": one.person, "accepted": one.accepted}


def _record_json(action: ActionLine, zone: ZoneInfo) -> Json | None:
    record = action.record
    if record is None:
        return None
    return {
        "event": record.event,
        "at": moment(record.at, zone),
        "as": record.as_,
        "by": record.by,
        "home": record.home,
        "reported_by": record.reported_by,
    }


def _transition_json(one: TransitionLine, zone: ZoneInfo) -> Json:
    """Return an outcome or an interrupt."""
    return {
        "id": one.path,
        "title": one.title or None,
        "to": one.to,
        "open": one.open,
        "private": one.is_private,
        "by": list(one.by),
        "reason_required": one.reason_required,
        "opens_at": moment(one.opens_at, zone),
        "reasons": list(map(reason_json, one.reasons)),
        "drops": list(map(waiting_json, one.drops)),
    }


def _closing_json(closing: ClosingLine | None) -> Json | None:
    if closing is None:
        return None
    return {
        "open": closing.open,
        "by": list(closing.by),
        "reason_required": closing.reason_required,
        "reasons": list(map(reason_json, closing.reasons)),
    }


def case_json(file: LoadedCase, shown: Checklist, viewer: str | None) -> Json:
    """Return the `data` of `case show`: the facts that the viewer may see, and the tracks."""
    definition, case, zone = file.definition, file.case, zone_of(file.definition.timezone)
    facts = {name: record.value for name, record in case.facts.items()}
    hidden = [name for name in facts if not may_see_fact(definition, name, viewer)]
    not_known = [name for name in case.not_known if may_see_fact(definition, name, viewer)]
    tracks = [track_json(one, zone) for one in shown.tracks]
    return {
        "workflow": case.workflow,
        "workflow_version": definition.version,
        "definition": case.definition,
        "status": case.status,
        "opened_at": moment(case.opened_at, zone),
        "opened_as": case.opened_as,
        "closed_at": moment(case.closed_at, zone),
        "label": case.label,
        "references": list(case.references),
        "incident": case.incident,
        "assigned": list(map(_case_assignment_json, case.assigned.values())),
        "links": list(case.links),
        "void": _void_json(case, zone),
        "facts": filter_facts(definition, facts, viewer),
        "assumed": [name for name in _assumed_facts(case) if name not in hidden],
        "not_known": not_known,
        "not_yours": hidden,
        "tracks": list(map(_short_track, tracks)),
        "danger": danger_json(shown.dangers, zone),
    }


def _assumed_facts(case: Case) -> list[str]:
    """Return the facts whose value no one stated: the workflow assumes it from the opening on."""
    return [name for name, record in case.facts.items() if record.assumed]


def _void_json(case: Case, zone: ZoneInfo) -> Json | None:
    voided = case.voided
    if voided is None:
        return None
    return {
        "event": voided.event,
        "at": moment(voided.at, zone),
        "as": voided.as_,
        "duplicate_of": voided.duplicate_of,
    }


def _short_track(track: Json) -> Json:
    return {key: track[key] for key in TRACK_KEYS}


def timeline_json(seen: Iterable[VisibleEvent], case: Case, zone: ZoneInfo) -> list[Json]:
    """Return the events of `case timeline`, in order."""
    return [_event_json(one, case, zone) for one in seen]


def _event_json(seen: VisibleEvent, case: Case, zone: ZoneInfo) -> Json:
    found = event_to_json(seen.event)
    found.pop("salt", None)  # with it, a value that is withheld could be guessed from the hash
    found |= {key: found.get(key) for key in SHOWN_ORIGIN}
    key = found.pop("key")
    found["key"] = key
    if key is not None:
        found["key"] = key.rsplit(" ", 1)[0]  # the store adds a number for each event of a command
    found |= {"at": moment(seen.event.at, zone), "recorded": moment(seen.event.recorded, zone)}
    found["dues"] = {path: moment(due, zone) for path, due in seen.event.dues.items()}
    if found.get("form") is not None:
        found["form"] = json.loads(found["form"])
    hidden = [*seen.hidden_facts]
    if seen.hidden_note:
        hidden.append("text" if isinstance(seen.event.body, NoteWritten) else "note")
    if seen.hidden_why:
        hidden.append("why")
    if seen.hidden_form:
        hidden.append("form")
    if seen.hidden_assignment:
        found |= {"action": None, "person": None}
        hidden += ["action", "person"]
    return found | {
        "undone_by": case.undone.get(seen.event.id),
        "happened": moment(case.times.get(seen.event.id), zone),
        "not_yours": hidden,
    }
