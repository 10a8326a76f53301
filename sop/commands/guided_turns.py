"""What each kind of task asks in a turn of the guided way, and what an answer to it records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sop.commands.action_questions import ActionAnswers, ActionQuestions
from sop.commands.dialog import SAME_WORD
from sop.commands.guided_agencies import official_name, order_agencies, typed_names
from sop.commands.guided_answers import accepts_value, read_typed
from sop.commands.guided_drafts import GuidedDraft, is_private
from sop.commands.guided_visit import Back, GuidedVisit, TurnState
from sop.commands.guided_writes import GuidedWriter
from sop.commands.inputs import fact_key
from sop.engine.checklist_lines import TransitionLine
from sop.engine.fact_values import say_answer
from sop.engine.guided_way import Task
from sop.model.commands import Act, Advance, Close, Command, Do, Raise
from sop.model.condition import Value
from sop.model.definition import Action
from sop.model.fact import Fact
from sop.model.refusal import UsageError
from sop.views.case_name import case_name
from sop.views.terminal.blocks import Blocks, line
from sop.views.turn_screen import fact_answers, outcome_text

OTHER_THING = "Go on with something else"


class Skip(Exception):
    """The user goes on with something else."""


class HandOver(Exception):
    """Another person sits here now; `may` are those for whom that person acts."""

    def __init__(self, may: Sequence[str]) -> None:
        super().__init__()
        self.may = may


@dataclass
class TaskTurn:
    """One task in a turn. `as_` is for whom it is recorded, where the user chose that before."""

    visit: GuidedVisit
    writer: GuidedWriter
    state: TurnState
    task: Task
    as_: str | None = None

    @property
    def question(self) -> str:
        """The question that the turn asks; empty where Enter does it."""
        return ""

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers with numbers, in their order."""
        return ()

    @property
    def is_short(self) -> bool:
        """Whether the answers are shown side by side."""
        return False

    @property
    def before(self) -> str:
        """The answer that was given earlier and not recorded, as it is shown; empty for none."""
        return ""

    def takes_word(self, word: str) -> bool:
        """Whether the word is an answer, and so no key."""
        return False

    @property
    def does_by_enter(self) -> bool:
        """Whether Enter alone does it."""
        return False

    @property
    def how(self) -> str:
        """What is typed to do it, for the prompt."""
        return f"1-{len(self.answers)}" if len(self.answers) > 1 else "1"

    @property
    def prompt(self) -> str:
        """The line behind which the user types: the task, what is typed, and what it answers."""
        return f"{self.task.code} {self.how} ({self.question})".strip()

    def answer(self, typed: str) -> Blocks | None:
        """Record what was typed; return what to say about it, None if nothing was recorded.

        Raise UsageError for anything else.
        """
        return self.take(self._place_of(typed))

    def take(self, place: int) -> Blocks | None:
        """Record the answer at that place."""
        raise UsageError("There is no answer to type here.", "Type ? for help.")

    def _place_of(self, typed: str) -> int:
        number = len(self.answers)
        if typed.isdecimal() and 0 < int(typed) <= number:
            return int(typed) - 1
        if not typed:
            raise UsageError(
                "Enter alone answers nothing here.", f"Type {self.how}, or ? for help."
            )
        raise UsageError(f"'{typed}' is not an answer here.", f"Type {self.how}, or ? for help.")


