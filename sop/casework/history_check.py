"""What a case's history comes to, or that it cannot have happened under its definition."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sop.engine.evolve import evolve
from sop.engine.fact_values import check_value
from sop.model.case_state import Case
from sop.model.definition import Definition
from sop.model.events import (
    ActionDone,
    ActionWaived,
    Body,
    CaseOpened,
    Event,
    FactsRecorded,
    InterruptRaised,
    OutcomeTaken,
)
from sop.model.refusal import UsageError
from sop.store.port import Corrupt


def replay_history(definition: Definition, history: Sequence[Event], case_id: str) -> Case:
    """The case after these events. Corrupt when one names what the definition does not have."""
    try:
        for event in history:
            _check_values(definition, event)
        return evolve(definition, history, case_id)
    except (
        UsageError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        AssertionError,
    ) as error:
        raise Corrupt(
            f"The history of case {case_id} does not fit the definition that the case is pinned to.",
            "Do not write to this case. Keep a copy of the store and call whoever looks after it.",
            case=case_id,
        ) from error


def _check_path(definition: Definition, body: Body) -> None:
    """Raise when the event names what the definition does not have; also an undone event is shown in the timeline."""
    match body:
        case ActionDone() | ActionWaived():
            definition.action(body.action)
        case OutcomeTaken():
            definition.outcome(body.outcome)
        case InterruptRaised():
            definition.interrupt(body.interrupt)


def _check_values(definition: Definition, event: Event) -> None:
    """Raise when a recorded value is none that its fact can have, or evidence is no JSON."""
    body = event.body
    _check_path(definition, body)
    if isinstance(body, CaseOpened | ActionDone | FactsRecorded):
        for name, value in body.facts.items():
            check_value(definition.facts[name], value)
    if isinstance(body, ActionDone) and body.form is not None:
        json.loads(body.form)
