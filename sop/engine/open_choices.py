"""What can be done in a case now, for lists of candidates: what is urgent comes first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sop.engine.danger import can_be_raised, can_be_taken, find_dangers
from sop.engine.decision_context import Situation
from sop.engine.private_rules import find_private_rules
from sop.engine.progress import can_be_done
from sop.engine.urgent_values import find_urgent_values
from sop.model.case_state import Case
from sop.model.definition import Action, Definition, Interrupt, Outcome

_ANY_MOMENT = datetime.min.replace(tzinfo=UTC)
"""No question of this module depends on the time."""


def list_open_paths(
    definition: Definition, case: Case | None, viewer: str | None = None
) -> tuple[str, ...]:
    """Return the paths of interrupts, actions and outcomes that are open now.

    Whether what is private to the viewer is open does not show: it is not listed.
    Answers to a danger come first, then urgent interrupts, then all others in file order.
    """
    if case is None or not case.tracks or case.is_closed:
        return ()
    at = Situation(definition, case, _ANY_MOMENT, viewer)
    private = find_private_rules(definition, viewer)
    answers = [answer.path for danger in find_dangers(at) for answer in danger.answers]
    found = [one for one in _list_open(at) if not private.hides(one.path)]
    urgent = [one.path for one in found if isinstance(one, Interrupt) and one.urgent]
    return tuple(dict.fromkeys([*answers, *urgent, *(one.path for one in found)]))


def _list_open(at: Situation) -> Iterator[Action | Outcome | Interrupt]:
    yield from (one for one in at.definition.interrupts() if can_be_raised(at, one))
    yield from (one for one in at.definition.actions() if can_be_done(at, one))
    yield from (one for one in at.definition.outcomes() if can_be_taken(at, one))


def sort_facts(definition: Definition) -> list[str]:
    """Return the facts: urgent ones, those that may be recorded at any time, all others."""
    facts = definition.facts.values()
    urgent = [fact.id for fact in facts if find_urgent_values(definition, fact)]
    anytime = [fact.id for fact in facts if fact.anytime]
    return list(dict.fromkeys([*urgent, *anytime, *definition.facts]))
