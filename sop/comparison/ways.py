"""What changed about a way out of a step: an outcome, or an interrupt."""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.places import at_step
from sop.checks.reasoning.worlds import at_slot
from sop.comparison import gates, times
from sop.comparison.change import (
    Change,
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
from sop.model.definition import BACK, Interrupt, Outcome, Step, Track


def _called(way: Outcome | Interrupt) -> str:
    return f" ({way.title})" if way.title else ""


def _target(to: str) -> str:
    return "the step that was interrupted" if to == BACK else f"'{to}'"


def outcome_came(outcome: Outcome) -> Change:
    return structure(outcome.path, f"a new way out, to {_target(outcome.to)}{_called(outcome)}")


def outcome_went(outcome: Outcome) -> Change:
    return structure(
        outcome.path, f"the way out to {_target(outcome.to)} is gone{_called(outcome)}"
    )


def interrupt_came(one: Interrupt) -> Change:
    return structure(one.path, f"a new interrupt, to {_target(one.to)}{_called(one)}")


def interrupt_went(one: Interrupt) -> Change:
    return structure(
        one.path, f"the interrupt to {_target(one.to)} is gone: nobody can raise it{_called(one)}"
    )


def compare_outcomes(
    judge: Judge, track: Track, step: Step, old: Outcome, new: Outcome
) -> Iterator[Change]:
    place = new.path
    yield from _same_of_both(judge, place, old, new)
    yield from gates.opens(judge, place, "open", old.when, new.when, at_step(track, step))
    yield from times.wait(place, old.wait, new.wait)
    if new.skips_actions and not old.skips_actions:
        yield looser(place, "no longer waits for the step's actions")
    if old.skips_actions and not new.skips_actions:
        yield stricter(place, "now waits for the step's actions")


def compare_interrupts(
    judge: Judge, track: Track, old: Interrupt, new: Interrupt
) -> Iterator[Change]:
    place = new.path
    yield from _same_of_both(judge, place, old, new)
    here = {at_slot(track.id): frozenset[object](new.sources)} if new.sources else {}
    yield from gates.opens(judge, place, "may be raised", old.when, new.when, here)
    more, less = more_or_less(old.sources, new.sources)
    if more:
        yield structure(place, f"may be raised from {quoted(more)} too")
    if less:
        yield structure(place, f"may no longer be raised from {quoted(less)}")


def _same_of_both(
    judge: Judge, place: str, old: Outcome | Interrupt, new: Outcome | Interrupt
) -> Iterator[Change]:
    if old.to != new.to:
        yield structure(place, f"leads to {_target(new.to)}; it led to {_target(old.to)}")
    yield from who(judge, place, old.by, new.by, "may take it too", "may no longer take it")
    yield from reason(place, old.reason_required, new.reason_required)
    yield from law_named(place, old.law, new.law)
    yield from text_changed(place, "title", old.title, new.title)


def reason(place: str, was_required: bool, is_required: bool) -> Iterator[Change]:
    """Whether a reason must be given."""
    if was_required and not is_required:
        yield looser(place, "asks for no reason any more")
    if is_required and not was_required:
        yield stricter(place, "now asks for a reason")
