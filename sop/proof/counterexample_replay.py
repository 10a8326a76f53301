"""Replays a run of the model as a case of the engine: a counterexample is shown only if it works.

Every turn goes through `decide`. What the model leaves out is added: free actions are done where
the step needs them, facts that nothing reads get some value, and time passes where an outcome has
to wait.
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
from sop.model.commands import Act, Advance, Close, Command, Do, Open, Raise, SetFacts, Waive
from sop.model.condition import Value
from sop.model.definition import Action, Definition
from sop.model.events import Event
from sop.model.fact import NOT_KNOWN
from sop.model.refusal import Refusal, UsageError
from sop.model.value import replace, value
from sop.proof.bdd import Valuation
from sop.proof.case_abstraction import choose_value, class_of_value, value_of_class
from sop.proof.counterexample_search import Trace, TraceStep
from sop.proof.finite_model import Model
from sop.proof.formula import FACT, FRESH, SWITCH
from sop.proof.sample_evidence import sample_evidence

OPENS = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday morning, so that the first turns lie in working hours."""
BETWEEN = timedelta(minutes=10)
"""Turns have different times, so that the order of a printed case can be read from them."""
LONGEST_WAIT = timedelta(days=800)
"""Longer than the waits of real procedures; a longer one does not pass."""
REASON = "As the proof goes."
TRIES_OF_A_TURN = 50
"""Free actions that may have to be done before one turn, for each track."""
NEEDS_EARLIER_ACTION = frozenset({"action_open", "out_of_order"})
"""Reasons of a refusal that another action removes."""


class ReplayRefused(Exception):
    """The engine refuses a run that the model allows, which is an error of the program."""


@value
class PlayedCommand:
    """One command that the engine accepted, and when."""

    command: Command
    at: datetime


@value
class PlayedRun:
    """A run as the engine played it.

    `definition` has the switches of the run; `switched` are those that differ from the file.
    """

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
        self._decide(self.opening)

    def _decide(self, command: Command) -> Refusal | None:
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
        """Play the command and return whether the engine accepts it.

        The free actions that it needs are done first, and its wait passes.
        """
        self.now += BETWEEN
        if isinstance(command, Advance):
            self._pass_wait(command)
        for _ in range(len(self.definition.tracks) * TRIES_OF_A_TURN):
            refusal = self._decide(command)
            if refusal is None:
                self.turns.append(PlayedCommand(command, self.now))
                return True
            earlier = _find_required_action(self.definition, refusal)
            if earlier is None:
                return False
            if not self.play(build_do_command(self.definition, earlier, {}, self.now)):
                return False
        return False

    def play_unchanged(self, command: Command) -> bool:
        """Play the command alone and return whether the engine accepts it and writes something."""
        before = len(self.events)
        try:
            refusal = self._decide(command)
        except UsageError:
            return False
        if refusal is not None or len(self.events) == before:
            return False
        self.turns.append(PlayedCommand(command, self.now))
        return True

    def _pass_wait(self, command: Advance) -> None:
        """Let time pass until the outcome's wait is over, in whole minutes as scenarios have."""
        outcome = self.definition.outcome(command.outcome)
        at = Situation(self.definition, self.case, self.now, None, self.calendar)
        track, state = at.track_of(outcome.path)
        if state.visit is None:
            return
        opens = find_opening_time(at, outcome, track, state.visit)
        if opens is not None and self.now < opens <= self.now + LONGEST_WAIT:
            self.now = opens + timedelta(seconds=60 - opens.second)

    def build_run(self) -> PlayedRun:
        """Return what was played so far."""
        return PlayedRun(self.definition, self.opening, tuple(self.turns), self.events, self.case)


def _find_required_action(definition: Definition, refusal: Refusal) -> Action | None:
    """The action that must be done first, if the command is refused for nothing else."""
    if not {reason.code for reason in refusal.reasons} <= NEEDS_EARLIER_ACTION:
        return None
    return definition.action(refusal.reasons[0].at or "")


def replay_trace(model: Model, trace: Trace, calendar: Calendar | None = None) -> PlayedRun:
    """Return the run as the engine plays it.

    Raises:
        ReplayRefused: the engine refuses a turn.
    """
    definition = apply_switches(model.definition, trace.beginning)
    player = RunPlayer(definition, _choose_opening_facts(model, trace.beginning), calendar)
    before = trace.beginning
    for number, step in enumerate(trace.steps, 1):
        move = step.move.guarded
        command = _build_command(model, before, step, player.now + BETWEEN)
        try:
            accepted = player.play(command)
        except UsageError as wrong:
            raise ReplayRefused(f"turn {number}, {move.id}: {wrong}") from wrong
        if not accepted:
            raise ReplayRefused(f"turn {number}: the engine refuses {move.kind} {move.id}")
        before = step.after
    switched = _find_changed_switches(model.definition, definition)
    return replace(player.build_run(), switched=switched)


def _find_changed_switches(in_file: Definition, played: Definition) -> dict[str, bool]:
    return {
        name: switch.value
        for name, switch in played.switches.items()
        if switch.value != in_file.switches[name].value
    }


