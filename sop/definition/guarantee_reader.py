"""Compiles guarantees: one property pattern each, with its conditions."""

from __future__ import annotations

from typing import Any, get_args

from sop.definition.compile_context import Context, as_map
from sop.definition.diagnostics import find_nearest, list_names, quote_value
from sop.definition.source_map import PathTo
from sop.model.condition import Condition
from sop.model.definition import Duration, Guarantee, Pattern

PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
_PARTS = {
    "precedence": ("first", "then"),
    "response": ("trigger", "then"),
    "precondition": ("of", "holds"),
}


def compile_guarantees(context: Context) -> dict[str, Guarantee]:
    """All guarantees that could be read, in file order."""
    found = as_map(context.data.get("guarantees"))
    path: PathTo = ("guarantees",)
    context.check_ids(path, found, "a guarantee")
    compiled = {
        name: _guarantee(context, (*path, name), entry)
        for name, entry in found.items()
        if isinstance(entry, dict)
    }
    return {name: guarantee for name, guarantee in compiled.items() if guarantee is not None}


def _guarantee(context: Context, path: PathTo, entry: dict[str, Any]) -> Guarantee | None:
    patterns = [pattern for pattern in PATTERNS if pattern in entry]
    misspelt = not patterns and any(
        find_nearest(key, PATTERNS) for key in entry if key not in PATTERNS
    )
    if len(patterns) != 1 and not misspelt:
        context.report.error(*_not_one_pattern(path, patterns), key=True)
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
    return Guarantee(str(path[-1]), patterns[0], a, b, only_if, within, not_within, because, law)


def _not_one_pattern(path: PathTo, patterns: list[Pattern]) -> tuple[str, PathTo, str, str]:
    if patterns:
        return (
            "wrong-value",
            path,
            f"the guarantee {quote_value(path[-1])} has {len(patterns)} patterns: {list_names(patterns)}",
            "Write one guarantee for each.",
        )
    return (
        "missing-key",
        path,
        f"the guarantee {quote_value(path[-1])} has no pattern",
        f"Add one of: {list_names(PATTERNS)}.",
    )


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
    """`within` or `not_within`, which may stand in the pattern or beside it."""
    inner = as_map(entry.get(pattern)).get(key)
    place: PathTo = (*path, pattern, key) if inner is not None else (*path, key)
    value = inner if inner is not None else entry.get(key)
    if value is not None and pattern not in patterns:
        context.report.error(
            "wrong-value",
            place,
            f"{quote_value(key)} goes with {quote_value(pattern)} only",
            f"Delete it, or use the pattern '{pattern}'.",
            key=True,
        )
    return context.length(place, value)
