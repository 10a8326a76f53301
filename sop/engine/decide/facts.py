"""Telling: the facts at opening, facts told at any moment, corrections, notes."""

from __future__ import annotations

from sop.engine import refusal_reasons as say
from sop.engine.decide.request import Decision, Request
from sop.engine.evolve import apply_event
from sop.engine.fact_values import check_value
from sop.engine.resolve_names import resolve_fact
from sop.engine.suggestions import suggest_set
from sop.model.commands import Link, Open, Tell, WriteNote
from sop.model.condition import Value
from sop.model.definition import Fact
from sop.model.events import CaseLinked, CaseOpened, FactsRecorded, NoteWritten
from sop.model.refusal import Reason, Refusal, UsageError


def open_case(request: Request, command: Open) -> Decision:
    """Open a case with the facts that may be given at its opening."""
    definition = request.at.definition
    if request.at.case.version:
        raise UsageError("This case has been opened already.")
    for name in command.facts:
        if not resolve_fact(definition, name).at_opening:
            allowed = (
                ", ".join(fact.id for fact in definition.facts.values() if fact.at_opening)
                or "none"
            )
            raise UsageError(f"{name!r} cannot be given at the opening.", f"These can: {allowed}.")
    facts = {
        name: check_value(definition.facts[name], value) for name, value in command.facts.items()
    }
    late = request.check_time(None, "")
    if late:
        return Refusal("The case is not opened", tuple(late))
    return request.written(
        CaseOpened(definition.id, definition.version, definition.hash, facts, command.incident)
    )


def record_facts(request: Request, command: Tell) -> Decision:
    """Tell `anytime` facts, correct others; values that already stand are left out."""
    facts = _declared_facts(request, command)
    reasons: list[Reason] = []
    for fact, _ in facts:
        reasons += _check_may_set(request, fact)
    reasons += request.check_time(request.at.case.opened_at, "")
    if reasons:
        return Refusal(f"Set {', '.join(command.facts)}", say.deduplicate_reasons(reasons))
    accepted = request.written(*_build_bodies(request, facts))
    events = accepted.events
    if len(events) > 1 and apply_event(request.at.definition, request.at.case, events[0]).is_closed:
        raise UsageError(
            "The correction closes this case, which then takes no more facts.",
            "Set one after the other.",
        )
    return accepted


def _declared_facts(request: Request, command: Tell) -> list[tuple[Fact, Value]]:
    """The facts with their checked values; Misuse for a fact or a value that the definition does not have."""
    found: list[tuple[Fact, Value]] = []
    for name, value in command.facts.items():
        fact = resolve_fact(request.at.definition, name)
        found.append((fact, check_value(fact, value)))
    return found


def _check_may_set(request: Request, fact: Fact) -> list[Reason]:
    """Why this fact may not be set by this stakeholder."""
    at = request.at
    if request.act.as_ in fact.anytime:
        return []
    allowed = find_correctors(request, fact)
    who = tuple(dict.fromkeys((*fact.anytime, *allowed)))
    is_known = fact.id in at.case.facts
    if not is_known and fact.anytime:
        return [say.not_yours(at, fact.anytime, fact.id, f'set "{fact.id}"', suggest_set(at, fact))]
    reasons: list[Reason] = []
    if not is_known:
        reasons.append(say.fact_unknown(at, fact, fact.id, ", so there is nothing to correct"))
    possible = suggest_set(at, fact, who) if is_known else None
    if request.act.as_ not in allowed:
        reasons.append(say.not_yours(at, who, fact.id, f'set "{fact.id}"', possible))
    if is_known and not request.act.why:
        reasons.append(say.reason_missing(fact.id, f'Correcting "{fact.id}"', possible))
    return reasons


def find_correctors(request: Request, fact: Fact) -> tuple[str, ...]:
    """Who may correct the fact: those who may record it; a fact of the opening alone, whoever opened the case."""
    recorders = request.at.definition.recorders(fact.id)
    if not recorders and fact.at_opening:
        return (request.at.case.opened_as,)
    return tuple(dict.fromkeys(one for action in recorders for one in action.by))


def _build_bodies(request: Request, facts: list[tuple[Fact, Value]]) -> list[FactsRecorded]:
    """One event for what is corrected, one for what is told, without the values that already stand.

    What the asker may not see is written in any case: else a guess would be answered.
    """
    at, asker = request.at, request.act.as_
    new = [
        (fact, value)
        for fact, value in facts
        if at.case.value(fact.id) != value or not say.may_see(at, fact.id)
    ]
    told_now = {fact.id: value for fact, value in new if asker in fact.anytime}
    put_right = {fact.id: value for fact, value in new if asker not in fact.anytime}
    return [
        FactsRecorded(f, correction)
        for f, correction in ((put_right, True), (told_now, False))
        if f
    ]


def write_note(request: Request, command: WriteNote) -> Decision:
    """Write a note, confidential to its readers where some are named. A closed case takes notes too."""
    for reader in command.readers:
        if reader not in request.at.definition.stakeholders:
            raise UsageError(f"{reader!r} is not a stakeholder of this workflow.")
    late = request.check_time(request.at.case.opened_at, "")
    if late:
        return Refusal("The note is not written", tuple(late))
    return request.written(NoteWritten(command.text, command.readers))


def link_case(request: Request, command: Link) -> Decision:
    """Link another case. A closed case takes links too: what goes on after it is a new, linked case."""
    if command.case == request.at.case.id:
        raise UsageError(f"Case {command.case} cannot be linked with itself.", "Name another case.")
    if command.case in request.at.case.links:
        return request.unchanged()
    late = request.check_time(request.at.case.opened_at, "")
    if late:
        return Refusal("The cases are not linked", tuple(late))
    return request.written(CaseLinked(command.case))
