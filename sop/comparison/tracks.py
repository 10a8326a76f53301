"""What changed about tracks and their steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from sop.checks.reasoning.places import running
from sop.checks.reasoning.worlds import WAITING, at_slot
from sop.comparison import actions, gates, times, ways
from sop.comparison.change import (
    Change,
    Direction,
    changed,
    dates,
    more_or_less,
    quoted,
    structure,
    text_changed,
)
from sop.comparison.judging import Judge
from sop.comparison.people import short
from sop.model.definition import Step, Track

T = TypeVar("T")


def each(
    old: Mapping[str, T],
    new: Mapping[str, T],
    came: Callable[[T], Change],
    went: Callable[[T], Change],
    compare: Callable[[T, T], Iterator[Change]],
) -> Iterator[Change]:
    """The parts of a map by their ids: those that went, those in both, those that came."""
    yield from (went(part) for name, part in old.items() if name not in new)
    for name, part in new.items():
        if name in old:
            yield from compare(old[name], part)
        else:
            yield came(part)


def compare_tracks(judge: Judge) -> Iterator[Change]:
    yield from each(
        judge.old.tracks,
        judge.new.tracks,
        lambda track: structure(track.id, f"a new track: '{track.title}', {_steps(track)}"),
        lambda track: structure(track.id, f"the track is gone: '{track.title}', {_steps(track)}"),
        lambda old, new: _compare_track(judge, old, new),
    )
    yield from _in_order("", "tracks", judge.old.tracks, judge.new.tracks)


def _steps(track: Track) -> str:
    return f"{len(track.steps)} step{'s' * (len(track.steps) != 1)}"


def _compare_track(judge: Judge, old: Track, new: Track) -> Iterator[Change]:
    place = new.id
    waits = {at_slot(place): frozenset[object]({WAITING})}
    yield from gates.starts(judge, place, old.starts, new.starts, waits)
    yield from gates.holds_back(judge, place, old.on_hold_while, new.on_hold_while, running(new))
    if old.lead != new.lead:
        yield changed(
            place, f"{short(judge, [new.lead])} leads it; it was {short(judge, [old.lead])}"
        )
    if old.first.id != new.first.id:
        yield structure(place, f"begins at '{new.first.id}'; it began at '{old.first.id}'")
    if old.code != new.code:
        yield structure(place, f"its code is {new.code}; it was {old.code}")
    yield from text_changed(place, "title", old.title, new.title)
    yield from each(
        old.steps,
        new.steps,
        lambda step: structure(step.path, f"a new step: '{step.title}'"),
        lambda step: structure(step.path, f"the step is gone: '{step.title}'"),
        lambda was, now: _compare_step(judge, new, was, now),
    )
    yield from _in_order(place, "steps", old.steps, new.steps)
    yield from each(
        old.interrupts,
        new.interrupts,
        ways.interrupt_came,
        ways.interrupt_went,
        lambda was, now: ways.compare_interrupts(judge, new, was, now),
    )
    yield from _in_order(place, "interrupts", old.interrupts, new.interrupts)


def _compare_step(judge: Judge, track: Track, old: Step, new: Step) -> Iterator[Change]:
    place = new.path
    if old.end != new.end:
        yield structure(place, "is now an end" if new.end else "is no longer an end")
    if (
        old.responsible != new.responsible and old.end == new.end
    ):  # an end has nobody who answers for it
        was, now = (
            short(judge, [one]) if one else "nobody" for one in (old.responsible, new.responsible)
        )
        yield changed(place, f"{now} answers for it; it was {was}")
    yield from _supported(judge, place, old, new)
    yield from times.due(place, old.due, new.due)
    yield from times.takes(place, old.takes, new.takes)
    if old.escalate_to != new.escalate_to:
        was, now = (
            short(judge, [one]) if one else "nobody" for one in (old.escalate_to, new.escalate_to)
        )
        way: Direction = (
            "looser" if not new.escalate_to else "changed" if old.escalate_to else "stricter"
        )
        yield dates(place, f"goes up to {now} when it is late; it was {was}", way)
    yield from _step_texts(place, old, new)
    yield from each(
        old.actions,
        new.actions,
        actions.came,
        actions.went,
        lambda was, now: actions.compare_actions(judge, track, new, was, now),
    )
    yield from _in_order(place, "actions", old.actions, new.actions)
    yield from each(
        old.outcomes,
        new.outcomes,
        ways.outcome_came,
        ways.outcome_went,
        lambda was, now: ways.compare_outcomes(judge, track, new, was, now),
    )
    yield from _in_order(place, "outcomes", old.outcomes, new.outcomes)


def _supported(judge: Judge, place: str, old: Step, new: Step) -> Iterator[Change]:
    more, less = more_or_less(old.support, new.support)
    if more:
        yield structure(place, f"{short(judge, more)} supports it too")
    if less:
        yield structure(place, f"{short(judge, less)} no longer supports it")


def _step_texts(place: str, old: Step, new: Step) -> Iterator[Change]:
    yield from text_changed(place, "title", old.title, new.title)
    yield from text_changed(place, "purpose", old.purpose, new.purpose)
    yield from text_changed(
        place, "what goes wrong", " ".join(old.goes_wrong), " ".join(new.goes_wrong)
    )
    yield from text_changed(place, "words to the person", old.say, new.say)
    yield from text_changed(place, "what to do at a no", old.if_refused, new.if_refused)


def _in_order(
    place: str, what: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Change]:
    """Parts that stand in another order: their codes are others then."""
    before, after = [name for name in old if name in new], [name for name in new if name in old]
    if before != after:
        yield structure(place, f"the {what} stand in another order: {quoted(after)}")
