"""Collects the commands that screens and JSON suggest, and types each of them in a copy of the
store.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sop.casework.demo_player import DemoPlayer, DemoScenario
from sop.casework.library import Library, find_shipped_folder
from sop.commands import case_question, dialog, menu, prompts, suggestion_line
from sop.commands.store_factory import open_store
from sop.commands.suggestion_line import Asker
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.scenario import Scenario
from sop.model.suggestion import PACKAGE_INSTALLER, Suggestion
from tests.commands.typing_in import Outcome, Typist

T = TypeVar("T")
PLACEHOLDER = re.compile(r"[|<>…]|\b[A-Z][A-Z=]{2,}\b")
"""What a shell would run otherwise than it is meant, or a word that stands for a value."""
ID_OR_CODE = re.compile(r"(T-)?[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]|[A-Z]+[0-9.]+")
IN_A_PIPE = {"fact_unknown", "reason_missing", "evidence_missing"}
"""Reasons for which the contract has a command refused where no one can be asked."""
VALUES = ("no", "yes", "1", "0", "2026-03-02T09:00", "a text")


@dataclass(frozen=True)
class Suggested:
    """A command as it was shown, to whom."""

    suggestion: Suggestion
    asker: Asker
    line: str


MOST_QUESTIONS = 200
"""Questions of one command; a menu that no answer fits would ask for ever."""


@dataclass
class Answers:
    """What a person types at the questions of a suggested command."""

    who: tuple[str, ...] = ()
    form: str = ""
    asked: list[str] = field(default_factory=list)

    def text(self, question: str, hidden: bool = False) -> str:
        self.asked.append(question)
        if "form" in question:
            return self.form
        return "q" if question in (">", "sop") else "because"

    def required(self, question: str) -> str:
        self.asked.append(question)
        assert len(self.asked) < MOST_QUESTIONS, f"asked again and again: {question}"
        return "2026-03-02T09:00" if "1-" in question else "because"

    def choice(self, question: str, choices: Mapping[str, str]) -> str:
        self.asked.append(question)
        mine = [one for one in self.who if one in choices]
        possible = [
            one for one, meaning in choices.items() if "(" not in meaning
        ]  # `(not yet)`, `(for CLINIC)`
        return (*mine, *possible, *choices)[0]

    def choose(self, prompt: object, question: str, choices: Sequence[menu.MenuItem]) -> str:
        return self.choice(question, {one.key: one.meaning for one in choices})

    def value(self, question: str, read: Callable[[str], T], hidden: bool = False) -> T | None:
        self.asked.append(question)
        if "Enter: none" in question:
            return None
        listed = re.findall(r"\[([^\],]*)", question)
        for word in (*VALUES, *(listed[-1].split("|") if listed else ())):
            try:
                return read(word)
            except UsageError:
                continue
        raise AssertionError(f"no value fits: {question}")

    def answer(self, question: dialog.DialogQuestion) -> tuple[object, ...]:
        return (self.value(question.text, question.read),)

    def confirm(self, question: str) -> bool:
        self.asked.append(question)
        return True


@dataclass
class Collector:
    """Keeps every suggestion that is written as a line, and counts what became of those that were
    typed.
    """

    sop: Typist
    scratch: Path
    found: dict[tuple[str, Asker], Suggested] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    copies: int = 0

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Notice each line that is written."""
        write = suggestion_line.suggestion_line

        def noticed(suggestion: Suggestion, asker: Asker) -> str:
            line = write(suggestion, asker)
            self.found.setdefault((line, asker), Suggested(suggestion, asker, line))
            return line

        with self.sop.patch.context() as patch:
            patch.setattr(suggestion_line, "suggestion_line", noticed)
            yield

    def type_all(self, context: str, form_of: Callable[[str], str] = lambda code: "") -> None:
        """Type what was collected since the last time, each in a copy of its own."""
        for one in self.found.values():
            if one.suggestion.verb == PACKAGE_INSTALLER:
                self.counts["another program"] += 1
                continue
            if one.suggestion.verb == "go":  # it needs a terminal for keys: test_go.py has one
                self.counts["the guided way"] += 1
                continue
            problem = self._problem(one, form_of)
            if problem:
                self.wrong.append(f"{context}: {one.line}: {problem}")
        self.found.clear()

    def _problem(self, one: Suggested, form_of: Callable[[str], str]) -> str:
        words = shlex.split(one.line)
        if (
            shlex.join(words) != one.line
            or words[0] != "sop"
            or PLACEHOLDER.search(_own_words(words))
        ):
            return "cannot be typed as it stands"
        if not one.suggestion.yours and "--as" in words:
            return "names another agency"
        who = one.suggestion.who
        others = () if one.suggestion.yours else ("--as", who[0])
        answers = Answers(who, form_of(one.suggestion.target or ""))
        # A dry run asks nothing: it shows what the command lacks. Without the option it asks.
        asking = [word for word in words[1:] if word != "--dry-run"]
        at_terminal = self._typed((*asking, *others), answers)
        if at_terminal.code != 0 and words[1] != "check":
            return f"exit {at_terminal.code} at a terminal: {_said(at_terminal)}"
        if words[1] == "demo":  # it asks nothing, and plays a whole case
            self.counts["accepted"] += 1
            return ""
        in_a_pipe = self._typed((*words[1:], *others, "--json"), None)
        if not _is_polite(in_a_pipe) and words[1] != "check":
            return f"exit {in_a_pipe.code} in a pipe: {_said(in_a_pipe)}"
        kind = "accepted" if not answers.asked else "asked, then accepted"
        self.counts[kind if one.suggestion.yours else "somebody else's, accepted from them"] += 1
        return ""

    def _typed(self, words: tuple[str, ...], answers: Answers | None) -> Outcome:
        """The command in a copy of the workspace; with answers at a terminal, else in a pipe."""
        self.copies += 1
        copy = self.scratch / f"copy-{self.copies}"
        shutil.copytree(self.sop.folder, copy)
        try:
            with self.sop.patch.context() as patch:
                patch.chdir(copy)
                if answers is not None:
                    for name in ("text", "required", "choice", "value", "confirm"):
                        patch.setattr(prompts.Prompt, name, _method(getattr(answers, name)))
                    patch.setattr(dialog.Dialog, "_ask_once", _method(answers.answer))
                    for module in (menu, case_question):
                        patch.setattr(module, "choose", answers.choose)
                return self.sop(*words, terminal=answers is not None, stdin="because\n")
        finally:
            shutil.rmtree(copy)


