"""Reads the answer to one field of a form: as people write it, checked against its schema."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sop.casework.parse_date import parse_date
from sop.casework.parse_time import AmbiguousTime, parse_time
from sop.commands.context import CommandContext
from sop.commands.inputs import choose_reading
from sop.commands.prompts import NO_WORDS, YES_WORDS, match_choice
from sop.definition.evidence_check import QuickCheck
from sop.definition.form_fields import FormChoice, FormField
from sop.definition.forms import find_part_problems
from sop.definition.strict_json import JsonError, read_json
from sop.engine.deadlines import zone_of
from sop.model.definition import Definition
from sop.model.fact import Fact
from sop.model.refusal import UsageError
from sop.views.form_text import accepted_text, number_choices

NONE_WORD = "none"
EMPTY_TEXT = '""'
LONGEST_NUMBER = 15
"""Digits: a number of more is not kept exactly by every reader of JSON."""
_WHOLE = re.compile(rf"[+-]?[0-9]{{1,{LONGEST_NUMBER}}}")
_DECIMAL = re.compile(rf"[+-]?[0-9]{{1,{LONGEST_NUMBER}}}(\.[0-9]{{1,{LONGEST_NUMBER}}})?")


@dataclass
class FieldReader:
    """Reads answers for one form. A method raises UsageError with what is accepted."""

    session: CommandContext
    definition: Definition
    schema: str

    def read(self, field: FormField, typed: str) -> Any:
        """Return the value of the answer, which fits the field's part of the schema."""
        found = self._read_kind(field, typed)
        problems = self.problems(field, found)
        if problems and not field.is_typed:
            found, problems = self._read_other_kind(field, typed, problems)
        if problems:
            raise _mistake(problems[0], field)
        return found

    def problems(self, field: FormField, found: Any) -> list[str]:
        """Return what is wrong with the value, in sentences."""
        if self._quick.surely_fits(field.part, found):
            return []
        return [one.text for one in find_part_problems(self.schema, field.part, found)]

    @cached_property
    def _quick(self) -> QuickCheck:
        return QuickCheck(json.loads(self.schema))

    def _read_kind(self, field: FormField, typed: str) -> Any:
        match field.kind:
            case "yes_no":
                return self._read_yes_no_field(field, typed)
            case "choice":
                return _read_choice(field, typed)
            case "several":
                return _read_several(field, typed)
            case "integer" | "number":
                return _read_number(field, typed)
            case "date" | "moment":
                return self._read_time(field, typed)
            case "nothing":
                return None
            case "json":
                return _read_json_value(typed)
        return "" if typed == EMPTY_TEXT else typed

    def _read_other_kind(
        self, field: FormField, typed: str, problems: list[str]
    ) -> tuple[Any, list[str]]:
        """Return the answer read as JSON, where the schema does not state a type."""
        try:
            found = read_json(typed)
        except JsonError:
            return typed, problems
        others = self.problems(field, found)
        return (typed, problems) if others else (found, [])

    def _read_yes_no_field(self, field: FormField, typed: str) -> bool:
        titles = [choice.title.casefold() for choice in field.choices]
        if len(titles) > 1 and set(titles) != {"yes", "no"}:
            return bool(_read_choice(field, typed))
        found = self.read_yes_no(typed)
        allowed = [choice.value for choice in field.choices] or [True, False]
        if found not in allowed:
            only = "yes" if allowed[0] else "no"
            raise UsageError(
                f"The form accepts only {only} here.",
                f"Type {only} if it is so. If it is not, type quit: the form cannot be recorded.",
            )
        return found

    def read_yes_no(self, typed: str) -> bool:
        """Return the answer to a question of yes or no."""
        word = typed.strip().lower()
        if word not in (*YES_WORDS, *NO_WORDS):
            raise UsageError(f"'{typed}' is not yes or no.", "Type 1 for yes or 2 for no.")
        return word in YES_WORDS

    def _read_time(self, field: FormField, typed: str) -> Any:
        zone = zone_of(self.definition.timezone)
        try:
            if field.kind == "date":
                day = Fact(field.title, "date")
                return parse_date(day, typed, self.session.now, zone)
            return parse_time(typed, self.session.now, zone).isoformat()
        except AmbiguousTime as unclear:
            return choose_reading(self.session, unclear)
        except UsageError as refused:
            if not self.problems(field, typed):
                return typed  # written as the schema wants it, such as with a leap second
            if field.kind == "moment":
                raise
            raise UsageError(f"'{typed}' is not a valid day.", _expected(field)) from refused


def _read_choice(field: FormField, typed: str) -> Any:
    return _find_choice(field, typed).value


def _find_choice(field: FormField, typed: str) -> FormChoice:
    names = {choice.name: choice.title for choice in field.choices}
    found = match_choice("" if typed == EMPTY_TEXT else typed, names)
    for choice in field.choices:
        is_empty = choice.value == "" and typed == EMPTY_TEXT
        if is_empty or choice.name == found:
            return choice
    raise UsageError(
        f"'{typed}' is not one of the choices.",
        f"Type a number or a name: {number_choices(field)}.",
    )


def _read_several(field: FormField, typed: str) -> list[Any]:
    words = [word.strip() for word in typed.split(",") if word.strip()]
    if [word.lower() for word in words] == [NONE_WORD] and not _names_none(field):
        return []
    found = [_find_choice(field, word).value for word in words]
    if not found:
        raise UsageError("No choice is given.", _expected(field))
    return list(dict.fromkeys(found))


def _names_none(field: FormField) -> bool:
    return any(NONE_WORD in (choice.name, choice.title) for choice in field.choices)


def _read_number(field: FormField, typed: str) -> int | float:
    if _WHOLE.fullmatch(typed):
        return int(typed)
    if field.kind == "number" and _DECIMAL.fullmatch(typed):
        return float(typed)
    problem = f"'{typed}' is not {'a whole number' if field.kind == 'integer' else 'a number'}."
    if field.kind == "number" and "," in typed:
        raise UsageError(problem, "Write it with a point, such as 3.5, and without blanks.")
    raise UsageError(problem, _expected(field))


def _read_json_value(typed: str) -> Any:
    try:
        return read_json(typed)
    except JsonError as unreadable:
        message = f"The answer is not JSON: {unreadable.message}."
        raise UsageError(message, 'Write for example ["a", "b"] or {"key": "value"}.') from None


def _mistake(problem: str, field: FormField) -> UsageError:
    return UsageError(f"{problem[:1].upper()}{problem[1:]}.", _expected(field))


def _expected(field: FormField) -> str:
    text = f"Write {accepted_text(field)}."
    return f"{text} {field.description}".strip() if field.description else text


def show_value(field: FormField, found: Any) -> str:
    """Return the value of an answer as a person reads it."""
    if field.kind == "several" and isinstance(found, list):
        return ", ".join(_title(field.choices, one) for one in found) or NONE_WORD
    if field.choices:
        return _title(field.choices, found)
    if isinstance(found, bool):
        return "yes" if found else "no"
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


def _title(choices: Sequence[FormChoice], found: Any) -> str:
    for choice in choices:
        if type(choice.value) is type(found) and choice.value == found:
            return choice.title
    return str(found)
