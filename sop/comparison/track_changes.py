"""What changed about tracks and their steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from sop.checks.reasoning.locations import assume_running
from sop.checks.reasoning.satisfiability import WAITING, at_slot
from sop.comparison import action_changes, deadline_changes, gate_changes, outcome_changes
from sop.comparison.change import (
    Change,
    Direction,
    compare_texts,
    make_changed,
    make_date_change,
    make_structure_change,
    quote_names,
    split_changes,
)
from sop.comparison.gate_strength import Judge
from sop.comparison.permission_changes import list_short_names
from sop.model.definition import Step, Track

T = TypeVar("T")


def compare_maps(
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
    yield from compare_maps(
        judge.old.tracks,
        judge.new.tracks,
        lambda track: make_structure_change(
            track.id, f"a new track: '{track.title}', {_steps(track)}"
        ),
        lambda track: make_structure_change(
            track.id, f"the track is gone: '{track.title}', {_steps(track)}"
        ),
        lambda old, new: _compare_track(judge, old, new),
    )
    yield from _compare_order("", "tracks", judge.old.tracks, judge.new.tracks)


def _steps(track: Track) -> str:
    return f"{len(track.steps)} step{'s' * (len(track.steps) != 1)}"


def _compare_track(judge: Judge, old: Track, new: Track) -> Iterator[Change]:
    place = new.id
    waits = {at_slot(place): frozenset[object]({WAITING})}
    yield from gate_changes.compare_starts(judge, place, old.starts, new.starts, waits)
    yield from gate_changes.compare_holds(
        judge, place, old.on_hold_while, new.on_hold_while, assume_running(new)
    )
    if old.lead != new.lead:
        yield make_changed(
            place,
            f"{list_short_names(judge, [new.lead])} leads it; it was {list_short_names(judge, [old.lead])}",
        )
    if old.first.id != new.first.id:
        yield make_structure_change(
            place, f"begins at '{new.first.id}'; it began at '{old.first.id}'"
        )
    if old.code != new.code:
        yield make_structure_change(place, f"its code is {new.code}; it was {old.code}")
    yield from compare_texts(place, "title", old.title, new.title)
    yield from compare_maps(
        old.steps,
        new.steps,
        lambda step: make_structure_change(step.path, f"a new step: '{step.title}'"),
        lambda step: make_structure_change(step.path, f"the step is gone: '{step.title}'"),
        lambda was, now: _compare_step(judge, new, was, now),
    )
    yield from _compare_order(place, "steps", old.steps, new.steps)
    yield from compare_maps(
        old.interrupts,
        new.interrupts,
        outcome_changes.report_new_interrupt,
        outcome_changes.report_removed_interrupt,
        lambda was, now: outcome_changes.compare_interrupts(judge, new, was, now),
    )
    yield from _compare_order(place, "interrupts", old.interrupts, new.interrupts)


def _compare_step(judge: Judge, track: Track, old: Step, new: Step) -> Iterator[Change]:
    place = new.path
    if old.end != new.end:
        yield make_structure_change(place, "is now an end" if new.end else "is no longer an end")
    if (
        old.responsible != new.responsible and old.end == new.end
    ):  # an end has nobody who answers for it
        was, now = (
            list_short_names(judge, [one]) if one else "nobody"
            for one in (old.responsible, new.responsible)
        )
        yield make_changed(place, f"{now} answers for it; it was {was}")
    yield from _compare_support(judge, place, old, new)
    yield from deadline_changes.compare_deadlines(place, old.due, new.due)
    yield from deadline_changes.compare_takes(place, old.takes, new.takes)
    if old.escalate_to != new.escalate_to:
        was, now = (
            list_short_names(judge, [one]) if one else "nobody"
            for one in (old.escalate_to, new.escalate_to)
        )
        way: Direction = (
            "looser" if not new.escalate_to else "changed" if old.escalate_to else "stricter"
        )
        yield make_date_change(place, f"goes up to {now} when it is late; it was {was}", way)
    yield from _step_texts(place, old, new)
    yield from compare_maps(
        old.actions,
        new.actions,
        action_changes.report_new_action,
        action_changes.report_removed_action,
        lambda was, now: action_changes.compare_actions(judge, track, new, was, now),
    )
    yield from _compare_order(place, "actions", old.actions, new.actions)
    yield from compare_maps(
        old.outcomes,
        new.outcomes,
        outcome_changes.report_new_outcome,
        outcome_changes.report_removed_outcome,
        lambda was, now: outcome_changes.compare_outcomes(judge, track, new, was, now),
    )
    yield from _compare_order(place, "outcomes", old.outcomes, new.outcomes)


def _compare_support(judge: Judge, place: str, old: Step, new: Step) -> Iterator[Change]:
    more, less = split_changes(old.support, new.support)
    if more:
        yield make_structure_change(place, f"{list_short_names(judge, more)} supports it too")
    if less:
        yield make_structure_change(place, f"{list_short_names(judge, less)} no longer supports it")


def _step_texts(place: str, old: Step, new: Step) -> Iterator[Change]:
    yield from compare_texts(place, "title", old.title, new.title)
    yield from compare_texts(place, "purpose", old.purpose, new.purpose)
    yield from compare_texts(
        place, "what goes wrong", " ".join(old.goes_wrong), " ".join(new.goes_wrong)
    )
    yield from compare_texts(place, "words to the person", old.say, new.say)
    yield from compare_texts(place, "what to do at a no", old.if_refused, new.if_refused)


def _compare_order(
    place: str, what: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Change]:
    """Parts that stand in another order: their codes are others then."""
    before, after = [name for name in old if name in new], [name for name in new if name in old]
    if before != after:
        yield make_structure_change(
            place, f"the {what} stand in another order: {quote_names(after)}"
        )
