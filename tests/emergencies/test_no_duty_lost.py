"""Emergencies in every order, driven through the engine: what an interrupted one owes is not lost.

`frozen/` has copies of two shipped workflows, so that the counts stay. Each case begins where a
scenario has been. Then two or three interrupts of one track are raised, each after a part of the
work of the step before it; then every step is worked off until nothing waits any more. The history
is judged by a reading of language.md of its own ("Nested interrupts"), and conditions by the naive
reference: neither asks the engine what waits or what is owed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from itertools import islice, permutations, product
from pathlib import Path

import pytest

from sop.definition.load import load_workflow
from sop.engine.decide import judge
from sop.engine.evolve import apply_event
from sop.engine.rehearse import run_rehearsal
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import (
    Act,
    Advance,
    Close,
    Command,
    Do,
    Open,
    Raise,
    SetFacts,
    Waive,
    WriteNote,
)
from sop.model.condition import Value
from sop.model.definition import Action, Definition, Interrupt, Outcome, Step
from sop.model.events import (
    ActionDone,
    ActionWaived,
    CaseClosed,
    CaseOpened,
    Event,
    EventUndone,
    FactsRecorded,
    InterruptRaised,
    OutcomeTaken,
)
from sop.model.refusal import Refusal
from tests.engine.generator import form_of
from tests.engine.reference import Story

FROZEN = Path(__file__).parent / "frozen"
MOST_CHOICES = 120  # combinations of values that are tried until a step can be left
TIME = "2026-01-05T08:00:00+00:00"


# ---- the judge: language.md, read once more


@dataclass
class Stay:
    """One visit of a step: the actions that were done or waived in it."""

    step: str
    settled: set[str] = field(default_factory=set)


@dataclass
class Ledger:
    """What each track owes, from the events alone: the current visit first, then what waits."""

    definition: Definition
    stays: dict[str, list[Stay]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    resumed: int = 0
    entered_again: int = 0
    dropped_knowingly: int = 0

    def copy(self) -> Ledger:
        stays = {
            track: [Stay(one.step, set(one.settled)) for one in pile]
            for track, pile in self.stays.items()
        }
        return Ledger(self.definition, stays)

    def pile(self, track: str) -> list[Stay]:
        first = next(iter(self.definition.tracks[track].steps))
        return self.stays.setdefault(track, [Stay(first)])

    def owed(self, track: str, stay: Stay, story: Story) -> list[str]:
        """Required actions of the visit that were not done, and that are or may be needed."""
        actions = self.definition.tracks[track].steps[stay.step].actions.values()
        open_now = [one for one in actions if one.required and one.id not in stay.settled]
        return [one.path for one in open_now if story.all(one.when) != 0]

    def read(self, event: Event, before: Story) -> None:
        """Enter one event; `before` is the story up to it."""
        match event.body:
            case ActionDone(path) | ActionWaived(path):
                track, step, name = path.split(".")
                here = self.pile(track)[0]
                self.expect(here.step == step, f"{path} was done at {here.step}")
                here.settled.add(name)
            case OutcomeTaken(path, to):
                self.leave(self.definition.outcome(path), to, before)
            case InterruptRaised(path):
                self.interrupt(self.definition.interrupt(path), before)

    def leave(self, outcome: Outcome, to: str, before: Story) -> None:
        track = outcome.path.split(".")[0]
        here, *waiting = self.pile(track)
        owed = self.owed(track, here, before)
        self.expect(outcome.skips_actions or not owed, f"{outcome.path} left {owed} undone")
        if outcome.to != "back":
            self.forget(outcome, waiting, before)
            self.stays[track] = [Stay(to)]
            return
        self.expect(bool(waiting) and waiting[0].step == to, f"{outcome.path} went to {to}")
        self.resumed += 1
        self.stays[track] = waiting

    def interrupt(self, interrupt: Interrupt, before: Story) -> None:
        track = interrupt.path.split(".")[0]
        pile = self.pile(track)
        ways = self.definition.tracks[track].steps[interrupt.to].outcomes.values()
        if "back" not in [way.to for way in ways]:
            self.forget(interrupt, pile[1:], before)
            self.stays[track] = [Stay(interrupt.to)]
            return
        kept = [stay for stay in pile if stay.step != interrupt.to]
        self.entered_again += len(kept) < len(pile)
        self.stays[track] = [Stay(interrupt.to), *kept]

    def forget(self, way: Outcome | Interrupt, waiting: list[Stay], before: Story) -> None:
        for stay in waiting:
            owed = self.owed(way.path.split(".")[0], stay, before)
            if owed and stay.step != way.to:
                self.expect(way.drops_waiting, f"{way.path} dropped {owed}")
                self.dropped_knowingly += 1

    def expect(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


# ---- a case that the engine writes


@dataclass(frozen=True)
class Play:
    """A case, its story and its ledger after the same events."""

    definition: Definition
    case: Case
    story: Story
    ledger: Ledger
    last: Event

    def give(self, command: Command) -> Play | Refusal:
        """The play after the command, or the engine's refusal; this play does not change."""
        now = self.last.at + timedelta(minutes=1)
        answer = judge(
            self.definition, self.case, command, now=now, history=(), calendar=Calendar()
        )
        if isinstance(answer, Refusal):
            return answer
        story, ledger = _copy(self.story), self.ledger.copy()
        ledger.resumed, ledger.faults = self.ledger.resumed, list(self.ledger.faults)
        ledger.entered_again = self.ledger.entered_again
        ledger.dropped_knowingly = self.ledger.dropped_knowingly
        last = self.last
        for event in answer.events:
            ledger.read(event, story)
            _tell(story, command)
            last = event
        return Play(self.definition, answer.case, story, ledger, last)

    def track(self, path: str) -> list[Stay]:
        return self.ledger.pile(path.split(".")[0])


