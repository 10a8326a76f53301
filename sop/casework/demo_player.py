"""Play a scenario on a real store: every turn is a write, under a simulated clock."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from sop.casework.case_service import CaseChange, CaseService, LoadedCase, WriteResult, calendar_of
from sop.casework.library import Library
from sop.engine.decide import Answer
from sop.engine.rehearse import Rehearser
from sop.model.commands import Command
from sop.model.definition import Definition
from sop.model.refusal import Refusal, UsageError
from sop.model.scenario import Call, Scenario, Turn
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.store.case_ids import new_case_id
from sop.store.embedded_store import EmbeddedStore


@value
class DemoTurn:
    """A turn that was played. `answer` is None if the turn puts nothing to the engine."""

    turn: Turn
    before: LoadedCase
    answer: WriteResult | Refusal | None
    service: CaseService  # at the time of the turn


@value
class DemoScenario:
    """A scenario to play, with its workflow and the texts of the workflow's files."""

    definition: Definition
    texts: Mapping[str, str]
    scenario: Scenario


def choose_scenario(library: Library) -> DemoScenario:
    """Return the longest scenario in which an outcome is refused first and taken later.

    Raises UsageError if there is none.
    """
    candidates = [one for one in _list_scenarios(library) if find_refusal(one.scenario)]
    if not candidates:
        raise UsageError(
            "There is no scenario to show.", "List the workflows", Suggestion("workflow list")
        )
    return max(candidates, key=lambda candidate: len(candidate.scenario.turns))


def _list_scenarios(library: Library) -> Iterator[DemoScenario]:
    """Yield every scenario of every workflow that compiles."""
    for entry in library.list_workflows():
        loaded = library.load(entry)
        if loaded.definition is None:
            continue
        for scenario in loaded.scenarios:
            yield DemoScenario(loaded.definition, loaded.texts, scenario)


def find_refusal(scenario: Scenario) -> tuple[Turn, Turn] | None:
    """Return the first turn that is refused an outcome, and the later turn that takes it."""
    for number, turn in enumerate(scenario.turns, 1):
        if turn.refused is None or turn.call.kind != "advance":
            continue
        acceptance = _find_acceptance(scenario.turns[number:], turn.call)
        if acceptance is not None:
            return turn, acceptance
    return None


def _find_acceptance(turns: Sequence[Turn], refused: Call) -> Turn | None:
    """Return the first turn that takes the outcome of the refused call."""
    for turn in turns:
        call = turn.call
        is_same = (call.kind, call.target, call.outcome) == (
            refused.kind,
            refused.target,
            refused.outcome,
        )
        if is_same and turn.refused is None:
            return turn
    return None


class DemoPlayer:
    """Plays the turns of a scenario in order, each written to the store before the next begins."""

    def __init__(self, demo: DemoScenario, store: EmbeddedStore) -> None:
        self.demo, self.store = demo, store
        calendar = calendar_of(demo.definition, store.holidays)
        self._rehearser = Rehearser(demo.definition, demo.scenario, calendar)
        self.file = self.service.new_case(
            new_case_id(random.SystemRandom()), self._rehearser.definition
        )

    @property
    def service(self) -> CaseService:
        """The case service of the store, at the scenario's current time."""
        return CaseService(self.store, self._rehearser.now, self.store.holidays)

    def open(self) -> None:
        """Open the case at the scenario's start."""
        outcome = self.service.open_cases(
            [self.file.id],
            self.file.definition,
            self._rehearser.opening(),
            texts=lambda: self.demo.texts,
        )
        self._follow(outcome.only)

    def play_turns(self) -> Iterator[DemoTurn]:
        """Play the turns one by one, and yield each; check the ends of the scenario after them."""
        for turn in self.demo.scenario.turns:
            before = self.file
            answer = self._write(self._rehearser.begin(turn))
            self._rehearser.check(turn, _engine_answer(answer))
            yield DemoTurn(turn, before, answer, self.service)
        self._rehearser.check_ends()

    def _write(self, command: Command | None) -> WriteResult | Refusal | None:
        """Write to the store what the turn asks for, if anything."""
        if command is None:
            return None
        return self._follow(self.service.write([CaseChange(self.file, (command,))]).only)

    def _follow(self, answer: WriteResult | Refusal) -> WriteResult | Refusal:
        """Continue from the case as it is in the store now; return the answer."""
        if isinstance(answer, WriteResult):
            self.file = answer.after
            self._rehearser.case, self._rehearser.events = self.file.case, self.file.history
        return answer


def _engine_answer(answer: WriteResult | Refusal | None) -> Answer | None:
    """Return what the engine answered, without what was written."""
    if isinstance(answer, WriteResult):
        return answer.events
    return answer
