"""Correcting: an event is undone when every later one would still be accepted without it. Nothing is removed."""

from __future__ import annotations

from collections.abc import Callable

from sop.engine import refusal_reasons as say
from sop.engine.deadlines import restore_due_times
from sop.engine.decide.request import Accepted, Decision, Request
from sop.engine.decision_context import Situation
from sop.engine.evolve import apply_event, evolve, map_corrections, with_due_times
from sop.engine.suggestions import suggest
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
    Tell,
    Undo,
    Waive,
    WriteNote,
)
from sop.model.events import (
    ActionDone,
    ActionWaived,
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
"""How a command is judged: undoing asks it of every later event again. Passed in, because it dispatches to here."""


def undo_event(request: Request, command: Undo, judge: Judge) -> Decision:
    """Undo one event. `judge` is asked of each later event again, at its place."""
    _check_history(request)
    event = _find_target(request, command.event)
    if event.id in map_corrections(request.history):
        return request.unchanged()
    path = path_of(event)
    replayed = _replay_without(request, event.id, judge)
    possible = None if isinstance(replayed, Reason) else _suggestion(request, event)
    reasons = request.check_authority(
        find_undoers(request, event), path, f"undo event {event.id}", possible
    )
    if not request.act.why:
        reasons.append(say.reason_missing(path, "A correction", possible))
    reasons += request.check_time(request.at.case.opened_at, "")
    if isinstance(replayed, Reason):
        return Refusal(f"Undo event {event.id}", (*reasons, replayed))
    if reasons:
        return Refusal(f"Undo event {event.id}", tuple(reasons))
    return _build_correction(request, event.id, replayed)


def _suggestion(request: Request, event: Event) -> Suggestion:
    """The command that undoes the event; in a closed case, the one that reopens it."""
    who = find_undoers(request, event)
    if request.at.case.is_closed:
        return suggest(request.at, "case reopen", None, who)
    return suggest(request.at, "undo", str(event.id), who)


def suggest_undo(request: Request, number: int, judge: Judge) -> Suggestion | None:
    """Return the command that undoes the event, or the latest event that rests on it and has to be undone first.

    None where no one may undo it now.
    """
    event = next((one for one in request.history if one.id == number), None)
    if event is None or request.at.case.is_closed or event.id in map_corrections(request.history):
        return None
    replayed = _replay_without(request, event.id, judge)
    if isinstance(replayed, Case):
        return _suggestion(request, event)
    return replayed.suggest and suggest_undo(request, int(replayed.suggest.target or 0), judge)


def reopen_case(request: Request, command: Reopen, judge: Judge) -> Decision:
    """Open a closed case again: its closing is undone, else what closed it. An open case stays as it is."""
    _check_history(request)
    if not request.at.case.is_closed:
        return request.unchanged()
    last = _find_closing_event(request)
    if isinstance(last.body, CaseOpened):
        raise UsageError(
            "This case closed as it was opened, and nothing can be taken back.",
            "Open a new case; link it.",
        )
    return undo_event(request, Undo(command.act, last.id), judge)


def _check_history(request: Request) -> None:
    """Raise ValueError where the history is not the whole of the case: a mistake in the program."""
    if len(request.history) != request.at.case.version:
        expected, found = request.at.case.version, len(request.history)
        raise ValueError(f"A case of version {expected} needs its {expected} events, not {found}.")


def _find_closing_event(request: Request) -> Event:
    """The event that closed the case."""
    at, before = request.at, map_corrections(request.history)
    case = Case(id=at.case.id)
    for event in request.history:
        if event.id not in before:
            case = apply_event(at.definition, case, event)
            if case.is_closed:
                return event
    raise AssertionError("a closed case was closed by one of its events")


def _find_target(request: Request, number: int) -> Event:
    event = next((one for one in request.history if one.id == number), None)
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
    """The path of what the event is about; empty for facts, notes and the closing."""
    match event.body:
        case ActionDone(action) | ActionWaived(action):
            return action
        case OutcomeTaken(outcome):
            return outcome
        case InterruptRaised(interrupt):
            return interrupt
    return ""


def find_undoers(request: Request, event: Event) -> tuple[str, ...]:
    """The writer's stakeholder, and who is responsible for the step that the event belongs to."""
    definition, body = request.at.definition, event.body
    step = None
    if isinstance(body, ActionDone | ActionWaived | OutcomeTaken):
        step = definition.step(path_of(event).rsplit(".", 1)[0])
    elif isinstance(body, InterruptRaised):
        step = definition.tracks[body.interrupt.split(".")[0]].steps[body.left]
    return (event.as_,) if step is None else tuple(dict.fromkeys((event.as_, step.responsible)))


def _replay_without(request: Request, target: int, judge: Judge) -> Case | Reason:
    """The case without the event; the reason when a later event would no longer be accepted at its place."""
    at, before = request.at, map_corrections(request.history)
    told = case = Case(id=at.case.id)  # with the event, and without it
    for event in request.history:
        if event.id in before:
            continue
        if event.id > target and not _is_still_accepted(request, case, event, judge):
            what = f"{_describe_event(at, event)} came later, rests on it, and would no longer be accepted."
            first = Suggestion("undo", str(event.id))
            return Reason("event_depended_on", what, (event.as_,), first, at=path_of(event) or None)
        told = apply_event(at.definition, told, event)
        if event.id != target:
            case = apply_event(at.definition, case, event)
            case = with_due_times(
                case, restore_due_times(at.definition, told, case, at.make_counter())
            )
    return case


def _describe_event(at: Situation, event: Event) -> str:
    """The event in words: its number, what it is about, who wrote it and when."""
    kind = {
        ActionDone: "done",
        ActionWaived: "waived",
        OutcomeTaken: "taken",
        InterruptRaised: "raised",
        FactsRecorded: "facts set",
        CaseClosed: "closed",
        CaseLinked: "linked",
    }.get(type(event.body), "written")
    facts = f" {', '.join(event.body.facts)}" if isinstance(event.body, FactsRecorded) else ""
    about = f" {path_of(event)}" if path_of(event) else facts
    return f"Event {event.id} ({kind}{about}, {at.short(event.as_)}, {at.say_time(event.at)})"


def _is_still_accepted(request: Request, case: Case, event: Event, judge: Judge) -> bool:
    if isinstance(event.body, NoteWritten | CaseLinked | EventUndone):
        return True
    command = command_of(event)
    at = replace(request.at, case=case, now=event.at, as_=event.as_)
    # Corrections are left out above, and nothing else looks at the history.
    again = judge(Request(at, command.act, event.recorded, history=()), command)
    if isinstance(again, Refusal):
        return False
    if isinstance(
        event.body, FactsRecorded
    ):  # some of its facts may have these values already: no event, and no harm
        return True
    return tuple(one.body for one in again.events) == (event.body,)


def command_of(event: Event) -> Command:
    """The command that would write this event. Openings and corrections have none here."""
    act = Act(event.as_, event.by, event.at, event.why)
    match event.body:
        case ActionDone(action, facts, form, note):
            return Do(act, action, facts, form, note)
        case ActionWaived(action):
            return Waive(act, action)
        case OutcomeTaken(outcome):
            return Advance(act, outcome)
        case InterruptRaised(interrupt):
            return Raise(act, interrupt)
        case FactsRecorded(facts):
            return Tell(act, facts)
        case CaseClosed():
            return Close(act)
        case CaseLinked(other):
            return Link(act, other)
        case NoteWritten(text, readers):
            return WriteNote(act, text, readers)
    raise UsageError(f"Event {event.id} cannot be asked for again.")


def _build_correction(request: Request, target: int, replayed: Case) -> Accepted:
    """The correcting event, with the due times of all clocks that run differently without the undone one."""
    at = request.at
    event = request.event(at.case.version + 1, EventUndone(target))
    folded = evolve(at.definition, (*request.history, event), at.case.id)
    wanted = restore_due_times(at.definition, replayed, folded, at.make_counter())
    visits = [visit for state in folded.tracks.values() for visit in state.visits.values()]
    standing = {path: due for visit in visits for path, due in visit.dues.items()}
    dues = {path: due for path, due in wanted.items() if standing.get(path) != due}
    return Accepted((replace(event, dues=dues),), with_due_times(folded, dues))
