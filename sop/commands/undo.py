"""`sop undo`: correct an event by another. Shows first what it undoes; nothing is removed."""

from __future__ import annotations

from sop.casework.case_service import LoadedCase, WriteResult
from sop.casework.visibility import may_read, may_see_fact
from sop.commands.context import CommandContext
from sop.commands.errors import AccessDenied
from sop.commands.inputs import ask_reason
from sop.commands.output import EXIT_INTERRUPTED, CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, refusal_answer, trial_of, with_reason, write
from sop.engine.command_builder import parse_event_number
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
    """Correct an event by another one, with a reason. The history keeps both.

    Example: sop undo 12 --why "wrong case"
    """
    file = session.file()
    word = words.word(0)
    target = _target(file, None if word is None else parse_event_number(word))
    _refuse_unseen(session, file, target)
    command_ = Undo(act(session, file.definition), target.id)
    if session.may_ask:
        refusal = _show_preview(session, file, command_, target)
        if refusal is not None:
            return refusal_answer(session, file, refusal)
    reason = ask_reason(session, words.one("why"), needed=True)
    if (
        session.may_ask
        and not session.given.yes
        and not session.prompt.confirmed("Write this correction?")
    ):
        return CommandResult(
            code=EXIT_INTERRUPTED,
            error="interrupted",
            message="Nothing was written.",
            blocks=_nothing_written_block,
        )
    return write(session, file, [with_reason(command_, reason)])


def _nothing_written_block() -> Blocks:
    return (line("Nothing was written."),)


def _target(file: LoadedCase, number: int | None) -> Event:
    """The event with that number, else the last that can be undone."""
    timeline = Suggestion("case timeline", case=file.id)
    if number is not None:
        found = [event for event in file.history if event.id == number]
        if not found:
            raise UsageError(
                f"the case has no event {number}.", f"its events are 1 to {file.version}", timeline
            )
        return found[0]
    open_ones = [
        event
        for event in file.history
        if not isinstance(event.body, CaseOpened | EventUndone | NoteWritten)
    ]
    standing = [event for event in open_ones if event.id not in file.case.undone]
    if not standing:
        raise UsageError("the case has no event that can be undone.", "see its events", timeline)
    return standing[-1]


def _refuse_unseen(session: CommandContext, file: LoadedCase, event: Event) -> None:
    """A note that is confidential to others is not yours to see, nor to undo."""
    if isinstance(event.body, NoteWritten) and not may_read(
        event, event.body, session.writer(file.definition)
    ):
        raise AccessDenied(f"Event {event.id} is a note that is not yours to see.")


def _show_preview(
    session: CommandContext, file: LoadedCase, command_: Command, event: Event
) -> Refusal | None:
    """Shows what the event says and what would follow from undoing it; the refusal where that would be refused."""
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
    return undo_screen(
        wording, event, trial.opened, trial.closed, facts, after.version, after.checklist
    )


def _list_changed_facts(trial: WriteResult, viewer: str) -> dict[str, Value | None]:
    """The facts whose value changes, of those that the one who asks may see."""
    before, after = trial.before.case, trial.after.case
    names = dict.fromkeys((*before.facts, *after.facts))
    changed = {name: after.value(name) for name in names if before.value(name) != after.value(name)}
    return {
        name: value
        for name, value in changed.items()
        if may_see_fact(trial.after.definition, name, viewer)
    }
