"""A run of the model as a run of the engine: every turn goes through `decide`; what the engine refuses is no run.

What the model leaves out is put back: free actions are done where the step asks for them, facts that nothing reads get
some value, and time passes where a wait has to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta

from sop.engine.decide import judge
from sop.engine.decision_context import Situation
from sop.engine.guards import find_opening_time
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Open, Raise, Tell, Waive
from sop.model.condition import Value
from sop.model.definition import Action, Definition, Fact
from sop.model.events import Event
from sop.model.refusal import Refusal, UsageError
from sop.model.value import replace, value
from sop.proof.bdd import Name, Valuation
from sop.proof.counterexample_search import Trace
from sop.proof.finite_model import Model
from sop.proof.formula import AT, BACK_TO, CLOSED, DONE, FACT, FRESH, SWITCH, VISITED
from sop.proof.sample_evidence import sample_evidence

OPENS = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BETWEEN = timedelta(minutes=10)
LONGEST_WAIT = timedelta(days=800)
REASON = "As the proof goes."


class ReplayRefused(Exception):
    """The engine refuses a run that the model allows: the two disagree, which is a mistake of the program."""


@value
class PlayedCommand:
    """One command that the engine accepted, and when."""

    command: Command
    at: datetime


@value
class PlayedRun:
    """A run as the engine played it. `definition` has the switches of the run; `switched` are those that differ from
    the file's."""

    definition: Definition
    opening: Open
    turns: tuple[PlayedCommand, ...]
    events: tuple[Event, ...]
    case: Case
    opens: datetime = OPENS
    switched: Mapping[str, bool] = field(default_factory=dict)


class RunPlayer:
    """Plays commands one after the other, from an opened case."""

    def __init__(
        self, definition: Definition, facts: Mapping[str, Value], calendar: Calendar | None = None
    ) -> None:
        self.definition = definition
        self.calendar = calendar or Calendar()
        self.now = OPENS
        self.opening = Open(Act(next(iter(definition.tracks.values())).lead), facts)
        self.case, self.events = Case(id=""), tuple[Event, ...]()
        self.turns: list[PlayedCommand] = []
        self._take(self.opening)

    def _take(self, command: Command) -> Refusal | None:
        decision = judge(
            self.definition,
            self.case,
            command,
            now=self.now,
            history=self.events,
            calendar=self.calendar,
        )
        if isinstance(decision, Refusal):
            return decision
        self.events += decision.events
        self.case = decision.case
        return None

    def play(self, command: Command) -> bool:
        """Whether the engine accepts the command, the free actions before it done and its wait passed."""
        self.now += BETWEEN
        if isinstance(command, Advance):
            self._let_pass(command)
        for _ in range(len(self.definition.tracks) * 50):
            refusal = self._take(command)
            if refusal is None:
                self.turns.append(PlayedCommand(command, self.now))
                return True
            earlier = _find_required_action(self.definition, refusal)
            if earlier is None or not self.play(
                build_do_command(self.definition, earlier, {}, self.now)
            ):
                return False
        return False

    def takes(self, command: Command) -> bool:
        """Whether the engine accepts the command as it stands and writes something."""
        before = len(self.events)
        try:
            refusal = self._take(command)
        except UsageError:
            return False
        if refusal is not None or len(self.events) == before:
            return False
        self.turns.append(PlayedCommand(command, self.now))
        return True

    def _let_pass(self, command: Advance) -> None:
        """Time passes until the outcome's wait is over."""
        outcome = self.definition.outcome(command.outcome)
        at = Situation(self.definition, self.case, self.now, None, self.calendar)
        track, state = at.track_of(outcome.path)
        opens = None if state.visit is None else find_opening_time(at, outcome, track, state.visit)
        if opens is not None and self.now < opens <= self.now + LONGEST_WAIT:
            self.now = opens + timedelta(seconds=60 - opens.second)

    def run(self) -> PlayedRun:
        return PlayedRun(self.definition, self.opening, tuple(self.turns), self.events, self.case)


