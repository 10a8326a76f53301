"""Reads `urgent:` of a fact: which of its values put a case in danger."""

from __future__ import annotations

from typing import Any

from sop.definition.compile_context import Context, number_entries
from sop.definition.finding_report import list_names, quote_value, suggest_nearest
from sop.definition.source_map import PathTo
from sop.model.condition import Value


def read_fact_urgency(
    context: Context, path: PathTo, entry: dict[str, Any]
) -> tuple[Value, ...] | None:
    """Return the urgent values of a fact: none for `urgent: false`, None without the key."""
    given = entry.get("urgent")
    if given is None:
        return None
    if given is not False and entry.get("anytime") is None:
        context.report.error(
            "wrong-value",
            (*path, "urgent"),
            "'urgent' is only for facts that may be recorded at any time",
            "Add 'anytime: any', or delete 'urgent'.",
            key=True,
        )
    if isinstance(given, bool):
        return _read_flag(context, path, given, entry)
    return _read_choices(context, path, given, entry)


def _read_flag(
    context: Context, path: PathTo, given: bool, entry: dict[str, Any]
) -> tuple[Value, ...]:
    if not given:
        return ()
    if entry.get("type") != "boolean":
        context.report.error(
            "wrong-value",
            (*path, "urgent"),
            "'urgent: true' is only for facts of type boolean",
            "List the choices that are urgent: 'urgent: [...]'.",
        )
    return (True,)


def _read_choices(
    context: Context, path: PathTo, given: Any, entry: dict[str, Any]
) -> tuple[Value, ...]:
    """Return the choices that are urgent; report each that the fact does not have."""
    place: PathTo = (*path, "urgent")
    named = [((*place, at), choice) for at, choice in number_entries(given)]
    if isinstance(given, str):
        named = [(place, given)]
    allowed = [str(choice) for _, choice in number_entries(entry.get("choices"))]
    for where, choice in named:
        if choice not in allowed:
            context.report.error(
                "wrong-value",
                where,
                f"{quote_value(choice)} is not a choice{suggest_nearest(str(choice), allowed)}",
                f"Allowed: {list_names(allowed)}." if allowed else "Write 'urgent: true'.",
            )
    return tuple(str(choice) for _, choice in named)
