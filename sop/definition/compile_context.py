"""What all parts of the compiler share: declared names, texts by language, and references.

Paths are places in the document; values are raw YAML values, None where they are missing or wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from sop.definition.condition_names import Names
from sop.definition.condition_parser import read_condition
from sop.definition.finding_report import Report, list_names, quote_value, suggest_nearest
from sop.definition.keywords import RESERVED
from sop.definition.source_map import PathTo
from sop.model.condition import And, Condition, FactIs, Gate
from sop.model.definition import Review
from sop.model.duration import Due, Duration, Nature, Unit, Wait

ANY = "any"
"""Stands for every stakeholder, or for every step."""

WORKING_TIME = ("working_days", "court_days", "working_hours")
"""Units that need a calendar to be counted."""

_SECTIONS: Mapping[str, str] = {
    "stakeholder": "stakeholders",
    "law": "law",
    "form": "forms",
    "fact": "facts",
    "track": "tracks",
    "guarantee": "guarantees",
}
"""Kind of reference -> the key under which its targets are declared."""

"""How messages name a type of fact, where `of type TYPE` is not enough."""


T = TypeVar("T")


class Anything(dict[str, Any]):
    """The names of a part that could not be read. It contains every name, so none is reported."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> None:
        return None

    def get(self, name: str, default: Any = None) -> Any:
        return default


def as_map(value: Any) -> dict[str, Any]:
    """Return the value if it is a map, else an empty map."""
    return value if isinstance(value, dict) else {}


def read_names(value: Any) -> Mapping[str, Any]:
    """Return the map of declared IDs; if it could not be read, one that contains every ID."""
    return value if isinstance(value, dict) else Anything()


def drop_unreadable(entries: Mapping[str, T | None]) -> dict[str, T]:
    """Return the entries that could be read."""
    return {name: entry for name, entry in entries.items() if entry is not None}


def english_text(value: Any, default: str = "") -> str:
    """Return the text in English, else in the first language given, else the default."""
    if isinstance(value, str):
        return value.strip()
    texts = texts_by_language(value)
    return texts.get("en") or next(iter(texts.values()), default)


def texts_by_language(value: Any) -> dict[str, str]:
    """Return the texts of a map of languages by language code; empty if it is not a map."""
    found: dict[str, str] = {}
    for language, entry in as_map(value).items():
        text = as_map(entry).get("text", entry)
        if isinstance(text, str):
            found[language] = text.strip()
    return found


def _is_reviewed(value: Any) -> bool:
    entry = as_map(value)
    return bool(entry.get("translator") and entry.get("reviewed_on"))


def _read_review(value: Any) -> Review:
    return Review(value["translator"].strip(), value["reviewed_on"])