def _find_required_action(definition: Definition, refusal: Refusal) -> Action | None:
    """The action that has to be done before, where nothing else stands in the way."""
    if not {reason.code for reason in refusal.reasons} <= {"action_open", "out_of_order"}:
        return None
    return definition.action(refusal.reasons[0].at or "")


def replay_trace(model: Model, run: Trace, calendar: Calendar | None = None) -> PlayedRun:
    """The run as the engine plays it. Refused where the engine does not."""
    definition = apply_switches(model.definition, run.beginning)
    player = RunPlayer(definition, _choose_opening_facts(model, run.beginning), calendar)
    before = run.beginning
    for number, taken in enumerate(run.taken, 1):
        command = _command(
            model,
            before,
            taken.after,
            taken.move.move.kind,
            taken.move.move.id,
            player.now + BETWEEN,
        )
        try:
            accepted = player.play(command)
        except UsageError as wrong:
            raise ReplayRefused(f"turn {number}, {taken.move.move.id}: {wrong}") from wrong
        if not accepted:
            raise ReplayRefused(
                f"turn {number}: the engine refuses {taken.move.move.kind} {taken.move.move.id}"
            )
        before = taken.after
    return replace(player.run(), switched=_find_changed_switches(model.definition, definition))


def _find_changed_switches(written: Definition, played: Definition) -> dict[str, bool]:
    return {
        name: one.value
        for name, one in played.switches.items()
        if one.value != written.switches[name].value
    }


def shorten_run(
    run: PlayedRun, is_faulty: Callable[[PlayedRun], bool], calendar: Calendar | None = None
) -> PlayedRun:
    """The run without every turn that can be left out: the engine accepts the rest and the fault is still there."""
    left_out = True
    while left_out:
        left_out = False
        for number in reversed(range(len(run.turns))):
            rest = (*run.turns[:number], *run.turns[number + 1 :])
            shorter = _replay_turns(run, rest, calendar)
            if shorter is not None and is_faulty(shorter):
                run, left_out = shorter, True
    return run


def _replay_turns(
    run: PlayedRun, turns: tuple[PlayedCommand, ...], calendar: Calendar | None
) -> PlayedRun | None:
    """The turns as they stand, each at its time; None where the engine refuses one."""
    player = RunPlayer(run.definition, run.opening.facts, calendar)
    for turn in turns:
        player.now = turn.at
        if not player.takes(turn.command):
            return None
    return replace(player.run(), switched=run.switched)


def apply_switches(definition: Definition, valuation: Valuation) -> Definition:
    """The definition with the switches of this configuration."""
    switches = {
        name: replace(switch, value=valuation.get((SWITCH, name), switch.value) is True)
        for name, switch in definition.switches.items()
    }
    return (
        definition
        if switches == dict(definition.switches)
        else replace(definition, switches=switches)
    )


def _choose_opening_facts(model: Model, beginning: Valuation) -> dict[str, Value]:
    """What was given at the opening: facts that may be and have another value than without."""
    given = {}
    for name in model.relevant.facts:
        fact, number = model.definition.facts[name], beginning[FACT, name]
        if (
            fact.at_opening
            and number is not None
            and not (
                fact.initially is not None and _class_of(model, fact, fact.initially) == number
            )
        ):
            given[name] = _value(model, fact, number, OPENS)
    return given


def _class_of(model: Model, fact: Fact, value: Value) -> int:
    classes = model.relevant.facts[fact.id]
    return next(
        number for number, values in enumerate(classes) if value in values or not fact.domain()
    )


def _value(model: Model, fact: Fact, number: object, now: datetime) -> Value:
    if fact.id in model.relevant.facts and isinstance(number, int) and fact.domain():
        return model.relevant.facts[fact.id][number][0]
    return choose_value(fact, now)


def choose_value(fact: Fact, now: datetime) -> Value:
    """Any value that the fact can have."""
    domain = fact.domain()
    if domain:
        return domain[0]
    return now.isoformat() if fact.type == "datetime" else "as stated"


