"""What a case asks for now.

The checklist asks the same functions as `decide`: what it shows as open is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sop.engine import condition_state, guards, track_reasons
from sop.engine.assignments import assignments_of_work
from sop.engine.checklist_lines import (
    PENDING,
    ActionLine,
    ActionState,
    Checklist,
    ClosingLine,
    TrackLine,
    TrackView,
    TransitionLine,
    UncertainStart,
)
from sop.engine.danger import find_dangers
from sop.engine.deadlines import clock_fact, is_overdue, is_possibly_overdue, latest_due_of
from sop.engine.decision_context import Situation
from sop.engine.lateness import find_action_late_time, find_step_late_time
from sop.engine.suggestions import (
    suggest_advance,
    suggest_close,
    suggest_do,
    suggest_raise,
    suggest_unless,
)
from sop.engine.waiting_steps import list_dropped_steps, list_waiting_steps
from sop.model.calendar import Calendar
from sop.model.case_state import ActionRecord, Case, Visit
from sop.model.coarse_date import ABOUT
from sop.model.condition import Value
from sop.model.definition import Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.dotted_path import DottedPath
from sop.model.duration import Due
from sop.model.events import Event
from sop.model.refusal import Reason
from sop.model.value import replace


def build_checklist(
    definition: Definition,
    case: Case,
    now: datetime,
    as_: str | None = None,
    calendar: Calendar | None = None,
    history: Sequence[Event] = (),
) -> Checklist:
    """Return everything that the case asks for now.

    `as_` is the stakeholder whose commands are suggested and whose hidden facts are left out; no
    action and no outcome is left out. With the case's `history`, what is due at once is late from
    the moment at which it could be read here; without it, from when it happened.
    """
    at = Situation(definition, case, now, as_, calendar or Calendar(), history)
    return Checklist(
        case=case.id,
        version=case.version,
        now=now,
        closed_at=case.closed_at,
        tracks=tuple(_build_track_line(at, track) for track in definition.tracks.values()),
        closing=_build_closing_line(at),
        facts=_list_visible_facts(at),
        voided_at=None if case.voided is None else case.voided.at,
        dangers=find_dangers(at),
        label=case.label,
        assigned=case.assigned,
        not_known=_list_visible_unanswered(at),
    )


def _list_visible_facts(at: Situation) -> Mapping[str, Value]:
    facts = at.case.facts.items()
    return {name: record.value for name, record in facts if condition_state.may_see(at, name)}


def _list_visible_unanswered(at: Situation) -> tuple[str, ...]:
    """Return the facts that were answered "not known", of those that the user may see."""
    return tuple(name for name in at.case.not_known if condition_state.may_see(at, name))


def _build_track_line(at: Situation, track: Track) -> TrackLine:
    status = _find_track_view(at, track)
    visit = at.case.tracks[track.id].visit
    if visit is None:
        return TrackLine(
            track=track.id,
            code=track.code,
            title=track.title,
            lead=track.lead,
            status=status,
            reasons=track_reasons.explain_waiting(at, track),
        )
    step = track.steps[visit.step]
    line = TrackLine(
        track=track.id,
        code=track.code,
        title=track.title,
        lead=track.lead,
        status=status,
        step=step.id,
        step_code=step.code,
        step_title=step.title,
        purpose=step.purpose,
        say=step.say,
        responsible=step.responsible,
        support=step.support,
        since=at.case.tracks[track.id].resumed_at or visit.since,
    )
    if status == "ended" or at.case.is_closed:
        return line
    return _add_work(at, track, visit, line)


def _find_track_view(at: Situation, track: Track) -> TrackView:
    state = at.case.tracks[track.id]
    if state.visit is None:
        return "waiting"
    if state.status == "ended":
        return "ended"
    if at.is_held(track):
        return "held"
    return "running"


def _add_work(at: Situation, track: Track, visit: Visit, line: TrackLine) -> TrackLine:
    """Return the line with the deadline, the actions and the transitions of the current step."""
    step = track.steps[visit.step]
    due, at_latest = _find_due(at, (track.id, visit), step.path, step.due)
    late_after = find_step_late_time(at, step, at_latest or due)
    if line.status == "held":
        line = replace(line, reasons=track_reasons.explain_hold(at, track))
    return replace(
        line,
        due=due,
        due_not_running=_find_missing_start(step.due, due),
        uncertain_start=_find_uncertain_start(at, step.due, due),
        late_after=late_after,
        overdue=is_overdue(late_after, at.now),
        at_latest=at_latest,
        possibly_overdue=at_latest is not None and is_possibly_overdue(due, late_after, at.now),
        escalate_to=step.escalate_to,
        actions=tuple(
            _build_action_line(at, action, visit, line.status == "held")
            for action in step.actions.values()
        ),
        outcomes=tuple(_build_outcome_lines(at, track, step, visit)),
        interrupts=tuple(_build_interrupt_lines(at, track, step)),
        waits=list_waiting_steps(at, track),
        urgent=step.urgent,
    )


def _find_due(
    at: Situation, visit: tuple[str, Visit], path: str, clock: Due | None
) -> tuple[datetime | None, datetime | None]:
    """Return the due time as recorded, and the latest one where a coarse date leaves it open."""
    due = visit[1].dues.get(path)
    if due is None or clock is None or clock_fact(clock) is None:
        return due, None
    return due, latest_due_of(at.case, visit, clock, at.make_counter())


def _find_missing_start(clock: Due | None, due: datetime | None) -> str | None:
    """Return the fact without which the deadline does not run."""
    if clock is None or due is not None:
        return None
    return clock_fact(clock)


def _find_uncertain_start(at: Situation, clock: Due | None, due: datetime | None) -> UncertainStart:
    """Return the answer by which the deadline does not run, if the user may see the fact."""
    fact = _find_missing_start(clock, due)
    if fact is None or not condition_state.may_see(at, fact):
        return ""
    if fact in at.case.not_known:
        return "not_known"
    return "about" if str(at.case.value(fact)).startswith(ABOUT) else ""


def _build_action_line(
    at: Situation, action: Action, visit: Visit, track_is_held: bool
) -> ActionLine:
    record = visit.actions.get(action.id)
    reasons = guards.find_action_obstacles(at, action)
    state = find_action_state(at, action, record, reasons)
    due, at_latest = _find_due(at, (DottedPath(action.path).track, visit), action.path, action.due)
    late_after = None
    if state in PENDING and action.required:
        late_after = find_action_late_time(
            at, action, at_latest or due, state=state, reasons=reasons
        )
    return ActionLine(
        path=action.path,
        code=action.code,
        title=action.title,
        by=action.by,
        state=state,
        required=action.required,
        reasons=reasons,
        due=due,
        due_not_running=_find_missing_start(action.due, due),
        uncertain_start=_find_uncertain_start(at, action.due, due),
        late_after=late_after,
        overdue=is_overdue(late_after, at.now),
        held=track_is_held and state in PENDING and not action.even_on_hold,
        at_latest=at_latest,
        possibly_overdue=at_latest is not None and is_possibly_overdue(due, late_after, at.now),
        law=action.law,
        records=action.records,
        may_record=action.may_record,
        form=action.form,
        warn=action.warn,
        say=action.say,
        record=_redact_record(at, record),
        repeatable=_is_repeatable(action, record, reasons),
        waivable_by=action.waivable_by,
        suggest=suggest_do(at, action) if state == "open" else None,
        assignments=assignments_of_work(
            at.case, action.path, action.by, viewer=at.as_, is_pending=state in PENDING
        ),
    )


def _redact_record(at: Situation, record: ActionRecord | None) -> ActionRecord | None:
    """Return the record without evidence and without values that the user may not see."""
    if record is None:
        return None
    facts = {
        name: value for name, value in record.facts.items() if condition_state.may_see(at, name)
    }
    return replace(record, facts=facts, form=None, note=None)


def _is_repeatable(
    action: Action, record: ActionRecord | None, reasons: tuple[Reason, ...]
) -> bool:
    """Whether an action that was done or waived can be done again now."""
    if record is None or reasons:
        return False
    return action.again or record.state == "waived"


def find_action_state(
    at: Situation, action: Action, record: ActionRecord | None, reasons: tuple[Reason, ...]
) -> ActionState:
    """Return the one word for the state of an action."""
    if record is not None:
        return record.state
    needed = at.evaluate_gate(action.when)
    if needed is None:
        return "unknown"
    if needed is False:
        return "not_needed"
    if any(reason.code == "gate_closed" for reason in reasons):
        return "gated"
    if reasons:
        return "waiting"
    return "open"


def _build_outcome_lines(
    at: Situation, track: Track, step: Step, visit: Visit
) -> Iterator[TransitionLine]:
    for outcome in step.outcomes.values():
        reasons = guards.find_outcome_obstacles(at, outcome)
        line = _build_transition_line(at, track, outcome, reasons)
        yield replace(
            line,
            reason_required=outcome.reason_required or outcome.skips_actions,
            skips_actions=outcome.skips_actions,
            opens_at=guards.find_opening_time(at, outcome, track, visit),
            suggest=suggest_unless(reasons, suggest_advance(at, outcome)),
        )


def _build_interrupt_lines(at: Situation, track: Track, step: Step) -> Iterator[TransitionLine]:
    for interrupt in track.interrupts.values():
        if step.id in interrupt.sources:
            reasons = guards.find_interrupt_obstacles(at, interrupt)
            line = _build_transition_line(at, track, interrupt, reasons)
            suggest = suggest_unless(reasons, suggest_raise(at, interrupt))
            yield replace(line, suggest=suggest, urgent=interrupt.urgent)


def _build_transition_line(
    at: Situation, track: Track, transition: Outcome | Interrupt, reasons: tuple[Reason, ...]
) -> TransitionLine:
    """Return what the lines of outcomes and interrupts have in common."""
    line = TransitionLine(
        path=transition.path,
        to=guards.resolve_target(at, transition),
        by=transition.by,
        open=not reasons,
        reasons=reasons,
        title=transition.title,
        reason_required=transition.reason_required,
        drops=list_dropped_steps(at, track, transition),
        law=transition.law,
    )
    if line.to is None:
        return line
    step = track.steps[line.to]
    return replace(line, to_title=step.title, to_code=step.code, to_end=step.end)


def _build_closing_line(at: Situation) -> ClosingLine | None:
    """Return None if the case is closed, or if no person closes cases of this workflow."""
    closing = at.definition.closing
    if closing is None or at.case.is_closed:
        return None
    reasons = guards.find_closing_obstacles(at)
    return ClosingLine(
        open=not reasons,
        by=closing.by,
        reasons=reasons,
        reason_required=closing.reason_required,
        suggest=suggest_unless(reasons, suggest_close(at)),
    )
