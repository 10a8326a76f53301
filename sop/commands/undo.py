"""`sop undo`: correct an event by a new one, after showing what that undoes."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import LoadedCase, WriteResult
from sop.casework.visibility import may_read
from sop.commands.context import CommandContext
from sop.commands.errors import AccessDenied
from sop.commands.inputs import ask_reason
from sop.commands.output import EXIT_INTERRUPTED, CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, refusal_answer, trial_of, with_reason, write
from sop.engine.command_builder import parse_event_number
from sop.engine.decide.corrections import find_undoers
from sop.engine.private_rules import find_private_rules, may_see_fact
from sop.grammar import Words
from sop.model.commands import Command, Undo
from sop.model.condition import Value
from sop.model.events import CaseOpened, Event, EventUndone, NoteWritten
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks, line
from sop.views.write_result import undo_screen

app = new_app()


@verb_command(app, "undo")
def undo(session: CommandContext, words: Words) -> CommandResult:
    """Correct an event by a new event, with a reason; the history keeps both.

    Example: sop undo 12 --why "wrong case"
    """
    file = session.file()
    word = words.word(0)
    target = _last_event(file) if word is None else _event_numbered(file, parse_event_number(word))
    may = find_undoers(file.definition, target)
    _refuse_unseen(session, file, target, may)
    command_ = Undo(act(session, file.definition, may=may), target.id)
    if session.may_ask:
        refusal = _show_preview(session, file, command_, target)
        if refusal is not None:
            return refusal_answer(session, file, refusal)
    reason = ask_reason(session, words.one("why"), needed=True)
    if not _confirms(session):
        return CommandResult(
            code=EXIT_INTERRUPTED,
            error="interrupted",
            message="Nothing was written.",
            blocks=_nothing_written_block,
        )
    return write(session, file, [with_reason(command_, reason)])


def _confirms(session: CommandContext) -> bool:
    """Whether the user agrees; where no user can be asked, the command itself is the consent."""
    if session.given.yes or not session.may_ask:
        return True
    return session.prompt.confirm("Write this correction?")


def _nothing_written_block() -> Blocks:
    return (line("Nothing was written."),)


def _event_numbered(file: LoadedCase, number: int) -> Event:
    for event in file.history:
        if event.id == number:
            return event
    raise UsageError(
        f"The case has no event {number}.",
        f"Its events are 1 to {file.version}. To see them",
        Suggestion("case timeline", case=file.id),
    )


def _last_event(file: LoadedCase) -> Event:
    """Return the last event that can be undone."""
    for event in reversed(file.history):
        if isinstance(event.body, CaseOpened | EventUndone | NoteWritten):
            continue
        if event.id not in file.case.undone:
            return event
    timeline = Suggestion("case timeline", case=file.id)
    raise UsageError("The case has no event that can be undone.", "To see its events", timeline)


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
    session.talk.show(_preview(session, file, trial, event, command_.act.as_))
    return None


def _preview(
    session: CommandContext, file: LoadedCase, trial: WriteResult, event: Event, viewer: str
) -> Blocks:
    wording = Wording(file.definition, session.now)
    after, facts = trial.after, _list_changed_facts(trial, viewer)
    private = find_private_rules(after.definition, viewer)
    return undo_screen(
        wording,
        event,
        trial.opened_for(private),
        trial.closed_for(private),
        facts,
        after.version,
        after.mask(after.checklist, viewer),
    )


def _list_changed_facts(trial: WriteResult, viewer: str) -> dict[str, Value | None]:
    """Return the facts whose value changes, of those that the user may see."""
    before, after = trial.before.case, trial.after.case
    changed: dict[str, Value | None] = {}
    for name in dict.fromkeys((*before.facts, *after.facts)):
        value = after.value(name)
        if value != before.value(name) and may_see_fact(trial.after.definition, name, viewer):
            changed[name] = value
    return changed
