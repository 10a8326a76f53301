"""Decides `open`, `set`, `note`, `link` and `incident`: facts, notes, related cases."""

from __future__ import annotations

from collections.abc import Mapping

from sop.engine import condition_state, fact_reasons
from sop.engine import refusal_reasons as say
from sop.engine.decide.older_answers import warn_of_bodies
from sop.engine.decide.request import Decision, Request, find_future_values
from sop.engine.evolve import apply_event
from sop.engine.fact_values import check_value
from sop.engine.resolve_names import resolve_fact
from sop.engine.suggestions import suggest_change, suggest_set
from sop.model.case_state import Case
from sop.model.commands import ChangeIncident, Link, Open, SetFacts, WriteNote
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.events import (
    CaseLabelled,
    CaseLinked,
    CaseOpened,
    FactsRecorded,
    IncidentChanged,
    NoteWritten,
)
from sop.model.fact import Fact
from sop.model.incident import incident_key
from sop.model.label_text import read_label, read_references
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion


def open_case(request: Request, command: Open) -> Decision:
    """Open a case with facts that can be given at the opening."""
    definition = request.at.definition
    if request.at.case.version:
        raise UsageError("This case has already been opened.")
    facts: dict[str, Value] = {}
    for name, value in command.facts.items():
        fact = resolve_fact(definition, name)
        if not fact.at_opening:
            raise _refuse_at_opening(definition, name)
        facts[name] = check_value(fact, value)
    reasons = _find_unanswered(request, facts)
    reasons += find_future_values(request, facts, "")
    reasons += request.check_clock("")
    if reasons:
        return Refusal("The case is not opened", tuple(reasons))
    opened = CaseOpened(
        workflow=definition.id,
        workflow_version=definition.version,
        definition=definition.hash,
        facts=facts,
        incident=command.incident,
    )
    if command.label is None and not command.references:
        return request.accept(opened)
    # An event of its own: the opening cannot be undone, a wrong label can.
    label = None if command.label is None else read_label(command.label)
    return request.accept(opened, CaseLabelled(label, read_references(command.references, ())))


def _find_unanswered(request: Request, facts: Mapping[str, Value]) -> list[Reason]:
    """Return a reason for each fact without which no case is opened."""
    wanted = [fact for fact in request.at.definition.facts.values() if fact.needed_at_opening]
    missing = [fact for fact in wanted if fact.id not in facts]
    return [fact_reasons.needed_at_opening(request.at, fact) for fact in missing]


def _refuse_at_opening(definition: Definition, name: str) -> UsageError:
    allowed = ", ".join(fact.id for fact in definition.facts.values() if fact.at_opening)
    remedy = "Open the case without it, and record it in the case."
    if allowed:
        remedy = f"{remedy} These can be given at the opening: {allowed}."
    return UsageError(f"{name!r} cannot be given at the opening.", remedy)


def set_facts(request: Request, command: SetFacts) -> Decision:
    """Record `anytime` facts and correct others, or change them from now on.

    Values that are already recorded are left out.
    """
    facts = _read_facts(request, command)
    reasons: list[Reason] = []
    for fact, value in facts:
        reasons += _check_may_set(request, fact, command.from_now)
        reasons += _check_replaceable(request, fact, value)
        reasons += find_future_values(request, {fact.id: value}, fact.id)
    reasons += request.check_clock("")
    if reasons:
        return Refusal(f"Set {', '.join(command.facts)}", say.deduplicate_reasons(reasons))
    bodies = _build_bodies(request, facts, command.from_now)
    warnings = (*request.warn_of_case_time(), *warn_of_bodies(request, bodies))
    accepted = request.accept(*bodies, warnings=warnings)
    events = accepted.events
    if len(events) > 1 and apply_event(request.at.definition, request.at.case, events[0]).is_closed:
        raise UsageError(
            "The correction closes this case, so the other facts cannot be recorded after it.",
            "Set one fact at a time.",
        )
    return accepted


def _read_facts(request: Request, command: SetFacts) -> list[tuple[Fact, Value]]:
    """Return the facts with their values. Raise UsageError if one is not in the definition."""
    found: list[tuple[Fact, Value]] = []
    for name, value in command.facts.items():
        fact = resolve_fact(request.at.definition, name)
        found.append((fact, check_value(fact, value)))
    return found


