"""The context of one command: user, workspace, time and case. Each is read when it is needed."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sop.casework.case_service import CaseService, LoadedCase
from sop.casework.library import Library, WorkflowEntry, find_shipped_folder
from sop.casework.terminal_session import LAPSES_AFTER, SessionIdentity, check_name
from sop.casework.user_settings import UserSettings, language_code, read_settings, user_name
from sop.casework.workspace import Workspace, find_workspace, read_now
from sop.commands.common_options import CommonOptions
from sop.commands.terminal_user import TerminalUser
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.port import IntegrityError, StoreError

if TYPE_CHECKING:
    from sop.commands.prompts import Prompt
    from sop.commands.suggestion_line import Asker
    from sop.grammar import Words
    from sop.store.embedded_store import EmbeddedStore
    from sop.views.terminal.blocks import Blocks
    from sop.views.terminal.screen import Screen


def find_current_folder() -> Path:
    """Return the current folder; its last known path where it was deleted meanwhile."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path(os.environ.get("PWD") or os.sep)


HOURS_CURRENT = LAPSES_AFTER // timedelta(hours=1)
"""How long a case stays the current one, as messages give it."""


@dataclass(eq=False, repr=False)  # it is never compared or printed: 0.4 ms of start-up
class CommandContext:
    """What a command works with. `command` is its name, such as `case show` for one of a group."""

    command: str
    given: CommonOptions
    environ: Mapping[str, str]
    here: Path = field(default_factory=find_current_folder)
    clock: datetime = field(default_factory=lambda: datetime.now(UTC))
    words: Words | None = None  # as typed, of a verb
    _localized: dict[str, Definition] = field(default_factory=dict)  # by hash
    introduce: Callable[[CommandContext], None] | None = None  # shows what the questions are about
    names_case: bool = False  # whether each command printed names its case
    asks_about: LoadedCase | Definition | None = None  # the case of the questions, or a new one's
    headed: tuple[str, object] | None = None  # the case whose heading is shown, and its dangers

    @cached_property
    def workspace(self) -> Workspace:
        found = find_workspace(self.given.workspace, self.environ, self.here, Path(sys.argv[0]))
        if found.found == "user":
            self.talk.say(f"Workspace: {found.folder}. (Make one here: ", Suggestion("init"), ")")
        return found

    @cached_property
    def now(self) -> datetime:
        return read_now(self.workspace, self.environ, self.clock)

    @cached_property
    def library(self) -> Library:
        workspace = self.workspace
        return Library(
            workspace.workflows, find_shipped_folder(), workspace.data / "compiled", self.here
        )

    @cached_property
    def store(self) -> EmbeddedStore:
        from sop.commands.store_factory import open_store  # late: start-up

        _ = self.now  # raises UsageError first for a time that may not be set
        return open_store(self.workspace.data, self.workspace.store_kind)

    @cached_property
    def service(self) -> CaseService:
        return CaseService(self.store, self.now, self.store.holidays, self.localize)

    @cached_property
    def language(self) -> str | None:
        """The language of workflow texts: `--lang`, SOP_LANG or `sop config set lang`.

        None for the workflow's own language, and always for JSON.
        """
        wanted = self.given.lang or self.environ.get("SOP_LANG") or self._stored_language
        if wanted is None or self.given.json:
            return None
        return language_code(wanted)

    @property
    def _stored_language(self) -> str | None:
        return self.settings.lang if self._knows_workspace else None

    @property
    def _knows_workspace(self) -> bool:
        """Whether the command has asked for the workspace; only then may settings be read."""
        return "workspace" in self.__dict__  # a cached property is there once it was read

    def localize(self, definition: Definition) -> Definition:
        """Return the workflow with its texts in the language of the user."""
        if self.language is None:
            return definition
        if definition.hash not in self._localized:
            # late: start-up; most users read the workflow's own language
            from sop.definition.translations import describe_gap, translate_definition

            gap = describe_gap(definition, self.language)
            if gap:
                self.talk.say(gap)
            self._localized[definition.hash] = translate_definition(definition, self.language)
        return self._localized[definition.hash]

    @cached_property
    def screen(self) -> Screen:
        """The screen for the answer."""
        from sop.views.terminal.screen import Screen  # late: start-up

        screen = Screen.for_stdout(self.given.plain or self._keeps_plain or None, self.environ)
        screen.command_line = self.command_line
        return screen

    @property
    def _keeps_plain(self) -> bool:
        """Whether `sop config set plain on` holds for the user."""
        return self._knows_workspace and self.settings.plain == "on"

    @cached_property
    def talk(self) -> Screen:
        """The screen for questions and warnings: stderr."""
        from sop.views.terminal.screen import Screen  # late: start-up

        screen = Screen.for_stderr(self.given.plain or None, self.environ)
        screen.command_line = self.command_line
        return screen

    @cached_property
    def at_terminal(self) -> bool:
        """Whether stdin is a terminal. Only then do `sop as` and the current case apply."""
        return sys.stdin is not None and sys.stdin.isatty()

    @cached_property
    def may_ask(self) -> bool:
        """Whether the command may ask for what is missing. A dry run asks nothing."""
        quiet = (
            self.given.no_input or self.environ.get("CI") or self.given.json or self.given.dry_run
        )
        return not quiet and self.at_terminal and sys.stderr.isatty()

    @cached_property
    def prompt(self) -> Prompt:
        """The questions of the command. Above the first one is the case that they are about."""
        from sop.commands.prompts import Prompt  # late: start-up

        if self.introduce is not None:
            self.introduce(self)
        about = self.asks_about
        return Prompt(self.talk, about.id if isinstance(about, LoadedCase) else None)

    def show_about(self, blocks: Blocks) -> None:
        """Show what belongs to the questions that follow, below the heading of the case."""
        _ = self.prompt  # it prints the heading, once
        self.talk.show(blocks)

    def say_mistake(self, error: UsageError | StoreError) -> None:
        """Report on stderr what is wrong and what would help; the command goes on."""
        from sop.views.remedy import with_command  # late: start-up

        self.talk.say(error.message, " ", with_command(error.remedy, error.suggest))

    def require_text(self, given: str | None, question: str, missing: UsageError) -> str:
        """Return the text as given, or ask for it. Raise `missing` where no user can be asked."""
        if given is not None:
            return given
        if not self.may_ask:
            raise missing
        return self.prompt.required(question)

    @property
    def is_simulated(self) -> bool:
        """Whether the command used a workspace with a simulated clock."""
        return self._knows_workspace and self.workspace.simulated

    def command_line(self, suggestion: Suggestion, case: str | None = None) -> str:
        """Return the suggestion as a line for this user. `case`: which case the answer is about."""
        from sop.commands import suggestion_line  # late: start-up

        return suggestion_line.suggestion_line(suggestion, self.asker(suggestion.case or case))

    def asker(self, case: str | None) -> Asker:
        """Return the options that the next command about this case has to repeat."""
        from sop.commands.suggestion_line import Asker  # late: start-up

        as_ = self.given.as_ or self.environ.get("SOP_AS") or None
        workspace = self.given.workspace or self.environ.get("SOP_WORKSPACE") or None
        dry_run_of = self.command if self.given.dry_run else None
        return Asker(as_, self._case_to_name(case), workspace, dry_run_of)

    def _case_to_name(self, case: str | None) -> str | None:
        """Return the case where the next command has to name it, else None."""
        named = self.given.case or self.environ.get("SOP_CASE") or None
        if case is None:
            return named
        is_named = self.names_case or bool(self.environ.get("SOP_CASE"))
        if is_named or not self.at_terminal or not self._knows_workspace:
            return case
        if self.command == "open" or self.identity.current_case(self.now) == case:
            return None  # it is the current case
        return case

    def hold_interrupts(self) -> None:
        """Ignore Ctrl-C until the command ends, so that every write is also reported."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def show_warnings(self) -> None:
        """Report what the store found and repaired during the command."""
        if "store" not in self.__dict__:
            return  # the command did not open the store
        for warning in self.store.warnings:
            self.talk.say(warning)

    @cached_property
    def user(self) -> str:
        return user_name()

    @cached_property
    def settings(self) -> UserSettings:
        """What the user set for all terminals; empty without a terminal."""
        if not self.at_terminal:
            return UserSettings()
        return read_settings(self.workspace.data, self.user)

    @cached_property
    def terminal_user(self) -> TerminalUser:
        return TerminalUser(
            data=self.workspace.data,
            user=self.user,
            environ=self.environ,
            now=self.now,
            at_terminal=self.at_terminal,
            dry_run=self.given.dry_run,
        )

    @property
    def identity(self) -> SessionIdentity:
        """What `sop as` and `sop use` recorded in this session; empty without a terminal."""
        return self.terminal_user.identity

    @property
    def session_identity(self) -> SessionIdentity:
        """The same, also if this command has no terminal."""
        if self.at_terminal:
            return self.identity
        return self.terminal_user.of_session

    def keep_identity(self, identity: SessionIdentity) -> None:
        """Record the identity for this session; only a terminal has one."""
        self.terminal_user.keep(identity)

    def stakeholder_word(self) -> str | None:
        """Return who acts, as given by `--as`, SOP_AS or `sop as`; None where none is given."""
        return self.given.as_ or self.environ.get("SOP_AS") or self.identity.as_

    def viewer(self, definition: Definition) -> str | None:
        """Return the stakeholder who looks; None where none is given.

        Raise UsageError for a name that is not a stakeholder of the workflow.
        """
        from sop.engine.resolve_names import resolve_stakeholder  # late: start-up

        named = self.stakeholder_word()
        if named is None:
            return None
        is_kept = named == self.identity.as_ and not self.given.as_
        if is_kept and named not in definition.stakeholders:
            return None  # `sop as` may name a stakeholder of another workflow
        return resolve_stakeholder(definition, named)

    def find_viewer(self) -> str | None:
        """Return the ID of the stakeholder who looks at several cases; None where none is given."""
        word = self.stakeholder_word()
        if word is None or word == self.identity.as_:  # `sop as` keeps the ID
            return word
        from sop.casework.stakeholder_lookup import match_names  # late: start-up

        found = match_names(self.library, word)
        return next(iter(found)) if len(found) == 1 else word.lower()

    def writer(self, definition: Definition, may: Sequence[str] = ()) -> str:
        """Return the stakeholder who writes, who is asked for at a terminal.

        `may` are those who may write this; empty: all. Raise UsageError where none is given.
        """
        found = self.viewer(definition)
        if found is not None:
            return found
        known = definition.stakeholders
        if not self.may_ask:
            raise UsageError("No stakeholder given.", f"Add --as and one of: {', '.join(known)}.")
        from sop.commands.menu import choose_stakeholder  # late: start-up

        self._explain_question(definition)
        chosen = choose_stakeholder(self.prompt, definition, may)
        self.keep_identity(self.identity.acting_for(chosen))
        you = f"You act for {definition.stakeholders[chosen].short} in this terminal from now on."
        self.talk.say(f"{you} To change: ", Suggestion("as"))
        return chosen

    def _explain_question(self, definition: Definition) -> None:
        """Report why the stakeholder of `sop as` does not hold here, if one was set."""
        if self.identity.as_ is not None:
            from sop.casework.stakeholder_lookup import short_name  # late: start-up

            you = short_name(self.library, self.identity.as_)
            self.talk.say(f"You act for {you}, which is not a stakeholder of {definition.id}.")
        elif self.terminal_user.kept.as_ is not None:
            self.talk.say(f"No command was typed in this terminal for {HOURS_CURRENT} hours.")

    @property
    def by(self) -> str | None:
        """The name of the user, as it is recorded."""
        return self.by_variable or self.identity.name

    @property
    def by_variable(self) -> str | None:  # SOP_NAME is for scripts
        return check_name(self.environ.get("SOP_NAME"), "SOP_NAME")

    def case_id(self, argument: str | None = None) -> str:
        """Return the ID of the case: the argument, `-c`, SOP_CASE, or the current case.

        A user at a terminal is asked for it where none is given; else UsageError is raised.
        """
        from sop.casework.case_lookup import resolve_case  # late: start-up

        if argument is None:
            argument = self.given.case or self.environ.get("SOP_CASE") or None
        if argument is not None:
            return resolve_case(self.store, argument)
        current = self.identity.current_case(self.now)
        if current is not None:
            return current
        if self.identity.case is not None:
            past = f"more than {HOURS_CURRENT} hours ago and is no longer the current case."
            self.talk.say(f"Case {self.identity.case} was chosen {past}")
        return self.ask_case()

    def ask_case(self) -> str:
        if not self.may_ask:
            raise UsageError(
                "No case given.",
                "Add -c CASE or set SOP_CASE. To list the cases",
                Suggestion("case list"),
            )
        # late: start-up
        from sop.casework.listed_case import read_cases
        from sop.commands.case_question import ask_case

        cases = read_cases(self.store, self.find_viewer(), self.now)
        return ask_case(self.store, cases, self.identity.current_case(self.now), self.talk)

    def ask_workflow(self, library: Library) -> WorkflowEntry:
        """Return the workflow that the user chooses. Errors: those of `ask_workflow`."""
        from sop.commands.case_question import ask_workflow  # late: start-up

        return ask_workflow(library, self.talk if self.may_ask else None)

    def file(self, argument: str | None = None) -> LoadedCase:
        found = self.service.load(self.case_id(argument))
        self.asks_about = self.asks_about or found
        return found

    def definitions(self, cases: Iterable[tuple[str, str]]) -> dict[str, Definition]:
        """Return the definition of each workflow among these pairs of workflow and case.

        It is that of the first intact case. A damaged one is reported and does not hide others.
        """
        found: dict[str, Definition] = {}
        for workflow, case in dict.fromkeys(cases):
            if workflow in found:
                continue
            try:
                found[workflow] = self.service.load(case).definition
            except IntegrityError as damaged:
                self.say_mistake(damaged)
        return found
