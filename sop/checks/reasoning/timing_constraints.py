"""What must happen before what: timing constraints of steps, waits and conditions.

Only necessary conditions count. A fact can have any value once it can be known; that something is
*not* done or current can always hold. If the constraints allow an earlier time than any real case,
that is harmless: a bound is lower then, never too high. An interrupt leaves a step at once. A
step's `takes` and the wait of the outcome run in parallel from its start.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Literal

from sop.checks.reasoning.earliest_time import (
    LONG_AGO,
    ConstraintSystem,
    EarliestTimes,
    Node,
    NodeUnion,
    TimingConstraint,
)
from sop.checks.reasoning.selections import can_be_given, list_end_steps, list_required_actions
from sop.checks.reasoning.step_graph import (
    find_reachable,
    list_edges,
    reverse_edges,
)
from sop.engine.transition_table import find_resumable_steps
from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Not,
    Or,
    StepCurrent,
    StepVisited,
    TermHolds,
    TrackIs,
)
from sop.model.definition import BACK, Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.duration import Duration
from sop.model.value import value


@value
class Stay:
    """The part of a visit from the step's start to this outcome, interrupt or action.

    `counts_from` is the fact from which its wait counts; None for the step's start.
    """

    step: Step
    way: Outcome | Interrupt | Action
    counts_from: str | None = None

    @property
    def least(self) -> Duration | None:
        """What the step takes at least; None if its actions are skipped or it is not finished."""
        takes = self.step.takes
        if takes is None or self.counts_from or not isinstance(self.way, Outcome):
            return None
        return None if self.way.skips_actions else takes.least

    @property
    def takes_time(self) -> bool:
        """Whether any time passes for certain."""
        return bool(self.least or self.wait)

    @property
    def wait(self) -> Duration | None:
        """The wait that runs from the step's start, or from the fact that this stay counts from."""
        if not isinstance(self.way, Outcome) or self.way.wait is None:
            return None
        wait = self.way.wait
        return wait.length if wait.from_fact == self.counts_from else None


StayConstraint = TimingConstraint[Stay]
Until = Literal["first", "entry", "during"]
Lasting = Callable[[Stay], float]


def entry_node(step: str) -> Node:
    """Return the moment at which a visit of the step begins."""
    return ("in", step)


def standing_node(step: str) -> Node:
    """Return the state that the track is at the step since before the start of the count."""
    return ("on", step)


def visit_node(step: str) -> Node:
    """Return the state that the step was visited."""
    return ("seen", step)


def exit_node(outcome: str) -> Node:
    """Return the moment at which the outcome is taken."""
    return ("out", outcome)


def action_node(action: str) -> Node:
    """Return the moment at which the action is done in a visit within the count."""
    return ("doing", action)


def completion_node(action: str) -> Node:
    """Return the state that the action was done, in any visit."""
    return ("done", action)


def start_node(track: str) -> Node:
    """Return the moment at which the track starts; once per case."""
    return ("start", f"{track}.")


def settled_node(action: str) -> Node:
    """Return the state that nothing waits for the action: done, waived or not needed."""
    return ("settled", action)


def resumption_node(track: str) -> Node:
    """Return the state that the count starts in a step that resumes a visit which began before."""
    return ("paused", track)


def known_node(fact: str) -> Node:
    """Return the state that the fact can be known."""
    return ("known", fact)


def value_node(fact: str) -> Node:
    """Return the moment that is the value of the datetime fact."""
    return ("value", fact)


_PASSING = ("start", "in", "on", "out", "doing", "settled")
"""The kinds of nodes that end with a visit; all others last once they have happened."""


