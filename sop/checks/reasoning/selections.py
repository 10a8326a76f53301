"""Parts of a definition that several rules select, and facts of which they ask the same."""

from __future__ import annotations

from collections.abc import Sized
from itertools import chain

from sop.model.definition import Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.fact import Fact


def list_end_steps(track: Track) -> list[Step]:
    """Return the steps at which the track ends, in file order."""
    return [step for step in track.steps.values() if step.end]


def list_required_actions(step: Step) -> list[Action]:
    """Return the actions for which the step's outcomes wait, in file order."""
    return [action for action in step.actions.values() if action.required]


def list_recorders_in(step: Step, fact: str) -> list[Action]:
    """Return the step's actions that record or may record the fact, in file order."""
    actions = step.actions.values()
    return [action for action in actions if fact in (*action.records, *action.may_record)]


def list_interrupts_from(track: Track, step: Step) -> list[Interrupt]:
    """Return the interrupts that can be raised at the step, in file order."""
    return [interrupt for interrupt in track.interrupts.values() if step.id in interrupt.sources]


def list_entering_outcomes(track: Track, step: Step) -> list[Outcome]:
    """Return the outcomes that lead to the step by its name, in file order."""
    steps = track.steps.values()
    outcomes = chain.from_iterable(other.outcomes.values() for other in steps)
    return [outcome for outcome in outcomes if outcome.to == step.id]


def is_certainly_done(action: Action) -> bool:
    """Return whether no outcome opens before the action is done, provided that it is needed."""
    return action.required and not action.waivable_by


def is_free(fact: Fact) -> bool:
    """Return whether the fact can be known although no action has recorded it."""
    return bool(fact.anytime) or fact.at_opening or fact.initially is not None


def can_be_given(definition: Definition, fact: Fact) -> bool:
    """Return whether the fact is free, or an interrupt records it."""
    return is_free(fact) or bool(definition.tellers(fact.id))


def choose_form(things: Sized, one: str, several: str) -> str:
    """Return the words for one thing, or those for several."""
    return one if len(things) == 1 else several
