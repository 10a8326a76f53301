"""Judges whether the guarantees were kept in the history of one real case (runtime monitoring).

The case is observed at its opening and after each event, once the tracks that the event started
have started. Events that were undone are left out. A fact that was corrected has its right value
from the event on that recorded the wrong one: what happened is judged by what was so. Lengths of
time are measured here, between the moments at which things happened (`at`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal

from sop.engine.deadlines import TimeCounter, say_length
from sop.engine.evaluate import Truth, evaluate_condition, find_read_facts, find_read_tracks
from sop.engine.evolve import apply_event, list_effective_events
from sop.model.case_state import Case, FactRecord
from sop.model.condition import Condition
from sop.model.definition import Definition, Guarantee
from sop.model.duration import Duration
from sop.model.events import Event, FactsRecorded
from sop.model.value import replace, value
from sop.proof.monitor import (
    MonitorState,
    Observation,
    Verdict,
    advance_monitor,
    first_state,
    is_reached,
    judge_state,
)
from sop.proof.read_conditions import list_guarantee_conditions

AuditVerdict = Verdict | Literal["private"]
"""A verdict, or that facts decide it which the viewer may not see."""


@value
class Judgement:
    """The verdict on one guarantee.

    `event` decided it, or None; `what` explains it in words; `until` is the moment by which a
    pending obligation must be met. `concerned` is False if the guarantee's `if` was never true.
    `reached` is False if it is kept only because nothing that it is about has happened.
    """

    guarantee: Guarantee
    verdict: AuditVerdict
    event: int | None
    what: str
    until: datetime | None = None
    concerned: bool = True
    reached: bool = True


@value
class _GuaranteeMonitor:
    """The monitor of one guarantee at one moment of a history.

    `last` is the previous observation; `decided` the event that decided the verdict so far.
    `started` is when the clock of `within` or `not_within` began; `late`: a length of time was
    violated; `closed`: the case was closed at the previous observation. `reached`: what the
    guarantee is about has happened.
    """

    guarantee: Guarantee
    state: MonitorState
    last: Observation | None = None
    decided: int | None = None
    started: datetime | None = None
    late: bool = False
    closed: bool = False
    reached: bool = False


@value
class _Scope:
    """Tracks and facts that a guarantee reads, or that an event changed."""

    tracks: frozenset[str]
    facts: frozenset[str]

    def overlaps(self, other: _Scope) -> bool:
        return bool(self.tracks & other.tracks or self.facts & other.facts)


def audit_history(
    definition: Definition, events: Iterable[Event], now: datetime, count: TimeCounter
) -> tuple[Judgement, ...]:
    """Return the judgement of every guarantee, in file order.

    `now` decides whether a pending obligation is late.
    """
    guarantees = definition.guarantees.values()
    monitors = [_GuaranteeMonitor(found, first_state(found.pattern)) for found in guarantees]
    scopes = [_find_reads(definition, guarantee) for guarantee in guarantees]
    case = Case(id="")
    for event, after in _list_moments(definition, events):
        changes = _find_changes(case, after)
        for number, monitor in enumerate(monitors):
            # Speed: where nothing that the guarantee reads changed, the observation is the same
            # as before, and no monitor changes its state by that.
            is_first = monitor.last is None
            if is_first or after.is_closed or changes.overlaps(scopes[number]):
                monitors[number] = _observe_event(definition, monitor, after, event, count)
        case = after
    return tuple(_judge(monitor, case, now, count) for monitor in monitors)


def mask_judgements(
    judgements: Iterable[Judgement], private: Container[str]
) -> tuple[Judgement, ...]:
    """Return the judgements as a viewer may see them to whom these guarantees are private."""
    what = "a rule about facts that you may not see"
    return tuple(
        Judgement(one.guarantee, "private", None, what) if one.guarantee.id in private else one
        for one in judgements
    )


def _find_reads(definition: Definition, guarantee: Guarantee) -> _Scope:
    tracks, facts = set[str](), set[str]()
    for condition in list_guarantee_conditions(guarantee):
        facts.update(find_read_facts(definition, condition))
        tracks.update(find_read_tracks(definition, condition))
    return _Scope(frozenset(tracks), frozenset(facts))


def _find_changes(before: Case, after: Case) -> _Scope:
    """The tracks and the facts that are not the same objects as before."""
    return _Scope(
        _find_new(before.tracks, after.tracks),
        _find_new(before.facts, after.facts),
    )


def _find_new(before: Mapping[str, object], after: Mapping[str, object]) -> frozenset[str]:
    return frozenset(name for name, state in after.items() if before.get(name) is not state)


def _list_moments(definition: Definition, events: Iterable[Event]) -> Iterator[tuple[Event, Case]]:
    """Each event that was not undone, with the case after it; corrected facts have the right value.

    The tracks are where they were.
    """
    moments: list[tuple[Event, Case]] = []
    case = Case(id="")
    right: dict[tuple[str, int], FactRecord] = {}  # by the fact and the event of a wrong record
    for event in list_effective_events(events):
        after = apply_event(definition, case, event)
        if isinstance(event.body, FactsRecorded) and event.body.correction:
            for name in event.body.facts.keys() & case.facts.keys():
                right[name, case.facts[name].event] = after.facts[name]
        case = after
        moments.append((event, case))
    for event, case in moments:
        yield event, _with_right_values(case, right)


def _with_right_values(case: Case, right: Mapping[tuple[str, int], FactRecord]) -> Case:
    """The case with the values of later corrections; a correction can be corrected too."""
    if not right:
        return case
    facts = dict(case.facts)
    for name, record in facts.items():
        while (name, record.event) in right and right[name, record.event] is not record:
            record = right[name, record.event]
        facts[name] = record
    return replace(case, facts=facts)


def observe_case(definition: Definition, case: Case, guarantee: Guarantee) -> Observation:
    """Return the values of the guarantee's conditions in the case as it is now."""

    def evaluate(condition: Condition | None) -> Truth:
        return True if condition is None else evaluate_condition(definition, case, condition)

    return Observation(
        evaluate(guarantee.a), evaluate(guarantee.b), evaluate(guarantee.only_runs_with)
    )


