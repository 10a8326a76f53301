"""Changes of the tracks and their steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.checks.reasoning.locations import assume_running
from sop.checks.reasoning.satisfiability import WAITING, at_slot
from sop.comparison import action_changes, deadline_changes, gate_changes, outcome_changes
from sop.comparison.change import (
    Change,
    Direction,
    compare_maps,
    compare_texts,
    make_changed,
    make_date_change,
    make_structure_change,
    quote_names,
    split_changes,
)
from sop.comparison.gate_strength import Judge
from sop.comparison.permission_changes import list_short_names, name_stakeholder
from sop.comparison.urgency_changes import compare_marks
from sop.model.definition import Step, Track


def compare_tracks(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.tracks,
        judge.new.tracks,
        report_new=lambda track: make_structure_change(
            track.id, f"a new track: '{track.title}', {_count_steps(track)}"
        ),
        report_removed=lambda track: make_structure_change(
            track.id, f"the track is removed: '{track.title}', {_count_steps(track)}"
        ),
        compare=lambda old, new: _compare_track(judge, old, new),
    )
    yield from _compare_order("", "tracks", judge.old.tracks, judge.new.tracks)


def _count_steps(track: Track) -> str:
    count = len(track.steps)
    return "1 step" if count == 1 else f"{count} steps"


def _compare_track(judge: Judge, old: Track, new: Track) -> Iterator[Change]:
    place = new.id
    waiting = {at_slot(place): frozenset[object]({WAITING})}
    yield from gate_changes.compare_starts(
        judge, place, old=old.starts, new=new.starts, given=waiting
    )
    yield from gate_changes.compare_holds(
        judge,
        place,
        old=old.on_hold_while,
        new=new.on_hold_while,
        given=assume_running(new),
    )
    if old.lead != new.lead:
        was, now = name_stakeholder(judge, old.lead), name_stakeholder(judge, new.lead)
        yield make_changed(place, f"{now} leads it; it was {was}")
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
        report_new=lambda step: make_structure_change(step.path, f"a new step: '{step.title}'"),
        report_removed=lambda step: make_structure_change(
            step.path, f"the step is removed: '{step.title}'"
        ),
        compare=lambda was, now: _compare_step(judge, new, was, now),
    )
    yield from _compare_order(place, "steps", old.steps, new.steps)
    yield from compare_maps(
        old.interrupts,
        new.interrupts,
        report_new=outcome_changes.report_new_interrupt,
        report_removed=outcome_changes.report_removed_interrupt,
        compare=lambda was, now: outcome_changes.compare_interrupts(judge, new, was, now),
    )
    yield from _compare_order(place, "interrupts", old.interrupts, new.interrupts)


def _compare_step(judge: Judge, track: Track, old: Step, new: Step) -> Iterator[Change]:
    place = new.path
    if old.end != new.end:
        yield make_structure_change(place, "is now an end" if new.end else "is no longer an end")
    elif old.responsible != new.responsible:  # an end has no responsible stakeholder
        was = name_stakeholder(judge, old.responsible)
        now = name_stakeholder(judge, new.responsible)
        yield make_changed(place, f"{now} is responsible; it was {was}")
    yield from _compare_support(judge, place, old, new)
    yield from deadline_changes.compare_deadlines(place, old.due, new.due)
    yield from deadline_changes.compare_takes(place, old.takes, new.takes)
    yield from _compare_escalation(judge, place, old.escalate_to, new.escalate_to)
    yield from compare_marks(place, old.urgent, new.urgent)
    yield from _compare_step_texts(place, old, new)
    yield from compare_maps(
        old.actions,
        new.actions,
        report_new=action_changes.report_new_action,
        report_removed=action_changes.report_removed_action,
        compare=lambda was, now: action_changes.compare_actions(judge, track, new, was, now),
    )
    yield from _compare_order(place, "actions", old.actions, new.actions)
    yield from compare_maps(
        old.outcomes,
        new.outcomes,
        report_new=outcome_changes.report_new_outcome,
        report_removed=outcome_changes.report_removed_outcome,
        compare=lambda was, now: outcome_changes.compare_outcomes(judge, track, new, was, now),
    )
    yield from _compare_order(place, "outcomes", old.outcomes, new.outcomes)


def _compare_support(judge: Judge, place: str, old: Step, new: Step) -> Iterator[Change]:
    added, removed = split_changes(old.support, new.support)
    if added:
        yield make_structure_change(place, f"{list_short_names(judge, added)} supports it too")
    if removed:
        names = list_short_names(judge, removed)
        yield make_structure_change(place, f"{names} no longer supports it")


def _compare_escalation(
    judge: Judge, place: str, old: str | None, new: str | None
) -> Iterator[Change]:
    if old == new:
        return
    direction: Direction = "changed"
    if new is None:
        direction = "looser"
    elif old is None:
        direction = "stricter"
    was, now = name_stakeholder(judge, old), name_stakeholder(judge, new)
    yield make_date_change(place, f"escalates to {now} when it is late; it was {was}", direction)


def _compare_step_texts(place: str, old: Step, new: Step) -> Iterator[Change]:
    yield from compare_texts(place, "title", old.title, new.title)
    yield from compare_texts(place, "purpose", old.purpose, new.purpose)
    yield from compare_texts(
        place, "what goes wrong", " ".join(old.goes_wrong), " ".join(new.goes_wrong)
    )
    yield from compare_texts(place, "words to the person", old.say, new.say)
    yield from compare_texts(
        place, "what to do if the person refuses", old.if_refused, new.if_refused
    )


def _compare_order(
    place: str, parts: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Change]:
    """Report parts in a new order, because their short codes follow the order."""
    before = [name for name in old if name in new]
    after = [name for name in new if name in old]
    if before != after:
        yield make_structure_change(
            place, f"the {parts} are in a different order: {quote_names(after)}"
        )
