"""The work of several cases as JSON answers have it."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.assignees import find_assignee
from sop.casework.worklist import WorkItem
from sop.commands.case_json import Json
from sop.store.index_rows import ClockLine


def items_json(
    items: Sequence[WorkItem], in_danger: frozenset[str], agency: str | None = None
) -> list[Json]:
    """Return the items, those of cases in danger first. `agency` is the user's stakeholder."""
    ordered = danger_first(items, in_danger)
    return [{**item_json(item, agency), "danger": item.row.case in in_danger} for item in ordered]


def danger_first(items: Sequence[WorkItem], in_danger: frozenset[str]) -> tuple[WorkItem, ...]:
    """Return the items in the same order, but those of cases in danger before all others."""
    return tuple(sorted(items, key=lambda item: item.row.case not in in_danger))


def clock_json(line: ClockLine) -> Json:
    """Return a case that was recorded by a wrong clock."""
    return {"case": line.case, "latest": line.latest, "behind": line.behind}


def item_json(item: WorkItem, agency: str | None = None) -> Json:
    row, overdue = item.row, None
    assignee = find_assignee(row.assigned, agency)
    if item.overdue_by is not None:
        overdue = int(item.overdue_by.total_seconds())
    return {
        "case": row.case,
        "label": row.label,
        "workflow": row.workflow,
        "track": row.track,
        "step": row.step,
        "action": row.action,
        "code": row.code,
        "title": row.title,
        "by": list(row.by),
        "due": row.due,
        "overdue_by_s": overdue,
        "at_latest": row.at_latest,
        "possibly_overdue": item.is_possibly_overdue,
        "assigned": assignee.person if assignee else None,
        "accepted": assignee.accepted if assignee else None,
        "kind": row.kind,
        "state": _state(item),
        "held": row.held,
        "private": item.private,
    }


def _state(item: WorkItem) -> str:
    """Return the state of the action; a decision or a late step is open unless it is on hold."""
    if item.row.kind == "action":
        return item.row.state
    return "waiting" if item.row.held and item.row.kind == "decision" else "open"
