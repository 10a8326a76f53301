"""What the parts of the compiler share: which names exist, texts in their languages, how references are looked up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from sop.definition.condition_names import Names
from sop.definition.condition_parser import read_condition
from sop.definition.diagnostics import Report, list_names, quote_value, suggest_nearest
from sop.definition.keywords import RESERVED
from sop.definition.source_map import PathTo
from sop.model.condition import And, Condition, FactIs, Gate
from sop.model.definition import Due, Duration, Nature, Review, Unit, Wait

ANY = "any"


class Anything(dict[str, Any]):
    """The names of a part that could not be read: every name may be there, so none is called unknown."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> None:
        return None

    def get(self, name: str, default: Any = None) -> Any:
        return default


def as_map(value: Any) -> dict[str, Any]:
    """The value if it is a map, else no entries."""
    return value if isinstance(value, dict) else {}


def read_names(value: Any) -> Mapping[str, Any]:
    """The ids of a map; of one that is there but unreadable, all that anyone may ask for."""
    return value if isinstance(value, dict) else Anything()


def english_text(value: Any, default: str = "") -> str:
    """A text as it is used where no other language is asked for."""
    if isinstance(value, str):
        return value.strip()
    texts = texts_by_language(value)
    return texts.get("en") or next(iter(texts.values()), default)


def texts_by_language(value: Any) -> dict[str, str]:
    """The texts of a map of languages, by language."""
    texts = {tongue: as_map(text).get("text", text) for tongue, text in as_map(value).items()}
    return {tongue: text.strip() for tongue, text in texts.items() if isinstance(text, str)}


def _is_reviewed(value: Any) -> bool:
    return bool(as_map(value).get("translator") and as_map(value).get("reviewed_on"))


def _review(value: Any) -> Review:
    return Review(value["translator"].strip(), value["reviewed_on"])


