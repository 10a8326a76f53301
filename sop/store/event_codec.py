"""The stored form of an event: Event <-> JSON object, canonical JSON, and the hash chain.

A stored event has the keys of `event_to_json` and `prev`, the SHA-256 of the canonical JSON of
`[case id, number, event]` of the event before, with its own `prev`. For the first event it is that
of `[case id, 0, null]`. Canonical JSON: sorted keys, no spaces, UTF-8; texts as given, not
normalised.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, assert_never

from sop.model.events import (
    ActionDone,
    ActionWaived,
    Assigned,
    AssignmentAccepted,
    AssignmentReturned,
    Body,
    CaseClosed,
    CaseLabelled,
    CaseLinked,
    CaseOpened,
    CaseVoided,
    Event,
    EventUndone,
    FactsRecorded,
    IncidentChanged,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
    TimeCorrected,
    VoidConsented,
)
from sop.model.refusal import UsageError

JsonObject = dict[str, Any]

ORIGIN = ("home", "os_user", "reported_by", "salt")
"""Keys about where an event comes from. Events of earlier versions do not have them."""

_write = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(value: object) -> bytes:
    """Return the one spelling of a JSON value.

    Raises UsageError where a text holds half a surrogate pair: UTF-8 has no bytes for it.
    """
    try:
        return _write(value).encode()
    except UnicodeEncodeError as error:
        code = f"U+{ord(error.object[error.start]):04X}"
        raise UsageError(
            f"A text contains half a character ({code}), which cannot be stored.",
            "Type it again, or convert the file that it comes from to UTF-8.",
        ) from error


def genesis(case_id: str) -> str:
    """Return the `prev` of a case's first event."""
    return chain_hash(case_id, 0, None)


def chain_hash(case_id: str, number: int, stored: Mapping[str, Any] | None) -> str:
    """Return the hash of a stored event, its case and its number: the `prev` of the next event."""
    return sha256(canonical([case_id, number, stored])).hexdigest()


def event_to_json(event: Event) -> JsonObject:
    """Return the event as a JSON object, without `prev`.

    Keys without a value have null; those of ORIGIN are left out instead, as in events that were
    written before these keys existed.
    """
    kind, fields = _body_to_json(event.body)
    return {
        "id": event.id,
        "type": kind,
        "at": event.at.isoformat(),
        "recorded": event.recorded.isoformat(),
        "as": event.as_,
        "by": event.by,
        "why": event.why,
        "key": event.key,
        "dues": {
            path: None if due is None else due.isoformat() for path, due in event.dues.items()
        },
        **_origin_to_json(event),
        **fields,
    }


def _origin_to_json(event: Event) -> JsonObject:
    origin = {key: getattr(event, key) for key in ORIGIN}
    return {key: text for key, text in origin.items() if text is not None}


def event_from_json(stored: Mapping[str, Any]) -> Event:
    """Return the stored event, without the store's own `prev`.

    Raises UnknownType for a type of a later sop.
    """
    kind = stored["type"]
    if kind not in _BODY_FROM_JSON:
        raise UnknownType(str(kind))
    return Event(
        id=stored["id"],
        at=datetime.fromisoformat(stored["at"]),
        recorded=datetime.fromisoformat(stored["recorded"]),
        as_=stored["as"],
        body=_BODY_FROM_JSON[kind](stored),
        by=stored["by"],
        why=stored["why"],
        dues={
            path: None if due is None else datetime.fromisoformat(due)
            for path, due in stored["dues"].items()
        },
        key=stored["key"],
        home=stored.get("home"),
        os_user=stored.get("os_user"),
        reported_by=stored.get("reported_by"),
        salt=stored.get("salt"),
    )


class UnknownType(ValueError):
    """The event has a type that this version does not know: a later version wrote it."""


def event_type(body: Body) -> str:
    """Return the event's type as JSON names it: `action_done`, `outcome_taken` and so on."""
    return _body_to_json(body)[0]


def _body_to_json(body: Body) -> tuple[str, JsonObject]:
    match body:
        case CaseOpened() | ActionDone() | FactsRecorded():
            return _body_with_facts_to_json(body)
        case CaseVoided() | VoidConsented() | IncidentChanged() | CaseLabelled() | TimeCorrected():
            return _body_about_case_to_json(body)
        case ActionWaived() | Assigned() | AssignmentAccepted() | AssignmentReturned():
            return _body_of_action_to_json(body)
        case OutcomeTaken():
            return "outcome_taken", {"outcome": body.outcome, "to": body.to}
        case InterruptRaised():
            return "interrupt_raised", _interrupt_to_json(body)
        case CaseClosed():
            return "case_closed", {}
        case EventUndone():
            return "event_undone", {"event": body.event}
        case CaseLinked():
            return "case_linked", {"case": body.case}
        case NoteWritten():
            return "note_written", {"text": body.text, "readers": list(body.readers)}
        case _:
            assert_never(body)


_ASSIGNMENTS: Mapping[type[Body], str] = {
    Assigned: "assigned",
    AssignmentAccepted: "assignment_accepted",
    AssignmentReturned: "assignment_returned",
}


