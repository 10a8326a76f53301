"""What has to happen before what, as laws for `soonest`: steps and waits, and conditions that ask about other tracks.

Only what must be so counts. A fact can have any value once it can be known; that something is *not* done or current can
always be so. What the laws allow sooner than any real case is harmless: it makes a bound lower, never too high.
An interrupt leaves a step at once. A step's `takes` and the wait of the outcome run side by side from its start.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Literal

from sop.checks.reasoning.earliest_time import (
    LONG_AGO,
    ConstraintSystem,
    EarliestTimes,
    Node,
    TimingConstraint,
)
from sop.checks.reasoning.fact_sources import recorders_of
from sop.checks.reasoning.step_graph import (
    find_reachable,
    find_resumable_steps,
    list_edges,
    reverse_edges,
)
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
from sop.model.definition import BACK, Action, Definition, Duration, Interrupt, Outcome, Step, Track
from sop.model.value import value


@value
class Stay:
    """The part of a visit from the step's start to this way out or action; `counts_from` is the fact of its wait."""

    step: Step
    way: Outcome | Interrupt | Action
    counts_from: str | None = None

    @property
    def least(self) -> Duration | None:
        """What the step takes at least; nothing where its actions are skipped or it is not finished."""
        takes = self.step.takes
        if (
            takes is None
            or not isinstance(self.way, Outcome)
            or self.way.skips_actions
            or self.counts_from
        ):
            return None
        return takes.least

    @property
    def wait(self) -> Duration | None:
        """The wait that runs from the step's start, or from the fact that this stay counts from."""
        wait = self.way.wait if isinstance(self.way, Outcome) else None
        return wait.length if wait is not None and wait.from_fact == self.counts_from else None


StayLaw = TimingConstraint[Stay]
Until = Literal["first", "entry", "during"]
Lasting = Callable[[Stay], float]


def entry_node(step: str) -> Node:
    """The step's visit begins."""
    return ("in", step)


def standing_node(step: str) -> Node:
    """The track stands at the step since any time before the start of the count."""
    return ("on", step)


def visit_node(step: str) -> Node:
    return ("seen", step)


def exit_node(way: str) -> Node:
    return ("out", way)


def action_node(action: str) -> Node:
    """The action is done in a visit that the count sees."""
    return ("doing", action)


def completion_node(action: str) -> Node:
    return ("done", action)


def start_node(track: str) -> Node:
    """The track starts, once a case."""
    return ("start", f"{track}.")


def settled_node(action: str) -> Node:
    """The action no longer stands in the way: done, waived or not needed."""
    return ("settled", action)


def resumption_node(track: str) -> Node:
    """The count starts in a step that goes back to a visit which began before."""
    return ("paused", track)


def known_node(fact: str) -> Node:
    return ("known", fact)


def value_node(fact: str) -> Node:
    """The moment that the datetime fact tells."""
    return ("value", fact)


_PASSING = ("start", "in", "on", "out", "doing", "settled")
"""What belongs to one visit; the rest lasts once it has happened."""


@value
class _Union:
    """Both collections as one, without copying them."""

    one: Container[Node]
    other: Container[Node]

    def __contains__(self, node: object) -> bool:
        return node in self.one or node in self.other