def _method(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, *arguments, **named: function(*arguments, **named)


def _own_words(words: list[str]) -> str:
    """The words that the program wrote; ids of cases and sessions are capitals by nature."""
    return " ".join(word for word in words if not ID_OR_CODE.fullmatch(word))


def _is_polite(outcome: Outcome) -> bool:
    """Whether a command without a person did it, or said what has to be given."""
    if outcome.code in (0, 2):
        return True
    return outcome.code == 1 and set(outcome.reasons) <= IN_A_PIPE


def _said(outcome: Outcome) -> str:
    return " ".join(f"{outcome.out} {outcome.err}".split())[:600]


# ---- cases at many places


def pieces(workflow: str) -> list[DemoScenario]:
    """The scenarios of a shipped workflow."""
    library = Library(None, find_shipped_folder(), here=Path.cwd())
    loaded = library.load(library.find(workflow))
    assert loaded.definition is not None
    return [
        DemoScenario(loaded.definition, loaded.texts, scenario) for scenario in loaded.scenarios
    ]


def forms_of(definition: Definition, scenarios: list[Scenario]) -> Mapping[str, str]:
    """Evidence that fits, by the code of the action that asks for it: as the scenarios give it."""
    found = {}
    for scenario in scenarios:
        for turn in scenario.turns:
            if turn.call.form is not None and turn.refused is None and turn.call.target is not None:
                found[turn.call.target.rsplit(".", 1)[-1]] = turn.call.form
    actions = (
        a for t in definition.tracks.values() for s in t.steps.values() for a in s.actions.values()
    )
    return {action.code: found[action.id] for action in actions if action.id in found}


def places(sop: Typist, piece: DemoScenario, every: int) -> Iterator[DemoPlayer]:
    """The case of a scenario after its opening and after every so many turns; the clock is that of
    the scenario.
    """
    player = DemoPlayer(piece, open_store(sop.folder / "data", "simulated"))
    player.open()
    sop.patch.setenv("SOP_NOW", player.service.now.isoformat())
    yield player
    for number, _ in enumerate(player.play_turns(), 1):
        sop.patch.setenv("SOP_NOW", player.service.now.isoformat())
        if number % every == 0:
            yield player
    yield player