@dataclass
class ActionTurn(TaskTurn):
    """An action that the user may do; or that another stakeholder reported (`as_`)."""

    @property
    def action(self) -> Action:
        return self.state.definition.action(self.task.path)

    @property
    def fact(self) -> Fact | None:
        """The fact that the turn itself asks for: the first one, unless it is private."""
        action = self.action
        if action.form is not None or not action.records:
            return None
        fact = self.state.definition.facts[action.records[0]]
        return None if fact.sensitive else fact

    @property
    def question(self) -> str:
        fact = self.fact
        if fact is None:
            return ""
        more = len(self.action.records) - 1
        return f"{fact.ask or fact.id}{f' (then {more} more)' if more else ''}"

    @property
    def answers(self) -> tuple[str, ...]:
        return () if self.fact is None else fact_answers(self.fact)

    @property
    def is_short(self) -> bool:
        return True

    @property
    def before(self) -> str:
        if self.fact is None or self._answer_before is None:
            return ""
        return say_answer(self.fact, self._answer_before)

    def takes_word(self, word: str) -> bool:
        return self.fact is not None and word in self.fact.choices

    @cached_property
    def _draft(self) -> GuidedDraft:
        as_ = self.as_ or self.state.viewer
        return GuidedDraft(self.visit, self.state.file.id, f"do {self.task.code}", as_)

    @cached_property
    def _answer_before(self) -> Value | None:
        """The kept answer to the turn's own question, where the fact still accepts it."""
        if self.fact is None:
            return None
        found = self._draft.find(fact_key(self.fact.id))
        return found if found is not None and accepts_value(self.fact, found) else None

    @property
    def does_by_enter(self) -> bool:
        return self.fact is None

    @property
    def how(self) -> str:
        if self.fact is not None:
            return _how_to_answer(self.fact, self.answers)
        if self.action.form or self.action.records:
            return "Enter: answer its questions"
        return "Enter: done"

    @property
    def prompt(self) -> str:
        return f"{self.task.code} {self.how}"

    def answer(self, typed: str) -> Blocks | None:
        given: dict[str, Value] = {}
        if self.fact is not None:
            if not typed:
                hint = f"Type {self.how}, or ? for help."
                raise UsageError("Enter alone answers nothing here.", hint)
            given[self.fact.id] = self._read(self.fact, typed)
        elif typed:
            raise UsageError(f"'{typed}' is not a key here.", "Type Enter, or ? for help.")
        return self.report(given)

    def _read(self, fact: Fact, typed: str) -> Value:
        if typed == SAME_WORD and self._answer_before is not None:
            return self._answer_before
        # A new context: "now" is when it is typed, not when the turn was shown.
        return read_typed(self.visit.context(), self.state.definition, fact, typed)

    def report(self, typed: Mapping[str, Value] | None = None) -> Blocks | None:
        """Ask for what is still missing, and record the action. `typed` was answered already."""
        as_ = self.as_ or self.state.viewer
        questions = ActionQuestions(self.visit.context(), self.state.file, [self.action], as_)
        keeper = questions.new_keeper()
        answers = ActionAnswers({self.task.path: dict(typed or {})})
        if questions.count() > len(typed or {}):
            self.visit.screen.say(acting_text(self.state, as_))
            answers = questions.ask(keeper, typed)
        elif typed and self.fact is not None:
            found = typed[self.fact.id]
            self._draft.keep(fact_key(self.fact.id), found, is_private=is_private(self.fact))

        def make(act: Act) -> Command:
            return answers.complete(Do(act, self.task.path, {}))

        facts = answers.facts.get(self.task.path, {})
        try:
            news = self.writer.write(self.state, as_, make, facts)
        except Back:
            kept = " Your answers are kept, and offered here again." if facts else ""
            self.visit.news = (line(f"Nothing was recorded.{kept}"),)
            raise
        if news is not None:
            self._draft.remove()
        return news


@dataclass
class RequestTurn(TaskTurn):
    """An action that only others may do."""

    @property
    def question(self) -> str:
        return "What has happened?"

    @property
    def answers(self) -> tuple[str, ...]:
        names = self.state.wording.stakeholder_names(self.task.by)
        return (
            f"{names} reported that it is done: record it for them",
            f"Someone of {names} sits here now",
            OTHER_THING,
        )

    def take(self, place: int) -> Blocks | None:
        if place == 1:
            raise HandOver(self.task.by)
        if place == 2:
            raise Skip
        as_ = choose_agency(self.visit, self.state, self.task.by)
        reported = ActionTurn(self.visit, self.writer, self.state, self.task, as_)
        return reported.report()


