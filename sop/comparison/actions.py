"""What changed about an action: whether it is a duty, who may do it, when, and what it must record."""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.places import at_step
from sop.comparison import gates, times
from sop.comparison.change import (
    Change,
    changed,
    law_named,
    looser,
    more_or_less,
    quoted,
    stricter,
    structure,
    text_changed,
)
from sop.comparison.judging import Judge
from sop.comparison.people import who
from sop.model.definition import Action, Step, Track


def came(action: Action) -> Change:
    """A new action."""
    if action.required:
        return stricter(action.path, f"a new duty: '{action.title}'")
    return structure(action.path, f"a new action that nobody must do: '{action.title}'")


def went(action: Action) -> Change:
    """An action that is gone."""
    if action.required:
        return looser(action.path, f"the duty is gone: '{action.title}'")
    return structure(action.path, f"the action is gone; nobody had to do it: '{action.title}'")


def compare_actions(
    judge: Judge, track: Track, step: Step, old: Action, new: Action
) -> Iterator[Change]:
    place = new.path
    if old.required and not new.required:
        yield looser(place, "is no longer required")
    if new.required and not old.required:
        yield stricter(place, "is now required")
    yield from who(judge, place, old.by, new.by, "may do it too", "may no longer do it")
    yield from _waiving(judge, place, old, new)
    given = at_step(track, step)
    if new.required:
        yield from gates.obliges(judge, place, "needed", old.when, new.when, given)
    else:
        yield from gates.opens(judge, place, "may be done", old.when, new.when, given)
    yield from gates.opens(judge, place, "may be done", old.only_if, new.only_if, given)
    yield from _order(place, old, new)
    yield from _flags(place, old, new)
    yield from _recording(place, old, new)
    yield from times.due(place, old.due, new.due)
    yield from law_named(place, old.law, new.law)
    yield from text_changed(place, "title", old.title, new.title)
    yield from text_changed(place, "warning", old.warn, new.warn)
    yield from text_changed(place, "words to the person", old.say, new.say)


def _waiving(judge: Judge, place: str, old: Action, new: Action) -> Iterator[Change]:
    if new.waivable_by and not old.waivable_by:
        yield from who(judge, place, (), new.waivable_by, "may now waive it; nobody could", "")
    elif old.waivable_by and not new.waivable_by:
        yield stricter(place, "can no longer be waived")
    else:
        yield from who(
            judge,
            place,
            old.waivable_by,
            new.waivable_by,
            "may waive it too",
            "may no longer waive it",
        )


def _order(place: str, old: Action, new: Action) -> Iterator[Change]:
    more, less = more_or_less(old.after, new.after)
    if less:
        yield looser(place, f"may be done before {quoted(less)}")
    if more:
        yield stricter(place, f"may be done only after {quoted(more)}")


def _flags(place: str, old: Action, new: Action) -> Iterator[Change]:
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
            yield looser(place, now)
        if was_so and not is_so:
            yield stricter(place, no_longer)


def _recording(place: str, old: Action, new: Action) -> Iterator[Change]:
    more, less = more_or_less(old.records, new.records)
    if less:
        yield looser(place, f"need no longer record {quoted(less)}")
    if more:
        yield stricter(place, f"must now record {quoted(more)}")
    may_more, may_less = more_or_less(old.may_record, new.may_record)
    if added := [fact for fact in may_more if fact not in old.records]:
        yield looser(place, f"may now record {quoted(added)}")
    if dropped := [fact for fact in may_less if fact not in new.records]:
        yield stricter(place, f"may no longer record {quoted(dropped)}")
    if old.form and not new.form:
        yield looser(place, f"asks for no form any more; it was '{old.form}'")
    elif new.form and not old.form:
        yield stricter(place, f"now asks for the form '{new.form}'")
    elif old.form != new.form:
        yield changed(place, f"asks for the form '{new.form}'; it was '{old.form}'")
