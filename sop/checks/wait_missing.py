"""A guarantee about time that no wait or deadline on the way supports.

`precedence` with `not_within:` needs waits of at least that length in sum on every way from where `first` becomes
possible to `then`; waits that count from a date are taken at their length, because the audit of the real case measures
it. A way is an error when its waits are shorter for certain. Where `first` can be true at any moment, nothing is told.

`response` with `within:` needs, on every way from `trigger` to `then`, a deadline that is not longer for certain: of a
step that the way leaves, of a required action there, or of what `then` asks for. Where `then` asks for several things,
a deadline of one is enough.

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
        precedence: {first: loan.warn.write is done, then: loan.bill is current, not_within: 14 days}

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
        precedence: {first: loan.warn.write is done, then: loan.bill is current, not_within: 14 days}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.critical_path import find_first_node, list_steps_on, start_at_entry
from sop.checks.reasoning.duration_bounds import OWN_MEASURE, DurationBounds
from sop.checks.reasoning.earliest_time import LONG_AGO, EarliestTimes, Node
from sop.checks.reasoning.enabling_events import EnablingEvent, find_enabling_events
from sop.checks.reasoning.locations import Path, make_finding
from sop.checks.reasoning.timing_constraints import Lasting, Stay, Timing, action_node, entry_node
from sop.definition.load import LoadedWorkflow
from sop.engine.deadlines import say_length
from sop.model.definition import Action, Definition, Duration, Guarantee, Outcome, Step
from sop.model.finding import Finding, Severity

NAME = "wait-missing"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    definition = loaded.definition
    if definition is None or not any(
        g.within or g.not_within for g in definition.guarantees.values()
    ):
        return
    timing, lengths = Timing(definition), DurationBounds(definition)
    for guarantee in definition.guarantees.values():
        yield from _check_wait(loaded, timing, lengths, guarantee)
        yield from _check_deadline(loaded, timing, lengths, guarantee)


def _check_wait(
    loaded: LoadedWorkflow, timing: Timing, lengths: DurationBounds, guarantee: Guarantee
) -> Iterator[Finding]:
    """The finding about `not_within`, if a way is too short for it."""
    short = find_short_path(timing, lengths, guarantee)
    if short is not None and guarantee.not_within is not None:
        amount, steps = short
        asked = say_length(guarantee.not_within)
        waits = "no wait lies" if amount <= 0 else "the waits are shorter"
        message = f"guarantee '{guarantee.id}' promises not within {asked}, but {waits} on the way {' -> '.join(steps)}"
        remedy = f"Add 'wait: {asked}' to an outcome on that way, or shorten 'not_within:'."
        yield make_finding(
            loaded, NAME, SEVERITY, _place(guarantee), message, remedy, key=True, path_to=steps
        )


def find_short_path(
    timing: Timing, lengths: DurationBounds, guarantee: Guarantee
) -> tuple[float, tuple[str, ...]] | None:
    """The way to `then` on which the waits are the shortest, if they are shorter than `not_within`, and their sum."""
    if guarantee.not_within is None or guarantee.b is None:
        return None
    begin = find_enabling_events(timing.definition, guarantee.a)
    if begin.unbound or any(event.leaves for event in begin.events):
        return None
    measure = OWN_MEASURE[guarantee.not_within.unit]
    needed = lengths.at_least(guarantee.not_within, measure)
    then = timing.holds(guarantee.b)

    def measure_wait(stay: Stay) -> float:
        return lengths.at_most(_whole_wait(stay), measure)

    found_ways = [
        _find_shortest_path(timing, event, LONG_AGO, measure_wait, (then,))
        for event in begin.events
    ]
    return min((way for way in found_ways if way is not None and way[0] < needed), default=None)


def _whole_wait(stay: Stay) -> Duration | None:
    """The wait of the way out, whatever it counts from."""
    wait = stay.way.wait if isinstance(stay.way, Outcome) else None
    return wait.length if wait is not None and stay.counts_from is None else None


def _check_deadline(
    loaded: LoadedWorkflow, timing: Timing, lengths: DurationBounds, guarantee: Guarantee
) -> Iterator[Finding]:
    """The way from the trigger to the response on which nothing is due in time, if there is one."""
    if guarantee.within is None or guarantee.b is None:
        return
    definition, within = timing.definition, guarantee.within
    answers = find_enabling_events(definition, guarantee.b).events
    if any(_is_due(lengths, within, definition, answer) for answer in answers):
        return
    nodes = tuple(_moment(definition, answer) for answer in answers)
    begin = find_enabling_events(definition, guarantee.a)

    def measure_stay(stay: Stay) -> float:
        return float(_passes(lengths, within, stay))

    ways = [_find_shortest_path(timing, event, 0.0, measure_stay, nodes) for event in begin.events]
    open_ways = [way[1] for way in ways if way is not None and way[0] < 1]
    if open_ways or begin.unbound or not answers:
        steps = min(open_ways, default=())
        asked = say_length(within)
        where = f"on the way {' -> '.join(steps)}" if steps else "before it"
        promise = f"guarantee '{guarantee.id}' promises a response within {asked}"
        message = f"{promise}, but nothing is due in that time {where}"
        remedy = (
            f"Add 'due: {asked}' to the step or action that responds, or to a step on that way."
        )
        yield make_finding(
            loaded, NAME, SEVERITY, _place(guarantee), message, remedy, key=True, path_to=steps
        )


def _is_due(
    lengths: DurationBounds, within: Duration, definition: Definition, answer: EnablingEvent
) -> bool:
    """Whether the step or action that answers is itself due in time."""
    step = definition.tracks[answer.track].steps[answer.step]
    if answer.action is None and not answer.leaves:
        return False
    actions = (
        [step.actions[answer.action]]
        if answer.action
        else [a for a in step.actions.values() if a.required]
    )
    return _is_due_in_time(lengths, within, step, actions)


def _passes(lengths: DurationBounds, within: Duration, stay: Stay) -> bool:
    """Whether leaving the step like this passes a deadline that is short enough."""
    if isinstance(stay.way, Action):
        return _is_due_in_time(lengths, within, stay.step, [stay.way])
    return _is_due_in_time(
        lengths, within, stay.step, [a for a in stay.step.actions.values() if a.required]
    )


def _is_due_in_time(
    lengths: DurationBounds, within: Duration, step: Step, actions: list[Action]
) -> bool:
    measure = OWN_MEASURE[within.unit]
    dues = [due for due in (step.due, *(action.due for action in actions)) if due is not None]
    most = lengths.at_most(within, measure)
    return any(
        due.before_fact is not None or lengths.at_least(due.length, measure) <= most for due in dues
    )


def _moment(definition: Definition, answer: EnablingEvent) -> Node:
    path = f"{answer.track}.{answer.step}"
    if answer.action:
        return action_node(f"{path}.{answer.action}")
    return entry_node(path)


def _find_shortest_path(
    timing: Timing, event: EnablingEvent, earlier: float, lasts: Lasting, nodes: tuple[Node, ...]
) -> tuple[float, tuple[str, ...]] | None:
    """The least on any way from the event's step to the first of these moments, and the steps of that way.

    `earlier` is what counts for a way that another track went before.
    """
    track = timing.definition.tracks[event.track]
    step = track.steps[event.step]
    if not timing.can_happen(entry_node(step.path)):
        return None
    start = start_at_entry(track, step)
    before = timing.before(track, step.id, "first")
    if earlier != LONG_AGO:  # the other track's last step before the answer still lies ahead
        before = frozenset(
            node for node in before if node[0] in ("in", "seen", "done", "known")
        ) - set(nodes)
    soonest: EarliestTimes[Stay] = timing.since(track, start.moments, before, lasts, nodes, earlier)
    node = find_first_node(soonest, nodes)
    if node is None:
        return None
    return soonest.when[node], list_steps_on(soonest, node) or (step.path,)


def _place(guarantee: Guarantee) -> Path:
    return ("guarantees", guarantee.id)