@dataclass
class ChoiceTurn(TaskTurn):
    """A decision, an interrupt or an exception: one of the lines in `task.choices`."""

    @property
    def question(self) -> str:
        if self.task.is_own:
            return "What is decided?" if self.task.kind == "decision" else "Is it so?"
        return "What has happened?"

    @property
    def answers(self) -> tuple[str, ...]:
        found = tuple(self._describe(one) for one in self.task.choices)
        if self.task.is_own:
            return found
        names = self.state.wording.stakeholder_names(self.task.by)
        return (*found, f"Someone of {names} sits here now", OTHER_THING)

    def _describe(self, line: TransitionLine) -> str:
        text = outcome_text(self.state.wording, line)
        if self.state.viewer in line.by:
            return text
        return f"{self.state.wording.stakeholder_names(line.by)} reported: {text}"

    def take(self, place: int) -> Blocks | None:
        lines = self.task.choices
        if place == len(lines):
            raise HandOver(self.task.by)
        if place > len(lines):
            raise Skip
        chosen = lines[place]
        is_interrupt = chosen.path.count(".") == 1
        as_ = self.state.viewer
        if as_ not in chosen.by:
            as_ = choose_agency(self.visit, self.state, chosen.by)

        def make(act: Act) -> Command:
            if is_interrupt:
                return Raise(act, chosen.path)
            return Advance(act, chosen.path)

        return self.writer.write(self.state, as_, make, needs_reason=chosen.reason_required)


@dataclass
class ClosingTurn(TaskTurn):
    """The closing of the case."""

    @property
    def question(self) -> str:
        return "Close it?" if self.task.is_own else "What has happened?"

    @property
    def answers(self) -> tuple[str, ...]:
        if self.task.is_own:
            return ("Close the case",)
        names = self.state.wording.stakeholder_names(self.task.by)
        return (f"{names} closed it: record it", f"Someone of {names} sits here now", OTHER_THING)

    def take(self, place: int) -> Blocks | None:
        if place == 1:
            raise HandOver(self.task.by)
        if place == 2:
            raise Skip
        as_ = self.state.viewer
        if not self.task.is_own:
            as_ = choose_agency(self.visit, self.state, self.task.by)
        closing = self.state.checklist.closing
        needs_reason = closing is not None and closing.reason_required
        return self.writer.write(self.state, as_, Close, needs_reason=needs_reason)


def turn_of(visit: GuidedVisit, writer: GuidedWriter, state: TurnState, task: Task) -> TaskTurn:
    """Return the turn for the task."""
    if task.kind == "closing":
        return ClosingTurn(visit, writer, state, task)
    if task.kind != "action":
        return ChoiceTurn(visit, writer, state, task)
    if task.is_own:
        return ActionTurn(visit, writer, state, task)
    return RequestTurn(visit, writer, state, task)


def _how_to_answer(fact: Fact, answers: Sequence[str]) -> str:
    """Return `1-3`, `1 now, or a time`, `1-2, or a date`, or `your answer`."""
    if not answers:
        return "your answer"
    numbers = f"1-{len(answers)}" if len(answers) > 1 else f"1 {answers[0]}"
    if fact.type in ("boolean", "choices"):
        return numbers
    kinds = {"datetime": "a time", "date": "a date", "integer": "a number"}
    return f"{numbers}, or {kinds.get(fact.type, 'a text')}"


def acting_text(state: TurnState, as_: str) -> str:
    """Return the case and for whom it is recorded, above questions that fill the screen."""
    case = case_name(state.file.id, state.file.case.label)
    return f"Case {case}, recorded for {state.wording.short(as_)}:"


def choose_agency(visit: GuidedVisit, state: TurnState, by: Sequence[str]) -> str:
    """Return for whom it is recorded, which is asked where several may."""
    if len(by) == 1:
        return by[0]
    ordered = order_agencies(state.session, state.definition, by)
    answers = [official_name(state.definition, one) for one in ordered]
    names = typed_names(state.definition, ordered)
    return ordered[visit.choose("For which agency?", answers, names=names)]
