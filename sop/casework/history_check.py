"""Folds a case's history, and detects one that is impossible under its definition."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sop.engine.evolve import evolve
from sop.engine.fact_values import check_value
from sop.model.case_state import Case
from sop.model.definition import Definition
from sop.model.events import (
    ASSIGNMENTS,
    ActionDone,
    ActionWaived,
    Body,
    CaseOpened,
    Event,
    FactsRecorded,
    InterruptRaised,
    OutcomeTaken,
)
from sop.store.port import damaged_case


def replay_history(definition: Definition, history: Sequence[Event], case_id: str) -> Case:
    """Return the case after these events; raise Corrupt if one does not fit the definition."""
    try:
        for event in history:
            _check_values(definition, event)
        return evolve(definition, history, case_id)
    except Exception as error:  # whatever is in the store: it does not fit
        raise damaged_case(
            case_id,
            f"The history of case {case_id} does not fit the definition that the case is pinned "
            "to.",
        ) from error


def _check_path(definition: Definition, body: Body) -> None:
    """Raise if the event names something that the definition does not have.

    Undone events are checked too: the timeline shows them.
    """
    if isinstance(body, ASSIGNMENTS) and body.action is not None:
        definition.action(body.action)
    match body:
        case ActionDone() | ActionWaived():
            definition.action(body.action)
        case OutcomeTaken():
            definition.outcome(body.outcome)
            _require_step(definition, body.outcome, body.to)
        case InterruptRaised():
            definition.interrupt(body.interrupt)
            _require_step(definition, body.interrupt, body.left)


def _require_step(definition: Definition, path: str, step: str) -> None:
    """Raise KeyError unless the track of the path has that step."""
    if step not in definition.track_at(path).steps:
        raise KeyError(step)


def _check_values(definition: Definition, event: Event) -> None:
    """Raise if a fact cannot have the recorded value, or evidence is not JSON."""
    body = event.body
    _check_path(definition, body)
    if isinstance(body, CaseOpened | ActionDone | FactsRecorded | InterruptRaised):
        for name, value in body.facts.items():
            check_value(definition.facts[name], value)
    if isinstance(body, ActionDone) and body.form is not None:
        json.loads(body.form)
