"""Decides `undo` and `case reopen`: a correcting event (compensating event); nothing is removed.

An event is undone if every later event would still be accepted without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sop.engine import refusal_reasons as say
from sop.engine.deadlines import restore_due_times
from sop.engine.decide.event_command import command_of
from sop.engine.decide.request import Accepted, Decision, Request
from sop.engine.decide.void import find_voiders
from sop.engine.decision_context import Situation
from sop.engine.evolve import (
    apply_event,
    evolve,
    list_effective_events,
    map_corrections,
    with_due_times,
)
from sop.engine.private_rules import find_private_rules
from sop.engine.suggestions import suggest_as_self, suggest_unless
from sop.model.case_state import Case
from sop.model.commands import (
    Command,
    Reopen,
    Undo,
)
from sop.model.events import (
    ASSIGNMENTS,
    ActionDone,
    ActionWaived,
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
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value

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
    CaseVoided: "made void",
    IncidentChanged: "incident changed",
    CaseLabelled: "labelled",
    TimeCorrected: "time corrected",
}
"""What happened, in a word, for the events that others can depend on."""
OF_THE_FILE = (NoteWritten, CaseLinked, IncidentChanged, CaseLabelled)
"""Events about the case as a file: a closed or a void case takes them, and lets them be undone."""
ALWAYS_ACCEPTED = (
    *OF_THE_FILE,
    *ASSIGNMENTS,
    CaseOpened,
    EventUndone,
    CaseVoided,
    VoidConsented,
    TimeCorrected,
)
"""Events that depend on no other: a correction never makes them impossible."""


@value
class Blocked:
    """The first event that a correction would make impossible.

    `refusal` is None where the event would be accepted, but would do something else.
    """

    event: Event
    refusal: Refusal | None


def undo_event(request: Request, command: Undo, judge: Judge) -> Decision:
    """Undo one event; `judge` decides each later event again, at its place in the history."""
    check_history(request)
    event = _find_target(request, command.event)
    if event.id in map_corrections(request.history):
        return request.accept_unchanged()
    path = path_of(event)
    undoers = find_undoers(request.at, event)
    replayed: Case | Blocked | None = None
    if may_know_dependents(request, undoers):
        replayed = replay_corrected(request, EventUndone(event.id), judge)
    dependents: list[Reason] = []
    if isinstance(replayed, Blocked):
        dependents.append(_explain_dependents(request, event, replayed.event, judge))
    possible: Suggestion | None = None
    if replayed is not None:  # else it might be refused for a hidden reason
        possible = suggest_unless(dependents, _suggest_correction(request, event))
    reasons = request.check_authority(undoers, path, f"undo event {event.id}", possible)
    if not request.act.why:
        reasons.append(say.reason_missing(path, "A correction", possible))
    reasons += request.check_clock("")
    if reasons or not isinstance(replayed, Case):
        return Refusal(f"Undo event {event.id}", (*reasons, *dependents))
    return build_correction(request, EventUndone(event.id), replayed)


def may_know_dependents(request: Request, who: tuple[str, ...]) -> bool:
    """Whether the user may learn which later events depend on an event that `who` may correct.

    An event can depend on another one by a fact that not everyone may see.
    """
    return request.act.as_ in who or request.act.home in who


def _suggest_correction(request: Request, event: Event) -> Suggestion:
    """Return the command that undoes the event; in a closed case, the one that reopens it."""
    who = find_undoers(request.at, event)
    if request.at.case.is_closed and not may_undo_when_closed(request, event.id):
        return suggest_as_self(request.at, request.act.home, "case reopen", None, who)
    return suggest_as_self(request.at, request.act.home, "undo", str(event.id), who)


def suggest_undo(request: Request, number: int, judge: Judge) -> Suggestion | None:
    """Return the command that undoes the event, or the later event that must be undone first.

    None if the event cannot be undone now.
    """
    event = find_event(request, number)
    if event is None or request.at.case.is_closed or event.id in map_corrections(request.history):
        return None
    replayed = replay_corrected(request, EventUndone(event.id), judge)
    if isinstance(replayed, Case):
        return _suggest_correction(request, event)
    return suggest_undo(request, replayed.event.id, judge)


def may_undo_when_closed(request: Request, number: int) -> bool:
    """Whether the event may be undone although the case is closed, or void."""
    event = find_event(request, number)
    return event is not None and may_undo_event_when_closed(request.at.case, event)


def may_undo_event_when_closed(case: Case, event: Event) -> bool:
    """Whether this closed or void case lets the event be undone; others need `case reopen`."""
    voided = case.voided
    if voided is not None and voided.event == event.id:
        return True
    return isinstance(event.body, OF_THE_FILE)


def reopen_case(request: Request, command: Reopen, judge: Judge) -> Decision:
    """Open a closed case again, by undoing the event that closed it; an open case stays open."""
    check_history(request)
    if not request.at.case.is_closed:
        return request.accept_unchanged()
    if request.at.case.voided is not None:
        return undo_event(request, Undo(command.act, request.at.case.voided.event), judge)
    last = _find_closing_event(request)
    if isinstance(last.body, CaseOpened):
        raise UsageError(
            "This case closed when it was opened, so no event can be undone.",
            "Open a new case and link it to this one.",
        )
    return undo_event(request, Undo(command.act, last.id), judge)


def check_history(request: Request) -> None:
    """Raise ValueError if events of the case are missing, which is an error in the program."""
    if len(request.history) != request.at.case.version:
        expected, found = request.at.case.version, len(request.history)
        raise ValueError(f"A case of version {expected} needs its {expected} events, not {found}.")


def _find_closing_event(request: Request) -> Event:
    """Return the event that closed the case."""
    at = request.at
    case = Case(id=at.case.id)
    for event in list_effective_events(request.history):
        case = apply_event(at.definition, case, event)
        if case.is_closed:
            return event
    raise AssertionError("a closed case was closed by one of its events")


def find_event(request: Request, number: int) -> Event | None:
    """Return the event with that ID; None if the case has none."""
    return next((event for event in request.history if event.id == number), None)


def _find_target(request: Request, number: int) -> Event:
    event = require_event(request, number)
    if isinstance(event.body, CaseOpened):
        raise UsageError(
            "The opening of a case cannot be undone.",
            "If it should not have been opened, make it void",
            Suggestion("case void"),
        )
    if isinstance(event.body, EventUndone):
        raise UsageError(f"Event {number} is itself a correction.", "Do again what it undid.")
    return event


def require_event(request: Request, number: int) -> Event:
    """Return the event with that ID. Raise UsageError if the case has none."""
    event = find_event(request, number)
    if event is None:
        raise UsageError(
            f"This case has no event {number}.", f"Its events are 1 to {len(request.history)}."
        )
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
    return (event.body.action or "") if isinstance(event.body, ASSIGNMENTS) else ""


def find_undoers(at: Situation, event: Event) -> tuple[str, ...]:
    """Return who may undo the event or correct its time.

    Its writer, and who is responsible for its step; for the opening and for what makes the case
    void, who may make it void. The writer is the stakeholder that the event names, and the one at
    whose desk it was written.
    """
    definition, body = at.definition, event.body
    writers = [event.as_]
    if event.home is not None and event.home in definition.stakeholders:
        writers.append(event.home)
    if isinstance(body, CaseOpened | CaseVoided):
        return tuple(dict.fromkeys((*writers, *find_voiders(at))))
    if isinstance(body, ActionDone | ActionWaived | OutcomeTaken):
        step = definition.step_at(path_of(event))
    elif isinstance(body, InterruptRaised):
        step = definition.track_at(body.interrupt).steps[body.left]
    else:
        return tuple(dict.fromkeys(writers))
    return tuple(dict.fromkeys((*writers, step.responsible)))


def replay_corrected(
    request: Request, correction: EventUndone | TimeCorrected, judge: Judge
) -> Case | Blocked:
    """Return the case as it would be with the correction, or the event that makes it impossible.

    Each event after the corrected one is decided again at its place in the history.
    """
    at = request.at
    corrected = request.event(at.case.version + 1, correction)
    after = {event.id: event for event in list_effective_events((*request.history, corrected))}
    original = reduced = Case(id=at.case.id)  # without the correction, and with it
    has_changed = False
    for event in list_effective_events(request.history):
        kept = after.get(event.id)
        has_changed = has_changed or kept is None or kept.at != event.at
        if has_changed and kept is not None:
            blocked = _find_block(request, reduced, kept, judge)
            if blocked is not None:
                return blocked
        original = apply_event(at.definition, original, event)
        if kept is not None:
            reduced = apply_event(at.definition, reduced, kept)
            dues = restore_due_times(at.definition, original, reduced, at.make_counter())
            reduced = with_due_times(reduced, dues)
    return reduced


def find_dependents(request: Request, number: int, judge: Judge) -> list[Event]:
    """Return all later events that would no longer be accepted without this one, oldest first.

    Each is left out in turn, so that what depends on it is found too.
    """
    found: list[Event] = []
    reduced = Case(id=request.at.case.id)
    for event in list_effective_events(request.history):
        if event.id == number:
            continue
        if event.id > number and _find_block(request, reduced, event, judge) is not None:
            found.append(event)
            continue
        reduced = apply_event(request.at.definition, reduced, event)
    return found


def _explain_dependents(request: Request, event: Event, first: Event, judge: Judge) -> Reason:
    """Return the reason with all events that have to be undone first, in the order to undo them."""
    found = find_dependents(request, event.id, judge)
    reason = event_depended_on(request.at, first)
    if len(found) <= 1 or isinstance(event.body, TimeCorrected):
        return reason
    order = ", then ".join(_name_event(request.at, one) for one in (*reversed(found), event))
    remedy = f"Undo in this order: {order}."
    again = [_name_action(request.at, one) for one in found if isinstance(one.body, ActionDone)]
    again = [name for name in again if name]
    if again:
        remedy = f"{remedy} Then record again what is still true: {', '.join(again)}."
    return replace(reason, remedy=remedy)


def _name_event(at: Situation, event: Event) -> str:
    """Return `8 (done intake.signal.call)`; the number alone of what the user may not see."""
    path = path_of(event)
    if not path or find_private_rules(at.definition, at.as_).hides(path):
        return str(event.id)
    return f"{event.id} ({KINDS.get(type(event.body), 'written')} {path})"


def _name_action(at: Situation, event: Event) -> str:
    """Return `I2.1 (event 8)`; empty for an action that the user may not see."""
    path = path_of(event)
    if find_private_rules(at.definition, at.as_).hides(path):
        return ""
    return f"{at.definition.action(path).code} (event {event.id})"


def event_depended_on(at: Situation, event: Event) -> Reason:
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
    happened_at = at.case.times.get(event.id, event.at)
    who, when = at.short_name(event.as_), at.say_time(happened_at)
    return f"Event {event.id} ({happened}, {who}, {when})"


def _find_block(request: Request, case: Case, event: Event, judge: Judge) -> Blocked | None:
    """Return why the event would not be accepted in this case; None if it would."""
    if isinstance(event.body, ALWAYS_ACCEPTED):
        return None
    command = command_of(event)
    at = replace(request.at, case=case, now=event.at, as_=event.as_)
    # A corrected time may lie after the recorded one, where the clock was behind.
    clock = max(event.recorded, event.at)
    # Corrections are left out above, and no other command reads the history.
    decision = judge(Request(at, command.act, clock, history=()), command)
    if isinstance(decision, Refusal):
        return Blocked(event, decision)
    if isinstance(event.body, FactsRecorded):
        return None  # some facts may already have these values: then there is no event
    if tuple(written.body for written in decision.events) == (event.body,):
        return None
    return Blocked(event, None)


def build_correction(
    request: Request, correction: EventUndone | TimeCorrected, replayed: Case
) -> Accepted:
    """Return the correcting event, with the due times that differ because of it."""
    at = request.at
    event = request.event(at.case.version + 1, correction)
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