def shorten_run(
    run: PlayedRun, is_faulty: Callable[[PlayedRun], bool], calendar: Calendar | None = None
) -> PlayedRun:
    """Return the run without the turns that it does not need.

    The engine accepts the remaining turns, and the fault is still there.
    """
    is_shorter = True
    while is_shorter:
        is_shorter = False
        for number in reversed(range(len(run.turns))):
            rest = (*run.turns[:number], *run.turns[number + 1 :])
            shorter = _replay_turns(run, rest, calendar)
            if shorter is not None and is_faulty(shorter):
                run, is_shorter = shorter, True
    return run


def _replay_turns(
    run: PlayedRun, turns: tuple[PlayedCommand, ...], calendar: Calendar | None
) -> PlayedRun | None:
    """The run with these turns, each at its time; None if the engine refuses one."""
    player = RunPlayer(run.definition, run.opening.facts, calendar)
    for turn in turns:
        player.now = turn.at
        if not player.play_unchanged(turn.command):
            return None
    return replace(player.build_run(), switched=run.switched)


def apply_switches(definition: Definition, valuation: Valuation) -> Definition:
    """Return the definition with the switches of this configuration."""
    switches = {
        name: replace(switch, value=valuation.get((SWITCH, name), switch.value) is True)
        for name, switch in definition.switches.items()
    }
    if switches == dict(definition.switches):
        return definition
    return replace(definition, switches=switches)


def _choose_opening_facts(model: Model, beginning: Valuation) -> dict[str, Value]:
    """The facts given at the opening: those whose value differs from the initial one."""
    given = _answer_needed_facts(model.definition)
    for name in model.relevant.facts:
        fact, number = model.definition.facts[name], beginning[FACT, name]
        if not fact.at_opening:
            continue
        if number is None:
            if fact.needed_at_opening:
                given[name] = NOT_KNOWN
            continue
        if fact.initially is None or class_of_value(model, fact, fact.initially) != number:
            given[name] = value_of_class(model, fact, number, OPENS)
    return given


def _answer_needed_facts(definition: Definition) -> dict[str, Value]:
    """Some value of each fact without which no case is opened."""
    needed = (fact for fact in definition.facts.values() if fact.needed_at_opening)
    return {fact.id: choose_value(fact, OPENS) for fact in needed}


def _build_command(model: Model, before: Valuation, step: TraceStep, now: datetime) -> Command:
    """The command that makes the move."""
    definition, id, after = model.definition, step.move.guarded.id, step.after
    match step.move.guarded.kind:
        case "do":
            action = definition.action(id)
            facts = _find_recorded_facts(model, action, before, after, now)
            return build_do_command(definition, action, facts, now)
        case "waive":
            return Waive(Act(definition.action(id).waivable_by[0], why=REASON), id)
        case "advance":
            return Advance(Act(definition.outcome(id).by[0], why=REASON), id)
        case "raise":
            return Raise(Act(definition.interrupt(id).by[0], why=REASON), id)
        case "set":
            return _build_set_command(model, id, after, now)
    closing = definition.closing
    assert closing is not None
    return Close(Act(closing.by[0], why=REASON))


def _build_set_command(model: Model, id: str, after: Valuation, now: datetime) -> SetFacts:
    fact = model.definition.facts[id]
    told = {id: value_of_class(model, fact, after[FACT, id], now)}
    if fact.anytime:
        return SetFacts(Act(fact.anytime[0]), told)
    return SetFacts(Act(fact.changes[0], why=REASON), told, from_now=True)


def _find_recorded_facts(
    model: Model, action: Action, before: Valuation, after: Valuation, now: datetime
) -> dict[str, Value]:
    """What the action records in this move: all that it must, and of the rest what changed.

    Where the fact that it must record did not change, the answer can be "not known".
    """
    facts, found = model.definition.facts, dict[str, Value]()
    for name in dict.fromkeys((*action.records, *action.may_record)):
        is_recorded = _is_recorded(model, name, before, after)
        if is_recorded or model.definition.certainly_records(action, name):
            found[name] = value_of_class(model, facts[name], after.get((FACT, name)), now)
        elif name in action.records:
            found[name] = NOT_KNOWN
    return found


def _is_recorded(model: Model, name: str, before: Valuation, after: Valuation) -> bool:
    if name not in model.relevant.facts:
        return False
    number = after.get((FACT, name))
    if number is None:
        return False
    became_fresh = any(
        after[other] != before[other] for other in after if other[:2] == (FRESH, name)
    )
    return number != before[FACT, name] or became_fresh


def build_do_command(
    definition: Definition, action: Action, facts: Mapping[str, Value], now: datetime
) -> Do:
    """Return the command that does the action; facts that are not given get some value."""
    rest = {
        name: choose_value(definition.facts[name], now)
        for name in action.records
        if name not in facts
    }
    form = None if action.form is None else sample_evidence(definition.forms[action.form])
    return Do(Act(action.by[0]), action.path, {**facts, **rest}, form)