def _check_may_set(request: Request, fact: Fact, from_now: bool) -> list[Reason]:
    """Return why this stakeholder may not set the fact."""
    at = request.at
    if request.act.as_ in fact.anytime:
        return []
    what, doing = f'set "{fact.id}"', f'Correcting "{fact.id}"'
    who = tuple(dict.fromkeys((*fact.anytime, *fact_reasons.list_recorders(at, fact))))
    possible = suggest_set(at, fact, who)
    if from_now:
        what, doing = f'say what "{fact.id}" is from now on', f'Changing "{fact.id}"'
        who = tuple(dict.fromkeys((*fact.changes, *fact.anytime)))
        possible = suggest_change(at, fact)
    if fact.id not in at.case.facts and (from_now or fact.id not in at.case.not_known):
        return _check_first_value(request, fact, what, from_now)
    reasons = request.check_authority(who, fact.id, what, possible)
    if from_now and not who:
        reasons = [fact_reasons.no_change_from_now(at, fact)]
    if not request.act.why:
        reasons.append(say.reason_missing(fact.id, doing, possible))
    return reasons


def _check_first_value(request: Request, fact: Fact, what: str, from_now: bool) -> list[Reason]:
    """Return why this stakeholder may not give a fact its first value."""
    at = request.at
    if fact.anytime and not from_now:
        return [say.not_yours(at, fact.anytime, fact.id, what, suggest=suggest_set(at, fact))]
    nothing_to = "change" if from_now else "correct"
    unknown = f'"{fact.id}" is not yet known, so there is nothing to {nothing_to}.'
    nothing = fact_reasons.first_value_missing(at, fact, unknown)
    if from_now and not (fact.changes or fact.anytime):
        return [nothing, fact_reasons.no_change_from_now(at, fact)]
    who = (*fact.changes, *fact.anytime) if from_now else fact_reasons.list_recorders(at, fact)
    return [nothing, *request.check_authority(tuple(dict.fromkeys(who)), fact.id, what)]


def _check_replaceable(request: Request, fact: Fact, value: Value) -> list[Reason]:
    """Return that "not known" replaces no value; what recorded the value can be undone."""
    record = request.at.case.facts.get(fact.id)
    if record is None or not fact.is_not_known(value):
        return []
    what = f'"{fact.id}" has a value, and "not known" does not replace a value.'
    undo = Suggestion("undo", str(record.event))
    return [Reason("already_done", what, (record.as_,), suggest=undo, at=fact.id)]


def _build_bodies(
    request: Request, facts: list[tuple[Fact, Value]], from_now: bool
) -> list[FactsRecorded]:
    """Return an event body for the corrections or changes, then one for `anytime` facts.

    Values that are already recorded are left out, except those that the user may not see:
    otherwise the answer would confirm a guess. A value that was assumed at the opening is recorded
    when a person states it.
    """
    at = request.at
    corrected: dict[str, Value] = {}
    recorded: dict[str, Value] = {}
    for fact, value in facts:
        is_theirs = request.act.as_ in fact.anytime
        record = at.case.facts.get(fact.id)
        is_stated_now = is_theirs and record is not None and record.assumed
        is_same = _is_recorded(at.case, fact, value) and condition_state.may_see(at, fact.id)
        if is_same and not is_stated_now:
            continue
        target = recorded if is_theirs else corrected
        target[fact.id] = value
    bodies: list[FactsRecorded] = []
    if corrected:
        bodies.append(FactsRecorded(corrected, correction=not from_now, from_now=from_now))
    if recorded:
        bodies.append(FactsRecorded(recorded, correction=False))
    return bodies


def _is_recorded(case: Case, fact: Fact, value: Value) -> bool:
    if fact.is_not_known(value):
        return fact.id in case.not_known
    return case.value(fact.id) == value


def write_note(request: Request, command: WriteNote) -> Decision:
    """Write a note, confidential to its readers if any; a closed case takes notes too."""
    for reader in command.readers:
        if reader not in request.at.definition.stakeholders:
            raise UsageError(f"{reader!r} is not a stakeholder of this workflow.")
    late = request.check_clock("")
    if late:
        return Refusal("The note is not written", tuple(late))
    note = NoteWritten(command.text, command.readers)
    return request.accept(note, warnings=request.warn_of_case_time())


def link_case(request: Request, command: Link) -> Decision:
    """Link another case; a closed case takes links too, because a new case can continue it."""
    if command.case == request.at.case.id:
        raise UsageError(f"Case {command.case} cannot be linked with itself.", "Name another case.")
    if command.case in request.at.case.links:
        return request.accept_unchanged()
    late = request.check_clock("")
    if late:
        return Refusal("The cases are not linked", tuple(late))
    return request.accept(CaseLinked(command.case))


def change_incident(request: Request, command: ChangeIncident) -> Decision:
    """Make the case part of an incident, or take it out; a closed case too, as with links."""
    if _is_same_incident(request.at.case.incident, command.incident):
        return request.accept_unchanged()
    late = request.check_clock("")
    if late:
        return Refusal("The incident is not changed", tuple(late))
    return request.accept(IncidentChanged(command.incident))


def _is_same_incident(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    return incident_key(one) == incident_key(other)
