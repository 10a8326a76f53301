"""A guarantee about time that no wait or deadline on the path supports.

`precedence` with `not_within:` needs waits of at least that length in sum on all paths from where
`first` becomes possible to `then`; waits that count from a date are taken at their length, because
the audit of the real case measures it. A path is an error if its waits are shorter for certain. If
`first` can be true at any moment, nothing is reported.

`response` with `within:` needs, on all paths from `trigger` to `then`, a deadline that is not
longer for certain: of a step that the path leaves, of a required action there, or of what `then`
asks for. If `then` asks for several things, a deadline of one is enough.

Good:

    language: 1
    version: 1.0.0
    title: Library loan
    stakeholders: {desk: {name: Desk, short: D}}
    tracks:
      loan:
        title: Loan
        lead: desk
        steps:
          warn:
            title: Warn
            responsible: desk
            actions: {write: {do: Write to the reader}}
            outcomes: {unanswered: {to: bill, wait: 14 days}, returned: {to: over}}
          bill: {title: Bill, responsible: desk, outcomes: {paid: {to: over}}}
          over: {title: Over, end: true}
    guarantees:
      time_to_answer:
        precedence:
          first: loan.warn.write is done
          then: loan.bill is current
          not_within: 14 days

Bad:

    language: 1
    version: 1.0.0
    title: Library loan
    stakeholders: {desk: {name: Desk, short: D}}
    tracks:
      loan:
        title: Loan
        lead: desk
        steps:
          warn:
            title: Warn
            responsible: desk
            actions: {write: {do: Write to the reader}}
            outcomes: {unanswered: {to: bill, wait: 7 days}, returned: {to: over}}
          bill: {title: Bill, responsible: desk, outcomes: {paid: {to: over}}}
          over: {title: Over, end: true}
    guarantees:
      time_to_answer:
        precedence:
          first: loan.warn.write is done
          then: loan.bill is current
          not_within: 14 days
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sop.checks.reasoning.critical_path import find_first_node, list_steps_on, start_at_entry
from sop.checks.reasoning.duration_bounds import OWN_MEASURE, DurationBounds
from sop.checks.reasoning.earliest_time import LONG_AGO, EarliestTimes, Node
from sop.checks.reasoning.enabling_events import EnablingEvent, find_enabling_events
from sop.checks.reasoning.locations import Path, make_finding
from sop.checks.reasoning.selections import list_required_actions
from sop.checks.reasoning.timing_constraints import Lasting, Stay, Timing, action_node, entry_node
from sop.definition.load import LoadedWorkflow
from sop.engine.deadlines import say_length
from sop.model.definition import Action, Definition, Guarantee, Outcome, Step
from sop.model.duration import Due, Duration
from sop.model.finding import Finding, Severity
from sop.model.value import value

NAME = "wait-missing"
SEVERITY: Severity = "error"

MeasuredPath = tuple[float, tuple[str, ...]]
"""The sum on the path, and the paths of its steps."""


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    guarantees = definition.guarantees.values()
    if not any(guarantee.within or guarantee.not_within for guarantee in guarantees):
        return
    timing, lengths = Timing(definition), DurationBounds(definition)
    for guarantee in guarantees:
        yield from _check_wait(loaded, timing, lengths, guarantee)
        yield from _check_deadline(loaded, timing, lengths, guarantee)


def _check_wait(
    loaded: LoadedWorkflow, timing: Timing, lengths: DurationBounds, guarantee: Guarantee
) -> Iterator[Finding]:
    """Report a `not_within` if the waits on a path are too short for it."""
    short = find_short_path(timing, lengths, guarantee)
    if short is None or guarantee.not_within is None:
        return
    amount, steps = short
    asked = say_length(guarantee.not_within)
    waits = "there is no wait" if amount <= 0 else "the waits are shorter"
    message = (
        f"guarantee '{guarantee.id}' promises not within {asked},"
        f" but {waits} on the path {' -> '.join(steps)}"
    )
    remedy = f"Add 'wait: {asked}' to an outcome on that path, or shorten 'not_within:'."
    yield _report(loaded, guarantee, message, remedy, steps)


def find_short_path(
    timing: Timing, lengths: DurationBounds, guarantee: Guarantee
) -> MeasuredPath | None:
    """Return the path to `then` with the shortest waits if they are shorter than `not_within`."""
    if guarantee.not_within is None or guarantee.b is None:
        return None
    begin = find_enabling_events(timing.definition, guarantee.a)
    if begin.unbound or begin.includes_departure:
        return None
    measure = OWN_MEASURE[guarantee.not_within.unit]
    needed = lengths.at_least(guarantee.not_within, measure)
    then = timing.holds(guarantee.b)

    def measure_wait(stay: Stay) -> float:
        return lengths.at_most(_find_wait(stay), measure)

    short: list[MeasuredPath] = []
    for event in begin.events:
        path = _find_shortest_path(
            timing, event, earlier=LONG_AGO, lasts=measure_wait, nodes=(then,)
        )
        if path is not None and path[0] < needed:
            short.append(path)
    return min(short, default=None)


def _find_wait(stay: Stay) -> Duration | None:
    """Return the wait of the outcome that ends the stay, whatever the wait counts from."""
    if stay.counts_from is not None or not isinstance(stay.way, Outcome):
        return None
    return stay.way.wait.length if stay.way.wait else None


@value
class _Limit:
    """The time in which a response must come, and the bounds for comparing deadlines with it."""

    within: Duration
    lengths: DurationBounds

    def is_met(self, step: Step, actions: Collection[Action]) -> bool:
        """Return whether the step or one of the actions is due in that time."""
        return any(map(self._is_in_time, (step.due, *(action.due for action in actions))))

    def _is_in_time(self, due: Due | None) -> bool:
        if due is None:
            return False
        if due.before_fact is not None:
            return True
        measure = OWN_MEASURE[self.within.unit]
        most = self.lengths.at_most(self.within, measure)
        return self.lengths.at_least(due.length, measure) <= most

    def is_met_by_stay(self, stay: Stay) -> bool:
        """Return whether a deadline that is short enough passes when the step is left like this."""
        if isinstance(stay.way, Action):
            return self.is_met(stay.step, [stay.way])
        return self.is_met(stay.step, list_required_actions(stay.step))

    def is_met_by_answer(self, definition: Definition, answer: EnablingEvent) -> bool:
        """Return whether the step or action that answers is itself due in that time."""
        step = definition.tracks[answer.track].steps[answer.step]
        if answer.action is not None:
            return self.is_met(step, [step.actions[answer.action]])
        return answer.leaves and self.is_met(step, list_required_actions(step))


def _check_deadline(
    loaded: LoadedWorkflow, timing: Timing, lengths: DurationBounds, guarantee: Guarantee
) -> Iterator[Finding]:
    """Report a `within` if nothing is due in time on a path from the trigger to the response."""
    if guarantee.within is None or guarantee.b is None:
        return
    definition, limit = timing.definition, _Limit(guarantee.within, lengths)
    answers = find_enabling_events(definition, guarantee.b).events
    if any(limit.is_met_by_answer(definition, answer) for answer in answers):
        return
    begin = find_enabling_events(definition, guarantee.a)
    nodes = tuple(_node_of(answer) for answer in answers)
    paths = _list_open_paths(timing, begin.events, limit, nodes)
    if not paths and answers and not begin.unbound:
        return
    steps = min(paths, default=())
    asked = say_length(guarantee.within)
    place = f"on the path {' -> '.join(steps)}" if steps else "before it"
    message = (
        f"guarantee '{guarantee.id}' promises a response within {asked},"
        f" but nothing is due in that time {place}"
    )
    remedy = f"Add 'due: {asked}' to the step or action that responds, or to a step on that path."
    yield _report(loaded, guarantee, message, remedy, steps)


def _list_open_paths(
    timing: Timing, events: tuple[EnablingEvent, ...], limit: _Limit, nodes: tuple[Node, ...]
) -> list[tuple[str, ...]]:
    """Return a path from each event to the first of the nodes on which nothing is due in time."""

    def measure_stay(stay: Stay) -> float:
        return float(limit.is_met_by_stay(stay))

    found: list[tuple[str, ...]] = []
    for event in events:
        path = _find_shortest_path(timing, event, earlier=0.0, lasts=measure_stay, nodes=nodes)
        if path is not None and path[0] < 1:
            found.append(path[1])
    return found


def _node_of(answer: EnablingEvent) -> Node:
    path = f"{answer.track}.{answer.step}"
    if answer.action:
        return action_node(f"{path}.{answer.action}")
    return entry_node(path)


def _find_shortest_path(
    timing: Timing, event: EnablingEvent, *, earlier: float, lasts: Lasting, nodes: tuple[Node, ...]
) -> MeasuredPath | None:
    """Return the least sum on a path from the event's step to the first node, and its steps.

    `earlier` is the sum where another track had reached the node before.
    """
    track = timing.definition.tracks[event.track]
    step = track.steps[event.step]
    if not timing.can_happen(entry_node(step.path)):
        return None
    start = start_at_entry(track, step)
    before = timing.before(track, step.id, "first")
    if earlier != LONG_AGO:
        # The other track's last step before the answer is still to come.
        lasting = (node for node in before if node[0] in ("in", "seen", "done", "known"))
        before = frozenset(lasting) - set(nodes)
    soonest: EarliestTimes[Stay] = timing.since(
        track, start.moments, before, lasts=lasts, nodes=nodes, earlier=earlier
    )
    node = find_first_node(soonest, nodes)
    if node is None:
        return None
    return soonest.when[node], list_steps_on(soonest, node) or (step.path,)


def _report(
    loaded: LoadedWorkflow,
    guarantee: Guarantee,
    message: str,
    remedy: str,
    steps: tuple[str, ...],
) -> Finding:
    path: Path = ("guarantees", guarantee.id)
    return make_finding(loaded, NAME, SEVERITY, path, message, remedy, key=True, path_to=steps)