def _copy(story: Story) -> Story:
    copied = Story(story.d, [])
    copied.log = list(story.log)
    return copied


def _tell(story: Story, command: Command) -> None:
    story.log += story.happens(command)
    if not isinstance(command, WriteNote | Close):
        story.settle()


def command_of(event: Event) -> Command:
    act = Act(event.as_, event.by, why=event.why)
    match event.body:
        case CaseOpened(facts=facts):
            return Open(act, facts)
        case ActionDone(path, facts):
            return Do(act, path, facts)
        case ActionWaived(path):
            return Waive(act, path)
        case OutcomeTaken(path):
            return Advance(act, path)
        case InterruptRaised(path):
            return Raise(act, path)
        case FactsRecorded(facts):
            return SetFacts(act, facts)
        case CaseClosed():
            return Close(act)
    return WriteNote(act, "")


# ---- where cases begin


@cache
def frozen(name: str) -> Definition:
    definition = load_workflow(FROZEN / name).definition
    assert definition is not None
    return definition


@cache
def beginnings(name: str) -> dict[str, Play]:
    """For each step, the first case of a scenario that is there and in which nothing waits."""
    loaded = load_workflow(FROZEN / name)
    found: dict[str, Play] = {}
    for scenario in loaded.scenarios:
        if scenario.switches:
            continue
        events = run_rehearsal(frozen(name), scenario).events
        if not any(isinstance(event.body, EventUndone) for event in events):
            for play in _replay(frozen(name), events):
                for track, state in play.case.tracks.items():
                    if state.status == "running" and len(play.ledger.pile(track)) == 1:
                        found.setdefault(f"{track}.{state.step}", play)
    return found


def _replay(definition: Definition, events: Sequence[Event]) -> Iterator[Play]:
    case, story, ledger = Case(id="CASE"), Story(definition, []), Ledger(definition)
    for event in events:
        ledger.read(event, story)
        _tell(story, command_of(event))
        case = apply_event(definition, case, event)
        yield Play(definition, case, _copy(story), ledger.copy(), event)
    assert ledger.faults == []


@dataclass
class Outcomes:
    """Orders driven and refused; visits resumed, entered again, ended by a way that says so, and
    tracks that stay on hold for another reason.
    """

    driven: int = 0
    refused: int = 0
    resumed: int = 0
    again: int = 0
    dropped: int = 0
    held: int = 0


# ---- raising, and working off


