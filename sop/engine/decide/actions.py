"""Decides `do` and `waive`: actions with the facts and evidence that they record, and waivers."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sop.engine import condition_state, fact_reasons, guards, track_reasons
from sop.engine import refusal_reasons as say
from sop.engine.condition_text import quote_step
from sop.engine.decide.older_answers import warn_of_older_answers
from sop.engine.decide.request import GIVE_LATER, Decision, Request, find_future_values
from sop.engine.decision_context import Situation
from sop.engine.early_records import explain_early_record, explain_record_on_hold
from sop.engine.fact_values import check_value
from sop.engine.progress import find_record
from sop.engine.resolve_names import resolve_action, resolve_fact
from sop.engine.suggestions import suggest_do, suggest_waive
from sop.model.case_state import ActionRecord
from sop.model.commands import Do, Waive
from sop.model.condition import Value
from sop.model.definition import Action
from sop.model.events import ActionDone, ActionWaived
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace


def do_action(request: Request, command: Do) -> Decision:
    """Do an action of a current step."""
    at = request.at
    action = resolve_action(at.definition, at.case, command.action)
    facts = _check_facts(request, action, command.facts)
    refused = f"{action.code} {action.title}"
    authority = request.check_authority(
        action.by, action.path, f"do {action.code}", suggest_do(at, action)
    )
    elsewhere = _check_step_current(request, action)
    if elsewhere:
        named = [explain_early_record(at, action, reason) for reason in elsewhere]
        return Refusal(refused, (*named, *authority))
    obstacles = guards.find_action_obstacles(at, action)
    if command.act.at is not None:
        obstacles = tuple(explain_record_on_hold(at, one) for one in obstacles)
    reasons = [*obstacles, *authority]
    record = find_record(at, action)
    if record is not None and record.state == "done" and not action.again:
        if _is_same_record(at, action, record, facts=facts, command=command):
            return request.accept_unchanged()
        reasons.append(_already_done(at, action, record, ", and can be done once in this step"))
    else:
        reasons += _find_missing_records(at, action, facts)
        reasons += find_future_values(request, facts, action.path)
        reasons += _check_evidence(request, action, command.form)
    reasons += request.check_doing_time(action.path)
    reasons += _find_later_before(request, action)
    if reasons:
        return Refusal(refused, say.deduplicate_reasons(reasons))
    done = ActionDone(action.path, facts, command.form, command.note)
    warnings = (*request.warn_of_step_time(action.path), *warn_of_older_answers(request, facts))
    return request.accept(done, warnings=warnings)


ORDERS_TIMES = 2
"""The meaning of definitions since which an action may not have happened before its `after`."""


def _find_later_before(request: Request, action: Action) -> list[Reason]:
    """Return the actions of its `after` that were done at a later time than the given one.

    A time ahead of the clock was recorded by a wrong clock, and prevents nothing.
    """
    at = request.at
    if at.definition.meaning < ORDERS_TIMES:
        return []
    step = at.definition.step_at(action.path)
    found: list[Reason] = []
    for earlier in (step.actions[name] for name in action.after):
        record = find_record(at, earlier)
        if record is None or record.state != "done" or at.now >= min(record.at, request.now):
            continue
        what = (
            f'{earlier.code} "{earlier.title}" comes before {action.code} and was done on '
            f"{at.say_time(record.at)}, later than {at.say_time(at.now)}."
        )
        move = Suggestion("case time", str(record.event), options=(("at", at.now.isoformat()),))
        reason = Reason("out_of_order", what, suggest=move, law=earlier.law, at=earlier.path)
        found.append(replace(reason, remedy=GIVE_LATER))
    return found


def _find_missing_records(
    at: Situation, action: Action, facts: Mapping[str, Value]
) -> list[Reason]:
    missing = (at.definition.facts[name] for name in action.records if name not in facts)
    return [fact_reasons.record_missing(at, action, fact) for fact in missing]


def _check_facts(
    request: Request, action: Action, facts: Mapping[str, Value]
) -> Mapping[str, Value]:
    """Return the values. Raise UsageError if the action does not record such a fact or value."""
    allowed = action.records + action.may_record
    checked: dict[str, Value] = {}
    for name, value in facts.items():
        fact = resolve_fact(request.at.definition, name)
        if name not in allowed:
            listed = f"It records: {', '.join(allowed)}." if allowed else "It records no facts."
            raise UsageError(f"{action.code} does not record {name!r}.", listed)
        checked[name] = check_value(fact, value)
    return checked


def _check_step_current(request: Request, action: Action) -> list[Reason]:
    """Return why the action's step is not current; then nothing else can be judged."""
    track, _ = request.at.track_of(action.path)
    step = request.at.definition.step_at(action.path)
    what = f'{action.code} "{action.title}" belongs to {quote_step(step)}'
    return list(
        guards.find_place_obstacles(request.at, track, step.id, path=action.path, what=what)
    )


