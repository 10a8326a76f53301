"""Does a scenario run as written? Each turn goes through `decide`; nothing writes state directly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist
from sop.engine.command_builder import Given, build_command
from sop.engine.deadlines import zone_of
from sop.engine.decide import Answer, Decision, judge
from sop.engine.fact_values import say_value
from sop.engine.resolve_names import (
    resolve_fact,
    resolve_stakeholder,
    resolve_track,
)
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import Act, Command, Open
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.scenario import Call, Expect, Scenario, Turn
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value

LATER = re.compile(r"\+\s*(\d+)\s*(minute|hour|day|week)s?$")


@value
class Rehearsal:
    """How a scenario ran. `turn` is the number (from 1) of the turn that failed, None when all went as written;
    `problem` says what went otherwise, `reasons` the refusal that was met."""

    id: str
    ok: bool
    turn: int | None
    problem: str
    reasons: tuple[Reason, ...]
    events: tuple[Event, ...]
    case: Case | None  # None where it could not be run
    suggest: Suggestion | None = None  # what shows more of the problem


class _UnexpectedResult(Exception):
    """A turn went otherwise than written."""

    def __init__(self, problem: str, reasons: tuple[Reason, ...] = ()) -> None:
        super().__init__(problem)
        self.problem, self.reasons = problem, reasons


class _Decided(NamedTuple):
    """A command as it was decided last, and on what."""

    case: Case
    now: datetime
    command: Command
    decision: Decision


def apply_switches(definition: Definition, scenario: Scenario) -> Definition:
    """The definition with the switches that the scenario sets otherwise."""
    if not scenario.switches:
        return definition
    switches = {
        name: replace(switch, value=scenario.switches.get(name, switch.value))
        for name, switch in definition.switches.items()
    }
    return replace(definition, switches=switches)


class Rehearser:
    """Plays the turns of one scenario one after the other; holds the case, its events and the simulated clock."""

    def __init__(
        self, definition: Definition, scenario: Scenario, calendar: Calendar | None = None
    ) -> None:
        self.definition, self.scenario = apply_switches(definition, scenario), scenario
        self.calendar = calendar or Calendar()
        self.zone = zone_of(definition.timezone)
        self.now = self.moment(scenario.opens)
        self.case = Case(id=scenario.id)
        self.events: tuple[Event, ...] = ()
        self.turn = 0  # the number of the turn being played; 0 before the first
        self._last: _Decided | None = None

    def moment(self, text: str) -> datetime:
        """A date and time as scenarios write it, in the workflow's zone."""
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            raise _UnexpectedResult(
                f"{text!r} is not a date and time such as 2026-03-02 08:10."
            ) from None
        return when if when.tzinfo else when.replace(tzinfo=self.zone)

    def open(self) -> Answer:
        """Open the case at the scenario's start, as the lead of the first track."""
        return self.take(self.opening())

    def opening(self) -> Open:
        opener = next(iter(self.definition.tracks.values())).lead
        return Open(Act(opener), self.facts(self.scenario.facts))

    def take(self, command: Command) -> Answer:
        """Put the command to the engine; what is accepted happens."""
        decision = self.decision(command)
        if isinstance(decision, Refusal):
            return decision
        self.events += decision.events
        self.case = decision.case
        return decision.events

    def decision(self, command: Command) -> Decision:
        """What the engine says to the command here and now. Nothing happens; asked again, it is not decided again."""
        last = self._last
        if (
            last is not None
            and last.case is self.case
            and (last.now, last.command) == (self.now, command)
        ):
            return last.decision
        decision = judge(
            self.definition,
            self.case,
            command,
            now=self.now,
            history=self.events,
            calendar=self.calendar,
        )
        self._last = _Decided(self.case, self.now, command, decision)
        return decision

    def pass_time(self, at: str | None) -> None:
        """Move the clock to the turn's time: `+20 minutes` from the turn before, or a date and time."""
        if at is None:
            return
        later = LATER.match(at.strip())
        if later is None:
            self.now = self.moment(at)
        elif later[2] in (
            "minute",
            "hour",
        ):  # these run through a change of the clocks, days keep the time of day
            passed = timedelta(**{f"{later[2]}s": int(later[1])})
            self.now = (self.now.astimezone(UTC) + passed).astimezone(self.zone)
        else:
            self.now = self.now.astimezone(self.zone) + timedelta(**{f"{later[2]}s": int(later[1])})

    def facts(self, values: Mapping[str, Value]) -> Mapping[str, Value]:
        """The values as the engine wants them: datetimes as ISO 8601 with offset."""
        read = {}
        for name, given in values.items():
            fact = resolve_fact(self.definition, name)
            read[name] = self.moment(str(given)).isoformat() if fact.type == "datetime" else given
        return read

    def command(self, call: Call) -> Command:
        """The command that a turn stands for; Misuse for names that mean nothing."""
        act = Act(resolve_stakeholder(self.definition, call.as_ or ""), why=call.why)
        words = tuple(word for word in (call.target, call.outcome) if word)
        given = Given(words, self.facts(call.facts), call.form)
        return build_command(self.definition, self.case, call.kind, given, act)

    def play(self, turn: Turn) -> None:
        """Play one turn of the model way."""
        command = self.begin(turn)
        self.check(turn, None if command is None else self.take(command))

    def begin(self, turn: Turn) -> Command | None:
        """Come to the turn; the command that it gives, None where it asks nothing of the engine."""
        self.turn += 1
        self.pass_time(turn.at)
        return None if turn.call.kind in ("tell", "expect") else self.command(turn.call)

    def check(self, turn: Turn, answer: Answer | None) -> None:
        """Compare the answer and the case with what the turn says of them."""
        if answer is not None:
            self._judge(turn, answer)
        if turn.expect is not None:
            self._expect(turn.expect)

    def _judge(self, turn: Turn, answer: Answer) -> None:
        """What must be refused is, for the reasons named; everything else is accepted."""
        if turn.refused is None:
            if isinstance(answer, Refusal):
                raise _UnexpectedResult(f"refused: {answer.message}", answer.reasons)
            return
        if not isinstance(answer, Refusal):
            raise _UnexpectedResult(
                f"accepted, though it should be refused ({', '.join(turn.refused)})"
            )
        missing = [code for code in turn.refused if code not in answer.codes]
        if missing:
            raise _UnexpectedResult(f"refused, but not for {', '.join(missing)}", answer.reasons)

    def _expect(self, expect: Expect) -> None:
        seen = build_checklist(self.definition, self.case, self.now, None, self.calendar)
        dues = {a.path: a.due for t in seen.tracks for a in t.actions}
        dues |= {f"{t.track}.{t.step}": t.due for t in seen.tracks}
        open_now = {a.path for t in seen.tracks for a in t.actions if a.state == "open"}
        open_now |= {
            way.path for t in seen.tracks for way in (*t.outcomes, *t.interrupts) if way.open
        }
        for path, text in expect.due.items():
            due, wanted = dues.get(path), None if text is None else self.moment(text)
            # The text gives minutes: a due time at 23:59:59 is written 23:59.
            if (due and due.replace(second=0, microsecond=0)) != (
                wanted and wanted.replace(second=0)
            ):
                raise _UnexpectedResult(
                    f"{path} is due {_format_local(due, self)}, expected {text or 'no due time'}"
                )
        for path in expect.open:
            if path not in open_now:
                raise _UnexpectedResult(f"{path} is not open")
        for path in expect.not_open:
            if path in open_now:
                raise _UnexpectedResult(f"{path} is open, expected closed")
        self._expect_people(expect, seen)
        known = self.facts(
            {name: value for name, value in expect.facts.items() if value is not None}
        )
        for name in expect.facts:
            value = known.get(name)
            if self.case.value(resolve_fact(self.definition, name).id) != value:
                raise _UnexpectedResult(
                    f"{name} is {say_value(self.case.value(name))}, expected {say_value(value)}"
                )
        for track, step in expect.current.items():
            state = self.case.tracks[resolve_track(self.definition, track).id]
            if state.step != step:
                raise _UnexpectedResult(f"{track} is at {state.step or 'no step'}, expected {step}")

    def _expect_people(self, expect: Expect, seen: Checklist) -> None:
        """What the steps still need, and who may do each thing."""
        needed = {action.path for action in seen.actions() if action.is_needed}
        for path in expect.needed:
            if path not in needed:
                raise _UnexpectedResult(f"{path} is not needed")
        lines = {action.path: action.by for action in seen.actions()}
        lines |= {way.path: way.by for t in seen.tracks for way in (*t.outcomes, *t.interrupts)}
        for path, who in expect.who.items():
            if set(lines.get(path, ())) != set(who):
                found = ", ".join(lines.get(path, ())) or "nobody"
                raise _UnexpectedResult(f"{path} is for {found}, expected {', '.join(who)}")

    def check_ends(self) -> None:
        """Whether each track ended where the scenario says."""
        for track, end in self.scenario.ends.items():
            state = self.case.tracks[resolve_track(self.definition, track).id]
            if end.startswith("stuck_at."):
                as_said = state.status == "running" and state.step == end.removeprefix("stuck_at.")
            elif end == "any":
                as_said = state.status == "ended" or (
                    state.status == "waiting" and self.case.is_closed
                )
            else:
                as_said = state.status == "ended" and state.step == end
            if not as_said:
                raise _UnexpectedResult(
                    f"{track} is {state.status} at {state.step or 'no step'}, expected {end}"
                )


def _format_local(due: datetime | None, rehearser: Rehearser) -> str:
    return "not running" if due is None else f"{due.astimezone(rehearser.zone):%Y-%m-%d %H:%M}"


def run_rehearsal(
    definition: Definition, scenario: Scenario, calendar: Calendar | None = None
) -> Rehearsal:
    """Run the scenario's model way from its opening to its ends."""
    stage = None
    try:
        stage = Rehearser(definition, scenario, calendar)
        answer = stage.open()
        if isinstance(answer, Refusal):
            raise _UnexpectedResult(f"refused: {answer.message}", answer.reasons)
        for turn in scenario.turns:
            stage.play(turn)
        stage.check_ends()
    except (_UnexpectedResult, UsageError) as met:
        problem = (
            met.problem
            if isinstance(met, _UnexpectedResult)
            else f"{met.message} {met.remedy}".strip()
        )
        reasons = met.reasons if isinstance(met, _UnexpectedResult) else ()
        events, case = (stage.events, stage.case) if stage else ((), Case(id=scenario.id))
        return Rehearsal(
            scenario.id, False, stage.turn if stage else 0, problem, reasons, events, case
        )
    return Rehearsal(scenario.id, True, None, "", (), stage.events, stage.case)
