"""An exercise: the scenario up to each question, and what follows from each answer.

The same scenario, seed and moves give the same happenings: no clock is read, and no state is kept
outside the exercise.
"""

from __future__ import annotations

import random

from sop.engine.decide import Answer
from sop.model.calendar import Calendar
from sop.model.commands import Advance, Command, Do, Waive
from sop.model.definition import Definition
from sop.model.refusal import Refusal, UsageError
from sop.model.scenario import Choice, Scenario, Turn
from sop.model.suggestion import Suggestion
from sop.model.training import AnswerOption, Happening, Move, Question
from sop.training.live_scenario import LiveScenario
from sop.training.typed_command import is_answer, parse_command

MOST_TURNS_LISTED = 12
"""A message with more names is not read."""


class Exercise(LiveScenario):
    """One session of a scenario.

    `question` is the current one; None before the start and at the end. Only the `roles` are
    asked, and the other stakeholders follow the model path; without roles every question is asked.
    """

    def __init__(
        self,
        definition: Definition,
        scenario: Scenario,
        calendar: Calendar | None = None,
        seed: int = 0,
        roles: tuple[str, ...] = (),
    ) -> None:
        super().__init__(definition, scenario, calendar)
        self.seed, self.roles = seed, roles
        self.question: Question | None = None
        self.moves: tuple[Move, ...] = ()
        self.finished = False

    def start(self) -> tuple[Happening, ...]:
        """Open the case and play up to the first question; return what happened.

        Raises UsageError if the engine refuses to open the case.
        """
        answer = self.open()
        if isinstance(answer, Refusal):
            name = f"{self.definition.id}/{self.scenario.id}"
            raise UsageError(
                f"The scenario cannot be opened: {answer.message}.",
                "Check it",
                Suggestion("train check", name),
            )
        self.record_events(answer, own=False)
        self._play_to_question()
        return self.happenings

    def move(self, move: Move) -> tuple[Happening, ...]:
        """Make the move and return what it brought.

        Raises UsageError if it does not answer the question; then nothing has happened.
        """
        question = self.question
        if question is None:
            raise UsageError("This session has ended.", "Read its debrief.")
        before = len(self.happenings)
        match move.kind:
            case "choice":
                self._choose(question, move)
            case "command":
                self._type(question, move)
            case "inject":
                self._fire_by_name(move.value)
            case "jump":
                self._jump(move.value)
            case "reveal":
                self.record("revealed", choice=question.turn)
                self.perform()
                self._leave_turn()
            case "pause":
                self.record("paused", text=move.value)
        self.moves += (move,)
        return self.happenings[before:]

    # ---- questions

    def asks(self, turn: Turn) -> bool:
        """Whether a role of the exercise answers at this turn; else it goes the model path."""
        if not turn.choices:
            return False
        if not self.roles or turn.call.as_ is None:
            return True
        return turn.call.as_ in self.roles

    def shuffle_answers(self, turn: Turn) -> tuple[AnswerOption, ...]:
        """Return the answers of the turn in the order of the seed."""
        options = [AnswerOption(turn.id or "", self.right_answer_text(turn))]
        options += [AnswerOption(choice.id, choice.say) for choice in turn.choices]
        random.Random(f"{self.seed} {self.scenario.id} {turn.id}").shuffle(options)
        return tuple(options)

    def right_answer_text(self, turn: Turn) -> str:
        """Return the right answer in the author's words, else by its title in the workflow."""
        if turn.say:
            return turn.say
        match self.find_command(turn.call):
            case Do(action=path) | Waive(action=path):
                return self.definition.action(path).title
            case Advance(outcome=path):
                outcome = self.definition.outcome(path)
                return outcome.title or outcome.path.name
        return turn.call.target or turn.call.kind

    def _ask(self, turn: Turn, tried: tuple[str, ...] = ()) -> None:
        """Make the turn's question the current one, without the answers that were tried."""
        options = [option for option in self.shuffle_answers(turn) if option.id not in tried]
        self.question = Question(turn.id or "", turn.call.as_, tuple(options), tried)

    def _play_to_question(self) -> None:
        """Play turns until one asks; without a question the exercise has ended."""
        self.question = None
        while self.turn_index < len(self.scenario.turns):
            self.arrive()
            if self.asks(self.current_turn):
                self._ask(self.current_turn)
                return
            self.perform()
            self.turn_index += 1
        self.finished = True

    def _leave_turn(self) -> None:
        """Go on behind the current turn, whose question is answered."""
        self.turn_index += 1
        self._play_to_question()

    # ---- answers

    def _choose(self, question: Question, move: Move) -> None:
        option = _find_option(question, move.value)
        self.spend(move.waited)
        self.record("answered", by=question.role, own=True, choice=option.id, text=option.say)
        if option.id == question.turn:
            self.perform()
            self._leave_turn()
            return
        turn = self.current_turn
        choice = next(choice for choice in turn.choices if choice.id == option.id)
        self._follow(choice, question.role)
        if self._can_still_do(turn):
            self._ask(turn, (*question.tried, option.id))
        else:
            self._leave_turn()

    def _follow(self, choice: Choice, role: str | None) -> None:
        """Play a wrong but permitted choice: time passes, a text is shown, the case may change."""
        self.spend(choice.minutes)
        if choice.tell:
            self.record("told", text=choice.tell, by=role)
        for call in choice.then:
            self.put_and_record(call, own=True)
        self.fire_due_injects()

    def _can_still_do(self, turn: Turn) -> bool:
        """Whether the right answer would still change something, so that the question stays."""
        if turn.refused is not None:
            return False
        command = self.find_command(turn.call)
        if command is None:
            return False
        decision = self.decision(command)
        return not isinstance(decision, Refusal) and bool(decision.events)

    def _type(self, question: Question, move: Move) -> None:
        """Put a typed command to the engine. One that does what the turn does is the answer."""
        turn = self.current_turn
        wanted = self.find_command(turn.call)  # now: after the command its names may mean nothing
        command, answer = self._put_typed(question, move)
        if isinstance(answer, Refusal):
            by = command.act.as_
            self.record("refused", by=by, own=True, refusal=answer, text=answer.message)
            return
        self.record_events(answer, own=True)
        self.fire_due_injects()
        if turn.refused is None and any(is_answer(event, wanted) for event in answer):
            self.record(
                "answered", by=question.role, own=True, choice=question.turn, text=move.value
            )
            self._leave_turn()

    def _put_typed(self, question: Question, move: Move) -> tuple[Command, Answer]:
        """Return the command that was typed, and the engine's answer.

        Raises UsageError if there is no such command; then no time has passed.
        """
        role = move.by or question.role or next(iter(self.definition.stakeholders))
        before = self.now
        self.spend(move.waited)
        try:
            command = parse_command(
                self.definition, self.case, text=move.value, role=role, now=self.now, zone=self.zone
            )
            return command, self.take(command)
        except UsageError:
            self.now = before
            raise

    # ---- the facilitator

    def _fire_by_name(self, name: str) -> None:
        """Fire the inject with that id. Raises UsageError if there is none."""
        injects = {inject.id: inject for inject in self.scenario.injects}
        if name not in injects:
            remedy = "This scenario has no injects."
            if injects:
                remedy = f"Choose one of: {', '.join(injects)}."
            raise UsageError(f"There is no inject '{name}'.", remedy)
        self.fire(injects[name])

    def _jump(self, name: str) -> None:
        """Play the model path up to that turn without asking.

        Raises UsageError if the turn does not come later.
        """
        later = [turn.id or "" for turn in self.scenario.turns[self.turn_index :]]
        if name not in later:
            raise UsageError(
                f"'{name}' is not one of the turns to come.",
                f"Choose one of: {', '.join(later[:MOST_TURNS_LISTED])}.",
            )
        while self.current_turn_name != name:
            self.arrive()
            if self.asks(self.current_turn):
                self.record("revealed", choice=self.current_turn_name)
            self.perform()
            self.turn_index += 1
        self._play_to_question()


def _find_option(question: Question, word: str) -> AnswerOption:
    """Return the option that the word names, `shake` or `hears.shake`.

    Raises UsageError if the question does not offer it.
    """
    name = word.removeprefix(f"{question.turn}.")
    options = {option.id: option for option in question.options}
    if name not in options:
        raise UsageError(
            f"'{word}' is not a choice at {question.turn}.",
            f"Choose one of: {', '.join(options)}.",
        )
    return options[name]
