"""Records what the user reports in the guided way, by the path of the commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sop.casework.case_service import CaseChange, WriteOptions, WriteResult
from sop.casework.visibility import filter_events
from sop.commands.authorship import has_letter
from sop.commands.context import CommandContext
from sop.commands.guided_commands import with_its_options
from sop.commands.guided_drafts import GuidedDraft, write_kept_text
from sop.commands.guided_time import ask_when
from sop.commands.guided_undo import find_last_reporter
from sop.commands.guided_visit import GuidedVisit, TurnState, interrupts_heard_again
from sop.commands.submit import act, mask_refusal_for, write_result, write_warnings
from sop.engine.guided_way import find_alarm
from sop.engine.refusal_reasons import TRIAL
from sop.engine.urgent_values import find_urgent_values
from sop.model.commands import (
    Act,
    Advance,
    Close,
    Command,
    Do,
    Raise,
    SetFacts,
    Waive,
    WriteNote,
)
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.refusal import Refusal
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.recorded_news import news_lines
from sop.views.refusal_screen import refusal_screen
from sop.views.terminal.blocks import Blocks, line

REPORTER_HELP = (
    "The record shows on whose word it was written. Type a number, or write a function, such as "
    "'the inspector at the house', not a person's name.",
)
ON_DUTY = "the person on duty"
"""The usual reporter of an agency that is called at night: a function, never a name."""

MakeCommand = Callable[[Act], Command]


@dataclass
class GuidedWriter:
    """Writes to the case of a visit. Each write returns the lines that say what was recorded.

    It returns None where nothing was recorded, and the reasons were shown.
    """

    visit: GuidedVisit

    def write(
        self,
        state: TurnState,
        as_: str,
        make: MakeCommand,
        reported: Mapping[str, Value] | None = None,
        *,
        needs_reason: bool = False,
    ) -> Blocks | None:
        """Write one command for a stakeholder; `reported` are the facts that it records.

        For another stakeholder than the user's own it asks who reported it, and where it is needed
        for the reason, but only if the command would be accepted. If a danger is reported, the
        interrupt that states it is raised with it. Raise Back if the user gives no reason.
        """
        if self.has_left(state):
            return None
        session = self._context_for(state, as_, None)
        whole = act(session, state.definition, may=[as_])
        trial = self._try(session, state, [make(replace(whole, why=TRIAL))])
        if isinstance(trial, Refusal):
            self._show_refusal(state, trial)
            return None
        why = None
        draft = self._draft_of(state, make(whole))
        if needs_reason:
            why = write_kept_text(draft, "Reason, which is needed (Enter: go back):")
        reporter = self._ask_reporter(state, as_)
        when = self.visit.happened
        if reporter is not None and when is None:
            when = ask_when(self.visit, state)
        session = self._context_for(state, as_, reporter)
        whole = replace(act(session, state.definition, when, may=[as_]), why=why)
        commands = [make(whole), *self._list_alarms(session, state, trial, reported or {}, whole)]
        with interrupts_heard_again():
            result = write_result(session, state.file, commands)
        if isinstance(result, Refusal):
            self._show_refusal(state, result)
            return None
        self.visit.happened = None
        if needs_reason:
            draft.remove()
        return self._describe(state, session, result, commands)

    def has_left(self, state: TurnState) -> bool:
        """Whether the terminal was left for hours: someone else may sit here now.

        Nothing is recorded in the name of the one who left; the next turn asks who it is.
        """
        session = self.visit.context()
        if session.viewer(state.definition) == state.viewer:
            return False
        text = "This terminal was not used for hours, so nothing was recorded. Who sits here now?"
        self.visit.screen.say(text)
        return True

    def _draft_of(self, state: TurnState, command: Command) -> GuidedDraft:
        """Return where the reason of the command is kept until it is recorded."""
        typed = _command_of(state.definition, command)
        act = " ".join(filter(None, ("go", typed.verb, typed.target, *typed.asks)))
        return GuidedDraft(self.visit, state.file.id, act, command.act.as_)

    def _context_for(self, state: TurnState, as_: str, reporter: str | None) -> CommandContext:
        """Return the context for a write at the version that the user has seen."""
        version = state.file.version
        if as_ == state.viewer:
            return self.visit.context(if_version=version)
        return self.visit.context(as_=as_, reported_by=reporter, if_version=version)

    def _try(
        self, session: CommandContext, state: TurnState, commands: Sequence[Command]
    ) -> WriteResult | Refusal:
        change = CaseChange(state.file, tuple(commands))
        options = WriteOptions(if_version=state.file.version, dry_run=True)
        return session.service.write([change], options).only

    # ---- danger

    def _list_alarms(
        self,
        session: CommandContext,
        state: TurnState,
        trial: WriteResult,
        reported: Mapping[str, Value],
        whole: Act,
    ) -> list[Command]:
        """Return the interrupt that states the danger that was reported, if it can be raised."""
        urgent = {
            name: said
            for name, said in reported.items()
            if said in find_urgent_values(state.definition, state.definition.facts[name])
        }
        if not urgent:
            return []
        shown = trial.after.checklist_for(whole.as_)
        path = find_alarm(state.definition, shown, urgent, whole.as_)
        if path is None:
            return []
        alarm = Raise(replace(whole, why=None), path)
        after = CaseChange(trial.after, (alarm,))
        answer = session.service.write([after], WriteOptions(dry_run=True)).only
        return [] if isinstance(answer, Refusal) else [alarm]

    # ---- who reported it

    def _ask_reporter(self, state: TurnState, as_: str) -> str | None:
        """Return who reported it for another stakeholder; None for the user's own."""
        if as_ == state.viewer:
            return None
        short = state.wording.short(as_)
        self.visit.screen.say(
            f"This is recorded for {short}, on the word of the person who reported it to you."
        )
        known = self._list_reporters(state, as_)
        numbered = ", ".join(f"{number} {one}" for number, one in enumerate(known, 1))
        question = (
            f"Who at {short} reported it? {numbered}, or write who, as a function, such as "
            "'the night sister' (Enter: go back):"
        )
        numbers = f"1-{len(known)}" if len(known) > 1 else "1"
        while not _names_someone(text := self.visit.write_text(question, help=REPORTER_HELP)):
            if text.isdecimal() and 0 < int(text) <= len(known):
                text = known[int(text) - 1]
                break
            wrong = f"'{text}' is not a person or a function."
            self.visit.screen.say(f"{wrong} Type {numbers}, or write who.")
        self.visit.reporters[as_] = text
        return text

    def _list_reporters(self, state: TurnState, as_: str) -> tuple[str, ...]:
        """Return who may have reported it, the last one of this agency first.

        The one of this visit, else of the last hour at this desk; then the usual one.
        """
        last = self.visit.reporters.get(as_)
        if last is None:
            last = find_last_reporter(state, as_)
        return tuple(dict.fromkeys(filter(None, (last, ON_DUTY))))

    # ---- what is shown afterwards

    def _show_refusal(self, state: TurnState, refusal: Refusal) -> None:
        shown = mask_refusal_for(state.session, state.file, refusal)
        self.visit.show_pages(refusal_screen(shown, state.wording))
        self.visit.prompt.ask_line("Enter to go on:")

    def _describe(
        self,
        state: TurnState,
        session: CommandContext,
        result: WriteResult,
        commands: Sequence[Command],
    ) -> Blocks:
        if not result.changed:
            return (line("It is recorded already. Nothing changed."),)
        self.visit.written += [event.id for event in result.events]
        self.visit.elsewhere = ""  # what was recorded last is in this case
        seen = filter_events(state.definition, result.after.history, state.viewer)
        new = {event.id for event in result.events}
        mine = [one for one in seen if one.event.id in new]
        typed = [self._command_line(state, command) for command in commands]
        known = [one for one in typed if one is not None]
        whole = known if len(known) == len(typed) else []  # a part of it would do something else
        lines = news_lines(state.wording, mine, own=True, typed=whole)
        warnings = tuple(line(text) for text in write_warnings(session, result))
        return (*lines, *warnings)

    def _command_line(self, state: TurnState, command: Command) -> Suggestion | None:
        # It is shown in the turn of another case too, after an emergency there.
        typed = _command_of(state.definition, command).for_case(state.file.id)
        return with_its_options(state.definition, command, typed, state.viewer)


def _names_someone(text: str) -> bool:
    """Whether the text may be who reported it: a lone letter is a key, and a number a mistake."""
    return len(text) > 1 and has_letter(text)


def _command_of(definition: Definition, command: Command) -> Suggestion:
    """Return the command that the user could have typed; it asks for its values itself."""
    match command:
        case Do():
            return Suggestion("do", definition.action(command.action).code)
        case Waive():
            return Suggestion("waive", definition.action(command.action).code)
        case Advance():
            return Suggestion("advance", command.outcome)
        case Raise():
            return Suggestion("raise", command.interrupt.rpartition(".")[2])
        case SetFacts():
            return Suggestion("set", asks=tuple(command.facts))
        case Close():
            return Suggestion("close")
        case WriteNote():
            return Suggestion("note")
    return Suggestion("next")
