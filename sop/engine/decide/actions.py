"""Doing: actions with the facts and evidence that they record, and waivers."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sop.engine import guards, progress
from sop.engine import refusal_reasons as say
from sop.engine.decide.request import Decision, Request
from sop.engine.decision_context import Situation
from sop.engine.fact_values import check_value
from sop.engine.resolve_names import resolve_action, resolve_fact
from sop.engine.suggestions import suggest_do, suggest_waive
from sop.model.case_state import ActionRecord
from sop.model.commands import Do, Waive
from sop.model.condition import Value
from sop.model.definition import Action
from sop.model.events import ActionDone, ActionWaived
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion


def do_action(request: Request, command: Do) -> Decision:
    """Do one action of a current step."""
    at = request.at
    action = resolve_action(at.definition, at.case, command.action)
    facts = _check_facts(request, action, command.facts)
    refused = f"{action.code} {action.title}"
    authority = request.check_authority(
        action.by, action.path, f"do {action.code}", suggest_do(at, action)
    )
    away = _check_step_current(request, action)
    if away:
        return Refusal(refused, (*away, *authority))
    reasons = [*guards.find_action_obstacles(at, action), *authority]
    record = _record(request, action)
    if record is not None and record.state == "done" and not action.again:
        if _is_same_record(at, action, record, facts, command):
            return request.unchanged()
        reasons.append(_already_done(at, action, record, ", and can be done once in this step"))
    else:
        reasons += _find_missing_records(at, action, facts) + _check_evidence(
            request, action, command.form
        )
    reasons += _check_times(request, action)
    if reasons:
        return Refusal(refused, say.deduplicate_reasons(reasons))
    return request.written(ActionDone(action.path, facts, command.form, command.note))


def _find_missing_records(
    at: Situation, action: Action, facts: Mapping[str, Value]
) -> list[Reason]:
    missing = (at.definition.facts[name] for name in action.records if name not in facts)
    return [say.record_missing(at, action, fact) for fact in missing]


def _check_facts(
    request: Request, action: Action, facts: Mapping[str, Value]
) -> Mapping[str, Value]:
    """The values, checked against what the action records and each fact's domain."""
    allowed = action.records + action.may_record
    for name in facts:
        resolve_fact(request.at.definition, name)
        if name not in allowed:
            listed = f"It records: {', '.join(allowed)}." if allowed else "It records no facts."
            raise UsageError(f"{action.code} does not record {name!r}.", listed)
    return {
        name: check_value(request.at.definition.facts[name], value) for name, value in facts.items()
    }


def _check_step_current(request: Request, action: Action) -> list[Reason]:
    """Why the action's step is not current; nothing else about the action can be judged then."""
    track, _ = request.at.track_of(action.path)
    step = track.steps[action.path.split(".")[1]]
    what = f'{action.code} "{action.title}" belongs to {step.code} {step.title}'
    return list(guards.find_place_obstacles(request.at, track, step.id, action.path, what))


def _record(request: Request, action: Action) -> ActionRecord | None:
    record = progress.record_of(request.at, action)
    return record if isinstance(record, ActionRecord) else None


def _is_same_record(
    at: Situation, action: Action, record: ActionRecord, facts: Mapping[str, Value], command: Do
) -> bool:
    """Whether what is given says nothing else than what stands: doing the same once more changes nothing.

    What the asker may not see is never the same, right or wrong: else a guess would be answered.
    """
    is_own = at.as_ == record.as_
    values = all(
        record.facts.get(name) == value and (is_own or say.may_see(at, name))
        for name, value in facts.items()
    )
    form = command.form is None or (command.form == record.form and (is_own or at.as_ in action.by))
    return values and form and command.note in (None, record.note)


def _already_done(at: Situation, action: Action, record: ActionRecord, so: str = "") -> Reason:
    """Other values than those that stand need a correction."""
    what = f"{action.code} was done by {at.short(record.as_)} on {at.say_time(record.at)}{so}."
    return Reason(
        "already_done", what, (record.as_,), Suggestion("undo", str(record.event)), at=action.path
    )


def _check_evidence(request: Request, action: Action, form: str | None) -> list[Reason]:
    """What the evidence lacks against the form that the action asks for."""
    if action.form is None:
        if form is not None:
            raise UsageError(f"{action.code} asks for no form.", "Leave the form out.")
        return []
    if form is None:
        what = f'{action.code} needs the form "{action.form}" as evidence.'
        found = suggest_do(request.at, action)
        return [Reason("evidence_missing", what, action.by, found, at=action.path)]
    try:
        content = json.loads(form)
    except ValueError as error:
        return [Reason("evidence_invalid", f"The form is not JSON: {error}.", at=action.path)]
    from sop.definition.evidence_check import (
        check_evidence,  # late: start-up; few actions ask for a form
    )

    wrong = check_evidence(request.at.definition.forms[action.form], content)
    return [Reason("evidence_invalid", message, action.by, at=action.path) for message in wrong]


def _check_times(request: Request, action: Action) -> list[Reason]:
    _, state = request.at.track_of(action.path)
    return request.check_time(state.visit.since if state.visit else None, action.path)


def waive_action(request: Request, command: Waive) -> Decision:
    """Waive a required action, where the definition allows it and by whom it allows."""
    at = request.at
    action = resolve_action(at.definition, at.case, command.action)
    refused = f"Waive {action.code} {action.title}"
    away = _check_step_current(request, action)
    if away:
        return Refusal(refused, (*away, *_waiver_authority(request, action)))
    record = _record(request, action)
    if record is not None and record.state == "waived":
        return request.unchanged()
    reasons = _waiver_obstacles(request, action, record)
    if reasons:
        return Refusal(refused, say.deduplicate_reasons(reasons))
    return request.written(ActionWaived(action.path))


def _waiver_authority(request: Request, action: Action) -> list[Reason]:
    if not action.waivable_by or not action.required:
        what = f"{action.code} cannot be waived in this workflow."
        return [
            Reason("not_waivable", what, action.by, suggest_do(request.at, action), at=action.path)
        ]
    waiver = suggest_waive(request.at, action)
    return request.check_authority(action.waivable_by, action.path, f"waive {action.code}", waiver)


def _waiver_obstacles(
    request: Request, action: Action, record: ActionRecord | None
) -> list[Reason]:
    at = request.at
    authority = _waiver_authority(request, action)
    if any(reason.code == "not_waivable" for reason in authority):
        return authority  # neither a reason nor another time would help
    track, _ = at.track_of(action.path)
    reasons: list[Reason] = []
    if record is not None:
        reasons.append(_already_done(at, action, record))
    if at.is_held(track) and not action.even_on_hold:
        reasons.append(say.on_hold(at, track))
    reasons += guards.find_need_obstacles(at, action)
    reasons += authority
    if not request.act.why:
        reasons.append(
            say.reason_missing(action.path, f"Waiving {action.code}", suggest_waive(at, action))
        )
    return reasons + _check_times(request, action)
