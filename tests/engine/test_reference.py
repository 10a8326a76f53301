"""The engine agrees with a naive reading of the language; what the checklist opens is accepted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sop.definition.load import load_workflow
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist
from sop.engine.deadlines import due_time_of, list_clocks, make_counter
from sop.engine.decide import decide
from sop.engine.decide.corrections import OF_THE_FILE
from sop.engine.evolve import apply_event, evolve
from sop.engine.resolve_names import current_steps
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Open, Raise, SetFacts, Undo
from sop.model.definition import Definition
from sop.model.events import CaseOpened, Event, EventUndone, FactsRecorded
from sop.model.fact import NOT_KNOWN
from sop.model.refusal import REASON_CODES, Refusal
from tests.engine import building as b
from tests.engine.building import MONDAY, Run, accepted
from tests.engine.definition_text import read_back
from tests.engine.generator import a_command, a_definition, an_opening, form_of, values_for
from tests.engine.reference import Story
from tests.volume import times

RUNS = times(1000)
PARTS = 4  # so that several cores share the runs
STEPS = 10
SHIPPED_RUNS, SHIPPED_STEPS = 10, 36
WORKFLOWS = Path(__file__).resolve().parents[2] / "workflows"
SHIPPED = sorted(path for path in WORKFLOWS.iterdir() if path.is_dir() or path.suffix == ".yaml")
TIME_CODES = {"too_early", "time_in_future", "time_before_step"}
VOID_CODES = {"case_void", "in_danger", "consent_missing"}
"""Making a case void is about the file, which the reference does not know."""
ASKED_OF_BOTH = (
    set(REASON_CODES)
    - TIME_CODES
    - VOID_CODES
    - {"evidence_missing", "evidence_invalid", "definition_invalid", "private", "has_consequences"}
)


class Walk:
    """A case that random commands are given to, told in parallel to the reference."""

    def __init__(self, definition: Definition, random: Random) -> None:
        self.definition, self.random, self.now = definition, random, MONDAY
        self.case, self.events = Case(id="CASE"), ()
        self.accepted: list[
            tuple[int, Command]
        ] = []  # event id, the command that wrote it; without the undone ones
        self.counted: Counter[str] = Counter()

    def give(self, command: Command) -> None:
        """The engine and the reference answer alike; what is accepted happens."""
        past = [one for _, one in self.accepted]
        answer = decide(self.definition, self.case, command, now=self.now, history=self.events)
        expected = (
            set() if isinstance(command, Open) else Story(self.definition, past).codes(command)
        )
        codes = set(answer.codes) if isinstance(answer, Refusal) else set()
        assert codes - TIME_CODES == expected, f"{command}: {codes}, but {expected} is expected"
        self.counted["refused" if isinstance(answer, Refusal) else "accepted"] += 1
        self.counted.update(codes)
        if isinstance(answer, Refusal):
            return
        if not answer:
            self.counted["nothing to do"] += 1
            story = Story(self.definition, past)
            assert story.happens(command) == [], command
        self.write(command, answer)

    def write(self, command: Command, events: tuple[Event, ...]) -> None:
        folded = self.case
        for event in events:
            written = (
                SetFacts(command.act, event.body.facts, command.from_now)
                if isinstance(event.body, FactsRecorded)
                else command
            )
            self.accepted.append((event.id, written))
            folded = apply_event(self.definition, folded, event)
        self.events += events
        self.case = evolve(self.definition, self.events, "CASE")
        assert self.case.tracks == folded.tracks
        assert self.case.closed_at == folded.closed_at

    def undo(self) -> None:
        """Undoing is accepted if every later command would be, with the same result.

        The case is then as without the event.
        """
        event = self.random.choice(
            [e for e in self.events if not isinstance(e.body, CaseOpened | EventUndone)]
        )
        command = Undo(Act(event.as_, why="wrong"), event.id)
        answer = decide(self.definition, self.case, command, now=self.now, history=self.events)
        # A closed case lets a note be undone; nothing else.
        if self.case.is_closed and not isinstance(event.body, OF_THE_FILE):
            assert isinstance(answer, Refusal) and answer.codes == ("case_closed",)
            return
        if event.id in self.case.undone:
            assert answer == ()
            return
        place = [number for number, _ in self.accepted].index(event.id)
        commands = [one for _, one in self.accepted]
        depended = depended_on(self.definition, commands[:place], commands[place:])
        if isinstance(answer, Refusal):
            self.counted["event_depended_on"] += 1
            assert answer.codes == ("event_depended_on",)
            assert depended or has_waits(self.definition), commands[
                place:
            ]  # the reference knows no time
            return
        assert not depended, (event, commands[place:])
        self.counted["undone"] += 1
        del self.accepted[place]
        self.events += answer
        self.case = evolve(self.definition, self.events, "CASE")

    def compare(self, everywhere: bool) -> None:
        """The case is where the story says, and the checklist shows as open what is accepted."""
        story = Story(self.definition, [one for _, one in self.accepted])
        assert {name: state.step for name, state in self.case.tracks.items()} == {
            name: story.at(name) for name in self.definition.tracks
        }
        for name, state in self.case.tracks.items():
            pile = story.pile(name)
            assert state.interrupted == tuple(pile[1:]), (name, pile)
            self.counted[f"{len(pile[1:])} waiting"] += 1
        assert self.case.is_closed == bool(story.last("closed"))
        assert {n: r.value for n, r in self.case.facts.items()} == {
            e[1]: story.fact(e[1])[2] for e in story.log if e[0] == "fact"
        }
        asked = {entry[1] for entry in story.log if entry[0] == "asked"}
        assert set(self.case.not_known) == {name for name in asked if not story.fact(name)}
        self.compare_due_times()
        shown = build_checklist(self.definition, self.case, self.now)
        assert open_ways(shown) == self.accepted_ways(everywhere)

    def compare_due_times(self) -> None:
        """The due times of the events are those counted now, because the calendar is the same."""
        count = make_counter(self.definition, Calendar())
        for name, state in self.case.tracks.items():
            visit = state.visit
            if visit is not None and state.status == "running":
                counted = {
                    path: due_time_of(self.case, (name, visit), clock, count)
                    for path, clock in list_clocks(self.definition.tracks[name].steps[visit.step])
                }
                assert visit.dues == {path: due for path, due in counted.items() if due is not None}

    def accepted_ways(self, everywhere: bool) -> set[str]:
        """Everything that is accepted now from a stakeholder who may.

        Actions and outcomes of the current steps, or `everywhere` of all; interrupts, the closing.
        """
        asked: list[tuple[str, Command]] = []
        for action in self.definition.actions():
            values = values_for(self.random, self.definition, action)
            asked.append(
                (
                    action.path,
                    Do(act(action.by), action.path, values, form_of(self.definition, action)),
                )
            )
        asked += [(way.path, Advance(act(way.by), way.path)) for way in self.definition.outcomes()]
        asked += [(way.path, Raise(act(way.by), way.path)) for way in self.definition.interrupts()]
        closers = (
            self.definition.closing.by
            if self.definition.closing
            else tuple(self.definition.stakeholders)
        )
        asked.append(("closing", Close(act(closers))))
        here = tuple(f"{place}." for place in current_steps(self.definition, self.case))
        if not everywhere:
            asked = [
                (path, command)
                for path, command in asked
                if path.startswith(here) or path.count(".") < 2
            ]
        answers = {
            path: decide(self.definition, self.case, command, now=self.now, history=())
            for path, command in asked
        }
        return {
            path for path, answer in answers.items() if answer and not isinstance(answer, Refusal)
        }


def has_waits(definition: Definition) -> bool:
    return any(outcome.wait for outcome in definition.outcomes())


def act(by: tuple[str, ...]) -> Act:
    return Act(by[-1], why="because")


def open_ways(shown: Checklist) -> set[str]:
    """What the checklist shows as open, or as done and to be done again."""
    found = {a.path for a in shown.actions() if a.state == "open" or a.repeatable}
    found |= {
        way.path
        for track in shown.tracks
        for way in (*track.outcomes, *track.interrupts)
        if way.open
    }
    return found | ({"closing"} if shown.closing and shown.closing.open else set())


def depended_on(definition: Definition, before: list[Command], later: list[Command]) -> bool:
    """Whether another of `later` would be refused, or do something else, without the first."""
    gone, *rest = later
    for number, command in enumerate(rest):
        was, now = (
            Story(definition, [*some, *rest[:number]]) for some in ([*before, gone], before)
        )
        if now.codes(command):
            return True
        if events_of(was, command) != events_of(now, command):
            return True
    return False


def events_of(story: Story, command: Command) -> list[tuple[object, ...]]:
    """Return what the command's event says.

    Which of its values become the answers follows from the case before and is no part of it:
    "not known" is the answer only where there is no value.
    """
    return [entry[:3] for entry in story.happens(command) if entry[0] not in ("fact", "asked")]


def walk(definition: Definition, random: Random, steps: int, every: int = 1) -> Counter[str]:
    """Walk at random through a case, and count what was met.

    Checklist and story are compared after `every` that many commands.
    """
    way = Walk(definition, random)
    way.give(an_opening(random, definition))
    way.compare(everywhere=False)
    for number in range(steps):
        if way.case.is_closed and random.random() < 0.5:
            break  # one refusal of a closed case is like the next
        way.now += timedelta(minutes=random.choice((0, 1, 60, 24 * 60, 30 * 24 * 60)))
        shown = open_ways(build_checklist(definition, way.case, way.now))
        if random.random() < 0.08 and len(way.events) > 1:
            way.undo()
        else:
            way.give(a_command(random, definition, way.case, sorted(shown)))
        if number % every == 0:
            way.compare(everywhere=number % 4 == 0)
    way.compare(everywhere=True)
    return way.counted


def test_both_let_a_value_be_undone_that_the_answer_not_known_came_after() -> None:
    """The later doing says the same without the value, and is accepted at its place."""
    run = not_known_again()
    run.do("hear", born="2008-05-12")
    run.do("hear", born=NOT_KNOWN)
    past: list[Command] = [
        Open(Act("lab")),
        *(Do(Act("lab"), "find.ask.hear", {"born": born}) for born in ("2008-05-12", NOT_KNOWN)),
    ]
    assert not depended_on(run.definition, past[:1], past[1:])
    (undone,) = accepted(run.undo(2))
    assert undone.body == EventUndone(2)
    assert run.case.value("born") is None
    assert run.case.not_known["born"].event == 3
    story = Story(run.definition, [past[0], past[2]])
    assert (story.fact("born"), story.answer("born")[2]) == (None, NOT_KNOWN)


def not_known_again() -> Run:
    """An action that may be done again, and records a date that may be answered "not known"."""
    ask = b.step("ask", b.action("hear", again=True, records=("born",)), b.outcome("over", "end"))
    born = b.day("born", may_be_not_known=True)
    return Run(b.workflow(b.track("find", ask, b.step("end")), facts=(born,)))


@pytest.mark.parametrize("part", range(PARTS))
def test_the_engine_answers_as_the_naive_reference_does_over_a_thousand_random_cases(
    part: int, tmp_path: Path
) -> None:
    counted: Counter[str] = Counter()

    @settings(
        max_examples=RUNS // PARTS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 2**48))
    def run(seed: int) -> None:
        random = Random(seed * PARTS + part)
        definition = a_definition(random)
        if counted["runs"] % 5 == 0:
            definition = replace(definition, meaning=1)  # as cases that are older
        counted["runs"] += 1
        if (
            counted["runs"] % 10 == 0
        ):  # the definition of the text that an author would have written
            written = replace(read_back(definition, tmp_path), meaning=definition.meaning)
            assert replace(written, hash=definition.hash) == definition
            definition = written
        counted.update(walk(definition, random, STEPS))

    run()
    print(
        f"{counted['runs']} random cases, {counted['accepted']} commands accepted, "
        f"{counted['refused']} refused, {counted['undone']} events undone"
    )
    assert counted["runs"] >= RUNS // PARTS
    assert_both_are_met(counted)
    assert {code for code in ASKED_OF_BOTH if not counted[code]} == set()
    assert counted["2 waiting"] >= RUNS / PARTS / 10


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_engine_answers_as_the_naive_reference_does_on_the_shipped_workflows(
    path: Path,
) -> None:
    definition = load_workflow(path).definition
    assert definition is not None
    counted: Counter[str] = Counter()
    for seed in range(SHIPPED_RUNS):
        counted.update(walk(definition, Random(seed), SHIPPED_STEPS, every=6))
    assert_both_are_met(counted)


def assert_both_are_met(counted: Counter[str]) -> None:
    """A walk that is always refused, or never, would show nothing."""
    answers = counted["accepted"] + counted["refused"]
    assert counted["accepted"] > 0.3 * answers, counted
    assert counted["refused"] > 0.3 * answers, counted
