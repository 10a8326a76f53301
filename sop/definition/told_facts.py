"""Reads `tells:` of an interrupt: the facts that raising it records."""

from __future__ import annotations

from typing import Any

from sop.definition.compile_context import Context, as_map
from sop.definition.condition_names import format_value
from sop.definition.finding_report import list_names, quote_value, suggest_nearest
from sop.definition.source_map import PathTo
from sop.model.condition import Value
from sop.model.fact import Fact


def read_told_facts(context: Context, path: PathTo, entry: Any) -> dict[str, Value]:
    """Return the values by fact; report facts and values that an interrupt cannot record."""
    told: dict[str, Value] = {}
    for name, value in as_map(entry).items():
        if context.refer("fact", (*path, name), name) is None or value is None:
            continue
        told[name] = value
        fact = context.names.facts.get(name)
        if fact is not None:
            _check_told_value(context, (*path, name), fact, value)
    return told


def _check_told_value(context: Context, path: PathTo, fact: Fact, value: Value) -> None:
    if not fact.domain():
        context.report.error(
            "wrong-value",
            path,
            f"an interrupt cannot record {quote_value(fact.id)}, which is of type {fact.type}",
            "It records only facts with choices, booleans and integers. "
            "Let an action of the step that it leads to record this fact.",
        )
        return
    if not fact.has_value(value):
        allowed = [format_value(each) for each in fact.domain()]
        context.report.error(
            "wrong-value",
            path,
            f"{quote_value(fact.id)} cannot be {quote_value(value)}"
            f"{suggest_nearest(str(value), allowed)}",
            f"Choose one of: {list_names(allowed)}.",
        )
