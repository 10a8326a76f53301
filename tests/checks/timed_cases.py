"""A second, slow answer to how soon things can happen: every course of a small case, hour by hour.

Time moves by whole hours, ages stop counting at CAP. It follows the meaning of the language and
uses nothing of the checks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from sop.model.condition import And, Condition, Not, Or, StepCurrent, StepVisited, TrackIs
from sop.model.definition import BACK, Action, Definition, Outcome, Step, Track
from sop.model.duration import Takes
from tests.engine import building as b

CAP = 6
MOST_STATES = 2_500


@dataclass(frozen=True)
class At:
    """Where a track is: its step ("" while it waits), the age of the visit, and what was seen."""

    step: str = ""
    age: int = 0
    recorded: bool = False
    waiting: tuple[tuple[str, int, bool], ...] = ()  # the next to be resumed first
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class State:
    """The tracks, the age of the recorded date, and the time since the open trigger, if any."""

    tracks: tuple[At, ...]
    date: int | None = None
    since: int | None = None
    triggered: bool = False


@dataclass
class Answers:
    """The least hours that were seen, by what was asked; what is missing was never seen."""

    left_at_age: dict[str, int] = field(default_factory=dict)
    left_at_date: dict[str, int] = field(default_factory=dict)
    answered: int | None = None
    finished: dict[str, int] = field(default_factory=dict)
    states: int = 0

    def note(self, table: dict[str, int], key: str, value: int) -> None:
        table[key] = min(value, table.get(key, value))


class TimedCases:
    """Every course of a definition whose only fact is a date, recorded by the actions `write`."""

    def __init__(self, definition: Definition, trigger: str, answer: str) -> None:
        self.names = list(definition.tracks)
        self.tracks = list(definition.tracks.values())
        self.trigger, self.answer = trigger, answer
        self.answers = Answers()

    def explore(self) -> Answers | None:
        """All answers; None where there are too many states."""
        start = self._settled(State(tuple(At() for _ in self.tracks)))
        seen, queue = {start: 0}, deque([start])
        while queue:  # moves cost nothing and hours cost one, so the first time is the soonest
            state = queue.popleft()
            now = seen[state]
            for cost, after in ((0, s) for s in self._moves(state, now)):
                if after not in seen or now + cost < seen[after]:
                    seen[after] = now
                    queue.appendleft(after)
            later = self._an_hour_later(state)
            if later not in seen or now + 1 < seen[later]:
                seen[later] = now + 1
                queue.append(later)
            if len(seen) > MOST_STATES:
                return None
        self.answers.states = len(seen)
        return self.answers

    def _an_hour_later(self, state: State) -> State:
        def older(at: At) -> At:
            waiting = tuple((step, min(CAP, age + 1), seen) for step, age, seen in at.waiting)
            return replace(at, age=min(CAP, at.age + 1), waiting=waiting)

        def later(hours: int | None) -> int | None:
            return None if hours is None else min(CAP, hours + 1)

        tracks = tuple(older(at) for at in state.tracks)
        return replace(state, tracks=tracks, date=later(state.date), since=later(state.since))

    def _moves(self, state: State, now: int) -> Iterator[State]:
        for number, at in enumerate(state.tracks):
            track = self.tracks[number]
            if not at.step or track.steps[at.step].end:
                continue
            step = track.steps[at.step]
            held = track.on_hold_while is not None and all(
                self._true(line, state) for line in track.on_hold_while
            )
            if not held:
                yield from self._in_step(state, number, step, now)
            for interrupt in track.interrupts.values():
                if at.step in interrupt.sources and all(
                    self._true(line, state) for line in interrupt.when
                ):
                    others = [one for one in at.waiting if one[0] != interrupt.to]
                    waiting = ((at.step, at.age, at.recorded), *others)
                    if not track.steps[interrupt.to].resumes:
                        waiting = ()
                    yield self._entered(state, number, interrupt.to, waiting, now)

    def _in_step(self, state: State, number: int, step: Step, now: int) -> Iterator[State]:
        at = state.tracks[number]
        if step.actions:
            yield self._put(replace(state, date=0), number, replace(at, recorded=True))
        for outcome in step.outcomes.values():
            if not self._open(state, at, step, outcome):
                continue
            self.answers.note(self.answers.left_at_age, step.path, at.age)
            self.answers.note(self.answers.finished, step.path, now)
            if state.date is not None:
                self.answers.note(self.answers.left_at_date, step.path, state.date)
            if outcome.to != BACK:
                yield self._entered(state, number, outcome.to, (), now)
            elif at.waiting:
                (name, age, recorded), *rest = at.waiting
                resumed = At(name, age, recorded, tuple(rest), at.seen)
                yield self._settled(self._put(state, number, resumed))

    def _open(self, state: State, at: At, step: Step, outcome: Outcome) -> bool:
        least = (
            step.takes.least.amount
            if step.takes and step.takes.least and not outcome.skips_actions
            else 0
        )
        wait = outcome.wait.length.amount if outcome.wait and outcome.wait.from_fact is None else 0
        done = outcome.skips_actions or at.recorded or not step.actions
        return (
            done
            and at.age >= max(least, wait)
            and all(self._true(line, state) for line in outcome.when)
        )

    def _entered(
        self,
        state: State,
        number: int,
        step: str,
        waiting: tuple[tuple[str, int, bool], ...],
        now: int,
    ) -> State:
        at = state.tracks[number]
        track = self.tracks[number]
        if track.steps[step].end:
            self.answers.note(self.answers.finished, track.steps[step].path, now)
        state = self._put(state, number, At(step, 0, False, waiting, at.seen | {step}))
        return self._settled(state)

    def _settled(self, state: State) -> State:
        """Starts what can start, then looks at the trigger and the answer."""
        changed = True
        while changed:
            changed = False
            for number, at in enumerate(state.tracks):
                track = self.tracks[number]
                if not at.step and all(self._true(line, state) for line in track.starts):
                    state = self._put(
                        state, number, At(track.first.id, seen=frozenset({track.first.id}))
                    )
                    changed = True
        if not state.triggered and self._has_seen(state, self.trigger):
            state = replace(state, triggered=True, since=0)
        if state.since is not None and self._has_seen(state, self.answer):
            best = self.answers.answered
            self.answers.answered = state.since if best is None else min(best, state.since)
            state = replace(state, since=None)
        return state

    def _put(self, state: State, number: int, at: At) -> State:
        return replace(state, tracks=(*state.tracks[:number], at, *state.tracks[number + 1 :]))

    def _has_seen(self, state: State, path: str) -> bool:
        track, step = path.split(".")
        return step in state.tracks[self.names.index(track)].seen

    def _true(self, condition: Condition, state: State) -> bool:
        match condition:
            case Not(part):
                return not self._true(part, state)
            case And(parts):
                return all(self._true(part, state) for part in parts)
            case Or(parts):
                return any(self._true(part, state) for part in parts)
            case StepVisited(track, step):
                return self._has_seen(state, f"{track}.{step}")
            case StepCurrent(track, step):
                return state.tracks[self.names.index(track)].step == step
            case TrackIs(track, "ended"):
                number = self.names.index(track)
                at = state.tracks[number].step
                return bool(at) and self.tracks[number].steps[at].end
        raise AssertionError(condition)


def random_definition(random: Random, tracks: int, *, takes: bool = True) -> Definition:
    """A small workflow of one or two tracks; only with two are there conditions."""
    most = 3 if tracks == 1 else 2
    shape = {
        name: ["first", *random.sample(["second", "third", "fourth"], random.randint(1, most))]
        for name in "ab"[:tracks]
    }
    made = [_track(random, name, shape, takes) for name in shape]
    return b.workflow(*made, facts=(b.moment("written_at"),))


def _track(random: Random, name: str, shape: dict[str, list[str]], takes: bool) -> Track:
    steps = shape[name]
    others = [other for other in shape if other != name]
    ends = ["over"] * 2 if random.random() < 0.5 else ["over", "off"]

    def condition() -> tuple[Condition, ...]:
        if not others or random.random() < 0.55:
            return ()
        place = f"{others[0]}.{random.choice(shape[others[0]])}"
        asked = random.choice(
            [b.visited(place), b.visited(place), b.current(place), b.status(others[0], "ended")]
        )
        more = b.visited(f"{others[0]}.{random.choice(shape[others[0]])}")
        kind = random.random()
        if kind < 0.7:
            return (asked if kind < 0.6 else b.negated(asked),)
        return (random.choice([b.both, b.either])(asked, more),)

    def out(step: str, number: int) -> Outcome:
        targets = [*steps, *ends, *steps[steps.index(step) + 1 :]]
        wait = b.wait(f"{random.randint(1, 3)} hours") if random.random() < 0.35 else None
        return b.outcome(f"way{number}", random.choice(targets), when=condition(), wait=wait)

    made = []
    for step in steps:
        parts: list[Action | Outcome] = [
            out(step, number) for number in range(random.randint(1, 2))
        ]
        if random.random() < 0.3:
            parts.append(b.action("write", records=("written_at",), again=True))
        length = (
            b.length(f"{random.randint(1, 3)} hours") if takes and random.random() < 0.5 else None
        )
        made.append(b.step(step, *parts, takes=Takes(length) if length else None))
    interrupts = []
    if random.random() < 0.3:
        made.append(b.step("pause", b.outcome("resume", BACK)))
        interrupts.append(b.interrupt("stop", " ".join(steps), "pause"))
    elif random.random() < 0.2:
        interrupts.append(b.interrupt("leave", steps[0], ends[-1]))
    made += [b.step(end) for end in dict.fromkeys(ends)]
    starts = condition() if name == "b" and random.random() < 0.7 else ()
    hold = condition() if random.random() < 0.15 else ()
    return b.track(name, *made, starts=starts, hold=hold or None, interrupts=tuple(interrupts))
