"""A scenario played at a real desk: every turn is a write to a store, under a simulated clock."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from sop.casework.desk import NO_TERMS, CaseService, LoadedCase, WriteResult, calendar_of
from sop.casework.library import Library
from sop.engine.decide.request import Answer
from sop.engine.rehearse import Rehearser
from sop.model.commands import Command, Open
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Refusal, UsageError
from sop.model.scenario import Scenario, Turn
from sop.model.value import value
from sop.store.case_ids import new_case_id
from sop.store.embedded_store import EmbeddedStore


@value
class DemoTurn:
    """A turn as it went: the case before and after it, what was asked, and the answer (None: nothing was asked)."""

    turn: Turn
    before: LoadedCase
    after: LoadedCase
    command: Command | None
    answer: WriteResult | Refusal | None
    desk: CaseService


@value
class DemoScenario:
    """A workflow and one of its scenarios, to be played."""

    definition: Definition
    texts: Mapping[str, str]
    scenario: Scenario


def choose_scenario(library: Library) -> DemoScenario:
    """The longest scenario that meets a refusal and then the same request accepted; Misuse when there is none."""
    found: list[DemoScenario] = []
    for listed in library.listed():
        loaded = library.loaded(listed)
        if loaded.definition is not None:
            pieces = (
                DemoScenario(loaded.definition, loaded.texts, scenario)
                for scenario in loaded.scenarios
            )
            found += [piece for piece in pieces if meets_refusal(piece.scenario)]
    if not found:
        raise UsageError(
            "there is no scenario to show.", "see which workflows there are: sop workflow list"
        )
    return max(found, key=lambda piece: len(piece.scenario.turns))


def meets_refusal(scenario: Scenario) -> bool:
    """Whether an outcome is refused first and taken later."""
    return first_refusal(scenario) is not None


def first_refusal(scenario: Scenario) -> tuple[Turn, Turn] | None:
    """The first turn at which an outcome is refused, and the later one at which the same is taken."""
    for number, turn in enumerate(scenario.turns):
        call = turn.call
        if turn.refused is None or call.kind != "advance":
            continue
        for later in scenario.turns[number + 1 :]:
            same = (later.call.target, later.call.outcome) == (call.target, call.outcome)
            if later.call.kind == "advance" and same and later.refused is None:
                return turn, later
    return None


class DemoPlayer(Rehearser):
    """Plays a scenario's turns one after the other, each written to the store before the next begins."""

    def __init__(self, piece: DemoScenario, store: EmbeddedStore) -> None:
        calendar = calendar_of(piece.definition, store.holidays)
        super().__init__(piece.definition, piece.scenario, calendar)
        self.piece, self.store = piece, store
        self.file = LoadedCase(new_case_id(random.SystemRandom()), piece.definition, ())
        self.asked: Command | None = None
        self.answer: WriteResult | Refusal | None = None

    @property
    def desk(self) -> CaseService:
        return CaseService(self.store, self.now, self.store.holidays)

    def take(self, command: Command) -> Answer:
        """Write the command's events to the store, or keep the refusal."""
        if isinstance(command, Open):
            answer = self.desk.open_case(
                self.file.id, self.definition, command, lambda: self.piece.texts, NO_TERMS
            )
        else:
            answer = self.desk.write(self.file, (command,))
        self.asked, self.answer = command, answer
        if isinstance(answer, Refusal):
            return answer
        self._go_on(answer.after)
        return answer.events

    def _go_on(self, file: LoadedCase) -> None:
        self.file, self.case = file, file.case
        self.events: tuple[Event, ...] = file.history

    def played(self) -> Iterator[DemoTurn]:
        """Every turn as it goes, after the opening."""
        for turn in self.scenario.turns:
            before, self.asked, self.answer = self.file, None, None
            self.play(turn)
            yield DemoTurn(turn, before, self.file, self.asked, self.answer, self.desk)
        self.check_ends()