class Timing:
    """The timing constraints of a definition, and the earliest times that follow from any start."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._resumed = {
            track.id: find_resumable_steps(track) for track in definition.tracks.values()
        }
        self._condition_nodes: dict[tuple[int, bool], Node] = {}
        # Keys are identities: if a condition were freed, another could get its id.
        self._referenced: list[object] = []
        self._of_conditions: list[StayConstraint] = []
        self._compiled: ConstraintSystem[Stay] | None = None
        self._possible: frozenset[Node] | None = None
        self._before: dict[tuple[str, str, Until], frozenset[Node]] = {}
        self._of_tracks = list(self._list_constraints())
        self._dates = {value_node(fact): LONG_AGO for fact in definition.facts}

    def holds(self, lines: Gate | Condition) -> Node:
        """Return the moment from which the condition, or each line of the gate, may hold."""
        return self._node(lines, True)

    def from_opening(self, lasts: Lasting) -> EarliestTimes[Stay]:
        """Return the earliest time of everything, counted from the opening of the case."""
        return self._all.soonest(self._dates, lasts)

    def can_happen(self, node: Node) -> bool:
        """Return whether a case can reach the node, as far as the constraints decide that."""
        if self._possible is None:
            self._possible = frozenset(self.from_opening(_take_no_time).when)
        return node in self._possible

    def before(self, track: Track, step: str, until: Until) -> frozenset[Node]:
        """Return what can have happened before the first visit of the step, any visit, or its end.

        What ends with a visit of this track is left out, because the track is at one step.
        """
        key = (track.id, step, until)
        if key not in self._before:
            self._before[key] = self._find_before(track, step, until)
        return self._before[key]

    def _find_before(self, track: Track, step: str, until: Until) -> frozenset[Node]:
        allowed = _steps_before(track, step, until)
        barred = {entry_node(s.path) for s in track.steps.values() if s.id not in allowed}
        when = self._all.soonest(self._dates, _take_no_time, barred).when
        return frozenset(node for node in when if _may_precede(node, track))

    def since(
        self,
        track: Track,
        moments: Mapping[Node, float],
        before: Container[Node],
        *,
        lasts: Lasting,
        nodes: Iterable[Node],
        earlier: float = LONG_AGO,
    ) -> EarliestTimes[Stay]:
        """Return the earliest times of these nodes, counted from moments while the track runs.

        What is in `before` can have happened already, at the time `earlier`.
        """
        started = frozenset({start_node(track.id)})
        behind, _ = self._all.behind(nodes, NodeUnion(moments, before))
        old = {node: earlier for node in behind if node in before}
        return self._all.soonest({**self._dates, **old, **moments}, lasts, started, behind)

    def may_take_time(
        self, nodes: Iterable[Node], moments: Container[Node], before: Container[Node] = ()
    ) -> bool:
        """Return whether anything between the moments and the nodes takes time."""
        _, stays = self._all.behind(nodes, NodeUnion(moments, before))
        return any(stay.takes_time for stay in stays)

    @property
    def _all(self) -> ConstraintSystem[Stay]:
        if self._compiled is None:
            self._compiled = ConstraintSystem([*self._of_tracks, *self._of_conditions])
        return self._compiled

    def _list_constraints(self) -> Iterator[StayConstraint]:
        for fact in self.definition.facts:
            for action in self.definition.recorders(fact):
                done = completion_node(action.path)
                yield TimingConstraint(known_node(fact), ((done, None),))
        for each in self.definition.facts.values():
            if can_be_given(self.definition, each):
                yield TimingConstraint(known_node(each.id), ())
        for track in self.definition.tracks.values():
            yield TimingConstraint(start_node(track.id), self._gate(track.starts))
            yield TimingConstraint(entry_node(track.first.path), ((start_node(track.id), None),))
            for step in track.steps.values():
                yield from self._of_step(track, step)
            for interrupt in track.interrupts.values():
                yield from self._of_interrupt(track, interrupt)

    def _of_step(self, track: Track, step: Step) -> Iterator[StayConstraint]:
        yield TimingConstraint(visit_node(step.path), ((entry_node(step.path), None),))
        for action in step.actions.values():
            yield from self._of_action(step, action)
            yield from self._settling_of(step, action)
        for outcome in step.outcomes.values():
            yield from self._of_outcome(track, step, outcome)

    def _of_action(self, step: Step, action: Action) -> Iterator[StayConstraint]:
        needs = [*self._gate((*action.when, *action.only_if))]
        needs += [(settled_node(step.actions[name].path), None) for name in action.after]
        doing = action_node(action.path)
        yield TimingConstraint(doing, ((entry_node(step.path), Stay(step, action)), *needs))
        yield TimingConstraint(doing, ((standing_node(step.path), None), *needs))
        yield TimingConstraint(completion_node(action.path), ((doing, None),))

    def _settling_of(self, step: Step, action: Action) -> Iterator[StayConstraint]:
        settled = settled_node(action.path)
        yield TimingConstraint(settled, ((action_node(action.path), None),))
        for place in (entry_node(step.path), standing_node(step.path)):
            if action.waivable_by:
                yield TimingConstraint(settled, ((place, None),))
            for line in action.when:
                yield TimingConstraint(settled, ((place, None), (self._node(line, False), None)))

    def _of_outcome(self, track: Track, step: Step, outcome: Outcome) -> Iterator[StayConstraint]:
        needs = self._needs_of(track, step, outcome)
        left = exit_node(outcome.path)
        yield TimingConstraint(left, ((entry_node(step.path), Stay(step, outcome)), *needs))
        yield TimingConstraint(left, ((standing_node(step.path), None), *needs))
        if outcome.to != BACK:
            yield TimingConstraint(entry_node(f"{track.id}.{outcome.to}"), ((left, None),))
            return
        # Only a count that starts in the pause sees a visit resumed that began before it.
        pause = resumption_node(track.id)
        for name in self._resumed[track.id].get(step.id, ()):
            target = f"{track.id}.{name}"
            needed = ((left, None), (pause, None), (visit_node(target), None))
            yield TimingConstraint(standing_node(target), needed)

    def _needs_of(
        self, track: Track, step: Step, outcome: Outcome
    ) -> tuple[tuple[Node, Stay | None], ...]:
        """Return what the outcome needs besides a visit of its step."""
        needs: list[tuple[Node, Stay | None]] = []
        if outcome.wait and outcome.wait.from_fact:
            fact = outcome.wait.from_fact
            needs.append((value_node(fact), Stay(step, outcome, fact)))
        needs += self._gate(outcome.when)
        if not outcome.skips_actions:
            required = list_required_actions(step)
            needs += [(settled_node(action.path), None) for action in required]
        if track.on_hold_while is not None:
            needs.append((self._node(track.on_hold_while, False), None))
        return tuple(needs)

    def _of_interrupt(self, track: Track, interrupt: Interrupt) -> Iterator[StayConstraint]:
        needs = self._gate(interrupt.when)
        for name in interrupt.sources:
            step = track.steps[name]
            target = entry_node(f"{track.id}.{interrupt.to}")
            yield TimingConstraint(target, ((entry_node(step.path), Stay(step, interrupt)), *needs))
            yield TimingConstraint(target, ((standing_node(step.path), None), *needs))

    def _gate(self, lines: Gate) -> tuple[tuple[Node, None], ...]:
        return tuple((self._node(line, True), None) for line in lines)

    def _node(self, condition: Condition | Gate, holds: bool) -> Node:
        key = (id(condition), holds)
        if key not in self._condition_nodes:
            self._referenced.append(condition)
            node: Node = ("if", f"{len(self._condition_nodes)}")
            self._condition_nodes[key] = node
            self._compiled = None
            self._of_conditions += [
                TimingConstraint(node, needs) for needs in self._alternatives(condition, holds)
            ]
        return self._condition_nodes[key]

    def _alternatives(
        self, condition: Condition | Gate, holds: bool
    ) -> list[tuple[tuple[Node, None], ...]]:
        """Return what the condition needs to be definitely true (or false).

        Each entry is an alternative, all of which is needed.
        """
        if isinstance(condition, tuple):
            return self._of_parts(condition, holds, needs_all=holds)
        match condition:
            case And(parts):
                return self._of_parts(parts, holds, needs_all=holds)
            case Or(parts):
                return self._of_parts(parts, holds, needs_all=not holds)
            case Not(part):
                return [((self._node(part, not holds), None),)]
            case TermHolds(term):
                return [((self._node(self.definition.terms[term].when, holds), None),)]
            case FactIs(fact) | FactBetween(fact):
                return [((known_node(fact), None),)]
        if not holds or not _needs_an_event(condition):
            return [()]
        return [((node, None),) for node in self._moments(condition)]

    def _of_parts(
        self, parts: tuple[Condition, ...], holds: bool, *, needs_all: bool
    ) -> list[tuple[tuple[Node, None], ...]]:
        nodes = [(self._node(part, holds), None) for part in parts]
        return [tuple(nodes)] if needs_all else [(node,) for node in nodes]

    def _moments(self, question: Condition) -> list[Node]:
        """Return the nodes of which any one makes the question true."""
        match question:
            case FactKnown(fact):
                return [known_node(fact)]
            case ActionIsDone(track, step, action):
                return [completion_node(f"{track}.{step}.{action}")]
            case StepVisited(track, step):
                return [visit_node(f"{track}.{step}")]
            case StepCurrent(track, step):
                return [entry_node(f"{track}.{step}"), standing_node(f"{track}.{step}")]
            case TrackIs(track, "running"):
                return [visit_node(self.definition.tracks[track].first.path)]
            case TrackIs(track, "ended"):
                ends = list_end_steps(self.definition.tracks[track])
                return [visit_node(step.path) for step in ends]
        return []


def _needs_an_event(question: Condition) -> bool:
    """Return whether the question is false until something happens."""
    if isinstance(question, TrackIs):
        return question.status != "waiting"
    return isinstance(question, FactKnown | ActionIsDone | StepCurrent | StepVisited)


def _may_precede(node: Node, track: Track) -> bool:
    """Return whether the node lasts into a later visit of the track, or belongs to another one."""
    kind, name = node
    if kind in ("if", "value"):
        return False
    return kind not in _PASSING or not name.startswith(f"{track.id}.")


def _steps_before(track: Track, step: str, until: Until) -> frozenset[str]:
    """Return the steps of the track that can have been visited before."""
    backward = reverse_edges(list_edges(track))
    if until == "during":
        return find_reachable([step], backward)
    sources = [edge.target for edge in backward if edge.source == step]
    steps = find_reachable(sources, backward)
    return steps - {step} if until == "first" else steps


def _take_no_time(stay: Stay) -> float:
    return 0.0
