"""The stage of a session: plays the model way up to each question, and what follows each answer.

Everything goes through the engine's `decide`, as at work. The same scenario, seed and moves give the same happenings:
no clock is read and no state lives outside.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sop.engine.deadlines import Counting, counting
from sop.engine.decide import Answer, decide
from sop.engine.evolve import apply, evolve
from sop.engine.names import resolve_action, resolve_outcome, resolve_stakeholder, resolve_track
from sop.engine.rehearse import Rehearser
from sop.model.calendar import Calendar
from sop.model.case import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Raise, Tell, Waive, WriteNote
from sop.model.definition import Definition
from sop.model.events import ActionDone, CaseClosed, Event, EventUndone, OutcomeTaken
from sop.model.events import InterruptRaised as Raised
from sop.model.refusal import Misuse, Refusal
from sop.model.scenario import Call, Choice, Scenario, Turn
from sop.model.training import Happening, Move, Offered, Question
from sop.model.value import replace
from sop.training.injects import is_due
from sop.training.prepare import prepared
from sop.training.typed import read_typed

NO_REASON = "part of an exercise"


class Stage(Rehearser):
    """One session as it stands. `question` is what is asked now; None before the start and after the end."""

    def __init__(
        self,
        definition: Definition,
        scenario: Scenario,
        calendar: Calendar | None = None,
        seed: int = 0,
        roles: tuple[str, ...] = (),
    ) -> None:
        super().__init__(definition, prepared(definition, scenario), calendar)
        self.seed, self.roles = seed, roles
        self.count: Counting = counting(definition, self.calendar)
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
            raise Misuse(f"the scenario cannot be opened: {answer.message}", "see: sop train check")
        self._wrote(answer, own=False)
        self._go_on()
        return self.happenings

    def move(self, move: Move) -> tuple[Happening, ...]:
        """What the move brought; Misuse where it is no answer to what is asked, and then nothing happened."""
        before = len(self.happenings)
        if self.question is None:
            raise Misuse("this session is at its end.", "look back: sop train debrief SESSION")
        match move.kind:
            case "choice":
                self._choose(self._offered(move.value), move)
            case "command":
                self._type(move)
            case "inject":
                self._throw_in(move.value)
            case "jump":
                self._jump(move.value)
            case "reveal":
                self._say("revealed", choice=self.question.turn)
                self._resolve(perform=True)
            case "pause":
                self._say("paused", text=move.value)
        self.moves += (move,)
        return self.happenings[before:]

    @property
    def turn_here(self) -> Turn:
        """The turn that is being played; the last one at the end."""
        return self.scenario.turns[min(self._at, len(self.scenario.turns) - 1)]

    @property
    def name_here(self) -> str:
        return self.turn_here.id or ""

    def turn_named(self, name: str) -> Turn | None:
        return next((turn for turn in self.scenario.turns if turn.id == name), None)

    # ---- the model way

    def take(self, command: Command) -> Answer:
        """As the rehearsal; the case is carried on event by event."""
        answer = decide(self.definition, self.case, command, self.now, self.calendar, self.events)
        if not isinstance(answer, Refusal):
            self.events += answer
            if any(isinstance(event.body, EventUndone) for event in answer):
                self.case = evolve(self.definition, self.events, self.case.id)
                return answer
            for event in answer:
                self.case = apply(self.definition, self.case, event)
        return answer

    def command(self, call: Call) -> Command:
        """As the rehearsal; a name that means one thing in the whole workflow is looked up once."""
        if call.kind not in ("do", "waive", "advance") or not call.as_:
            return super().command(call)
        key = (call.kind, call.target, call.outcome)
        if key not in self._meant:
            self._meant[key] = self._means_always(call)
        path = self._meant[key]
        if path is None:
            return super().command(call)
        act = Act(resolve_stakeholder(self.definition, call.as_), why=call.why)
        if call.kind == "do":
            return Do(act, path, self.facts(call.facts), call.form)
        return Waive(act, path) if call.kind == "waive" else Advance(act, path)

    def _means_always(self, call: Call) -> str | None:
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
        except Misuse:
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
            turn = self.turn_here
            if self._arrived < self._at:
                self._arrive(turn)
            if self.asks(turn):
                self.question = self._asked(turn)
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
        self._say("turn", by=turn.call.as_)
        if turn.tell:
            self._say("told", text=turn.tell, channel=turn.channel, by=turn.call.as_)

    def _asked(self, turn: Turn, tried: tuple[str, ...] = ()) -> Question:
        left = tuple(one for one in self.offered(turn) if one.id not in tried)
        return Question(turn.id or "", turn.call.as_, left, tried)

    def offered(self, turn: Turn) -> tuple[Offered, ...]:
        """The answers of the turn in the order that the seed makes."""
        offered = [
            Offered(turn.id or "", self.say_right(turn)),
            *(Offered(one.id, one.say) for one in turn.choices),
        ]
        random.Random(f"{self.seed} {self.scenario.id} {turn.id}").shuffle(offered)
        return tuple(offered)

    def say_right(self, turn: Turn) -> str:
        """The right choice in words: as written, else what it does in the procedure."""
        if turn.say:
            return turn.say
        with_names = self._commanded(turn.call)
        match with_names:
            case Do() | Waive():
                return self.definition.action(with_names.action).title
            case Advance():
                return (
                    self.definition.outcome(with_names.outcome).title
                    or with_names.outcome.rsplit(".", 1)[1]
                )
        return turn.call.target or turn.call.kind

    def _commanded(self, call: Call) -> Command | None:
        """The command that a call stands for; None where its names mean nothing now, or nothing is asked."""
        if call.kind in ("tell", "expect"):
            return None
        try:
            return self.command(call)
        except Misuse:
            return None

    def _perform(self, turn: Turn) -> None:
        """The turn as the model has it. What the case no longer allows is skipped and said."""
        call = turn.call
        if call.kind in ("tell", "expect"):
            return
        answer = self._put(call)
        if isinstance(answer, Refusal):
            kind = "refused" if turn.refused is not None else "skipped"
            self._say(kind, by=call.as_, refusal=answer, text=answer.message)
        elif turn.refused is None or answer:
            self._wrote(answer, own=False)
        self._inject()

    def _put(self, call: Call) -> Answer:
        """Put the call to the engine; names that mean nothing now are a refusal too."""
        try:
            return self.take(self.command(call))
        except Misuse as misuse:
            return Refusal(misuse.message, ())

    # ---- answers

    def _offered(self, word: str) -> str:
        assert self.question is not None
        wanted = word.removeprefix(f"{self.question.turn}.")
        known = [one.id for one in self.question.options]
        if wanted not in known:
            raise Misuse(
                f"'{word}' is no choice at {self.question.turn}.", f"there is: {', '.join(known)}"
            )
        return wanted

    def _choose(self, chosen: str, move: Move) -> None:
        question, turn = self.question, self.turn_here
        assert question is not None
        self.spend(move.waited)
        self._say(
            "answered", by=question.role, own=True, choice=chosen, text=_said(question, chosen)
        )
        if chosen == question.turn:
            self._resolve(perform=True)
            return
        self._follow(next(one for one in turn.choices if one.id == chosen), question.role)
        if self._may_still(turn):
            self.question = self._asked(turn, (*question.tried, chosen))
        else:
            self._resolve(perform=False)

    def _follow(self, choice: Choice, role: str | None) -> None:
        """A wrong but allowed choice is played out: time passes, something is told, the case may change."""
        self.spend(choice.minutes)
        if choice.tell:
            self._say("told", text=choice.tell, by=role)
        for call in choice.then:
            self._put_and_tell(call, own=True)
        self._inject()

    def _put_and_tell(self, call: Call, own: bool) -> None:
        answer = self._put(call)
        if isinstance(answer, Refusal):
            self._say("refused", by=call.as_, own=own, refusal=answer, text=answer.message)
        else:
            self._wrote(answer, own)

    def _may_still(self, turn: Turn) -> bool:
        """Whether what the turn asks for can still be done, so that the question stays."""
        if turn.refused is not None:
            return False
        command = self._commanded(turn.call)
        if command is None:
            return False
        answer = decide(self.definition, self.case, command, self.now, self.calendar, self.events)
        return not isinstance(answer, Refusal) and bool(answer)

    def _resolve(self, perform: bool) -> None:
        """The question is answered; the model way goes on."""
        if perform:
            self._perform(self.turn_here)
        self._at += 1
        self.question = None
        self._go_on()

    def _type(self, move: Move) -> None:
        """Something else: a command, put to the same engine. Who does what was asked has answered."""
        question, turn = self.question, self.turn_here
        assert question is not None
        role = move.by or question.role or next(iter(self.definition.stakeholders))
        model, began = self._commanded(turn.call), self.now
        self.spend(move.waited)
        try:
            command = read_typed(self.definition, self.case, move.value, role, self.now, self.zone)
            if isinstance(command, str):
                raise Misuse(
                    f"'{move.value}' only shows something.",
                    "it is no move; nothing is recorded for it",
                )
            answer = self.take(command)
        except Misuse:
            self.now = began  # nothing happened, so no time has passed either
            raise
        if isinstance(answer, Refusal):
            self._say("refused", by=command.act.as_, own=True, refusal=answer, text=answer.message)
            return
        self._wrote(answer, own=True)
        self._inject()
        if turn.refused is None and any(_does(event, model) for event in answer):
            self._say("answered", by=question.role, own=True, choice=question.turn, text=move.value)
            self._resolve(perform=False)

    # ---- the facilitator

    def _throw_in(self, name: str) -> None:
        found = next((one for one in self.scenario.injects if one.id == name), None)
        if found is None:
            known = ", ".join(one.id for one in self.scenario.injects) or "none"
            raise Misuse(f"there is no inject '{name}'.", f"there is: {known}")
        self._fire(found.id)

    def _jump(self, name: str) -> None:
        """Play the model way up to that turn, without asking."""
        ahead = [turn.id for turn in self.scenario.turns[self._at :]]
        if name not in ahead:
            raise Misuse(
                f"no turn '{name}' lies ahead.",
                f"there is: {', '.join(str(one) for one in ahead[:12])}",
            )
        while self.name_here != name:
            if self._arrived < self._at:
                self._arrive(self.turn_here)
            if self.asks(self.turn_here):
                self._say("revealed", choice=self.name_here)
            self._perform(self.turn_here)
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
        self._say("inject", text=one.tell, channel=one.channel, choice=one.id)
        for call in one.then:
            self._put_and_tell(call, own=False)

    # ---- writing down

    def _wrote(self, events: tuple[Event, ...], own: bool) -> None:
        for event in events:
            self._say("event", by=event.as_, own=own, event=event)

    def _say(self, kind: str, **what: object) -> None:
        number = len(self.happenings) + 1
        plain = Happening(number, kind, self.now, self.name_here)  # type: ignore[arg-type]
        self.happenings += (replace(plain, **what),)  # type: ignore[arg-type]

    def since_opening(self, at: datetime) -> timedelta:
        return at - self.opened_at


def _said(question: Question, chosen: str) -> str:
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


def played(stage: Stage, moves: Iterator[Move]) -> Stage:
    """The stage after these moves."""
    stage.start()
    for move in moves:
        stage.move(move)
    return stage
