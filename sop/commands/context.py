"""One run of the program: who asks, where, when, on which case. Read when it is needed, not before."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sop.casework.case_service import CaseService, LoadedCase
from sop.casework.library import Library, WorkflowEntry, find_shipped_folder
from sop.casework.user_settings import Person, keep_person, language_code, read_person, user_name
from sop.casework.workspace import Workspace, find_workspace, read_now
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.port import IntegrityError, StoreError

if TYPE_CHECKING:
    from sop.commands.prompts import Prompt
    from sop.commands.suggestion_line import Asker
    from sop.store.embedded_store import EmbeddedStore
    from sop.views.terminal.screen import Screen


CASES = Suggestion("case list")


@dataclass(frozen=True)
class CommonOptions:
    """The options that every command knows, as they were given."""

    workspace: str | None = None
    as_: str | None = None
    case: str | None = None
    format: str = "text"
    plain: bool = False
    lang: str | None = None
    no_input: bool = False
    dry_run: bool = False
    if_version: int | None = None
    key: str | None = None
    yes: bool = False

    @property
    def json(self) -> bool:
        return self.format == "json"


@dataclass
class CommandContext:
    """What a command works with. `command` is its name, `case show` for one of a group."""

    command: str
    given: CommonOptions
    environ: Mapping[str, str]
    here: Path = field(default_factory=Path.cwd)
    clock: datetime = field(default_factory=lambda: datetime.now(UTC))
    _localized: dict[str, Definition] = field(default_factory=dict)  # by hash
    _acts_for: str | None = None  # as it was answered: asked once

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
        from sop.commands.store_factory import open_store

        _ = self.now  # a time that may not be set is a mistake, whatever is asked of the store
        return open_store(self.workspace.data)

    @cached_property
    def service(self) -> CaseService:
        return CaseService(self.store, self.now, self.store.holidays, self.localize)

    @cached_property
    def language(self) -> str | None:
        """The language asked for: `--lang`, SOP_LANG, `sop config set lang`. JSON never changes with it."""
        asked = self.given.lang or self.environ.get("SOP_LANG") or self._stored_language
        return None if asked is None or self.given.json else language_code(asked)

    @property
    def _stored_language(self) -> str | None:
        return self.person.lang if "workspace" in self.__dict__ else None

    def localize(self, definition: Definition) -> Definition:
        """The workflow with its texts in the language asked for."""
        if self.language is None:
            return definition
        if definition.hash not in self._localized:
            from sop.definition.translations import has_language, translate_definition

            if not has_language(definition, self.language):
                known = ", ".join(definition.languages) or "its own"
                self.talk.say(
                    f"{definition.id} has no texts in '{self.language}', it has: {known}."
                )
            self._localized[definition.hash] = translate_definition(definition, self.language)
        return self._localized[definition.hash]

    @cached_property
    def screen(self) -> Screen:
        """Where the answer goes."""
        from sop.views.terminal.screen import Screen

        screen = Screen.for_stdout(self.given.plain or self._keeps_plain or None, self.environ)
        screen.command_line = self.command_line
        return screen

    @property
    def _keeps_plain(self) -> bool:
        """Whether the person wants plain screens (`sop config set plain on`), as far as it is known where to look."""
        return "workspace" in self.__dict__ and self.person.plain == "on"

    @cached_property
    def talk(self) -> Screen:
        """Where talk beside the answer goes."""
        from sop.views.terminal.screen import Screen

        screen = Screen.for_stderr(self.given.plain or None, self.environ)
        screen.command_line = self.command_line
        return screen

    @cached_property
    def at_terminal(self) -> bool:
        """Whether a person sits at stdin: only then count `sop as` and the current case."""
        return sys.stdin is not None and sys.stdin.isatty()

    @cached_property
    def may_ask(self) -> bool:
        """Whether missing arguments may be asked for. A dry run asks nothing."""
        quiet = (
            self.given.no_input or self.environ.get("CI") or self.given.json or self.given.dry_run
        )
        return not quiet and self.at_terminal and sys.stderr.isatty()

    @cached_property
    def prompt(self) -> Prompt:
        from sop.commands.prompts import Prompt

        return Prompt(self.talk)

    def say_mistake(self, error: UsageError | StoreError) -> None:
        """Say beside the answer what is wrong and what would help."""
        from sop.views.remedy import with_command  # late: start-up

        self.talk.say(error.message, " ", with_command(error.remedy, error.suggest))

    def asked_text(self, given: str | None, question: str, missing: UsageError) -> str:
        """The text as given; asked for on a terminal, else `missing` is raised."""
        if given is not None:
            return given
        if not self.may_ask:
            raise missing
        return self.prompt.required(question)

    @property
    def is_simulated(self) -> bool:
        """Whether the command worked in a workspace with a simulated clock; every first line then says so."""
        return "workspace" in self.__dict__ and self.workspace.simulated

    def command_line(self, suggestion: Suggestion, case: str | None = None) -> str:
        """Return the suggestion as the line that this asker can type. `case` is the one that the answer is about."""
        from sop.commands import suggestion_line  # late: start-up

        return suggestion_line.suggestion_line(suggestion, self.asker(suggestion.case or case))

    def asker(self, case: str | None) -> Asker:
        """What the next command about this case has to repeat."""
        from sop.commands.suggestion_line import Asker  # late: start-up

        as_ = self.given.as_ or self.environ.get("SOP_AS") or None
        workspace = self.given.workspace or self.environ.get("SOP_WORKSPACE") or None
        return Asker(as_, self._case_to_name(case), workspace)

    def _case_to_name(self, case: str | None) -> str | None:
        """The case as the next command has to name it; None where that command means it anyway."""
        named = self.given.case or self.environ.get("SOP_CASE") or None
        if case is None:
            return named
        if self.environ.get("SOP_CASE") or not self.at_terminal or "workspace" not in self.__dict__:
            return case
        is_current = self.command == "open" or self.person.current_case(self.now) == case
        return None if is_current else case

    def hold_interrupts(self) -> None:
        """From here on Ctrl-C is not heard until the program ends: what is written is also told."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def tell_warnings(self) -> None:
        """What the store found and put right on the way."""
        for warning in self.store.warnings if "store" in self.__dict__ else ():
            self.talk.say(warning)

    # ---- who

    @cached_property
    def user(self) -> str:
        return user_name()

    @cached_property
    def person(self) -> Person:
        """What the user told with `sop as` and `sop use`; nobody in a pipe."""
        return read_person(self.workspace.data, self.user) if self.at_terminal else Person()

    def keep_person(self, person: Person) -> None:
        if not self.given.dry_run:
            keep_person(self.workspace.data, self.user, person)

    def stakeholder_word(self) -> str | None:
        """Who acts, as given: `--as`, SOP_AS, `sop as`."""
        return self.given.as_ or self.environ.get("SOP_AS") or self.person.as_

    def viewer(self, definition: Definition) -> str | None:
        """Who looks; None where nobody said. Misuse when the workflow does not know the one named."""
        from sop.engine.resolve_names import resolve_stakeholder

        named = self.stakeholder_word()
        if named is None:
            return None
        if named == self.person.as_ and not self.given.as_ and named not in definition.stakeholders:
            return None  # `sop as` may name somebody of another workflow
        return resolve_stakeholder(definition, named)

    def writer(self, definition: Definition) -> str:
        """Who writes; asked for on a terminal, Misuse where nobody said."""
        found = self.viewer(definition)
        if found is not None:
            return found
        choices = {one.id: one.name for one in definition.stakeholders.values()}
        if self.may_ask:
            self._acts_for = self._acts_for or self.prompt.choice("For whom do you act?", choices)
            return self._acts_for
        raise UsageError("it is not said who acts.", f"add --as and one of: {', '.join(choices)}")

    @property
    def by(self) -> str | None:
        """The person's name."""
        return self.person.name

    # ---- which case

    def case_id(self, argument: str | None = None) -> str:
        """The case meant: the argument, `-c`, SOP_CASE, on a terminal the current one."""
        from sop.casework.case_lookup import resolve_case

        named = argument or self.given.case or self.environ.get("SOP_CASE")
        if named:
            return resolve_case(self.store, named)
        current = self.person.current_case(self.now)
        if current is not None:
            return current
        if self.person.case is not None:
            self.talk.say(
                f"Case {self.person.case} was chosen more than 8 hours ago and is no longer the current one."
            )
        return self.ask_case()

    def ask_case(self) -> str:
        from sop.casework.case_lookup import open_cases, resolve_case

        if not self.may_ask:
            raise UsageError(
                "it is not said which case.",
                "add -c and a case, or set SOP_CASE; see the cases",
                CASES,
            )
        choices = open_cases(self.store)
        if not choices:
            raise UsageError("there is no open case here.", "open one", Suggestion("open"))
        return resolve_case(self.store, self.prompt.choice("Which case?", choices))

    def asked_workflow(self, library: Library) -> WorkflowEntry:
        """The workflow that a person at the terminal chooses; Misuse with the choices where no one can be asked."""
        choices = {listed.id: listed.shown_as for listed in library.list_workflows()}
        if self.may_ask and choices:
            return library.find(self.prompt.choice("Which workflow?", choices))
        raise UsageError(
            "it is not said which workflow.", f"there is: {', '.join(choices) or 'none'}"
        )

    def file(self, argument: str | None = None) -> LoadedCase:
        return self.service.load(self.case_id(argument))

    def definitions(self, cases: Iterable[tuple[str, str]]) -> dict[str, Definition]:
        """The definition of each workflow among these pairs of workflow and case, as its first whole case has it.

        A damaged case hides no other from a list: it is told, and left out.
        """
        found: dict[str, Definition] = {}
        for workflow, case in dict.fromkeys(cases):
            if workflow not in found:
                try:
                    found[workflow] = self.service.load(case).definition
                except IntegrityError as damaged:
                    self.say_mistake(damaged)
        return found
