"""Changes of the outcomes of a step, and of the interrupts of a track."""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import assume_at_step
from sop.checks.reasoning.satisfiability import Given, at_slot
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
from sop.comparison.urgency_changes import compare_marks
from sop.engine.fact_values import say_value
from sop.model.definition import BACK, Interrupt, Outcome, Step, Track


def _describe_title(transition: Outcome | Interrupt) -> str:
    return f" ({transition.title})" if transition.title else ""


def _describe_target(to: str) -> str:
    return "the step that was interrupted" if to == BACK else f"'{to}'"


def report_new_outcome(outcome: Outcome) -> Change:
    target = _describe_target(outcome.to)
    return make_structure_change(
        outcome.path, f"a new outcome, to {target}{_describe_title(outcome)}"
    )


def report_removed_outcome(outcome: Outcome) -> Change:
    target = _describe_target(outcome.to)
    return make_structure_change(
        outcome.path, f"the outcome to {target} is removed{_describe_title(outcome)}"
    )


def report_new_interrupt(interrupt: Interrupt) -> Change:
    target = _describe_target(interrupt.to)
    return make_structure_change(
        interrupt.path, f"a new interrupt, to {target}{_describe_title(interrupt)}"
    )


def report_removed_interrupt(interrupt: Interrupt) -> Change:
    target = _describe_target(interrupt.to)
    return make_structure_change(
        interrupt.path, f"the interrupt to {target} is removed{_describe_title(interrupt)}"
    )


def compare_outcomes(
    judge: Judge, track: Track, step: Step, old: Outcome, new: Outcome
) -> Iterator[Change]:
    place = new.path
    yield from _compare_common(judge, old, new)
    yield from gate_changes.compare_opening_gates(
        judge, place, "open", old=old.when, new=new.when, given=assume_at_step(track, step)
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
    yield from _compare_common(judge, old, new)
    given: Given = {}
    if new.sources:
        given = {at_slot(track.id): frozenset[object](new.sources)}
    yield from gate_changes.compare_opening_gates(
        judge, place, "may be raised", old=old.when, new=new.when, given=given
    )
    yield from _compare_told_facts(old, new)
    added, removed = split_changes(old.sources, new.sources)
    if added:
        yield make_structure_change(place, f"may be raised from {quote_names(added)} too")
    if removed:
        yield make_structure_change(place, f"may no longer be raised from {quote_names(removed)}")
    yield from compare_marks(place, old.urgent, new.urgent)


def _compare_common(
    judge: Judge, old: Outcome | Interrupt, new: Outcome | Interrupt
) -> Iterator[Change]:
    place = new.path
    if old.to != new.to:
        target = _describe_target(new.to)
        yield make_structure_change(
            place, f"leads to {target}; it led to {_describe_target(old.to)}"
        )
    yield from compare_roles(
        judge, place, old.by, new.by, now="may take it too", no_longer="may no longer take it"
    )
    yield from compare_reason_required(place, old.reason_required, new.reason_required)
    yield from _compare_drops(place, old.drops_waiting, new.drops_waiting)
    yield from compare_references(place, old.law, new.law)
    yield from compare_texts(place, "title", old.title, new.title)


def _compare_drops(place: str, could_drop: bool, can_drop: bool) -> Iterator[Change]:
    if can_drop and not could_drop:
        yield make_looser(place, "may now drop what interrupted steps still owe")
    if could_drop and not can_drop:
        yield make_stricter(place, "may no longer drop what interrupted steps still owe")


def _compare_told_facts(old: Interrupt, new: Interrupt) -> Iterator[Change]:
    for name in dict.fromkeys((*old.tells, *new.tells)):
        was, now = old.tells.get(name), new.tells.get(name)
        if was == now:
            continue
        if now is None:
            yield make_structure_change(new.path, f"no longer records '{name}'")
        else:
            yield make_structure_change(new.path, f"records '{name}': {say_value(now)}")


def compare_reason_required(place: str, was_required: bool, is_required: bool) -> Iterator[Change]:
    if was_required and not is_required:
        yield make_looser(place, "no longer asks for a reason")
    if is_required and not was_required:
        yield make_stricter(place, "now asks for a reason")
