"""Reads facts from `FACT=VALUE` on the command line or in a file into the type of each fact."""

from __future__ import annotations

import json
import shlex
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

from sop.casework.parse_date import parse_date
from sop.casework.parse_time import parse_time
from sop.engine import fact_values as domain
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.fact import NOT_KNOWN, Fact
from sop.model.refusal import UsageError


def split_assignment(text: str) -> tuple[str, str]:
    """Split `FACT=VALUE` into its two sides."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise UsageError(
            f"'{text}' does not have the form FACT=VALUE.", "Write for example injured=yes"
        )
    return name.strip(), value.strip()


class MissingSign(UsageError):
    """A fact and its value without "=" between them.

    `typed` are the words of the line that are wrong, `right` what should be there instead.
    """

    def __init__(self, typed: Sequence[str], right: Sequence[str]) -> None:
        super().__init__(
            f"'{' '.join(typed)}' does not have the form FACT=VALUE.", f"Write {shlex.join(right)}"
        )
        self.typed, self.right = tuple(typed), tuple(right)


def refuse_missing_sign(definition: Definition, words: Sequence[str]) -> None:
    """Raise UsageError where a fact is followed by a value without "=", or with blanks around it.

    Two facts are two facts, to be asked for their values. A private value is not repeated.
    """
    waiting, right = list(words), list[str]()
    while waiting:
        word = waiting.pop(0)
        name = word.removesuffix("=")
        if name not in definition.facts:
            right.append(word)
            continue
        following = list(takewhile(lambda one: not _names_fact(definition, one), waiting))
        del waiting[: len(following)]
        value = " ".join(following).removeprefix("=").strip()
        if value:
            refuse_private(definition, [(name, value)])
            word = f"{name}={value}"
        right.append(word)
    if right != list(words):
        raise MissingSign(words, right)


def _names_fact(definition: Definition, word: str) -> bool:
    return word.partition("=")[0] in definition.facts


def resolve_typed_fact(definition: Definition, word: str, viewer: str | None = None) -> Fact:
    """Return the fact as a person types its name: in any case, with blanks or hyphens.

    An error proposes only what the viewer may record, where one is given.
    """
    name = word.strip().lower().replace(" ", "_").replace("-", "_")
    found = definition.facts.get(name) or definition.facts.get(word)
    if found is None:
        from sop.engine.fact_names import refuse_unknown_fact  # late: start-up; only a mistake

        raise refuse_unknown_fact(definition, word, viewer)
    return found


def read_value(fact: Fact, text: str, now: datetime, zone: ZoneInfo) -> Value:
    """Return the value of the text for this fact.

    Raises UsageError, with the values allowed, where the text is not one of them.
    """
    if not text:
        raise UsageError(
            f"'{fact.id}' has no value.",
            f"Write {domain.describe_input(fact)}, or leave the fact out.",
        )
    if domain.says_not_known(fact, text):
        return NOT_KNOWN
    if fact.type == "date":
        return parse_date(fact, unicodedata.normalize("NFC", text), now, zone)
    if fact.type == "datetime":
        return parse_time(text, now, zone).isoformat()
    return domain.read_value(fact, unicodedata.normalize("NFC", text), zone)


def read_assignments(
    definition: Definition, pairs: Iterable[tuple[str, str]], now: datetime, zone: ZoneInfo
) -> dict[str, Value]:
    """Return the facts of several assignments.

    Raises UsageError for an unknown fact, a wrong value, or a fact with two values.
    """
    given: dict[str, Value] = {}
    for name, text in pairs:
        fact = resolve_typed_fact(definition, name)
        value = read_value(fact, text, now, zone)
        if given.get(fact.id, value) != value:
            raise UsageError(
                f"'{fact.id}' is given twice with different values.", "Give one value."
            )
        given[fact.id] = value
    return given


def refuse_private(definition: Definition, pairs: Iterable[tuple[str, str]]) -> None:
    """Raise UsageError if a fact is private: the shell's history would keep its value."""
    for name, _ in pairs:
        if resolve_typed_fact(definition, name).sensitive:
            raise UsageError(
                f"'{name}' is private: a value on the command line stays in the shell's history "
                "and the process list.",
                "Name the fact alone to be asked for its value, or give it in a file of facts.",
            )


def split_lines(text: str) -> list[tuple[str, str]]:
    """Return the assignments of a file: a JSON object, or one FACT=VALUE per line.

    Blank lines and lines that begin with `#` are skipped.
    """
    if text.lstrip().startswith("{"):
        return [(name, _as_text(value)) for name, value in _json_object(text).items()]
    # Not splitlines(), which also ends a line at U+2028 and the like: the rest of a text would be
    # read as another fact.
    lines = map(str.strip, text.replace("\r\n", "\n").split("\n"))
    return [_assignment_of_file(line) for line in lines if line and not line.startswith("#")]


def _assignment_of_file(line: str) -> tuple[str, str]:
    """Do as `split_assignment`, but do not quote a wrong line: the file is for private facts."""
    if "=" not in line:
        raise UsageError(
            "A line of the file of facts does not have the form FACT=VALUE.",
            "Write one fact per line, such as injured=yes",
        )
    return split_assignment(line)


def _json_object(text: str) -> Mapping[str, object]:
    try:
        content: object = json.loads(text)
    except (ValueError, RecursionError) as unreadable:
        raise UsageError(
            "The facts are not valid JSON.", "Write lines FACT=VALUE, or one JSON object."
        ) from unreadable
    return content if isinstance(content, dict) else {}


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)
