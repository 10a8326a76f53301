"""What changed about an action: whether it is a duty, who may do it, when, and what it must record."""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import assume_at_step
from sop.comparison import deadline_changes, gate_changes
from sop.comparison.change import (
    Change,
    compare_references,
    compare_texts,
    make_changed,
    make_looser,
    make_stricter,
    make_structure_change,
    quote_names,
    split_changes,
)
from sop.comparison.gate_strength import Judge
from sop.comparison.permission_changes import compare_roles
from sop.model.definition import Action, Step, Track


def report_new_action(action: Action) -> Change:
    """A new action."""
    if action.required:
        return make_stricter(action.path, f"a new duty: '{action.title}'")
    return make_structure_change(action.path, f"a new action that nobody must do: '{action.title}'")


def report_removed_action(action: Action) -> Change:
    """An action that is gone."""
    if action.required:
        return make_looser(action.path, f"the duty is gone: '{action.title}'")
    return make_structure_change(
        action.path, f"the action is gone; nobody had to do it: '{action.title}'"
    )


def compare_actions(
    judge: Judge, track: Track, step: Step, old: Action, new: Action
) -> Iterator[Change]:
    place = new.path
    if old.required and not new.required:
        yield make_looser(place, "is no longer required")
    if new.required and not old.required:
        yield make_stricter(place, "is now required")
    yield from compare_roles(judge, place, old.by, new.by, "may do it too", "may no longer do it")
    yield from _compare_waiving(judge, place, old, new)
    given = assume_at_step(track, step)
    if new.required:
        yield from gate_changes.compare_duty_gates(
            judge, place, "needed", old.when, new.when, given
        )
    else:
        yield from gate_changes.compare_opening_gates(
            judge, place, "may be done", old.when, new.when, given
        )
    yield from gate_changes.compare_opening_gates(
        judge, place, "may be done", old.only_if, new.only_if, given
    )
    yield from _compare_order(place, old, new)
    yield from _compare_flags(place, old, new)
    yield from _compare_recording(place, old, new)
    yield from deadline_changes.compare_deadlines(place, old.due, new.due)
    yield from compare_references(place, old.law, new.law)
    yield from compare_texts(place, "title", old.title, new.title)
    yield from compare_texts(place, "warning", old.warn, new.warn)
    yield from compare_texts(place, "words to the person", old.say, new.say)


def _compare_waiving(judge: Judge, place: str, old: Action, new: Action) -> Iterator[Change]:
    if new.waivable_by and not old.waivable_by:
        yield from compare_roles(
            judge, place, (), new.waivable_by, "may now waive it; nobody could", ""
        )
    elif old.waivable_by and not new.waivable_by:
        yield make_stricter(place, "can no longer be waived")
    else:
        yield from compare_roles(
            judge,
            place,
            old.waivable_by,
            new.waivable_by,
            "may waive it too",
            "may no longer waive it",
        )


def _compare_order(place: str, old: Action, new: Action) -> Iterator[Change]:
    more, less = split_changes(old.after, new.after)
    if less:
        yield make_looser(place, f"may be done before {quote_names(less)}")
    if more:
        yield make_stricter(place, f"may be done only after {quote_names(more)}")


def _compare_flags(place: str, old: Action, new: Action) -> Iterator[Change]:
    for is_so, was_so, now, no_longer in (
        (
            new.even_on_hold,
            old.even_on_hold,
            "may be done even on hold",
            "may no longer be done on hold",
        ),
        (new.again, old.again, "may be done again", "may be done only once a visit"),
    ):
        if is_so and not was_so:
            yield make_looser(place, now)
        if was_so and not is_so:
            yield make_stricter(place, no_longer)


def _compare_recording(place: str, old: Action, new: Action) -> Iterator[Change]:
    more, less = split_changes(old.records, new.records)
    if less:
        yield make_looser(place, f"need no longer record {quote_names(less)}")
    if more:
        yield make_stricter(place, f"must now record {quote_names(more)}")
    may_more, may_less = split_changes(old.may_record, new.may_record)
    if added := [fact for fact in may_more if fact not in old.records]:
        yield make_looser(place, f"may now record {quote_names(added)}")
    if dropped := [fact for fact in may_less if fact not in new.records]:
        yield make_stricter(place, f"may no longer record {quote_names(dropped)}")
    if old.form and not new.form:
        yield make_looser(place, f"asks for no form any more; it was '{old.form}'")
    elif new.form and not old.form:
        yield make_stricter(place, f"now asks for the form '{new.form}'")
    elif old.form != new.form:
        yield make_changed(place, f"asks for the form '{new.form}'; it was '{old.form}'")
