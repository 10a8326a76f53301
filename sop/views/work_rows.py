"""The rows of one case's work: actions, late steps and decisions, with the rule of each date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sop.engine.checklist_lines import ActionLine, TransitionLine
from sop.engine.work import WorkLine
from sop.views.assignee_text import who_text, whom_cell
from sop.views.checklist_transitions import local_id, target_text
from sop.views.interrupted_steps import dropped_text
from sop.views.labels import Wording, reason_texts, rule_text
from sop.views.terminal.blocks import Column, Row, Span, Tone, Wordy, labelled, row
from sop.views.urgency import Urgency

COLUMNS = (Column(most=9), Column(most=8), Column(flex=True), Column(most=24))


def urgency_at(work: WorkLine, now: datetime, is_optional: bool = False) -> Urgency:
    """Return how urgent the work is at that moment. `is_optional`: no one has to do it."""
    is_late = work.is_overdue(now)
    return Urgency(
        kind=work.kind,
        state=work.state,
        due=work.due,
        held=work.held,
        is_overdue=is_late,
        is_due=work.due is not None and work.due <= now and not is_late,
        is_possibly_overdue=work.is_possibly_overdue(now),
        is_optional=is_optional,
    )


def action_row(wording: Wording, action: ActionLine, work: WorkLine, held_track: str = "") -> Row:
    """Return the row. `held_track`: the name of its track, if that is on hold and this goes on."""
    names = who_text(wording, action.by, action.assignments)
    due = labelled("due ", wording.open_deadline(action.due, action.at_latest))
    tone: Tone = "late" if action.overdue else ""
    urgency = urgency_at(work, wording.now, not action.required)
    return row(
        Span(urgency.word, tone),
        action.code,
        action.title,
        due or whom_cell(names),
        notes=[*_notes(wording, action, f"Who: {names}", urgency), *_exempt_notes(held_track)],
    )


def _exempt_notes(held_track: str) -> Iterator[str]:
    """Yield that a hold does not stop the action: other rows are on hold."""
    if held_track:
        yield f"This goes on although {held_track} is on hold."


def _notes(wording: Wording, action: ActionLine, who: str, urgency: Urgency) -> Iterator[Wordy]:
    rule = wording.rule_of_due(wording.definition.action(action.path).due)
    reasons: tuple[str, ...] = ()
    if action.state != "open":
        reasons = reason_texts(action.reasons, wording.stakeholder_names)
    if action.due is not None and rule:
        yield f"{urgency.distance(wording.now)}. {who}. Rule: {rule}"
        yield from reasons
        return
    yield from reasons
    if action.due_not_running and rule:
        yield rule_text(rule, action.due_not_running, reasons, action.uncertain_start)


def late_step_row(wording: Wording, work: WorkLine) -> Row:
    """Return a step past its deadline, with the stakeholder who is then responsible."""
    urgency = urgency_at(work, wording.now)
    whom = f"Who: {who_text(wording, work.by, work.assignments)}"
    if work.state == "escalated":
        whom = f"Alerted: {wording.stakeholder_names(work.by)}"
    return row(
        Span(urgency.word, "late"),
        work.code,
        work.title,
        f"due {wording.open_deadline(work.due, work.at_latest)}",
        notes=(f"{urgency.distance(wording.now)}. {whom}",),
    )


def decision_row(wording: Wording, work: WorkLine, outcome: TransitionLine | None) -> Row:
    """Return an outcome that a stakeholder has to decide on; None: the closing."""
    title = work.title
    if outcome is not None:
        title = f"{outcome.title or local_id(outcome)} -> {target_text(outcome)}"
    urgency = urgency_at(work, wording.now)
    tone: Tone = "late" if urgency.is_overdue else ""
    names = who_text(wording, work.by, work.assignments)
    drops = () if outcome is None else outcome.drops
    losses = [f"It drops what is not done in {dropped_text(one)}" for one in drops]
    if work.due is None:
        return row(Span(urgency.word, tone), work.code, title, whom_cell(names), notes=losses)
    due = f"due {wording.open_deadline(work.due, work.at_latest)}"
    notes = (f"{urgency.distance(wording.now)}. Who: {names}", *losses)
    return row(Span(urgency.word, tone), work.code, title, due, notes=notes)
