"""Compiles guarantees: each has one property pattern with its conditions."""

from __future__ import annotations

from typing import Any, get_args

from sop.definition.compile_context import Context, as_map, drop_unreadable
from sop.definition.finding_report import find_nearest, list_names, quote_value
from sop.definition.source_map import PathTo
from sop.model.condition import Condition
from sop.model.definition import Guarantee, Pattern
from sop.model.duration import Duration

PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
_PARTS = {
    "precedence": ("first", "then"),
    "response": ("trigger", "then"),
    "precondition": ("of", "holds"),
}


def compile_guarantees(context: Context) -> dict[str, Guarantee]:
    """Return all guarantees that could be read, in file order."""
    found = as_map(context.data.get("guarantees"))
    path: PathTo = ("guarantees",)
    context.check_ids(path, found, "a guarantee")
    compiled = {
        name: _guarantee(context, (*path, name), entry)
        for name, entry in found.items()
        if isinstance(entry, dict)
    }
    return drop_unreadable(compiled)


def _guarantee(context: Context, path: PathTo, entry: dict[str, Any]) -> Guarantee | None:
    patterns = [pattern for pattern in PATTERNS if pattern in entry]
    if len(patterns) != 1:
        _report_not_one_pattern(context, path, patterns, entry)
    read = {pattern: _conditions(context, path, pattern, entry[pattern]) for pattern in patterns}
    only_if = context.condition((*path, "if"), entry.get("if"))
    within = _length(context, path, "within", "response", entry, patterns)
    not_within = _length(context, path, "not_within", "precedence", entry, patterns)
    because = context.text((*path, "because"), entry.get("because"))
    law = context.refer_all("law", (*path, "law"), entry.get("law"))
    if len(patterns) != 1 or read[patterns[0]][0] is None:
        return None
    a, b = read[patterns[0]]
    assert a is not None
    return Guarantee(
        id=str(path[-1]),
        pattern=patterns[0],
        a=a,
        b=b,
        only_runs_with=only_if,
        within=within,
        not_within=not_within,
        because=because,
        law=law,
    )


def _report_not_one_pattern(
    context: Context, path: PathTo, patterns: list[Pattern], entry: dict[str, Any]
) -> None:
    name = quote_value(path[-1])
    if patterns:
        message = f"the guarantee {name} has {len(patterns)} patterns: {list_names(patterns)}"
        remedy = "Write one guarantee for each."
        context.report.error("wrong-value", path, message, remedy, key=True)
        return
    if any(find_nearest(key, PATTERNS) for key in entry):
        return  # a misspelt pattern is reported as an unknown key
    message = f"the guarantee {name} has no pattern"
    remedy = f"Add one of: {list_names(PATTERNS)}."
    context.report.error("missing-key", path, message, remedy, key=True)


def _conditions(
    context: Context, path: PathTo, pattern: Pattern, value: Any
) -> tuple[Condition | None, Condition | None]:
    if pattern not in _PARTS:
        return context.condition((*path, pattern), value), None
    first, second = (
        context.condition((*path, pattern, part), as_map(value).get(part))
        for part in _PARTS[pattern]
    )
    return first, second


def _length(
    context: Context,
    path: PathTo,
    key: str,
    pattern: Pattern,
    entry: dict[str, Any],
    patterns: list[Pattern],
) -> Duration | None:
    """Return `within` or `not_within`, which may be in the pattern or next to it."""
    inner = as_map(entry.get(pattern)).get(key)
    place: PathTo = (*path, pattern, key)
    value = inner
    if inner is None:
        place, value = (*path, key), entry.get(key)
    if value is not None and pattern not in patterns:
        context.report.error(
            "wrong-value",
            place,
            f"{quote_value(key)} is only for {quote_value(pattern)}",
            f"Delete it, or use the pattern '{pattern}'.",
            key=True,
        )
    return context.length(place, value)
