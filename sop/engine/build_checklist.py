"""What does the case ask for now? Asks the same functions as `decide`: what is shown as open is what is accepted."""

from __future__ import annotations

from datetime import datetime

from sop.engine import guards
from sop.engine import refusal_reasons as say
from sop.engine.checklist_lines import (
    PENDING,
    ActionLine,
    ActionState,
    Checklist,
    ClosingLine,
    TrackLine,
    TrackView,
    WayLine,
)
from sop.engine.deadlines import clock_fact, is_overdue
from sop.engine.decision_context import Situation
from sop.engine.suggestions import suggest_advance, suggest_close, suggest_do, suggest_raise
from sop.model.calendar import Calendar
from sop.model.case_state import ActionRecord, Case, TrackState, Visit
from sop.model.definition import Action, Definition, Due, Interrupt, Outcome, Step, Track
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import replace


def build_checklist(
    definition: Definition,
    case: Case,
    now: datetime,
    as_: str | None = None,
    calendar: Calendar | None = None,
) -> Checklist:
    """Everything that the case asks for now. `as_` words the commands for that stakeholder and hides what it may not
    see; nothing is filtered."""
    at = Situation(definition, case, now, as_, calendar or Calendar())
    tracks = tuple(_build_track_line(at, track) for track in definition.tracks.values())
    facts = {name: record.value for name, record in case.facts.items() if say.may_see(at, name)}
    return Checklist(
        case.id, case.version, now, case.closed_at, tracks, _build_closing_line(at), facts
    )


def _build_track_line(at: Situation, track: Track) -> TrackLine:
    state = at.case.tracks[track.id]
    if state.visit is None:
        return TrackLine(
            track.id,
            track.code,
            track.title,
            track.lead,
            "waiting",
            reasons=say.explain_waiting(at, track),
        )
    step, visit = track.steps[state.visit.step], state.visit
    status: TrackView = (
        "ended" if state.status == "ended" else "held" if at.is_held(track) else "running"
    )
    line = TrackLine(
        track.id,
        track.code,
        track.title,
        track.lead,
        status,
        step.id,
        step.code,
        step.title,
        step.purpose,
        step.say,
        step.responsible,
        step.support,
        visit.since,
    )
    if status == "ended" or at.case.is_closed:
        return line
    return _add_work(at, track, step, state, visit, line)


def _add_work(
    at: Situation, track: Track, step: Step, state: TrackState, visit: Visit, line: TrackLine
) -> TrackLine:
    due = visit.dues.get(step.path)
    return TrackLine(
        line.track,
        line.code,
        line.title,
        line.lead,
        line.status,
        line.step,
        line.step_code,
        line.step_title,
        line.purpose,
        line.say,
        line.responsible,
        line.support,
        line.since,
        due=due,
        due_not_running=_find_missing_start(step.due, due),
        overdue=is_overdue(due, at.now),
        escalate_to=step.escalate_to,
        actions=tuple(_build_action_line(at, action, visit) for action in step.actions.values()),
        outcomes=tuple(
            _build_way_line(at, track, o, guards.find_outcome_obstacles(at, o), visit)
            for o in step.outcomes.values()
        ),
        interrupts=tuple(
            _build_way_line(at, track, i, guards.find_interrupt_obstacles(at, i), visit)
            for i in track.interrupts.values()
            if state.step in i.sources
        ),
        reasons=say.explain_hold(at, track) if line.status == "held" else (),
    )


def _find_missing_start(clock: Due | None, due: datetime | None) -> str | None:
    """The datetime fact that a deadline still waits for."""
    return clock_fact(clock) if clock is not None and due is None else None


def _build_action_line(at: Situation, action: Action, visit: Visit) -> ActionLine:
    record = visit.actions.get(action.id)
    reasons = guards.find_action_obstacles(at, action)
    state = action_state(at, action, record, reasons)
    due = visit.dues.get(action.path)
    pending = state in PENDING
    return ActionLine(
        action.path,
        action.code,
        action.title,
        action.by,
        state,
        action.required,
        reasons,
        due=due,
        due_not_running=_find_missing_start(action.due, due),
        overdue=pending and action.required and is_overdue(due, at.now),
        law=action.law,
        records=action.records,
        may_record=action.may_record,
        form=action.form,
        warn=action.warn,
        say=action.say,
        record=_redact_record(at, record),
        repeatable=record is not None
        and (action.again or record.state == "waived")
        and not reasons,
        waivable_by=action.waivable_by,
        suggest=suggest_do(at, action) if state == "open" else None,
    )


def _redact_record(at: Situation, record: ActionRecord | None) -> ActionRecord | None:
    """The record with the values that the one who asks may see, and without its evidence."""
    if record is None:
        return None
    facts = {name: value for name, value in record.facts.items() if say.may_see(at, name)}
    return replace(record, facts=facts, form=None, note=None)


def action_state(
    at: Situation, action: Action, record: ActionRecord | None, reasons: tuple[Reason, ...]
) -> ActionState:
    """The one word for where an action stands."""
    if record is not None:
        return record.state
    needed = at.gate(action.when)
    if needed is not True:
        return "unknown" if needed is None else "not_needed"
    if any(reason.code == "gate_closed" for reason in reasons):
        return "gated"
    return "waiting" if reasons else "open"


def _build_way_line(
    at: Situation, track: Track, way: Outcome | Interrupt, reasons: tuple[Reason, ...], visit: Visit
) -> WayLine:
    to = guards.resolve_target(at, way)
    step = track.steps[to] if to else None
    outcome = way if isinstance(way, Outcome) else None
    return WayLine(
        way.path,
        to,
        way.by,
        not reasons,
        reasons,
        way.title,
        to_title=step.title if step else "",
        to_code=step.code if step else "",
        to_end=step.end if step else False,
        reason_required=way.reason_required or (outcome is not None and outcome.skips_actions),
        skips_actions=outcome is not None and outcome.skips_actions,
        opens_at=guards.find_opening_time(at, outcome, track, visit) if outcome else None,
        law=way.law,
        suggest=None if reasons else _suggested(at, way),
    )


def _suggested(at: Situation, way: Outcome | Interrupt) -> Suggestion:
    return suggest_advance(at, way) if isinstance(way, Outcome) else suggest_raise(at, way)


def _build_closing_line(at: Situation) -> ClosingLine | None:
    """None where no person closes, and once the case is closed."""
    closing = at.definition.closing
    if closing is None or at.case.is_closed:
        return None
    reasons = guards.find_closing_obstacles(at)
    possible = None if reasons else suggest_close(at)
    return ClosingLine(not reasons, closing.by, reasons, closing.reason_required, possible)