def _body_of_action_to_json(
    body: ActionWaived | Assigned | AssignmentAccepted | AssignmentReturned,
) -> tuple[str, JsonObject]:
    if isinstance(body, ActionWaived):
        return "action_waived", {"action": body.action}
    return _ASSIGNMENTS[type(body)], {"action": body.action, "person": body.person}


def _body_about_case_to_json(
    body: CaseVoided | VoidConsented | IncidentChanged | CaseLabelled | TimeCorrected,
) -> tuple[str, JsonObject]:
    match body:
        case CaseVoided():
            return "case_voided", {"duplicate_of": body.duplicate_of}
        case VoidConsented():
            return "void_consented", {}
        case IncidentChanged():
            return "incident_changed", {"incident": body.incident}
        case CaseLabelled():
            return "case_labelled", {
                "label": body.label,
                "references": list(body.references),
                "clears": body.clears,
            }
        case TimeCorrected():
            return "time_corrected", _times_to_json(body)


def _times_to_json(body: TimeCorrected) -> JsonObject:
    """Return the fields; a correction of one event has the same bytes as before."""
    fields: JsonObject = {"event": body.event, "to": body.to.isoformat()}
    if body.also:
        fields["also"] = [{"event": event, "to": to.isoformat()} for event, to in body.also]
    if body.shift is not None:
        fields["shift_seconds"] = round(body.shift.total_seconds())
    return fields


def _time_corrected(stored: Mapping[str, Any]) -> TimeCorrected:
    also = [(one["event"], datetime.fromisoformat(one["to"])) for one in stored.get("also", [])]
    seconds = stored.get("shift_seconds")
    shift = None if seconds is None else timedelta(seconds=seconds)
    return TimeCorrected(stored["event"], datetime.fromisoformat(stored["to"]), tuple(also), shift)


def _body_with_facts_to_json(
    body: CaseOpened | ActionDone | FactsRecorded,
) -> tuple[str, JsonObject]:
    facts = dict(body.facts)
    match body:
        case CaseOpened():
            return "case_opened", {
                "workflow": body.workflow,
                "workflow_version": body.workflow_version,
                "definition": body.definition,
                "facts": facts,
                "incident": body.incident,
            }
        case ActionDone():
            return "action_done", {
                "action": body.action,
                "facts": facts,
                "form": body.form,
                "note": body.note,
            }
        case FactsRecorded():
            return "facts_told", {
                "facts": facts,
                "correction": body.correction,
                # Left out where it is false: events written before this key keep their bytes.
                **({"from_now": True} if body.from_now else {}),
            }


def _interrupt_to_json(body: InterruptRaised) -> JsonObject:
    """Return the fields; an interrupt that records no facts has the same bytes as before."""
    fields: JsonObject = {"interrupt": body.interrupt, "left": body.left}
    if body.facts:
        fields["facts"] = dict(body.facts)
    return fields


def _interrupt_raised(stored: Mapping[str, Any]) -> InterruptRaised:
    return InterruptRaised(stored["interrupt"], stored["left"], dict(stored.get("facts", {})))


def _case_opened(stored: Mapping[str, Any]) -> CaseOpened:
    return CaseOpened(
        stored["workflow"],
        stored["workflow_version"],
        stored["definition"],
        dict(stored["facts"]),
        stored["incident"],
    )


def _action_done(stored: Mapping[str, Any]) -> ActionDone:
    return ActionDone(stored["action"], dict(stored["facts"]), stored["form"], stored["note"])


_BODY_FROM_JSON: Mapping[str, Callable[[Mapping[str, Any]], Body]] = {
    "case_opened": _case_opened,
    "action_done": _action_done,
    "action_waived": lambda stored: ActionWaived(stored["action"]),
    "assigned": lambda stored: Assigned(stored["action"], stored["person"]),
    "assignment_accepted": lambda stored: AssignmentAccepted(stored["action"], stored["person"]),
    "assignment_returned": lambda stored: AssignmentReturned(stored["action"], stored["person"]),
    "outcome_taken": lambda stored: OutcomeTaken(stored["outcome"], stored["to"]),
    "interrupt_raised": _interrupt_raised,
    "facts_told": lambda stored: FactsRecorded(
        dict(stored["facts"]), stored["correction"], stored.get("from_now", False)
    ),
    "case_closed": lambda stored: CaseClosed(),
    "event_undone": lambda stored: EventUndone(stored["event"]),
    "case_linked": lambda stored: CaseLinked(stored["case"]),
    "case_voided": lambda stored: CaseVoided(stored["duplicate_of"]),
    "void_consented": lambda stored: VoidConsented(),
    "incident_changed": lambda stored: IncidentChanged(stored["incident"]),
    "case_labelled": lambda stored: CaseLabelled(
        stored["label"], tuple(stored["references"]), stored["clears"]
    ),
    "time_corrected": _time_corrected,
    "note_written": lambda stored: NoteWritten(stored["text"], tuple(stored["readers"])),
}