def _observe_event(
    definition: Definition,
    monitor: _GuaranteeMonitor,
    case: Case,
    event: Event,
    count: TimeCounter,
) -> _GuaranteeMonitor:
    """The monitor after one more event."""
    guarantee, before = monitor.guarantee, monitor.state
    observed = observe_case(definition, case, guarantee)
    after = advance_monitor(guarantee.pattern, before, monitor.last, observed)
    if is_reached(guarantee.pattern, observed):
        monitor = replace(monitor, reached=True)
    decided = monitor.decided
    if not monitor.late and _is_decisive(before, after):
        decided = event.id
    monitor = replace(monitor, state=after, decided=decided)
    monitor = _update_clock(monitor, observed, event, count)
    is_closing = case.is_closed and not monitor.closed
    if is_closing and after.mark == "due" and not monitor.late:
        monitor = replace(monitor, decided=event.id)
    return replace(monitor, last=observed, closed=case.is_closed)


def _is_decisive(before: MonitorState, after: MonitorState) -> bool:
    """Whether the mark changed, or a guarantee that was already violated became concerned."""
    if after.mark != before.mark:
        return True
    return after != before and after.mark == "bad"


def _update_clock(
    monitor: _GuaranteeMonitor, observed: Observation, event: Event, count: TimeCounter
) -> _GuaranteeMonitor:
    """The monitor with its clock started, stopped in time, or late; late is permanent."""
    guarantee = monitor.guarantee
    if monitor.late:
        return monitor
    if guarantee.within is not None:
        return _update_upper_limit(monitor, guarantee.within, event, count)
    if guarantee.not_within is not None:
        if monitor.started is None and observed.a is True:
            monitor = replace(monitor, started=event.at)
        return _update_lower_limit(monitor, guarantee.not_within, observed, event, count=count)
    return monitor