def emergencies(definition: Definition, track: str) -> list[Interrupt]:
    """The interrupts of a track in which a step can wait."""
    steps = definition.tracks[track].steps
    found = list(definition.tracks[track].interrupts.values())
    nested = [one for one in found if goes_back(steps[one.to])]
    return found if nested else []


def goes_back(step: Step) -> bool:
    return any(outcome.to == "back" for outcome in step.outcomes.values())


def raise_all(play: Play, interrupts: Sequence[Interrupt]) -> Play | None:
    """The case after the interrupts, each after a part of the work; None where one is refused."""
    for number, interrupt in enumerate(interrupts):
        if number:
            play = do_a_part(play, interrupt.path.split(".")[0])
        answer = play.give(Raise(Act(interrupt.by[-1], why="it is so"), interrupt.path))
        if isinstance(answer, Refusal):
            return None
        play = answer
    return play


def do_a_part(play: Play, track: str) -> Play:
    """The first action of the current step that can be done is done."""
    step = play.definition.tracks[track].steps[play.track(track)[0].step]
    for action in step.actions.values():
        after = do(play, action, {})
        if after is not None:
            return after
    return play


def do(play: Play, action: Action, chosen: dict[str, Value]) -> Play | None:
    facts = {name: chosen.get(name, a_value(play, name)) for name in action.records}
    command = Do(Act(action.by[-1]), action.path, facts, form_of(play.definition, action))
    answer = play.give(command)
    return None if isinstance(answer, Refusal) or answer.last is play.last else answer


def a_value(play: Play, name: str) -> Value:
    fact = play.definition.facts[name]
    if fact.type == "datetime":
        return TIME
    return fact.domain()[0] if fact.domain() else "words"


def work_off(play: Play, track: str) -> Play:
    """The case after every step that waits in the track was resumed, its work done, and left."""
    while len(play.track(track)) > 1:
        owed = play.ledger.owed(track, play.track(track)[0], play.story)
        if owed:
            assert leave(play, track, exceptions=False) is None, f"left with {owed} undone"
        done = finish_step(play, track)
        assert done is not None, f"no way out of {play.track(track)[0].step}"
        play = done
    return play


def finish_step(play: Play, track: str) -> Play | None:
    """The case after the work of the current step and a way out, whatever values this takes.

    A way back is preferred, then another way, then an exception that leaves actions undone.
    """
    step = play.definition.tracks[track].steps[play.track(track)[0].step]
    names = {name for action in step.actions.values() for name in action.records}
    choices = {n: play.definition.facts[n].domain() for n in sorted(names)}
    choices = {name: values for name, values in choices.items() if values}
    worked = [
        do_everything(play, step, dict(zip(choices, values, strict=True)))
        for values in islice(product(*choices.values()), MOST_CHOICES)
    ]
    for back in (True, False):
        for one in worked:
            left = leave(one, track, exceptions=False, back=back)
            if left is not None:
                return left
    return next(filter(None, (leave(one, track, exceptions=True) for one in worked)), None)


def do_everything(play: Play, step: Step, chosen: dict[str, Value]) -> Play:
    undone = [action for action in step.actions.values() if action.required]
    progress = True
    while progress:
        progress = False
        for action in list(undone):
            after = do(play, action, chosen)
            if after is not None:
                play, progress = after, True
                undone.remove(action)
    return play


def leave(play: Play, track: str, exceptions: bool, back: bool | None = None) -> Play | None:
    """The case after an outcome: a usual one, or one of the `exceptions` that skip actions.

    With `back` only one that goes back; if it is False, only one that does not.
    """
    step = play.definition.tracks[track].steps[play.track(track)[0].step]
    for outcome in step.outcomes.values():
        if outcome.skips_actions == exceptions and back in (None, outcome.to == "back"):
            answer = play.give(Advance(Act(outcome.by[-1], why="it is over"), outcome.path))
            if not isinstance(answer, Refusal):
                return answer
    return None


