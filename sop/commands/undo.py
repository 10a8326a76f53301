"""`sop undo`: undo an event by a new one, after showing what that undoes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sop.casework.case_service import CaseChange, LoadedCase, WriteResult
from sop.casework.visibility import filter_events, may_read
from sop.commands.authorship import ask_authors, mention_missing_name
from sop.commands.context import CommandContext
from sop.commands.errors import AccessDenied
from sop.commands.inputs import ask_reason
from sop.commands.options import refuse_excepts
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import (
    act,
    confirm_write,
    nothing_written,
    refusal_answer,
    result_answer,
    trial_of,
    with_reason,
    write,
    write_options,
)
from sop.engine.command_builder import parse_event_number
from sop.engine.decide.corrections import find_undoers
from sop.engine.decision_context import Situation
from sop.engine.private_rules import find_private_rules, may_see_fact
from sop.grammar import Words
from sop.model.commands import Command, Undo
from sop.model.condition import Value
from sop.model.events import CaseLinked, CaseOpened, Event, EventUndone, NoteWritten, TimeCorrected
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.store.port import UnknownCase
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks
from sop.views.write_result import undo_screen

app = new_app()


@verb_command(app, "undo")
def undo(session: CommandContext, words: Words) -> CommandResult:
    """Undo an event by a new event, with a reason; the history keeps both.

    A link is undone in both cases. With --incident it undoes the last write that was made to
    several open cases of the incident together, in all of them or in none.

    Example: sop undo 12 --why "wrong case"
    """
    if words.has("incident"):
        from sop.commands.incident_undo import undo_in_incident  # late: start-up

        return undo_in_incident(session, words)
    refuse_excepts(words)
    file = session.file()
    word = words.word(0)
    target = (
        _last_event(session, file)
        if word is None
        else _event_numbered(file, parse_event_number(word))
    )
    may = find_undoers(Situation(file.definition, file.case, session.now), target)
    _refuse_unseen(session, file, target, may)
    command_ = Undo(act(session, file.definition, may=may), target.id)
    is_of_times = isinstance(target.body, TimeCorrected)
    if session.may_ask or (session.given.dry_run and is_of_times and not session.given.json):
        refusal = _show_preview(session, file, command_, target)
        if refusal is not None:
            return refusal_answer(session, file, refusal)
    reason = ask_reason(session, words.one("why"), needed=True)
    if not confirm_write(session, "Write this correction?"):
        return nothing_written()
    signed = with_reason(command_, reason)
    if isinstance(target.body, CaseLinked):
        return _undo_link(session, file, signed, target.body.case)
    return write(session, file, [signed])


def _undo_link(
    session: CommandContext, file: LoadedCase, signed: Command, other_id: str
) -> CommandResult:
    """Undo a link in both cases, all or none: each named the other."""
    changes = [CaseChange(file, (signed,))]
    try:
        other = session.service.load(other_id)
    except UnknownCase:
        other = None  # a case of another store, which only this one names
    number = None if other is None else _find_link(other, file.id)
    if other is not None and number is not None:
        theirs = Undo(act(session, other.definition, None, signed.act.why), number)
        changes.append(CaseChange(other, (theirs,)))
    signed_all = ask_authors(session, [change.commands[0] for change in changes])
    changes = [
        replace(change, commands=(command_,))
        for change, command_ in zip(changes, signed_all, strict=True)
    ]
    session.hold_interrupts()
    outcome = session.service.write(changes, write_options(session))
    if outcome.changed:
        mention_missing_name(session)
    if outcome.refused:
        return refusal_answer(session, *outcome.refused[0])
    unlinked = [change.file.id for change in changes[1:]]
    return result_answer(session, file, outcome.results[0], [signed], {"unlinked": unlinked})


def _find_link(file: LoadedCase, other: str) -> int | None:
    """Return the event that links the other case, if it still counts."""
    for event in file.history:
        is_link = isinstance(event.body, CaseLinked) and event.body.case == other
        if is_link and event.id not in file.case.undone:
            return event.id
    return None


def _event_numbered(file: LoadedCase, number: int) -> Event:
    for event in file.history:
        if event.id == number:
            return event
    raise UsageError(
        f"The case has no event {number}.",
        f"Its events are 1 to {file.version}. To see them",
        Suggestion("case timeline", case=file.id),
    )


def _last_event(session: CommandContext, file: LoadedCase) -> Event:
    """Return the last event of the user's stakeholder; without one, the last that it may undo.

    Notes and links count: who types `undo` means what was written last.
    """
    counted = list_counted_events(file)
    viewer = session.viewer(file.definition)
    if viewer is None:
        own = counted
    else:
        own = [event for event in counted if viewer in (event.as_, event.home)]
        at = Situation(file.definition, file.case, session.now)
        own = own or [event for event in counted if viewer in find_undoers(at, event)]
    for event in (*own, *counted):
        return event
    message = "The case has no event that can be undone."
    if file.version == 1:
        void = Suggestion("case void", case=file.id)
        raise UsageError(message, "If it should not have been opened, make it void", void)
    timeline = Suggestion("case timeline", case=file.id)
    raise UsageError(message, "To see its events", timeline)


def list_counted_events(file: LoadedCase) -> list[Event]:
    """Return the events that can be undone, latest first; the opening can not."""
    return [
        event
        for event in reversed(file.history)
        if not isinstance(event.body, CaseOpened | EventUndone) and event.id not in file.case.undone
    ]


def _refuse_unseen(
    session: CommandContext, file: LoadedCase, event: Event, may: Sequence[str]
) -> None:
    """Raise AccessDenied for a note that the user may not read: then they may not undo it."""
    if not isinstance(event.body, NoteWritten):
        return
    if not may_read(event, event.body, session.writer(file.definition, may)):
        raise AccessDenied(f"Event {event.id} is a confidential note. You may not read it.")


def _show_preview(
    session: CommandContext, file: LoadedCase, command_: Command, event: Event
) -> Refusal | None:
    """Show the event and what follows from undoing it; return the refusal if it is refused."""
    trial = trial_of(session, file, command_)
    if isinstance(trial, Refusal):
        return trial
    session.show_about(_preview(session, file, trial, event, command_.act.as_))
    return None


def _preview(
    session: CommandContext, file: LoadedCase, trial: WriteResult, event: Event, viewer: str
) -> Blocks:
    wording = Wording(file.definition, session.now)
    after, facts = trial.after, _list_changed_facts(trial, viewer)
    private = find_private_rules(after.definition, viewer)
    return undo_screen(
        wording,
        _event_for(file, event, viewer),
        trial.opened_for(private),
        trial.closed_for(private),
        facts,
        after.version,
        after.mask(after.checklist, viewer),
        file.case.times.get(event.id),
        times=_list_changed_times(trial),
        dues=_list_due_lines(session, trial, event, viewer),
    )


def _list_changed_times(trial: WriteResult) -> list[tuple[int, datetime, datetime]]:
    """Return the events that go back to an earlier known time, each as (ID, is, becomes)."""
    before, after = trial.before.case.times, trial.after.case.times
    return [
        (event.id, before[event.id], after.get(event.id, event.at))
        for event in trial.before.history
        if event.id in before and before[event.id] != after.get(event.id, event.at)
    ]


def _list_due_lines(
    session: CommandContext, trial: WriteResult, event: Event, viewer: str
) -> Blocks:
    """Return the due times that go back with a correction of times."""
    if not isinstance(event.body, TimeCorrected):
        return ()
    # late: start-up; few undo a correction of times
    from sop.commands.case_time_shift import preview_due_lines

    return preview_due_lines(session, trial, viewer)


def _event_for(file: LoadedCase, event: Event, viewer: str) -> Event:
    """Return the event as the viewer may see it."""
    (seen,) = filter_events(file.definition, [event], viewer)
    return seen.event


def _list_changed_facts(trial: WriteResult, viewer: str) -> dict[str, Value | None]:
    """Return the facts whose value changes, of those that the user may see."""
    before, after = trial.before.case, trial.after.case
    changed: dict[str, Value | None] = {}
    for name in dict.fromkeys((*before.facts, *after.facts)):
        value = after.value(name)
        if value != before.value(name) and may_see_fact(trial.after.definition, name, viewer):
            changed[name] = value
    return changed