class Context:
    """The document, its report, and the names that references may use.

    `translations` and `reviews` collect the texts in all languages, by place in the document.
    """

    def __init__(self, data: dict[str, Any], report: Report) -> None:
        self.data = data
        self.report = report
        self.names = Names()
        self.translations: dict[str, dict[str, str]] = {}
        self.reviews: dict[str, dict[str, Review]] = {}
        self.known: dict[str, Mapping[str, Any]] = {
            kind: read_names(data.get(key, {})) for kind, key in _SECTIONS.items()
        }
        self.verified_law: frozenset[str] = frozenset()
        self._all_stakeholders = tuple(self.known["stakeholder"])

    def text(self, path: PathTo, value: Any, default: str = "") -> str:
        """Return the text in the workflow's own language, else in English, else in the first.

        All languages are collected in `translations`.
        """
        texts = texts_by_language(value)
        if texts:
            place = ".".join(str(part) for part in path)
            self.translations[place] = texts
            reviews = {
                language: _read_review(entry)
                for language, entry in value.items()
                if _is_reviewed(entry)
            }
            if reviews:
                self.reviews[place] = reviews
        return texts.get(self._own_language or "en") or english_text(value, default)

    @property
    def _own_language(self) -> str | None:
        """The first language that the workflow lists; None if it lists none."""
        return next(iter(as_map(self.data.get("languages"))), None)

    def spoken_text(self, path: PathTo, value: Any) -> str:
        """Return words to a person; report them if the workflow's own language is missing.

        Other languages are shown only after a review, so the own language is always needed.
        """
        own = self._own_language
        texts = texts_by_language(value)
        if own is not None and texts and own not in texts:
            message = f"the words have no text in {quote_value(own)}, the workflow's own language"
            remedy = f"Add '{own}: …': it is shown wherever no reviewed translation exists."
            self.report.error("missing-key", path, message, remedy)
        return self.text(path, value)

    def texts(self, path: PathTo, value: Any) -> tuple[str, ...]:
        """Return the texts of a list."""
        return tuple(self.text((*path, at), item) for at, item in number_entries(value))

    def refer(self, kind: str, path: PathTo, value: Any) -> str | None:
        """Return the ID at this path; report it if it is not declared. None without an ID.

        `kind` is one of stakeholder, law, form, fact, track and guarantee.
        """
        if not isinstance(value, str):
            return None
        known = self.known[kind]
        if value not in known:
            remedy = "" if known else f"Declare it under '{_SECTIONS[kind]}:'."
            name = "law entry" if kind == "law" else kind
            self.report.unknown(f"unknown-{kind}", path, name, value, known, remedy=remedy)
        return value

    def refer_all(self, kind: str, path: PathTo, value: Any) -> tuple[str, ...]:
        """Return the IDs of a list; report those that are not declared."""
        return tuple(
            str(self.refer(kind, (*path, at), item))
            for at, item in number_entries(value)
            if isinstance(item, str)
        )

    def refer_among(
        self, kind: str, path: PathTo, value: Any, known: Collection[str], where: str
    ) -> str | None:
        """Return the ID of a step or action of `where`; report it if `where` does not have it."""
        if not isinstance(value, str):
            return None
        if value not in known:
            remedy = f"{kind.capitalize()}s of {where}: {list_names(known)}."
            message = (
                f"unknown {kind} {quote_value(value)} of {where}{suggest_nearest(value, known)}"
            )
            self.report.error(f"unknown-{kind}", path, message, remedy)
        return value

    def parties(self, path: PathTo, value: Any, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the stakeholders of one ID, a list or `any`; the default if none is given."""
        if value is None:
            return default
        if value == ANY:
            return self._all_stakeholders
        if isinstance(value, str):
            return (str(self.refer("stakeholder", path, value)),)
        if isinstance(value, list) and ANY in value:
            self.report.error(
                "wrong-value",
                (*path, value.index(ANY)),
                "'any' cannot be part of a list",
                "Write 'any' without brackets, or name the stakeholders.",
            )
            return ()
        return self.refer_all("stakeholder", path, value)

    def condition(self, path: PathTo, value: Any, names: Names | None = None) -> Condition | None:
        """Return the condition at this path; the lines of a list must all hold."""
        gate = self.gate(path, value, names)
        if not gate:
            return None
        if len(gate) == 1:
            return gate[0]
        return And(gate, " and ".join(_bracket_line(line) for line in gate))

    def gate(self, path: PathTo, value: Any, names: Names | None = None) -> Gate:
        """Return the conditions that must all hold: one for a text, one per line of a list."""
        if isinstance(value, str):
            return self._line(path, value, names)
        gate: list[Condition] = []
        for at, item in number_entries(value):
            if isinstance(item, str):
                gate += self._line((*path, at), item, names)
        return tuple(gate)

    def _line(self, path: PathTo, text: str, names: Names | None) -> Gate:
        condition, problems = read_condition(text, names or self.names)
        for problem in problems:
            self.report.error(
                problem.rule, path, problem.message, problem.remedy, inside=(problem.offset, text)
            )
        return () if condition is None else (condition,)

    def moment_fact(self, path: PathTo, value: Any) -> str | None:
        """Return a fact that times count from; facts that could not be read are accepted."""
        name = self.refer("fact", path, value)
        fact = self.names.facts.get(name) if name else None
        if fact is not None and not fact.is_moment:
            self.report.error(
                "wrong-value",
                path,
                f"the fact {quote_value(name)} is not a date or a date and time",
                f"Facts of type date or datetime: {list_names(self._list_moment_facts())}.",
            )
        return name

    def _list_moment_facts(self) -> list[str]:
        facts = self.names.facts.items()
        return [name for name, fact in facts if fact is not None and fact.is_moment]

    def due(self, path: PathTo, value: Any) -> Due | None:
        """Return the deadline at this path."""
        if value is None:
            return None
        if isinstance(value, str):
            return Due(self.length(path, value))
        value = as_map(value)
        start = self.moment_fact((*path, "from"), value.get("from"))
        before = self.moment_fact((*path, "before"), value.get("before"))
        if start and before:
            self.report.error(
                "wrong-value",
                (*path, "before"),
                "a deadline has 'from' or 'before', not both",
                "Delete one of the two.",
                key=True,
            )
        nature = cast(Nature, value.get("nature") or "practice")
        law = self.refer_all("law", (*path, "law"), value.get("law"))
        if nature == "law":
            self._check_law((*path, "nature"), law)
        return Due(self.length((*path, "within"), value.get("within")), start, before, nature, law)

    def _check_law(self, path: PathTo, law: tuple[str, ...]) -> None:
        """Report a deadline of nature law that names no verified law entry."""
        if any(entry not in self.known["law"] for entry in law):
            return  # reported as unknown
        if any(entry in self.verified_law for entry in law):
            return
        self.report.error(
            "deadline-without-law",
            path,
            "the deadline states that it is law, but it names no verified entry of 'law:'",
            "Name a law entry with 'status: verified', or write 'nature: practice' "
            "(or policy, not_in_force).",
        )

    def wait(self, path: PathTo, value: Any) -> Wait | None:
        """Return the time before an outcome opens; None without one."""
        if isinstance(value, str):
            length = self.length(path, value)
            return Wait(length) if length else None
        value = as_map(value)
        length = self.length((*path, "at_least"), value.get("at_least"))
        start = self.moment_fact((*path, "from"), value.get("from"))
        return Wait(length, start) if length else None

    def length(self, path: PathTo, value: Any) -> Duration | None:
        """Return the length of time; None for `immediately`.

        Report working time in a workflow without the calendar or hours that it counts by.
        """
        if not isinstance(value, str) or value == "immediately":
            return None
        duration = read_duration(value)
        if duration.unit in WORKING_TIME and self.data.get("calendar") is None:
            self.report.error(
                "no-calendar",
                path,
                f"{quote_value(value)} needs a calendar, and the workflow has none",
                "Add 'calendar:' with a country's code to workflow.yaml, or count plain days.",
            )
        if duration.unit == "working_hours" and self.data.get("working_hours") is None:
            self.report.error(
                "no-calendar",
                path,
                f"{quote_value(value)} needs 'working_hours:', and the workflow has none",
                'Add working_hours: "08:00-16:00" to workflow.yaml.',
            )
        return duration

    def moment(self, path: PathTo, value: Any) -> str:
        """Return the ISO 8601 text at this path; report a date or time that does not exist.

        Empty if there is no text. The text has no offset: it is local to the workflow's time zone.
        """
        if not isinstance(value, str):
            return ""
        try:
            datetime.fromisoformat(value)
        except ValueError:
            message = f"{quote_value(value)} is not in the calendar"
            self.report.error("bad-time", path, message, "Correct the day or the month.")
        return value

    def check_ids(
        self, path: PathTo, ids: Collection[str], owner: str, also_reserved: Collection[str] = ()
    ) -> None:
        """Report IDs that are words of the language."""
        for name in ids:
            if name not in RESERVED and name not in also_reserved:
                continue
            self.report.error(
                "reserved-word",
                (*path, name),
                f"{quote_value(name)} is a word of the language and cannot be the id of {owner}",
                f"Choose another id, like {quote_value(name + '_1')}.",
                key=True,
            )


def _bracket_line(line: Condition) -> str:
    """Return the words of a line, in brackets if `and` before it would change its meaning."""
    if isinstance(line, And | FactIs) or " or " not in line.text:
        return line.text
    return f"({line.text})"


def number_entries(value: Any) -> Iterator[tuple[int, Any]]:
    """Yield the entries of a list that could be read, with their numbers in the file from 0."""
    if not isinstance(value, list):
        return
    for at, item in enumerate(value):
        if item is not None:
            yield at, item


def read_duration(text: str) -> Duration:
    """Return the length of time of a text that fits the schema.

    >>> read_duration("1 court_day")
    Duration(amount=1, unit='court_days')
    """
    amount, unit = re.split(r"[ _]", text.strip(), maxsplit=1)
    unit = re.sub(r"[ _]", "_", unit)
    if not unit.endswith("s"):
        unit += "s"
    return Duration(int(amount), cast(Unit, unit))
