"""What a field of a form accepts, in words: for questions, screens and paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sop.definition.form_fields import FieldKind, FormField
from sop.model.value import value

YES_NO_TEXT = "yes or no"
"""What such a field accepts, in a script and on paper; a question at a terminal has numbers."""


@value
class PaperQuestion:
    """One question of a blank form: boxes to tick, or a number of lines to write on."""

    number: str
    title: str
    note: str
    boxes: tuple[str, ...]
    lines: int


def number_choices(field: FormField) -> str:
    """Return the choices with their numbers: `1 seen, 2 told`."""
    titles = (choice.title for choice in field.choices)
    return ", ".join(f"{number} {title}" for number, title in enumerate(titles, 1))


def accepted_text(field: FormField) -> str:
    """Return what can be answered to the field."""
    return _TEXTS[field.kind](field)


def range_text(least: object, most: object) -> str:
    """Return limits in words: `from 1 to 5`, `at least 1`, `at most 5`; empty without limits.

    >>> range_text(2, None)
    'at least 2'
    """
    if least is not None and most is not None:
        return f"from {least} to {most}" if least != most else f"exactly {least}"
    if least is not None:
        return f"at least {least}"
    return f"at most {most}" if most is not None else ""


def _yes_no_text(field: FormField) -> str:
    titles = [choice.title for choice in field.choices]
    if len(titles) > 1 and titles not in (["yes", "no"], ["no", "yes"]):
        return number_choices(field)
    return YES_NO_TEXT


def _number_text(field: FormField) -> str:
    kind = "a whole number" if field.kind == "integer" else "a number"
    rules, parts = field.merged, [kind]
    parts.append(range_text(rules.get("minimum"), rules.get("maximum")))
    if "exclusiveMinimum" in rules:
        parts.append(f"above {rules['exclusiveMinimum']}")
    if "exclusiveMaximum" in rules:
        parts.append(f"below {rules['exclusiveMaximum']}")
    if "multipleOf" in rules:
        parts.append(f"a multiple of {rules['multipleOf']}")
    return " ".join(filter(None, parts))


def _text_text(field: FormField) -> str:
    rules = field.merged
    length = range_text(rules.get("minLength"), rules.get("maxLength"))
    if not length:
        return "a text"
    return f"a text, {length} characters"


def _list_text(field: FormField) -> str:
    count = range_text(field.least_items or None, field.most_items)
    item = f": {accepted_text(field.item)}" if field.item is not None else ""
    return " ".join(filter(None, ("several answers", count))) + item


def _several_text(field: FormField) -> str:
    return f"one or more of {number_choices(field)}"


def _variants_text(field: FormField) -> str:
    return " or ".join(map(accepted_text, field.variants))


def _fixed(text: str) -> Callable[[FormField], str]:
    return lambda field: text


_TEXTS: Mapping[FieldKind, Callable[[FormField], str]] = {
    "yes_no": _yes_no_text,
    "choice": number_choices,
    "several": _several_text,
    "integer": _number_text,
    "number": _number_text,
    "date": _fixed("a day, such as 30 Nov 2026"),
    "moment": _fixed("a day and time, such as now or 30 Nov 11:40"),
    "text": _text_text,
    "nothing": _fixed("nothing"),
    "list": _list_text,
    "group": _fixed("several questions"),
    "variants": _variants_text,
    "json": _fixed("a value written as JSON"),
}