class Context:
    """The document, its report, and the names that references may use."""

    def __init__(self, data: dict[str, Any], report: Report) -> None:
        self.data = data
        self.report = report
        self.names = Names()
        self.translations: dict[str, dict[str, str]] = {}
        self.reviews: dict[str, dict[str, Review]] = {}
        self.known: dict[str, Mapping[str, Any]] = {
            kind: read_names(data.get(key, {}))
            for kind, key in (
                ("stakeholder", "stakeholders"),
                ("law", "law"),
                ("form", "forms"),
                ("fact", "facts"),
                ("track", "tracks"),
                ("guarantee", "guarantees"),
            )
        }
        self.verified_law: frozenset[str] = frozenset()
        self._everybody = tuple(self.known["stakeholder"])

    def text(self, path: PathTo, value: Any, default: str = "") -> str:
        """The text in the workflow's own language, else in English, else in the first; all are kept by their place."""
        texts = texts_by_language(value)
        if texts:
            place = ".".join(str(part) for part in path)
            self.translations[place] = texts
            if reviews := {
                tongue: _review(one) for tongue, one in value.items() if _is_reviewed(one)
            }:
                self.reviews[place] = reviews
        return texts.get(next(iter(as_map(self.data.get("languages"))), "en")) or english_text(
            value, default
        )

    def spoken_text(self, path: PathTo, value: Any) -> str:
        """Words to a person: a translation counts only where somebody stands for it."""
        own = next(iter(as_map(self.data.get("languages"))), None)
        if own is not None and texts_by_language(value) and own not in texts_by_language(value):
            message = f"the words have no text in {quote_value(own)}, the workflow's own language"
            self.report.error(
                "missing-key",
                path,
                message,
                f"Add '{own}: …': without it nobody here can read them.",
            )
        return self.text(path, value)

    def texts(self, path: PathTo, value: Any) -> tuple[str, ...]:
        return tuple(self.text((*path, at), item) for at, item in number_entries(value))

    def refer(self, kind: str, path: PathTo, value: Any) -> str | None:
        """The id that stands there, reported if there is no such stakeholder, law, form, fact or track."""
        if not isinstance(value, str):
            return None
        known = self.known[kind]
        if value not in known:
            remedy = "" if known else f"Declare it under '{_name_section(kind)}:'."
            self.report.unknown(
                f"unknown-{kind}",
                path,
                kind if kind != "law" else "law entry",
                value,
                known,
                remedy=remedy,
            )
        return value

    def refer_all(self, kind: str, path: PathTo, value: Any) -> tuple[str, ...]:
        """The ids of a list."""
        return tuple(
            str(self.refer(kind, (*path, at), item))
            for at, item in number_entries(value)
            if isinstance(item, str)
        )

    def refer_among(
        self, kind: str, path: PathTo, value: Any, known: Collection[str], where: str
    ) -> str | None:
        """The id of a step or action of `where`."""
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
        """The stakeholders named by one id, a list or `any`; the default where nobody is named."""
        if value is None:
            return default
        if value == ANY:
            return self._everybody
        if isinstance(value, str):
            return (str(self.refer("stakeholder", path, value)),)
        if isinstance(value, list) and ANY in value:
            self.report.error(
                "wrong-value",
                (*path, value.index(ANY)),
                "'any' stands alone, not in a list",
                "Write 'any' without brackets, or name the stakeholders.",
            )
            return ()
        return self.refer_all("stakeholder", path, value)

    def condition(self, path: PathTo, value: Any, names: Names | None = None) -> Condition | None:
        """The condition that stands there; lines of a list must all hold."""
        gate = self.gate(path, value, names)
        if len(gate) < 2:
            return gate[0] if gate else None
        return And(gate, " and ".join(_bracket_line(line) for line in gate))

    def gate(self, path: PathTo, value: Any, names: Names | None = None) -> Gate:
        """The lines that must all hold, one by one."""
        if isinstance(value, str):
            return self._line(path, value, names)
        return tuple(
            line
            for at, item in number_entries(value)
            if isinstance(item, str)
            for line in self._line((*path, at), item, names)
        )

    def _line(self, path: PathTo, text: str, names: Names | None) -> Gate:
        condition, problems = read_condition(text, names or self.names)
        for problem in problems:
            self.report.error(
                problem.rule, path, problem.message, problem.remedy, inside=(problem.offset, text)
            )
        return () if condition is None else (condition,)

    def fact_of_type(self, path: PathTo, value: Any, wanted: str) -> str | None:
        """A fact that must have this type; facts that could not be read pass."""
        name = self.refer("fact", path, value)
        fact = self.names.facts.get(name) if name else None
        if fact is not None and fact.type != wanted:
            article = (
                "a date and time (type: datetime)" if wanted == "datetime" else f"of type {wanted}"
            )
            self.report.error(
                "wrong-value",
                path,
                f"the fact {quote_value(name)} is not {article}",
                f"Facts of type {wanted}: {list_names(self._facts_of(wanted))}.",
            )
        return name

    def _facts_of(self, wanted: str) -> list[str]:
        return [
            name
            for name, fact in self.names.facts.items()
            if fact is not None and fact.type == wanted
        ]

    def due(self, path: PathTo, value: Any) -> Due | None:
        """The deadline that stands there."""
        if value is None:
            return None
        if isinstance(value, str):
            return Due(self.length(path, value))
        value = as_map(value)
        start = self.fact_of_type((*path, "from"), value.get("from"), "datetime")
        before = self.fact_of_type((*path, "before"), value.get("before"), "datetime")
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
        known = all(entry in self.known["law"] for entry in law)
        if nature == "law" and known and not any(entry in self.verified_law for entry in law):
            self.report.error(
                "deadline-without-law",
                (*path, "nature"),
                "the deadline says that it is law, but no entry of 'law:' that it names is verified",
                "Name a law entry with 'status: verified', or write 'nature: practice' (or policy, not_in_force).",
            )
        return Due(self.length((*path, "within"), value.get("within")), start, before, nature, law)

    def wait(self, path: PathTo, value: Any) -> Wait | None:
        """How long an outcome stays shut."""
        if isinstance(value, str):
            length, start = self.length(path, value), None
        else:
            value = as_map(value)
            length = self.length((*path, "at_least"), value.get("at_least"))
            start = self.fact_of_type((*path, "from"), value.get("from"), "datetime")
        return None if length is None else Wait(length, start)

    def length(self, path: PathTo, value: Any) -> Duration | None:
        """The length of time; None for `immediately`. Working time needs a calendar to be counted."""
        if not isinstance(value, str) or value == "immediately":
            return None
        duration = read_duration(value)
        if (
            duration.unit in ("working_days", "court_days", "working_hours")
            and self.data.get("calendar") is None
        ):
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
        """The date, or date and time, that stands there; reported if the calendar does not have it."""
        if not isinstance(value, str):
            return ""
        try:
            datetime.fromisoformat(value)
        except ValueError:
            message = f"{quote_value(value)} is not in the calendar"
            self.report.error("bad-time", path, message, "Correct the day or the month.")
        return value

    def check_ids(
        self, path: PathTo, ids: Collection[str], what: str, also_taken: Collection[str] = ()
    ) -> None:
        """Reports ids that are words of the language."""
        for name in ids:
            if name in RESERVED or name in also_taken:
                self.report.error(
                    "reserved-word",
                    (*path, name),
                    f"{quote_value(name)} is a word of the language and cannot be the id of {what}",
                    f"Choose another id, like {quote_value(name + '_1')}.",
                    key=True,
                )


def _name_section(kind: str) -> str:
    return {"law": "law"}.get(kind, f"{kind}s")


def _bracket_line(line: Condition) -> str:
    return (
        line.text if isinstance(line, And | FactIs) or " or " not in line.text else f"({line.text})"
    )


def number_entries(value: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a list that could be read, numbered as they stand in the file."""
    if isinstance(value, list):
        yield from ((at, item) for at, item in enumerate(value) if item is not None)


def read_duration(text: str) -> Duration:
    """The length of time of a text of the right shape.

    >>> read_duration("1 court_day")
    Duration(amount=1, unit='court_days')
    """
    amount, unit = re.split(r"[ _]", text.strip(), maxsplit=1)
    unit = re.sub(r"[ _]", "_", unit)
    return Duration(int(amount), cast(Unit, unit if unit.endswith("s") else unit + "s"))
