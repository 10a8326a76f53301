"""Plays a scenario on a real store: every turn is a write, under a simulated clock."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from sop.casework.case_service import CaseChange, CaseService, LoadedCase, WriteResult, calendar_of
from sop.casework.library import Library
from sop.engine.rehearse import Rehearser
from sop.model.commands import Command
from sop.model.definition import Definition
from sop.model.refusal import Refusal, UsageError
from sop.model.scenario import Scenario, Turn
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.store.case_ids import new_case_id
from sop.store.embedded_store import EmbeddedStore


@value
class DemoTurn:
    """A played turn: the case before and after it, the command and its result.

    Both are None where the turn has no command.
    """

    turn: Turn
    before: LoadedCase
    after: LoadedCase
    command: Command | None
    answer: WriteResult | Refusal | None
    service: CaseService


@value
class DemoScenario:
    """A workflow and one of its scenarios."""

    definition: Definition
    texts: Mapping[str, str]
    scenario: Scenario


def choose_scenario(library: Library) -> DemoScenario:
    """Return the longest scenario in which a refused outcome is taken later.

    Raises UsageError where no workflow has one.
    """
    found: list[DemoScenario] = []
    for listed in library.list_workflows():
        loaded = library.load(listed)
        if loaded.definition is None:
            continue
        for scenario in loaded.scenarios:
            if meets_refusal(scenario):
                found.append(DemoScenario(loaded.definition, loaded.texts, scenario))
    if not found:
        raise UsageError(
            "There is no scenario for a demonstration.",
            "To list the workflows",
            Suggestion("workflow list"),
        )
    return max(found, key=lambda piece: len(piece.scenario.turns))


def meets_refusal(scenario: Scenario) -> bool:
    """Whether an outcome is refused first and taken later."""
    return first_refusal(scenario) is not None


def first_refusal(scenario: Scenario) -> tuple[Turn, Turn] | None:
    """Return the first turn with a refused outcome, and the later turn that takes it."""
    for number, turn in enumerate(scenario.turns):
        call = turn.call
        if turn.refused is None or call.kind != "advance":
            continue
        for later in scenario.turns[number + 1 :]:
            same = (later.call.target, later.call.outcome) == (call.target, call.outcome)
            if later.call.kind == "advance" and same and later.refused is None:
                return turn, later
    return None


class DemoPlayer:
    """Plays a scenario's turns in order; each is written to the store before the next begins."""

    def __init__(self, piece: DemoScenario, store: EmbeddedStore) -> None:
        self.piece, self.store = piece, store
        calendar = calendar_of(piece.definition, store.holidays)
        self._rehearser = Rehearser(piece.definition, piece.scenario, calendar)
        self.file = self.service.new_case(
            new_case_id(random.SystemRandom()), self._rehearser.definition
        )

    @property
    def service(self) -> CaseService:
        """The service at the scenario's present moment."""
        return CaseService(self.store, self._rehearser.now, self.store.holidays)

    def open(self) -> None:
        """Open the case at the scenario's start."""

        def texts() -> Mapping[str, str]:
            return self.piece.texts

        opening = self._rehearser.opening()
        outcome = self.service.open_cases(
            [self.file.id], self.file.definition, opening, texts=texts
        )
        self._follow(outcome.only)

    def play_turns(self) -> Iterator[DemoTurn]:
        """Play the turns after the opening; yield each."""
        for turn in self.piece.scenario.turns:
            before = self.file
            command = self._rehearser.begin(turn)
            answer = None if command is None else self._write(command)
            result = answer.events if isinstance(answer, WriteResult) else answer
            self._rehearser.check(turn, result)
            yield DemoTurn(turn, before, self.file, command, answer, self.service)
        self._rehearser.check_ends()

    def _write(self, command: Command) -> WriteResult | Refusal:
        """Write the command of the turn; the rehearsal continues from the new state."""
        return self._follow(self.service.write([CaseChange(self.file, (command,))]).only)

    def _follow(self, answer: WriteResult | Refusal) -> WriteResult | Refusal:
        if isinstance(answer, WriteResult):
            self.file = answer.after
            self._rehearser.case, self._rehearser.events = self.file.case, self.file.history
        return answer