def _update_upper_limit(
    monitor: _GuaranteeMonitor, within: Duration, event: Event, count: TimeCounter
) -> _GuaranteeMonitor:
    """An obligation starts the clock; meeting it stops the clock, in time or late."""
    if monitor.state.mark == "due":
        return monitor if monitor.started else replace(monitor, started=event.at)
    if monitor.started is not None and event.at > count.after(monitor.started, within):
        return replace(monitor, late=True)
    return replace(monitor, started=None)


def _update_lower_limit(
    monitor: _GuaranteeMonitor,
    not_within: Duration,
    observed: Observation,
    event: Event,
    *,
    count: TimeCounter,
) -> _GuaranteeMonitor:
    """The second condition must not become true before the clock has run so long."""
    was_false = monitor.last is None or monitor.last.b is False
    rises = observed.b is not False and was_false
    if not rises or monitor.started is None:
        return monitor
    if event.at < count.after(monitor.started, not_within):
        return replace(monitor, late=True, decided=event.id)
    return monitor


def _judge(monitor: _GuaranteeMonitor, case: Case, now: datetime, count: TimeCounter) -> Judgement:
    guarantee, state = monitor.guarantee, monitor.state
    if monitor.late:
        state = replace(state, mark="bad")
    verdict = judge_state(state, case.is_closed)
    until, within = None, guarantee.within
    if within is not None and monitor.started is not None and not monitor.late:
        until = count.after(monitor.started, within)
        if verdict == "open" and now > until:
            what = _describe_lateness(guarantee, within)
            return Judgement(guarantee, "broken", monitor.decided, what, until)
    return Judgement(
        guarantee=guarantee,
        verdict=verdict,
        event=monitor.decided,
        what=_describe_judgement(monitor, verdict),
        until=until,
        concerned=state.concerned,
        reached=verdict != "kept" or (monitor.reached and state.concerned),
    )


def _describe_lateness(guarantee: Guarantee, within: Duration) -> str:
    first, second = _quote(guarantee.a), _quote(guarantee.b)
    return f"{second} did not follow {first} within {say_length(within)}"


def _quote(condition: Condition | None) -> str:
    """The author's words for the condition in quotation marks; "" for none."""
    return f'"{condition.text}"' if condition else ""


def _describe_judgement(monitor: _GuaranteeMonitor, verdict: Verdict) -> str:
    """The judgement in words."""
    guarantee = monitor.guarantee
    first, second = _quote(guarantee.a), _quote(guarantee.b)
    if not monitor.state.concerned and guarantee.only_runs_with is not None:
        only = _quote(guarantee.only_runs_with)
        return f"applies to cases in which {only}; this case is not such a case so far"
    if monitor.late and verdict != "kept":
        return _describe_wrong_time(guarantee)
    return TEXTS[verdict][guarantee.pattern].format(a=first, b=second)


def _describe_wrong_time(guarantee: Guarantee) -> str:
    if guarantee.not_within is None:
        assert guarantee.within is not None  # only these two limits make a guarantee late
        return _describe_lateness(guarantee, guarantee.within)
    first, second = _quote(guarantee.a), _quote(guarantee.b)
    return f"{second} came earlier than {say_length(guarantee.not_within)} after {first}"


KEPT = {
    "absence": "{a} was never true",
    "universality": "{a} was always true",
    "existence": "{a} has been true",
    "precedence": "{b} was not true before {a}",
    "response": "{b} followed each time {a} became true",
    "precondition": "{b} was true each time before {a} became true",
}
OPEN = {"existence": "{a} is not true yet", "response": "{a} became true; {b} must follow"}
BROKEN = {
    "absence": "{a} was true, or could have been",
    "universality": "{a} was not true, or not known",
    "existence": "the case closed and {a} had never been true",
    "precedence": "{b} was true, or could have been, before {a} had been",
    "response": "the case closed and {b} had not followed {a}",
    "precondition": "{a} became true and {b} had not been true just before",
}
TEXTS: Mapping[Verdict, Mapping[str, str]] = {"kept": KEPT, "open": OPEN, "broken": BROKEN}