def drive(play: Play, interrupts: Sequence[Interrupt], counted: Outcomes) -> None:
    """Drive one order, and count what became of what waited."""
    raised = raise_all(replace(play, ledger=play.ledger.copy()), interrupts)
    names = [interrupt.path for interrupt in interrupts]
    if raised is None:
        counted.refused += 1
        return
    counted.driven += 1
    ended = raised
    for _ in interrupts:  # a track that another holds comes down after that one
        for track in dict.fromkeys(name.split(".")[0] for name in names):
            if not is_held(ended, track):
                ended = work_off(ended, track)
    for track in dict.fromkeys(name.split(".")[0] for name in names):
        is_left = len(ended.track(track)) > 1
        assert not is_left or is_held(ended, track), f"{names}: {ended.track(track)} is left"
        counted.held += is_left
    assert ended.ledger.faults == [], names
    counted.resumed += ended.ledger.resumed
    counted.again += ended.ledger.entered_again
    counted.dropped += ended.ledger.dropped_knowingly


def is_held(play: Play, track: str) -> bool:
    hold = play.definition.tracks[track].on_hold_while
    return hold is not None and play.story.all(hold) != 0


def orders(definition: Definition, track: str, length: int) -> Iterator[tuple[Interrupt, ...]]:
    """Each order of so many interrupts, and each in which the first returns after the others."""
    found = emergencies(definition, track)
    yield from permutations(found, length)
    if length > 2:
        yield from ((one, *rest, one) for one, *rest in permutations(found, length - 1))


LENGTHS = {"pairs": 2, "triples": 3}
WORKFLOWS = ("za-trafficking", "uk-nrm")
EXPECTED = {
    ("za-trafficking", "pairs"): Outcomes(driven=43, refused=743, resumed=52),
    ("za-trafficking", "triples"): Outcomes(driven=52, refused=5072, resumed=91, again=10),
    ("za-trafficking", "two tracks"): Outcomes(driven=76, refused=2, resumed=148, held=4),
    ("uk-nrm", "pairs"): Outcomes(driven=10, refused=38, resumed=14, dropped=4),
    ("uk-nrm", "triples"): Outcomes(driven=3, refused=75, resumed=5, again=2, dropped=1),
    ("uk-nrm", "two tracks"): Outcomes(driven=34, refused=16, resumed=68),
}
"""A refused order is one that `from` or `when` of an interrupt excludes in that case."""


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_duty_of_an_interrupted_emergency_is_lost_in_any_order(name: str, length: str) -> None:
    counted = Outcomes()
    definition = frozen(name)
    for place, play in beginnings(name).items():
        track = place.split(".")[0]
        for interrupts in orders(definition, track, LENGTHS[length]):
            drive(play, interrupts, counted)
    assert counted == EXPECTED[name, length]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_duty_is_lost_where_two_tracks_have_an_emergency(name: str) -> None:
    counted = Outcomes()
    definition = frozen(name)
    for one, other in permutations(definition.interrupts(), 2):
        tracks = [interrupt.path.split(".")[0] for interrupt in (one, other)]
        nested = [
            goes_back(definition.tracks[t].steps[i.to])
            for t, i in zip(tracks, (one, other), strict=True)
        ]
        if tracks[0] == tracks[1] or not all(nested):
            continue
        for play in beginnings(name).values():
            if raise_all(play, (one, other)) is not None:
                drive(play, (one, other), counted)
                break
        else:
            counted.refused += 1
    assert counted == EXPECTED[name, "two tracks"]


def test_the_judge_sees_what_a_case_of_meaning_1_loses() -> None:
    play = beginnings("za-trafficking")["safety.watch"]
    older = replace(play, definition=replace(play.definition, meaning=1))
    found = older.definition.tracks["safety"].interrupts
    raised = raise_all(older, (found["danger"], found["collapse"]))
    assert raised is not None
    ended = finish_step(raised, "safety")
    assert ended is not None
    assert ended.ledger.faults == ["safety.medical.stable went to watch"]


def test_each_order_of_danger_collapse_and_missing_is_driven() -> None:
    play = beginnings("za-trafficking")["safety.watch"]
    found = [play.definition.tracks["safety"].interrupts[n] for n in ("danger", "collapse", "gone")]
    for interrupts in permutations(found):
        raised = raise_all(play, interrupts)
        assert raised is not None
        first, second, third = (interrupt.to for interrupt in interrupts)
        assert [stay.step for stay in raised.track("safety")] == [third, second, first, "watch"]
