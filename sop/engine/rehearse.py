"""Whether a scenario runs as it says: each turn is given to `decide`, and nothing else writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist
from sop.engine.command_builder import CommandInput, build_command
from sop.engine.deadlines import zone_of
from sop.engine.decide import Answer, Decision, judge
from sop.engine.fact_values import say_value
from sop.engine.resolve_names import resolve_fact, resolve_stakeholder, resolve_track
from sop.model.calendar import Calendar
from sop.model.case_state import Case, TrackState
from sop.model.commands import Act, Command, Open
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.scenario import Call, Expect, Scenario, Turn
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value

EXPECTED_ACCEPTED = "refused, but the scenario expects that it is accepted."
LATER = re.compile(r"\+\s*(\d+)\s*(minute|hour|day|week)s?$")
"""A time of a turn that counts from the turn before, such as `+20 minutes`."""


@value
class Rehearsal:
    """How a scenario ran.

    `turn` is the number (from 1) of the turn that failed; None if the scenario ran as it says.
    `problem` is what was different, `reasons` is the refusal that caused it. `case` is None if the
    scenario could not be run. `suggest` is the command that shows more of the problem.
    """

    id: str
    ok: bool
    turn: int | None
    problem: str
    reasons: tuple[Reason, ...]
    events: tuple[Event, ...]
    case: Case | None
    suggest: Suggestion | None = None


class _UnexpectedResult(Exception):
    """The result of a turn is not the one that the scenario says."""

    def __init__(self, problem: str, reasons: tuple[Reason, ...] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.reasons = reasons


class _LastDecision(NamedTuple):
    """The command that was decided last, with the case and the time it was decided on."""

    case: Case
    now: datetime
    command: Command
    decision: Decision

    def is_for(self, case: Case, now: datetime, command: Command) -> bool:
        """Whether it answers this command; a case that did not change is the same object."""
        return self.case is case and (self.now, self.command) == (now, command)


def apply_switches(definition: Definition, scenario: Scenario) -> Definition:
    """Return the definition with the values that the scenario gives its switches."""
    if not scenario.switches:
        return definition
    switches = {
        name: replace(switch, value=scenario.switches.get(name, switch.value))
        for name, switch in definition.switches.items()
    }
    return replace(definition, switches=switches)


class Rehearser:
    """Plays the turns of a scenario in order; it holds the case, its events and the clock."""

    def __init__(
        self, definition: Definition, scenario: Scenario, calendar: Calendar | None = None
    ) -> None:
        self.definition = apply_switches(definition, scenario)
        self.scenario = scenario
        self.calendar = calendar or Calendar()
        self.zone = zone_of(definition.timezone)
        self.now = self.moment(scenario.opens)
        self.case = Case(id=scenario.id)
        self.events: tuple[Event, ...] = ()
        self.turn = 0  # the number of the turn that is played; 0 before the first
        self._last: _LastDecision | None = None

    def moment(self, text: str) -> datetime:
        """Return a date and time of the scenario, in the workflow's zone if it names none."""
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            raise _UnexpectedResult(
                f"{text!r} is not a date and time such as 2026-03-02 08:10."
            ) from None
        if when.tzinfo is None:
            return when.replace(tzinfo=self.zone)
        return when

    def open(self) -> Answer:
        """Open the case at the scenario's start, as the lead of the first track."""
        return self.take(self.opening())

    def opening(self) -> Open:
        """Return the command that opens the case."""
        opener = next(iter(self.definition.tracks.values())).lead
        return Open(Act(opener), self.facts(self.scenario.facts))

    def take(self, command: Command) -> Answer:
        """Give the command to the engine; if it is accepted, the case changes."""
        decision = self.decision(command)
        if isinstance(decision, Refusal):
            return decision
        self.events += decision.events
        self.case = decision.case
        return decision.events

    def decision(self, command: Command) -> Decision:
        """Return the engine's decision on the command; the case does not change.

        The last decision is kept, because an exercise asks before it lets the command happen.
        """
        last = self._last
        if last is not None and last.is_for(self.case, self.now, command):
            return last.decision
        decision = judge(
            self.definition,
            self.case,
            command,
            now=self.now,
            history=self.events,
            calendar=self.calendar,
        )
        self._last = _LastDecision(self.case, self.now, command, decision)
        return decision

    def pass_time(self, at: str | None) -> None:
        """Move the clock to the turn's time: `+20 minutes`, or a date and time.

        Minutes and hours run through a change of the clocks; days and weeks keep the time of day.
        """
        if at is None:
            return
        later = LATER.match(at.strip())
        if later is None:
            self.now = self.moment(at)
            return
        amount, unit = int(later[1]), later[2]
        length = timedelta(**{f"{unit}s": amount})
        if unit in ("minute", "hour"):
            self.now = (self.now.astimezone(UTC) + length).astimezone(self.zone)
        else:
            self.now = self.now.astimezone(self.zone) + length

    def facts(self, values: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return the values as the engine needs them: datetimes as ISO 8601 with an offset."""
        read: dict[str, Value] = {}
        for name, given in values.items():
            fact = resolve_fact(self.definition, name)
            read[name] = given
            if fact.type == "date":
                read[name] = str(given)  # a year alone is a number in YAML
            elif fact.type == "datetime" and not fact.is_not_known(given):
                read[name] = self.moment(str(given)).isoformat()
        return read

    def command(self, call: Call) -> Command:
        """Return the command of a turn. Raise UsageError if a name refers to nothing."""
        act = Act(resolve_stakeholder(self.definition, call.as_ or ""), why=call.why)
        words = tuple(word for word in (call.target, call.outcome) if word)
        given = CommandInput(words, self.facts(call.facts), call.form, from_now=call.from_now)
        return build_command(self.definition, self.case, call.kind, given=given, act=act)

    def play(self, turn: Turn) -> None:
        """Play one turn of the model path."""
        command = self.begin(turn)
        answer = None
        if command is not None:
            answer = self.take(command)
        self.check(turn, answer)

    def begin(self, turn: Turn) -> Command | None:
        """Move to the turn and return its command; None if it gives the engine none."""
        self.turn += 1
        self.pass_time(turn.at)
        if turn.call.kind in ("tell", "expect"):
            return None
        return self.command(turn.call)

    def check(self, turn: Turn, answer: Answer | None) -> None:
        """Compare the answer and the case with what the turn expects."""
        if answer is not None:
            self._check_answer(turn, answer)
        if turn.expect is not None:
            self._check_expected(turn.expect)

    def _check_answer(self, turn: Turn, answer: Answer) -> None:
        """What must be refused is refused for the given reasons; all else is accepted."""
        if turn.refused is None:
            if isinstance(answer, Refusal):
                raise _refused_unexpectedly(answer)
            return
        if not isinstance(answer, Refusal):
            raise _UnexpectedResult(
                f"{_turn_text(turn)}: accepted, but the scenario expects a refusal "
                f"({', '.join(turn.refused)})."
            )
        missing = [code for code in turn.refused if code not in answer.codes]
        if missing:
            what = f"{_turn_text(turn)}: refused, but not for the expected reason"
            raise _UnexpectedResult(f"{what} ({', '.join(missing)}).", answer.reasons)

    def _check_expected(self, expect: Expect) -> None:
        """Raise _UnexpectedResult with the first difference."""
        seen = build_checklist(self.definition, self.case, self.now, calendar=self.calendar)
        self._check_due(expect, seen)
        _check_open(expect, seen)
        _check_needed(expect, seen)
        _check_who(expect, seen)
        self._check_facts(expect)
        self._check_current(expect)

    def _check_due(self, expect: Expect, seen: Checklist) -> None:
        """Compare due times to the minute: one at 23:59:59 is written 23:59."""
        dues = {f"{track.track}.{track.step}": track.due for track in seen.tracks}
        dues |= {action.path: action.due for action in seen.actions()}
        for path, text in expect.due.items():
            due = dues.get(path)
            wanted = None if text is None else self.moment(text)
            if _to_the_minute(due) != _to_the_minute(wanted):
                found = self._format_due(due)
                raise _UnexpectedResult(f"{path} is due {found}, expected {text or 'no due time'}")

    def _format_due(self, due: datetime | None) -> str:
        if due is None:
            return "not running"
        return f"{due.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def _check_facts(self, expect: Expect) -> None:
        known = {name: value for name, value in expect.facts.items() if value is not None}
        wanted = self.facts(known)
        for name in expect.facts:
            found = self.case.value(resolve_fact(self.definition, name).id)
            if found != wanted.get(name):
                raise _UnexpectedResult(
                    f"{name} is {say_value(found)}, expected {say_value(wanted.get(name))}"
                )

    def _check_current(self, expect: Expect) -> None:
        for track, step in expect.current.items():
            state = self._track_state(track)
            if state.step != step:
                raise _UnexpectedResult(f"{track} is at {state.step or 'no step'}, expected {step}")

    def _track_state(self, word: str) -> TrackState:
        return self.case.tracks[resolve_track(self.definition, word).id]

    def check_ends(self) -> None:
        """Compare where each track ended with what the scenario says."""
        for track, end in self.scenario.ends.items():
            state = self._track_state(track)
            if not self._is_at_end(state, end):
                place = state.step or "no step"
                raise _UnexpectedResult(f"{track} is {state.status} at {place}, expected {end}")

    def _is_at_end(self, state: TrackState, end: str) -> bool:
        """Whether this is the `end`: a step, `any`, or `stuck_at.STEP` for a track that runs."""
        if end.startswith("stuck_at."):
            return state.status == "running" and state.step == end.removeprefix("stuck_at.")
        if end != "any":
            return state.status == "ended" and state.step == end
        return state.status == "ended" or (state.status == "waiting" and self.case.is_closed)


def _refused_unexpectedly(answer: Refusal) -> _UnexpectedResult:
    return _UnexpectedResult(f"{answer.message.rstrip('.')}: {EXPECTED_ACCEPTED}", answer.reasons)


def _turn_text(turn: Turn) -> str:
    """Return the attempt of the turn, as `do give_badge`."""
    call = turn.call
    return " ".join(word for word in (call.kind, call.target, call.outcome) if word)


def _to_the_minute(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(second=0, microsecond=0)


def _check_open(expect: Expect, seen: Checklist) -> None:
    found = {action.path for action in seen.actions() if action.state == "open"}
    for track in seen.tracks:
        found |= {line.path for line in track.transitions if line.open}
    for path in expect.open:
        if path not in found:
            raise _UnexpectedResult(f"{path} is not open")
    for path in expect.not_open:
        if path in found:
            raise _UnexpectedResult(f"{path} is open, expected closed")


def _check_needed(expect: Expect, seen: Checklist) -> None:
    """The steps cannot be left without these actions."""
    needed = {action.path for action in seen.actions() if action.is_needed}
    for path in expect.needed:
        if path not in needed:
            raise _UnexpectedResult(f"{path} is not needed")


def _check_who(expect: Expect, seen: Checklist) -> None:
    """Exactly these stakeholders may use each action, outcome or interrupt."""
    by_path = {action.path: action.by for action in seen.actions()}
    for track in seen.tracks:
        by_path |= {line.path: line.by for line in track.transitions}
    for path, who in expect.who.items():
        found = by_path.get(path, ())
        if set(found) != set(who):
            names = ", ".join(found) or "no stakeholder"
            raise _UnexpectedResult(f"{path} is for {names}, expected {', '.join(who)}")


def run_rehearsal(
    definition: Definition, scenario: Scenario, calendar: Calendar | None = None
) -> Rehearsal:
    """Run the scenario's model path from its opening to its ends."""
    rehearsal = Rehearsal(
        id=scenario.id,
        ok=False,
        turn=0,
        problem="",
        reasons=(),
        events=(),
        case=Case(id=scenario.id),
    )
    try:
        rehearser = Rehearser(definition, scenario, calendar)
    except (_UnexpectedResult, UsageError) as error:  # its opening time cannot be read
        return _with_failure(rehearsal, error)
    try:
        _play_all(rehearser)
    except (_UnexpectedResult, UsageError) as error:
        rehearsal = replace(rehearsal, turn=rehearser.turn)
        rehearsal = _with_failure(rehearsal, error)
    else:
        rehearsal = replace(rehearsal, ok=True, turn=None)
    return replace(rehearsal, events=rehearser.events, case=rehearser.case)


def _play_all(rehearser: Rehearser) -> None:
    answer = rehearser.open()
    if isinstance(answer, Refusal):
        raise _refused_unexpectedly(answer)
    for turn in rehearser.scenario.turns:
        rehearser.play(turn)
    rehearser.check_ends()


def _with_failure(rehearsal: Rehearsal, error: _UnexpectedResult | UsageError) -> Rehearsal:
    if isinstance(error, UsageError):
        return replace(rehearsal, problem=f"{error.message} {error.remedy}".strip())
    return replace(rehearsal, problem=error.problem, reasons=error.reasons)
