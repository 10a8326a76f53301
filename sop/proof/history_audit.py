"""Were the guarantees kept in this history? Each with the event that decided it; lengths of time are measured here.

A case is looked at at its opening and after each event, once the tracks that it started have started. Events that
were undone are left out; lengths of time are counted between the moments at which things happened (`at`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sop.engine.deadlines import TimeCounter, say_length
from sop.engine.evaluate import Truth, evaluate_condition, find_read_facts, find_read_tracks
from sop.engine.evolve import apply_event, map_corrections
from sop.model.case_state import Case
from sop.model.condition import Condition
from sop.model.definition import Definition, Guarantee
from sop.model.events import Event
from sop.model.value import replace, value
from sop.proof.monitor import (
    MonitorState,
    Observation,
    Verdict,
    advance_monitor,
    first_state,
    judge_state,
)


@value
class Judgement:
    """What stands of a guarantee. `event` decided it, None where none did; `what` says how; `until` is the moment by
    which what is open must come. `concerned` False: its `if` was never true."""

    guarantee: Guarantee
    verdict: Verdict
    event: int | None
    what: str
    until: datetime | None = None
    concerned: bool = True


@value
class _GuaranteeMonitor:
    """One guarantee on its way through a history. `started` is when the clock of `within` or `not_within` began;
    `late`: what came was not in time."""

    guarantee: Guarantee
    state: MonitorState
    look: Observation | None = None
    decided: int | None = None
    started: datetime | None = None
    late: bool = False
    closed: bool = False


def audit_history(
    definition: Definition, events: Iterable[Event], now: datetime, count: TimeCounter
) -> tuple[Judgement, ...]:
    """Every guarantee of the definition, in file order. `now` judges what has not come in time."""
    watches = [
        _GuaranteeMonitor(one, first_state(one.pattern)) for one in definition.guarantees.values()
    ]
    reads = [_find_reads(definition, one) for one in definition.guarantees.values()]
    case = Case(id="")
    for event, after in _moments(definition, events):
        tracks, facts = _find_changes(case, after)
        for number, (watch, (its_tracks, its_facts)) in enumerate(zip(watches, reads, strict=True)):
            if watch.look is None or after.is_closed or tracks & its_tracks or facts & its_facts:
                watches[number] = _observe_event(definition, watch, after, event, count)
        case = after
    return tuple(_judge_watch(watch, case, now, count) for watch in watches)


def _find_reads(
    definition: Definition, guarantee: Guarantee
) -> tuple[frozenset[str], frozenset[str]]:
    """The tracks and the facts that its conditions ask about. Where neither changed, a look sees what it saw before,
    and no watch moves by that: it need not be taken."""
    tracks, facts = set[str](), set[str]()
    for condition in (guarantee.a, guarantee.b, guarantee.only_runs_with):
        if condition is not None:
            facts.update(find_read_facts(definition, condition))
            tracks.update(find_read_tracks(definition, condition))
    return frozenset(tracks), frozenset(facts)


def _find_changes(before: Case, after: Case) -> tuple[set[str], set[str]]:
    """The tracks and the facts that are not the very same."""
    tracks = {name for name, state in after.tracks.items() if before.tracks.get(name) is not state}
    facts = {name for name, record in after.facts.items() if before.facts.get(name) is not record}
    return tracks, facts


def _moments(definition: Definition, events: Iterable[Event]) -> Iterator[tuple[Event, Case]]:
    """Each event that still counts, with the case after it."""
    history = tuple(events)
    undone = map_corrections(history)
    case = Case(id="")
    for event in history:
        if event.id not in undone:
            case = apply_event(definition, case, event)
            yield event, case


def observe_case(definition: Definition, case: Case, guarantee: Guarantee) -> Observation:
    """The values of the guarantee's conditions in the case as it stands."""

    def value(condition: Condition | None) -> Truth:
        return True if condition is None else evaluate_condition(definition, case, condition)

    return Observation(value(guarantee.a), value(guarantee.b), value(guarantee.only_runs_with))


