"""The rows that the index keeps of a case in danger, and which of them a viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sop.engine.danger import find_dangers, may_see_danger
from sop.engine.deadlines import zone_of
from sop.engine.decision_context import Situation
from sop.engine.private_rules import PrivateRules
from sop.model.case_state import Case
from sop.model.definition import Definition
from sop.store.index_rows import DangerRow

RulesOf = Callable[[str | None], PrivateRules]


def danger_rows(
    definition: Definition, case: Case, now: datetime, rules_of: RulesOf
) -> tuple[DangerRow, ...]:
    """Return a row for each danger, with those who may see it; `rules_of` is by stakeholder."""
    zone = zone_of(definition.timezone)
    found = find_dangers(Situation(definition, case, now), everyone=True)
    return tuple(
        DangerRow(
            path=one.path,
            what=one.what,
            since=one.since.astimezone(zone).isoformat(),
            seen_by=_find_viewers(definition, one.path, rules_of),
        )
        for one in found
    )


def _find_viewers(definition: Definition, path: str, rules_of: RulesOf) -> tuple[str, ...] | None:
    """Return who may see the danger; None: everyone, also an unnamed viewer, who sees least."""
    if may_see_danger(path, rules_of(None)):
        return None
    return tuple(one for one in definition.stakeholders if may_see_danger(path, rules_of(one)))


def visible_dangers(rows: Iterable[DangerRow], viewer: str | None) -> tuple[DangerRow, ...]:
    """Return the rows that the viewer may see."""
    return tuple(row for row in rows if row.seen_by is None or viewer in row.seen_by)
