"""Decides `undo` and `case reopen`: a correcting event (compensating event); nothing is removed.

An event is undone if every later event would still be accepted without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sop.engine import refusal_reasons as say
from sop.engine.deadlines import restore_due_times
from sop.engine.decide.request import Accepted, Decision, Request
from sop.engine.decision_context import Situation
from sop.engine.evolve import apply_event, evolve, map_corrections, with_due_times
from sop.engine.suggestions import suggest, suggest_unless
from sop.model.case_state import Case
from sop.model.commands import (
    Act,
    Advance,
    Close,
    Command,
    Do,
    Link,
    Raise,
    Reopen,
    SetFacts,
    Undo,
    Waive,
    WriteNote,
)
from sop.model.definition import Definition
from sop.model.events import (
    ActionDone,
    ActionWaived,
    Body,
    CaseClosed,
    CaseLinked,
    CaseOpened,
    Event,
    EventUndone,
    FactsRecorded,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
)
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace

Judge = Callable[[Request, Command], Decision]
"""Decides a command. Passed in, because the function that decides all commands calls this module;
a correction asks it again about every later event."""

KINDS: Mapping[type[Body], str] = {
    ActionDone: "done",
    ActionWaived: "waived",
    OutcomeTaken: "taken",
    InterruptRaised: "raised",
    FactsRecorded: "facts set",
    CaseClosed: "closed",
    CaseLinked: "linked",
}
"""What happened, in a word, for the events that others can depend on."""


def undo_event(request: Request, command: Undo, judge: Judge) -> Decision:
    """Undo one event; `judge` decides each later event again, at its place in the history."""
    _check_history(request)
    event = _find_target(request, command.event)
    if event.id in map_corrections(request.history):
        return request.accept_unchanged()
    path = path_of(event)
    replayed = _replay_without(request, event.id, judge)
    dependents = [replayed] if isinstance(replayed, Reason) else []
    possible = suggest_unless(dependents, _suggest_correction(request, event))
    undoers = find_undoers(request.at.definition, event)
    reasons = request.check_authority(undoers, path, f"undo event {event.id}", possible)
    if not request.act.why:
        reasons.append(say.reason_missing(path, "A correction", possible))
    reasons += request.check_time(request.at.case.opened_at, "")
    if reasons or isinstance(replayed, Reason):
        return Refusal(f"Undo event {event.id}", (*reasons, *dependents))
    return _build_correction(request, event.id, replayed)


def _suggest_correction(request: Request, event: Event) -> Suggestion:
    """Return the command that undoes the event; in a closed case, the one that reopens it."""
    who = find_undoers(request.at.definition, event)
    if request.at.case.is_closed:
        return suggest(request.at, "case reopen", None, who)
    return suggest(request.at, "undo", str(event.id), who)


def suggest_undo(request: Request, number: int, judge: Judge) -> Suggestion | None:
    """Return the command that undoes the event, or the later event that must be undone first.

    None if the event cannot be undone now.
    """
    event = _find_event(request, number)
    if event is None or request.at.case.is_closed or event.id in map_corrections(request.history):
        return None
    replayed = _replay_without(request, event.id, judge)
    if isinstance(replayed, Case):
        return _suggest_correction(request, event)
    if replayed.suggest is None:
        return None
    return suggest_undo(request, int(replayed.suggest.target or 0), judge)


def reopen_case(request: Request, command: Reopen, judge: Judge) -> Decision:
    """Open a closed case again, by undoing the event that closed it; an open case stays open."""
    _check_history(request)
    if not request.at.case.is_closed:
        return request.accept_unchanged()
    last = _find_closing_event(request)
    if isinstance(last.body, CaseOpened):
        raise UsageError(
            "This case closed when it was opened, so no event can be undone.",
            "Open a new case and link it to this one.",
        )
    return undo_event(request, Undo(command.act, last.id), judge)


def _check_history(request: Request) -> None:
    """Raise ValueError if events of the case are missing, which is an error in the program."""
    if len(request.history) != request.at.case.version:
        expected, found = request.at.case.version, len(request.history)
        raise ValueError(f"A case of version {expected} needs its {expected} events, not {found}.")


def _find_closing_event(request: Request) -> Event:
    """Return the event that closed the case."""
    at, undone = request.at, map_corrections(request.history)
    case = Case(id=at.case.id)
    for event in request.history:
        if event.id not in undone:
            case = apply_event(at.definition, case, event)
            if case.is_closed:
                return event
    raise AssertionError("a closed case was closed by one of its events")


def _find_event(request: Request, number: int) -> Event | None:
    return next((event for event in request.history if event.id == number), None)


def _find_target(request: Request, number: int) -> Event:
    event = _find_event(request, number)
    if event is None:
        raise UsageError(
            f"This case has no event {number}.", f"Its events are 1 to {len(request.history)}."
        )
    if isinstance(event.body, CaseOpened):
        raise UsageError("The opening of a case cannot be undone.", "Close the case instead.")
    if isinstance(event.body, EventUndone):
        raise UsageError(f"Event {number} is itself a correction.", "Do again what it undid.")
    return event


def path_of(event: Event) -> str:
    """Return the path of the action, outcome or interrupt of the event; empty for others."""
    match event.body:
        case ActionDone(action) | ActionWaived(action):
            return action
        case OutcomeTaken(outcome):
            return outcome
        case InterruptRaised(interrupt):
            return interrupt
    return ""


def find_undoers(definition: Definition, event: Event) -> tuple[str, ...]:
    """Return who may undo the event: its writer, and who is responsible for its step.

    The writer is the stakeholder that the event names, and the one at whose desk it was written.
    """
    writers = [event.as_]
    if event.home is not None and event.home in definition.stakeholders:
        writers.append(event.home)
    body = event.body
    if isinstance(body, ActionDone | ActionWaived | OutcomeTaken):
        step = definition.step_at(path_of(event))
    elif isinstance(body, InterruptRaised):
        step = definition.track_at(body.interrupt).steps[body.left]
    else:
        return tuple(dict.fromkeys(writers))
    return tuple(dict.fromkeys((*writers, step.responsible)))


def _replay_without(request: Request, target: int, judge: Judge) -> Case | Reason:
    """Return the case without the event, or why a later event would no longer be accepted."""
    at, undone = request.at, map_corrections(request.history)
    original = reduced = Case(id=at.case.id)  # with the event, and without it
    for event in request.history:
        if event.id in undone:
            continue
        if event.id > target and not _is_still_accepted(request, reduced, event, judge):
            return _event_depended_on(at, event)
        original = apply_event(at.definition, original, event)
        if event.id != target:
            reduced = apply_event(at.definition, reduced, event)
            dues = restore_due_times(at.definition, original, reduced, at.make_counter())
            reduced = with_due_times(reduced, dues)
    return reduced


def _event_depended_on(at: Situation, event: Event) -> Reason:
    """Return the reason that this later event depends on the event to be undone."""
    what = (
        f"{_describe_event(at, event)} came later, depends on it, and would no longer be accepted."
    )
    first = Suggestion("undo", str(event.id))
    return Reason("event_depended_on", what, (event.as_,), suggest=first, at=path_of(event) or None)


def _describe_event(at: Situation, event: Event) -> str:
    """Return the event in words: its number, what it is about, who wrote it and when."""
    kind = KINDS.get(type(event.body), "written")
    about = path_of(event)
    if isinstance(event.body, FactsRecorded):
        about = ", ".join(event.body.facts)
    happened = f"{kind} {about}".strip()
    who, when = at.short_name(event.as_), at.say_time(event.at)
    return f"Event {event.id} ({happened}, {who}, {when})"


def _is_still_accepted(request: Request, case: Case, event: Event, judge: Judge) -> bool:
    if isinstance(event.body, NoteWritten | CaseLinked | EventUndone):
        return True
    command = command_of(event)
    at = replace(request.at, case=case, now=event.at, as_=event.as_)
    # Corrections are left out above, and no other command reads the history.
    decision = judge(Request(at, command.act, event.recorded, history=()), command)
    if isinstance(decision, Refusal):
        return False
    if isinstance(event.body, FactsRecorded):
        return True  # some facts may already have these values: then there is no event
    return tuple(written.body for written in decision.events) == (event.body,)


def command_of(event: Event) -> Command:
    """Return the command that would write this event.

    Raises:
        UsageError: The event is an opening or a correction.
    """
    act = Act(
        event.as_,
        event.by,
        at=event.at,
        why=event.why,
        home=event.home,
        os_user=event.os_user,
        reported_by=event.reported_by,
    )
    match event.body:
        case ActionDone(action, facts, form, note):
            return Do(act, action, facts, form=form, note=note)
        case ActionWaived(action):
            return Waive(act, action)
        case OutcomeTaken(outcome):
            return Advance(act, outcome)
        case InterruptRaised(interrupt):
            return Raise(act, interrupt)
        case FactsRecorded(facts):
            return SetFacts(act, facts)
        case CaseClosed():
            return Close(act)
        case CaseLinked(other):
            return Link(act, other)
        case NoteWritten(text, readers):
            return WriteNote(act, text, readers)
    raise UsageError(f"Event {event.id} cannot be repeated.")


def _build_correction(request: Request, target: int, replayed: Case) -> Accepted:
    """Return the correcting event, with the due times that differ without the undone event."""
    at = request.at
    event = request.event(at.case.version + 1, EventUndone(target))
    folded = evolve(at.definition, (*request.history, event), at.case.id)
    wanted = restore_due_times(at.definition, replayed, folded, at.make_counter())
    present = _collect_due_times(folded)
    dues = {path: due for path, due in wanted.items() if present.get(path) != due}
    return Accepted((replace(event, dues=dues),), with_due_times(folded, dues))


def _collect_due_times(case: Case) -> Mapping[str, object]:
    """Return the due times of the latest visits, by path."""
    found: dict[str, object] = {}
    for state in case.tracks.values():
        for visit in state.visits.values():
            found.update(visit.dues)
    return found