class Timing:
    """The laws of a definition, and what they say from any start on."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._resumed = {
            track.id: find_resumable_steps(track) for track in definition.tracks.values()
        }
        self._build_set: dict[tuple[int, bool], Node] = {}
        self._kept: list[
            object
        ] = []  # the conditions in `_made` by identity, so that none is another's successor
        self._of_conditions: list[StayLaw] = []
        self._compiled: ConstraintSystem[Stay] | None = None
        self._possible: frozenset[Node] | None = None
        self._before: dict[tuple[str, str, Until], frozenset[Node]] = {}
        self._of_tracks = list(self._laws())
        self._dates = {value_node(fact): LONG_AGO for fact in definition.facts}

    def holds(self, lines: Gate | Condition) -> Node:
        """The moment from which the condition, or each line of the gate, may hold."""
        return self._node(lines, True)

    def from_opening(self, lasts: Lasting) -> EarliestTimes[Stay]:
        """The soonest of everything, counted from the opening of the case."""
        return self._all.soonest(self._dates, lasts)

    def can_happen(self, node: Node) -> bool:
        """Whether any case can come to it, as far as the laws say."""
        if self._possible is None:
            self._possible = frozenset(self.from_opening(lambda stay: 0).when)
        return node in self._possible

    def before(self, track: Track, step: str, until: Until) -> frozenset[Node]:
        """Everything that can have happened until the first visit of the step begins, or any one, or while it lasts.

        What does not last cannot in this track, which stands at one step.
        """
        key = (track.id, step, until)
        if key not in self._before:
            backwards = reverse_edges(list_edges(track))
            sources = (
                [step]
                if until == "during"
                else [way.target for way in backwards if way.source == step]
            )
            steps = find_reachable(sources, backwards) - ({step} if until == "first" else set())
            allowed = {f"{track.id}.{name}" for name in steps}
            barred = {entry_node(f"{track.id}.{name}") for name in track.steps} - {
                entry_node(name) for name in allowed
            }
            when = self._all.soonest(self._dates, lambda stay: 0, barred).when
            own = f"{track.id}."
            self._before[key] = frozenset(
                node
                for node in when
                if node[0] not in ("if", "value")
                and not (node[0] in _PASSING and node[1].startswith(own))
            )
        return self._before[key]

    def since(
        self,
        track: Track,
        moments: Mapping[Node, float],
        before: Container[Node],
        lasts: Lasting,
        nodes: Iterable[Node],
        earlier: float = LONG_AGO,
    ) -> EarliestTimes[Stay]:
        """The soonest of these nodes, counted from moments while the track runs; `before` can have happened already."""
        started = frozenset({start_node(track.id)})
        behind, _ = self._all.behind(nodes, _Union(moments, before))
        old = {node: earlier for node in behind if node in before}
        return self._all.soonest({**self._dates, **old, **moments}, lasts, started, behind)

    def may_take_time(
        self, nodes: Iterable[Node], moments: Container[Node], before: Container[Node] = ()
    ) -> bool:
        """Whether anything that takes time lies between the moments and the nodes."""
        _, stays = self._all.behind(nodes, _Union(moments, before))
        return any(stay.least or stay.wait for stay in stays)

    @property
    def _all(self) -> ConstraintSystem[Stay]:
        if self._compiled is None:
            self._compiled = ConstraintSystem([*self._of_tracks, *self._of_conditions])
        return self._compiled

    def _laws(self) -> Iterator[StayLaw]:
        for fact, places in recorders_of(self.definition).items():
            for _, _, action in places:
                yield TimingConstraint(known_node(fact), ((completion_node(action.path), None),))
        for name, each in self.definition.facts.items():
            if each.anytime or each.at_opening or each.initially is not None:
                yield TimingConstraint(known_node(name), ())
        for track in self.definition.tracks.values():
            yield TimingConstraint(start_node(track.id), self._gate(track.starts))
            yield TimingConstraint(entry_node(track.first.path), ((start_node(track.id), None),))
            for step in track.steps.values():
                yield from self._of_step(track, step)
            for interrupt in track.interrupts.values():
                yield from self._of_interrupt(track, interrupt)

    def _of_step(self, track: Track, step: Step) -> Iterator[StayLaw]:
        yield TimingConstraint(visit_node(step.path), ((entry_node(step.path), None),))
        for action in step.actions.values():
            yield from self._of_action(step, action)
        for outcome in step.outcomes.values():
            yield from self._of_outcome(track, step, outcome)

    def _of_action(self, step: Step, action: Action) -> Iterator[StayLaw]:
        needs = [*self._gate((*action.when, *action.only_if))]
        needs += [(settled_node(step.actions[name].path), None) for name in action.after]
        yield TimingConstraint(
            action_node(action.path), ((entry_node(step.path), Stay(step, action)), *needs)
        )
        yield TimingConstraint(action_node(action.path), ((standing_node(step.path), None), *needs))
        yield TimingConstraint(completion_node(action.path), ((action_node(action.path), None),))
        settled = settled_node(action.path)
        yield TimingConstraint(settled, ((action_node(action.path), None),))
        for place in (entry_node(step.path), standing_node(step.path)):
            if action.waivable_by:
                yield TimingConstraint(settled, ((place, None),))
            for line in action.when:
                yield TimingConstraint(settled, ((place, None), (self._node(line, False), None)))

    def _of_outcome(self, track: Track, step: Step, outcome: Outcome) -> Iterator[StayLaw]:
        needs = [*self._gate(outcome.when)]
        if not outcome.skips_actions:
            needs += [
                (settled_node(action.path), None)
                for action in step.actions.values()
                if action.required
            ]
        if track.on_hold_while is not None:
            needs.append((self._node(track.on_hold_while, False), None))
        waits_for = outcome.wait.from_fact if outcome.wait else None
        counted: list[tuple[Node, Stay | None]] = (
            [(value_node(waits_for), Stay(step, outcome, waits_for))] if waits_for else []
        )
        fresh = (entry_node(step.path), Stay(step, outcome))
        yield TimingConstraint(exit_node(outcome.path), (fresh, *counted, *needs))
        yield TimingConstraint(
            exit_node(outcome.path), ((standing_node(step.path), None), *counted, *needs)
        )
        if outcome.to != BACK:
            yield TimingConstraint(
                entry_node(f"{track.id}.{outcome.to}"), ((exit_node(outcome.path), None),)
            )
            return
        for name in self._resumed[track.id].get(step.id, ()):
            # Only a count that starts in the pause sees a visit resumed that began before it.
            target = f"{track.id}.{name}"
            resumed: tuple[Node, ...] = (
                exit_node(outcome.path),
                resumption_node(track.id),
                visit_node(target),
            )
            yield TimingConstraint(standing_node(target), tuple((node, None) for node in resumed))

    def _of_interrupt(self, track: Track, interrupt: Interrupt) -> Iterator[StayLaw]:
        needs = self._gate(interrupt.when)
        for name in interrupt.sources:
            step = track.steps[name]
            for place in (
                (entry_node(step.path), Stay(step, interrupt)),
                (standing_node(step.path), None),
            ):
                yield TimingConstraint(entry_node(f"{track.id}.{interrupt.to}"), (place, *needs))

    def _gate(self, lines: Gate) -> tuple[tuple[Node, None], ...]:
        return tuple((self._node(line, True), None) for line in lines)

    def _node(self, condition: Condition | Gate, holds: bool) -> Node:
        key = (id(condition), holds)
        if key not in self._build_set:
            self._kept.append(condition)
            node: Node = ("if", f"{len(self._build_set)}")
            self._build_set[key] = node
            self._compiled = None
            self._of_conditions += [
                TimingConstraint(node, needs) for needs in self._alternatives(condition, holds)
            ]
        return self._build_set[key]

    def _alternatives(
        self, condition: Condition | Gate, holds: bool
    ) -> list[tuple[tuple[Node, None], ...]]:
        """What the condition needs to be definitely true (or false): each entry is one way, all of which is needed."""
        if isinstance(condition, tuple):
            return self._of_parts(condition, holds, together=holds)
        match condition:
            case And(parts):
                return self._of_parts(parts, holds, together=holds)
            case Or(parts):
                return self._of_parts(parts, holds, together=not holds)
            case Not(part):
                return [((self._node(part, not holds), None),)]
            case TermHolds(term):
                return [((self._node(self.definition.terms[term].when, holds), None),)]
            case FactIs(fact) | FactBetween(fact):
                return [((known_node(fact), None),)]
        if not holds:
            return [()]
        return (
            [((node, None),) for node in self._moments(condition)] if _is_place(condition) else [()]
        )

    def _of_parts(
        self, parts: tuple[Condition, ...], holds: bool, *, together: bool
    ) -> list[tuple[tuple[Node, None], ...]]:
        nodes = [(self._node(part, holds), None) for part in parts]
        return [tuple(nodes)] if together else [(node,) for node in nodes]

    def _moments(self, question: Condition) -> list[Node]:
        """Any one of these makes the question true."""
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
                return [
                    visit_node(step.path)
                    for step in self.definition.tracks[track].steps.values()
                    if step.end
                ]
        return []


def _is_place(question: Condition) -> bool:
    waiting = isinstance(question, TrackIs) and question.status == "waiting"
    return (
        isinstance(question, FactKnown | ActionIsDone | StepCurrent | StepVisited | TrackIs)
        and not waiting
    )