def _is_same_record(
    at: Situation,
    action: Action,
    record: ActionRecord,
    *,
    facts: Mapping[str, Value],
    command: Do,
) -> bool:
    """Whether the command gives nothing else than the record: then doing it again changes nothing.

    What the user may not see is never the same, right or wrong: otherwise the answer would confirm
    a guess.
    """
    is_own = at.as_ == record.as_
    for name, value in facts.items():
        if record.facts.get(name) != value or not (is_own or condition_state.may_see(at, name)):
            return False
    if command.form is not None:
        may_compare = is_own or at.as_ in action.by
        if command.form != record.form or not may_compare:
            return False
    return command.note in (None, record.note)


def _already_done(at: Situation, action: Action, record: ActionRecord, so: str = "") -> Reason:
    """Return the reason that other values than the recorded ones need a correction."""
    who, when = at.short_name(record.as_), at.say_time(record.at)
    what = f"{action.code} was done by {who} on {when}{so}."
    undo = Suggestion("undo", str(record.event))
    return Reason("already_done", what, (record.as_,), suggest=undo, at=action.path)


def _check_evidence(request: Request, action: Action, form: str | None) -> list[Reason]:
    """Return what the evidence lacks according to the form that the action asks for."""
    if action.form is None:
        if form is not None:
            raise UsageError(f"{action.code} asks for no form.", "Leave the form out.")
        return []
    if form is None:
        what = f'{action.code} needs the form "{action.form}" as evidence.'
        suggest = suggest_do(request.at, action)
        return [Reason("evidence_missing", what, action.by, suggest=suggest, at=action.path)]
    try:
        content = json.loads(form)
    except ValueError as error:
        return [Reason("evidence_invalid", f"The form is not JSON: {error}.", at=action.path)]
    from sop.definition.evidence_check import check_evidence  # late: start-up; few actions need it

    wrong = check_evidence(request.at.definition.forms[action.form], content)
    return [Reason("evidence_invalid", message, action.by, at=action.path) for message in wrong]


def check_assignable(request: Request, action: Action) -> list[Reason]:
    """Return why no person can be given the action: it is not needed now, or done."""
    at = request.at
    elsewhere = _check_step_current(request, action)
    if elsewhere:
        return elsewhere
    record = find_record(at, action)
    if record is not None and not action.again:
        return [_already_done(at, action, record)]
    obstacles = guards.find_action_obstacles(at, action)
    return [reason for reason in obstacles if reason.code == "not_needed"]


def waive_action(request: Request, command: Waive) -> Decision:
    """Waive a required action, if the definition lets this stakeholder waive it."""
    at = request.at
    action = resolve_action(at.definition, at.case, command.action)
    refused = f"Waive {action.code} {action.title}"
    elsewhere = _check_step_current(request, action)
    if elsewhere:
        return Refusal(refused, (*elsewhere, *_check_waiver_authority(request, action)))
    record = find_record(at, action)
    if record is not None and record.state == "waived":
        return request.accept_unchanged()
    reasons = _find_waiver_obstacles(request, action, record)
    if reasons:
        return Refusal(refused, say.deduplicate_reasons(reasons))
    return request.accept(ActionWaived(action.path))


def _check_waiver_authority(request: Request, action: Action) -> list[Reason]:
    if not action.waivable_by or not action.required:
        what = f"{action.code} cannot be waived in this workflow."
        suggest = suggest_do(request.at, action)
        return [Reason("not_waivable", what, action.by, suggest=suggest, at=action.path)]
    waiver = suggest_waive(request.at, action)
    return request.check_authority(action.waivable_by, action.path, f"waive {action.code}", waiver)


def _find_waiver_obstacles(
    request: Request, action: Action, record: ActionRecord | None
) -> list[Reason]:
    at = request.at
    authority = _check_waiver_authority(request, action)
    if any(reason.code == "not_waivable" for reason in authority):
        return authority  # neither a reason nor another time would help
    track, _ = at.track_of(action.path)
    reasons: list[Reason] = []
    if record is not None:
        reasons.append(_already_done(at, action, record))
    if at.is_held(track) and not action.even_on_hold:
        reasons.append(track_reasons.on_hold(at, track))
    reasons += guards.find_need_obstacles(at, action)
    reasons += authority
    if not request.act.why:
        waiver = suggest_waive(at, action)
        reasons.append(say.reason_missing(action.path, f"Waiving {action.code}", waiver))
    return reasons + request.check_step_time(action.path)
