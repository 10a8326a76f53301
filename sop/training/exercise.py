"""The stage of a session: plays the model way up to each question, and what follows each answer.

Everything goes through the engine's `decide`, as at work. The same scenario, seed and moves give the same happenings:
no clock is read and no state lives outside.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, timedelta

from sop.engine.deadlines import TimeCounter, make_counter
from sop.engine.decide import Answer
from sop.engine.rehearse import Rehearser
from sop.engine.resolve_names import (
    resolve_action,
    resolve_outcome,
    resolve_stakeholder,
    resolve_track,
)
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Raise, Tell, Waive, WriteNote
from sop.model.definition import Definition
from sop.model.events import ActionDone, CaseClosed, Event, OutcomeTaken
from sop.model.events import InterruptRaised as Raised
from sop.model.refusal import Refusal, UsageError
from sop.model.scenario import Call, Choice, Scenario, Turn
from sop.model.suggestion import Suggestion
from sop.model.training import AnswerOption, Happening, Move, Question
from sop.model.value import replace
from sop.training.injects import is_due
from sop.training.prepare_scenario import prepare_scenario
from sop.training.typed_command import parse_command


class Exercise(Rehearser):
    """One session as it stands. `question` is what is asked now; None before the start and after the end."""

    def __init__(
        self,
        definition: Definition,
        scenario: Scenario,
        calendar: Calendar | None = None,
        seed: int = 0,
        roles: tuple[str, ...] = (),
    ) -> None:
        super().__init__(definition, prepare_scenario(definition, scenario), calendar)
        self.seed, self.roles = seed, roles
        self.count: TimeCounter = make_counter(definition, self.calendar)
        self.opened_at = self.now
        self.happenings: tuple[Happening, ...] = ()
        self.question: Question | None = None
        self.moves: tuple[Move, ...] = ()
        self.finished = False
        self._at = 0  # the index of the next turn
        self._arrived = -1
        self._fired: frozenset[str] = frozenset()
        self._meant: dict[tuple[str, str | None, str | None], str | None] = {}

    # ---- what the shell calls

    def start(self) -> tuple[Happening, ...]:
        """Open the case and play up to the first question."""
        answer = self.open()
        if isinstance(answer, Refusal):
            named = f"{self.definition.id}/{self.scenario.id}"
            raise UsageError(
                f"the scenario cannot be opened: {answer.message}",
                "see",
                Suggestion("train check", named),
            )
        self._record_events(answer, own=False)
        self._go_on()
        return self.happenings

    def move(self, move: Move) -> tuple[Happening, ...]:
        """What the move brought; Misuse where it is no answer to what is asked, and then nothing happened."""
        before = len(self.happenings)
        if self.question is None:
            raise UsageError("this session is at its end.", "look back at it in its debrief")
        match move.kind:
            case "choice":
                self._choose(self._parse_choice(move.value), move)
            case "command":
                self._type(move)
            case "inject":
                self._fire_by_name(move.value)
            case "jump":
                self._jump(move.value)
            case "reveal":
                self._record("revealed", choice=self.question.turn)
                self._resolve(perform=True)
            case "pause":
                self._record("paused", text=move.value)
        self.moves += (move,)
        return self.happenings[before:]

    @property
    def current_turn(self) -> Turn:
        """The turn that is being played; the last one at the end."""
        return self.scenario.turns[min(self._at, len(self.scenario.turns) - 1)]

    @property
    def current_turn_name(self) -> str:
        return self.current_turn.id or ""

    def find_turn(self, name: str) -> Turn | None:
        return next((turn for turn in self.scenario.turns if turn.id == name), None)

    # ---- the model way

    def command(self, call: Call) -> Command:
        """As the rehearsal; a name that means one thing in the whole workflow is looked up once."""
        if call.kind not in ("do", "waive", "advance") or not call.as_:
            return super().command(call)
        key = (call.kind, call.target, call.outcome)
        if key not in self._meant:
            self._meant[key] = self._fixed_path(call)
        path = self._meant[key]
        if path is None:
            return super().command(call)
        act = Act(resolve_stakeholder(self.definition, call.as_), why=call.why)
        if call.kind == "do":
            return Do(act, path, self.facts(call.facts), call.form)
        return Waive(act, path) if call.kind == "waive" else Advance(act, path)

    def _fixed_path(self, call: Call) -> str | None:
        """The path that the call's name means wherever the case stands; None where that depends on the case."""
        nowhere = Case(id="")
        try:
            if call.kind != "advance":
                return resolve_action(self.definition, nowhere, call.target or "").path
            track = (
                resolve_track(self.definition, call.target).id
                if call.outcome and call.target
                else None
            )
            return resolve_outcome(
                self.definition, nowhere, call.outcome or call.target or "", track
            ).path
        except UsageError:
            return None

    def pass_time(self, at: str | None) -> None:
        """As the rehearsal; a clock that choices have moved on never goes back."""
        before = self.now
        super().pass_time(at)
        self.now = max(self.now, before)

    def spend(self, minutes: int) -> None:
        self.now = (self.now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(self.zone)

    def _go_on(self) -> None:
        """Play turns until something is asked or the last one is played."""
        while self._at < len(self.scenario.turns):
            turn = self.current_turn
            if self._arrived < self._at:
                self._arrive(turn)
            if self.asks(turn):
                self.question = self._build_question(turn)
                return
            self._perform(turn)
            self._at += 1
        self.question, self.finished = None, True

    def asks(self, turn: Turn) -> bool:
        """Whether the learner, or one of the class, answers at this turn; else it goes the model way."""
        return bool(turn.choices) and (
            not self.roles or turn.call.as_ is None or turn.call.as_ in self.roles
        )

    def _arrive(self, turn: Turn) -> None:
        self._arrived = self._at
        self.pass_time(turn.at)
        self._inject()
        self._record("turn", by=turn.call.as_)
        if turn.tell:
            self._record("told", text=turn.tell, channel=turn.channel, by=turn.call.as_)

    def _build_question(self, turn: Turn, tried: tuple[str, ...] = ()) -> Question:
        left = tuple(one for one in self.shuffle_answers(turn) if one.id not in tried)
        return Question(turn.id or "", turn.call.as_, left, tried)

    def shuffle_answers(self, turn: Turn) -> tuple[AnswerOption, ...]:
        """The answers of the turn in the order that the seed makes."""
        offered = [
            AnswerOption(turn.id or "", self.right_answer_text(turn)),
            *(AnswerOption(one.id, one.say) for one in turn.choices),
        ]
        random.Random(f"{self.seed} {self.scenario.id} {turn.id}").shuffle(offered)
        return tuple(offered)

    def right_answer_text(self, turn: Turn) -> str:
        """The right choice in words: as written, else what it does in the procedure."""
        if turn.say:
            return turn.say
        with_names = self._find_command(turn.call)
        match with_names:
            case Do() | Waive():
                return self.definition.action(with_names.action).title
            case Advance():
                return (
                    self.definition.outcome(with_names.outcome).title
                    or with_names.outcome.rsplit(".", 1)[1]
                )
        return turn.call.target or turn.call.kind

    def _find_command(self, call: Call) -> Command | None:
        """The command that a call stands for; None where its names mean nothing now, or nothing is asked."""
        if call.kind in ("tell", "expect"):
            return None
        try:
            return self.command(call)
        except UsageError:
            return None

    def _perform(self, turn: Turn) -> None:
        """The turn as the model has it. What the case no longer allows is skipped and said."""
        call = turn.call
        if call.kind in ("tell", "expect"):
            return
        answer = self._put(call)
        if isinstance(answer, Refusal):
            kind = "refused" if turn.refused is not None else "skipped"
            self._record(kind, by=call.as_, refusal=answer, text=answer.message)
        elif turn.refused is None or answer:
            self._record_events(answer, own=False)
        self._inject()

    def _put(self, call: Call) -> Answer:
        """Put the call to the engine; names that mean nothing now are a refusal too."""
        try:
            return self.take(self.command(call))
        except UsageError as misuse:
            return Refusal(misuse.message, ())

    # ---- answers

    def _parse_choice(self, word: str) -> str:
        assert self.question is not None
        wanted = word.removeprefix(f"{self.question.turn}.")
        known = [one.id for one in self.question.options]
        if wanted not in known:
            raise UsageError(
                f"'{word}' is no choice at {self.question.turn}.", f"there is: {', '.join(known)}"
            )
        return wanted

    def _choose(self, chosen: str, move: Move) -> None:
        question, turn = self.question, self.current_turn
        assert question is not None
        self.spend(move.waited)
        self._record(
            "answered",
            by=question.role,
            own=True,
            choice=chosen,
            text=_choice_text(question, chosen),
        )
        if chosen == question.turn:
            self._resolve(perform=True)
            return
        self._follow(next(one for one in turn.choices if one.id == chosen), question.role)
        if self._can_still_do(turn):
            self.question = self._build_question(turn, (*question.tried, chosen))
        else:
            self._resolve(perform=False)

    def _follow(self, choice: Choice, role: str | None) -> None:
        """A wrong but allowed choice is played out: time passes, something is told, the case may change."""
        self.spend(choice.minutes)
        if choice.tell:
            self._record("told", text=choice.tell, by=role)
        for call in choice.then:
            self._put_and_record(call, own=True)
        self._inject()

    def _put_and_record(self, call: Call, own: bool) -> None:
        answer = self._put(call)
        if isinstance(answer, Refusal):
            self._record("refused", by=call.as_, own=own, refusal=answer, text=answer.message)
        else:
            self._record_events(answer, own)

    def _can_still_do(self, turn: Turn) -> bool:
        """Whether what the turn asks for can still be done, so that the question stays. The answer that follows is then
        decided already, where no time passes in between."""
        if turn.refused is not None:
            return False
        command = self._find_command(turn.call)
        if command is None:
            return False
        decision = self.decision(command)
        return not isinstance(decision, Refusal) and bool(decision.events)

    def _resolve(self, perform: bool) -> None:
        """The question is answered; the model way goes on."""
        if perform:
            self._perform(self.current_turn)
        self._at += 1
        self.question = None
        self._go_on()

    def _type(self, move: Move) -> None:
        """Something else: a command, put to the same engine. Who does what was asked has answered."""
        question, turn = self.question, self.current_turn
        assert question is not None
        role = move.by or question.role or next(iter(self.definition.stakeholders))
        model, began = self._find_command(turn.call), self.now
        self.spend(move.waited)
        try:
            command = parse_command(
                self.definition, self.case, move.value, role, self.now, self.zone
            )
            if isinstance(command, str):
                raise UsageError(
                    f"'{move.value}' only shows something.",
                    "it is no move; nothing is recorded for it",
                )
            answer = self.take(command)
        except UsageError:
            self.now = began  # nothing happened, so no time has passed either
            raise
        if isinstance(answer, Refusal):
            self._record(
                "refused", by=command.act.as_, own=True, refusal=answer, text=answer.message
            )
            return
        self._record_events(answer, own=True)
        self._inject()
        if turn.refused is None and any(_does(event, model) for event in answer):
            self._record(
                "answered", by=question.role, own=True, choice=question.turn, text=move.value
            )
            self._resolve(perform=False)

    # ---- the facilitator

    def _fire_by_name(self, name: str) -> None:
        found = next((one for one in self.scenario.injects if one.id == name), None)
        if found is None:
            known = ", ".join(one.id for one in self.scenario.injects) or "none"
            raise UsageError(f"there is no inject '{name}'.", f"there is: {known}")
        self._fire(found.id)

    def _jump(self, name: str) -> None:
        """Play the model way up to that turn, without asking."""
        ahead = [turn.id for turn in self.scenario.turns[self._at :]]
        if name not in ahead:
            raise UsageError(
                f"no turn '{name}' lies ahead.",
                f"there is: {', '.join(str(one) for one in ahead[:12])}",
            )
        while self.current_turn_name != name:
            if self._arrived < self._at:
                self._arrive(self.current_turn)
            if self.asks(self.current_turn):
                self._record("revealed", choice=self.current_turn_name)
            self._perform(self.current_turn)
            self._at += 1
        self.question = None
        self._go_on()

    # ---- injects

    def _inject(self) -> None:
        """Let happen what is due beside the model way; what it changes may make another one due."""
        is_new = True
        while is_new:
            is_new = False
            for one in self.scenario.injects:
                if one.id not in self._fired and is_due(self, one):
                    self._fire(one.id)
                    is_new = True

    def _fire(self, name: str) -> None:
        one = next(each for each in self.scenario.injects if each.id == name)
        self._fired |= {name}
        self._record("inject", text=one.tell, channel=one.channel, choice=one.id)
        for call in one.then:
            self._put_and_record(call, own=False)

    # ---- writing down

    def _record_events(self, events: tuple[Event, ...], own: bool) -> None:
        for event in events:
            self._record("event", by=event.as_, own=own, event=event)

    def _record(self, kind: str, **what: object) -> None:
        number = len(self.happenings) + 1
        plain = Happening(number, kind, self.now, self.current_turn_name)  # type: ignore[arg-type]
        self.happenings += (replace(plain, **what),)  # type: ignore[arg-type]


def _choice_text(question: Question, chosen: str) -> str:
    return next(one.say for one in question.options if one.id == chosen)


def _does(event: Event, model: Command | None) -> bool:
    """Whether the event is what the turn asks for."""
    match model, event.body:
        case Do(action=wanted), ActionDone(action=done):
            return wanted == done
        case Advance(outcome=wanted), OutcomeTaken(outcome=taken):
            return wanted == taken
        case Raise(interrupt=wanted), Raised(interrupt=raised):
            return wanted == raised
        case Close(), CaseClosed():
            return True
        case Tell(facts=wanted_facts), body:
            return dict(getattr(body, "facts", {})) == dict(wanted_facts)
        case Waive(action=wanted), body:
            return getattr(body, "action", None) == wanted
        case WriteNote(), _:
            return False
    return False


def replay_moves(stage: Exercise, moves: Iterator[Move]) -> Exercise:
    """The stage after these moves."""
    stage.start()
    for move in moves:
        stage.move(move)
    return stage