def _command(
    model: Model, before: Valuation, after: Valuation, kind: str, id: str, now: datetime
) -> Command:
    definition = model.definition
    match kind:
        case "do":
            action = definition.action(id)
            facts = {
                name: _value(model, definition.facts[name], after.get((FACT, name)), now)
                for name in action.records
            }
            for name in action.may_record:
                number = after.get((FACT, name))
                fresh = any(after[n] != before[n] for n in after if n[0] == FRESH and n[1] == name)
                if (
                    name in model.relevant.facts
                    and number is not None
                    and (number != before[FACT, name] or fresh)
                ):
                    facts[name] = _value(model, definition.facts[name], number, now)
            return build_do_command(definition, action, facts, now)
        case "waive":
            return Waive(Act(definition.action(id).waivable_by[0], why=REASON), id)
        case "advance":
            return Advance(Act(definition.outcome(id).by[0], why=REASON), id)
        case "raise":
            return Raise(Act(definition.interrupt(id).by[0], why=REASON), id)
        case "set":
            fact = definition.facts[id]
            return Tell(Act(fact.anytime[0]), {id: _value(model, fact, after[FACT, id], now)})
    closing = definition.closing
    assert closing is not None
    return Close(Act(closing.by[0], why=REASON))


def build_do_command(
    definition: Definition, action: Action, facts: Mapping[str, Value], now: datetime
) -> Do:
    """The command that does the action; facts that are not given get some value."""
    rest = {
        name: choose_value(definition.facts[name], now)
        for name in action.records
        if name not in facts
    }
    form = None if action.form is None else sample_evidence(definition.forms[action.form])
    return Do(Act(action.by[0]), action.path, {**facts, **rest}, form)


def abstract_case(model: Model, case: Case, definition: Definition | None = None) -> Valuation:
    """The configuration of the model that the case is in; `definition` has other switches than the model's."""
    if definition is not None:
        model = replace(model, definition=definition)
    found: dict[Name, object] = {}
    for variable in model.variables:
        found[variable.name] = _abstract_variable(model, case, variable.name)
    return found


def _abstract_variable(model: Model, case: Case, name: Name) -> object:
    match name:
        case (kind, track) if kind == AT:
            return case.tracks[track].step
        case (kind, track) if kind == BACK_TO:
            return case.tracks[track].remembered
        case (kind, path) if kind == VISITED:
            track, step = path.split(".")
            return step in case.tracks[track].visits
        case (kind, path) if kind == DONE:
            return _abstract_action(model, case, path)
        case (kind, fact) if kind == FACT:
            return _abstract_fact(model, case, fact)
        case (kind, fact, path) if kind == FRESH:
            return _abstract_freshness(model, case, fact, path)
        case (kind, switch) if kind == SWITCH:
            return model.definition.switches[switch].value
    assert name == CLOSED
    return case.is_closed


def _abstract_action(model: Model, case: Case, path: str) -> str:
    """What stands of the action, as far as anything can still ask: in this visit, in the one to resume, or ever."""
    track, step, action = path.split(".")
    state = case.tracks[track]
    is_asked = path in model.relevant.asked or state.step in model.relevant.asked_at.get(path, ())
    if step not in (state.step, state.remembered) and not is_asked:
        return "open"
    visit = state.visits.get(step)
    record = visit.actions.get(action) if visit else None
    return "open" if record is None else record.state


def _abstract_fact(model: Model, case: Case, name: str) -> int | None:
    value = case.value(name)
    if value is None:
        return None
    home, places = model.relevant.lives.get(name, ("", frozenset[str | None]()))
    if home and case.tracks[home].step not in places:
        return None
    return _class_of(model, model.definition.facts[name], value)


def _abstract_freshness(model: Model, case: Case, name: str, path: str) -> str:
    record = case.facts.get(name)
    track, step = path.split(".")
    if (
        record is None
        or record.origin is None
        or record.origin[:2] != (track, step)
        or _abstract_fact(model, case, name) is None
    ):
        return "no"
    visit = case.tracks[track].visits.get(step)
    return "here" if visit is not None and visit.number == record.origin[2] else "stale"
