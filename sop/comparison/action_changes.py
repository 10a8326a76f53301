"""Changes of an action: whether it is a duty, who may do it, when, and what it must record."""

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
    if action.required:
        return make_stricter(action.path, f"a new duty: '{action.title}'")
    return make_structure_change(action.path, f"a new optional action: '{action.title}'")


def report_removed_action(action: Action) -> Change:
    if action.required:
        return make_looser(action.path, f"the duty is removed: '{action.title}'")
    return make_structure_change(action.path, f"the optional action is removed: '{action.title}'")


def compare_actions(
    judge: Judge, track: Track, step: Step, old: Action, new: Action
) -> Iterator[Change]:
    place = new.path
    yield from _compare_flag(
        was=not old.required,
        now=not new.required,
        gained=make_looser(place, "is no longer required"),
        lost=make_stricter(place, "is now required"),
    )
    yield from compare_roles(
        judge, place, old.by, new.by, now="may do it too", no_longer="may no longer do it"
    )
    yield from _compare_waiving(judge, old, new)
    yield from _compare_gates(judge, track, step, old, new)
    yield from _compare_order(place, old, new)
    yield from _compare_flag(
        was=old.even_on_hold,
        now=new.even_on_hold,
        gained=make_looser(place, "may be done even on hold"),
        lost=make_stricter(place, "may no longer be done on hold"),
    )
    yield from _compare_flag(
        was=old.again,
        now=new.again,
        gained=make_looser(place, "may be done again"),
        lost=make_stricter(place, "may be done only once per visit"),
    )
    yield from _compare_recording(place, old, new)
    yield from _compare_form(place, old.form, new.form)
    yield from deadline_changes.compare_deadlines(place, old.due, new.due)
    yield from compare_references(place, old.law, new.law)
    yield from compare_texts(place, "title", old.title, new.title)
    yield from compare_texts(place, "warning", old.warn, new.warn)
    yield from compare_texts(place, "words to the person", old.say, new.say)


def _compare_flag(*, was: bool, now: bool, gained: Change, lost: Change) -> Iterator[Change]:
    if now and not was:
        yield gained
    if was and not now:
        yield lost


def _compare_gates(
    judge: Judge, track: Track, step: Step, old: Action, new: Action
) -> Iterator[Change]:
    place = new.path
    given = assume_at_step(track, step)
    if new.required:
        yield from gate_changes.compare_duty_gates(
            judge, place, "needed", old=old.when, new=new.when, given=given
        )
    else:
        yield from gate_changes.compare_opening_gates(
            judge, place, "may be done", old=old.when, new=new.when, given=given
        )
    yield from gate_changes.compare_opening_gates(
        judge, place, "may be done", old=old.only_if, new=new.only_if, given=given
    )


def _compare_waiving(judge: Judge, old: Action, new: Action) -> Iterator[Change]:
    place = new.path
    if old.waivable_by and not new.waivable_by:
        yield make_stricter(place, "can no longer be waived")
        return
    now = "may waive it too"
    if not old.waivable_by:
        now = "may now waive it; before, no one could"
    yield from compare_roles(
        judge,
        place,
        old.waivable_by,
        new.waivable_by,
        now=now,
        no_longer="may no longer waive it",
    )


def _compare_order(place: str, old: Action, new: Action) -> Iterator[Change]:
    added, removed = split_changes(old.after, new.after)
    if removed:
        yield make_looser(place, f"may be done before {quote_names(removed)}")
    if added:
        yield make_stricter(place, f"may be done only after {quote_names(added)}")


def _compare_recording(place: str, old: Action, new: Action) -> Iterator[Change]:
    added, removed = split_changes(old.records, new.records)
    if removed:
        yield make_looser(place, f"need no longer record {quote_names(removed)}")
    if added:
        yield make_stricter(place, f"must now record {quote_names(added)}")
    # A fact that moved between the two lists is reported above, as a duty gained or lost.
    added, removed = split_changes(old.may_record, new.may_record)
    permitted = [fact for fact in added if fact not in old.records]
    forbidden = [fact for fact in removed if fact not in new.records]
    if permitted:
        yield make_looser(place, f"may now record {quote_names(permitted)}")
    if forbidden:
        yield make_stricter(place, f"may no longer record {quote_names(forbidden)}")


def _compare_form(place: str, old: str | None, new: str | None) -> Iterator[Change]:
    if old == new:
        return
    if new is None:
        yield make_looser(place, f"no longer asks for a form; it was '{old}'")
    elif old is None:
        yield make_stricter(place, f"now asks for the form '{new}'")
    else:
        yield make_changed(place, f"asks for the form '{new}'; it was '{old}'")
