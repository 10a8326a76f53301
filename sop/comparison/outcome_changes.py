"""What changed about a way out of a step: an outcome, or an interrupt."""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import assume_at_step
from sop.checks.reasoning.satisfiability import at_slot
from sop.comparison import deadline_changes, gate_changes
from sop.comparison.change import (
    Change,
    compare_references,
    compare_texts,
    make_looser,
    make_stricter,
    make_structure_change,
    quote_names,
    split_changes,
)
from sop.comparison.gate_strength import Judge
from sop.comparison.permission_changes import compare_roles
from sop.model.definition import BACK, Interrupt, Outcome, Step, Track


def _name_way(way: Outcome | Interrupt) -> str:
    return f" ({way.title})" if way.title else ""


def _target(to: str) -> str:
    return "the step that was interrupted" if to == BACK else f"'{to}'"


def report_new_outcome(outcome: Outcome) -> Change:
    return make_structure_change(
        outcome.path, f"a new way out, to {_target(outcome.to)}{_name_way(outcome)}"
    )


def report_removed_outcome(outcome: Outcome) -> Change:
    return make_structure_change(
        outcome.path, f"the way out to {_target(outcome.to)} is gone{_name_way(outcome)}"
    )


def report_new_interrupt(one: Interrupt) -> Change:
    return make_structure_change(one.path, f"a new interrupt, to {_target(one.to)}{_name_way(one)}")


def report_removed_interrupt(one: Interrupt) -> Change:
    return make_structure_change(
        one.path, f"the interrupt to {_target(one.to)} is gone: nobody can raise it{_name_way(one)}"
    )


def compare_outcomes(
    judge: Judge, track: Track, step: Step, old: Outcome, new: Outcome
) -> Iterator[Change]:
    place = new.path
    yield from _compare_common(judge, place, old, new)
    yield from gate_changes.compare_opening_gates(
        judge, place, "open", old.when, new.when, assume_at_step(track, step)
    )
    yield from deadline_changes.compare_waits(place, old.wait, new.wait)
    if new.skips_actions and not old.skips_actions:
        yield make_looser(place, "no longer waits for the step's actions")
    if old.skips_actions and not new.skips_actions:
        yield make_stricter(place, "now waits for the step's actions")


def compare_interrupts(
    judge: Judge, track: Track, old: Interrupt, new: Interrupt
) -> Iterator[Change]:
    place = new.path
    yield from _compare_common(judge, place, old, new)
    here = {at_slot(track.id): frozenset[object](new.sources)} if new.sources else {}
    yield from gate_changes.compare_opening_gates(
        judge, place, "may be raised", old.when, new.when, here
    )
    more, less = split_changes(old.sources, new.sources)
    if more:
        yield make_structure_change(place, f"may be raised from {quote_names(more)} too")
    if less:
        yield make_structure_change(place, f"may no longer be raised from {quote_names(less)}")


def _compare_common(
    judge: Judge, place: str, old: Outcome | Interrupt, new: Outcome | Interrupt
) -> Iterator[Change]:
    if old.to != new.to:
        yield make_structure_change(
            place, f"leads to {_target(new.to)}; it led to {_target(old.to)}"
        )
    yield from compare_roles(
        judge, place, old.by, new.by, "may take it too", "may no longer take it"
    )
    yield from compare_reason_required(place, old.reason_required, new.reason_required)
    yield from compare_references(place, old.law, new.law)
    yield from compare_texts(place, "title", old.title, new.title)


def compare_reason_required(place: str, was_required: bool, is_required: bool) -> Iterator[Change]:
    """Whether a reason must be given."""
    if was_required and not is_required:
        yield make_looser(place, "asks for no reason any more")
    if is_required and not was_required:
        yield make_stricter(place, "now asks for a reason")