def _observe_event(
    definition: Definition, watch: _GuaranteeMonitor, case: Case, event: Event, count: TimeCounter
) -> _GuaranteeMonitor:
    """The watch after one more event."""
    guarantee, before = watch.guarantee, watch.state
    look = observe_case(definition, case, guarantee)
    after = advance_monitor(guarantee.pattern, before, watch.look, look)
    changed = after != before and not watch.late
    decided = event.id if changed and _tells(before, after) else watch.decided
    watch = _update_clock(replace(watch, state=after, decided=decided), look, event, count)
    missing = case.is_closed and not watch.closed and after.mark == "due" and not watch.late
    return replace(
        watch, look=look, closed=case.is_closed, decided=event.id if missing else watch.decided
    )


def _tells(before: MonitorState, after: MonitorState) -> bool:
    """Whether the change is worth naming its event: the mark moved, or a guarantee already broken became concerned."""
    return after.mark != before.mark or after.mark == "bad"


def _update_clock(
    watch: _GuaranteeMonitor, look: Observation, event: Event, count: TimeCounter
) -> _GuaranteeMonitor:
    """The watch with its clock: started, stopped in time, or late. Late once is late for good."""
    guarantee = watch.guarantee
    if watch.late:
        return watch
    if guarantee.within is not None:
        if watch.state.mark == "due":
            return watch if watch.started else replace(watch, started=event.at)
        late = watch.started is not None and event.at > count.after(watch.started, guarantee.within)
        return replace(watch, started=watch.started if late else None, late=late)
    if guarantee.not_within is not None:
        if watch.started is None:
            watch = replace(watch, started=event.at if look.a is True else None)
        rises = look.b is not False and (watch.look is None or watch.look.b is False)
        if (
            watch.started is not None
            and rises
            and event.at < count.after(watch.started, guarantee.not_within)
        ):
            return replace(watch, late=True, decided=event.id)
    return watch


def _judge_watch(
    watch: _GuaranteeMonitor, case: Case, now: datetime, count: TimeCounter
) -> Judgement:
    guarantee, state = watch.guarantee, watch.state
    found = judge_state(
        MonitorState("bad", state.concerned) if watch.late else state, case.is_closed
    )
    until = None
    if guarantee.within is not None and watch.started is not None and not watch.late:
        until = count.after(watch.started, guarantee.within)
        if found == "open" and now > until:
            return Judgement(
                guarantee, "broken", watch.decided, _describe_lateness(guarantee), until
            )
    return Judgement(
        guarantee,
        found,
        watch.decided,
        _describe_judgement(watch, found, case),
        until,
        state.concerned,
    )


def _describe_lateness(guarantee: Guarantee) -> str:
    assert guarantee.within is not None
    second = guarantee.b.text if guarantee.b else ""
    return f'"{second}" did not follow "{guarantee.a.text}" within {say_length(guarantee.within)}'


def _describe_judgement(watch: _GuaranteeMonitor, found: Verdict, case: Case) -> str:
    """The judgement in words."""
    guarantee, first = watch.guarantee, f'"{watch.guarantee.a.text}"'
    second = f'"{guarantee.b.text}"' if guarantee.b else ""
    if not watch.state.concerned:
        only = guarantee.only_runs_with
        return f'holds for cases in which "{only.text if only else ""}"; this one is none so far'
    if found == "kept":
        return KEPT[guarantee.pattern].format(a=first, b=second)
    if watch.late and guarantee.not_within is not None:
        return f"{second} came earlier than {say_length(guarantee.not_within)} after {first}"
    if watch.late:
        return _describe_lateness(guarantee)
    if found == "open":
        return OPEN[guarantee.pattern].format(a=first, b=second)
    return BROKEN[guarantee.pattern].format(a=first, b=second)


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
