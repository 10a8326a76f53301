"""Reads a file of assumptions. Every slip is named with its line; what the file does not say stays as by default."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sop.definition.condition_names import Names
from sop.definition.condition_parser import ConditionError, parse_condition
from sop.definition.diagnostics import list_names, quote_value, suggest_nearest
from sop.definition.source_map import SourceSpan
from sop.definition.text_decoding import decode
from sop.definition.yaml_reader import read_yaml
from sop.engine.deadlines import zone_of
from sop.engine.fact_values import FALSE_WORDS, TRUE_WORDS
from sop.model.condition import Value
from sop.model.definition import Definition, Fact
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.simulation.assumptions import (
    AT_ONCE,
    Assumptions,
    InterruptAssumption,
    Moment,
    Shares,
    default_assumptions,
)
from sop.simulation.distributions import LONGEST, Amount, parse_length, parse_rate

KEYS = ("arrivals", "begins", "staff", "action", "actions", "facts", "outcomes", "interrupts")
KINDS = ("fixed", "exponential", "triangular")
MOST_STAFF = 100_000
MOST_WORD = 200

At = tuple[str | int, ...]


def read_assumptions(raw: bytes, shown: str, definition: Definition) -> Assumptions:
    """The assumptions in the file for this workflow. Misuse with every slip in it."""
    text, findings = decode(raw, shown)
    problems = [
        f"{one.position.path}:{one.position.line}: {one.message}"
        for one in findings
        if one.severity != "note"
    ]
    if text is None:
        raise UsageError("; ".join(problems) or f"{shown} cannot be read.", "Save it as UTF-8.")
    reading = read_yaml(text, shown)
    problems += [
        f"{one.position.path}:{one.position.line}: {one.message}" for one in reading.findings
    ]
    reader = _AssumptionsReader(definition, reading.place, shown)
    found = default_assumptions(definition)
    if not problems:
        found = reader.whole(reading.data)
        problems = reader.problems
    if problems:
        more = f"; and {len(problems) - 5} more" if len(problems) > 5 else ""
        whole_file = Suggestion("simulate", definition.id, options=(("write-assumptions", "-"),))
        raise UsageError("; ".join(problems[:5]) + more, "See a whole file", whole_file)
    return replace(found, source=shown)


class _Slip(Exception):
    """What is wrong at one place."""


class _AssumptionsReader:
    def __init__(self, definition: Definition, place: SourceSpan, shown: str) -> None:
        self._definition, self._place, self._shown = definition, place, shown
        self._slips: list[tuple[int, str]] = []

    @property
    def problems(self) -> list[str]:
        """Every slip with its line, from the top."""
        return [f"{self._shown}:{line}: {message}" for line, message in sorted(self._slips)]

    def whole(self, content: Any) -> Assumptions:
        content = {} if content is None else content
        found = default_assumptions(self._definition)
        entries = dict(self._entries((), content, KEYS))
        if "action" in entries:
            usual = self._read_value(("action",), self._amount, entries["action"])
            found = default_assumptions(self._definition, usual or found.usual)
        if "arrivals" in entries:
            gap = self._read_value(("arrivals",), self._arrivals, entries["arrivals"])
            found = replace(found, arrivals=gap or found.arrivals)
        if "begins" in entries:
            begins = self._read_value(("begins",), self._begins, entries["begins"])
            found = replace(found, begins=begins or found.begins)
        found = replace(
            found,
            staff={
                **found.staff,
                **self._part(entries, "staff", self._definition.stakeholders, self._staff),
            },
            outcomes={
                **found.outcomes,
                **self._part(entries, "outcomes", found.outcomes, self._number),
            },
            interrupts={
                **found.interrupts,
                **self._part(entries, "interrupts", found.interrupts, self._interrupt),
            },
        )
        found = self._with_actions(found, entries)
        return self._with_facts(found, entries)

    def _with_actions(self, found: Assumptions, entries: dict[str, Any]) -> Assumptions:
        given = self._part(entries, "actions", found.actions, lambda value: value)
        actions = dict(found.actions)
        for path, entry in given.items():
            action, at = self._definition.action(path), ("actions", path)
            for key, value in self._entries(at, entry, ("takes", "by", "share")):
                here = (*at, key)
                if key == "takes" and (takes := self._read_value(here, self._amount, value)):
                    actions[path] = replace(actions[path], takes=takes)
                elif key == "by" and value not in action.by:
                    self._add_problem(
                        here,
                        f"{quote_value(value)} may not do it; these may: {list_names(action.by)}",
                    )
                elif key == "by":
                    actions[path] = replace(actions[path], by=value)
                elif key == "share" and action.required:
                    self._add_problem(
                        here,
                        "the action is required, so it is always done; only an optional one has a share",
                    )
                elif key == "share":
                    actions[path] = replace(
                        actions[path], share=self._read_value(here, self._share, value) or 0.0
                    )
        return replace(found, actions=actions)

    def _with_facts(self, found: Assumptions, entries: dict[str, Any]) -> Assumptions:
        known = {name: fact for name, fact in self._definition.facts.items() if fact.type != "text"}
        values, moments = dict(found.values), dict(found.moments)
        for name, entry in self._part(entries, "facts", known, lambda value: value).items():
            if known[name].type == "datetime":
                moments[name] = (
                    self._read_value(("facts", name), self._moment, entry) or moments[name]
                )
            else:
                values[name] = self._shares(("facts", name), known[name], entry) or values[name]
        return replace(found, values=values, moments=moments)

    # ---- what stands where

    def _entries(self, at: At, content: Any, known: Collection[str]) -> Iterator[tuple[str, Any]]:
        """The entries of a map whose keys are known; the others are slips."""
        if not isinstance(content, dict):
            self._add_problem(at, f"{quote_value(content)} stands where entries KEY: VALUE belong")
            return
        for key, value in content.items():
            if key in known:
                yield key, value
            else:
                more = suggest_nearest(str(key), known) or f"; known: {list_names(known)}"
                self._add_problem((*at, key), f"unknown name {quote_value(key)}{more}")

    def _part(
        self, entries: dict[str, Any], name: str, known: Collection[str], read: Any
    ) -> dict[str, Any]:
        """One part of the file, each entry read."""
        found: dict[str, Any] = {}
        for key, value in self._entries((name,), entries.get(name) or {}, known):
            result = self._read_value((name, key), read, value)
            if result is not None:
                found[key] = result
        return found

    def _read_value(self, at: At, read: Any, value: Any) -> Any:
        try:
            return read(value)
        except _Slip as slip:
            self._add_problem(at, str(slip))
        except UsageError as misuse:
            self._add_problem(at, f"{misuse.message.rstrip('.')}; {misuse.remedy}")
        return None

    def _add_problem(self, at: At, message: str) -> None:
        here = self._place
        for part in at:
            child = here.children.get(part) if here.children else None
            if child is None:
                break
            here = child
        self._slips.append((here.key_line, message))

    # ---- values

    def _amount(self, value: Any) -> Amount:
        if isinstance(value, str):
            return Amount("fixed", (_length(value),))
        if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in KINDS:
            raise _Slip(
                f"{quote_value(value)} is no length of time; write 30 minutes, {{exponential: 2 hours}} or "
                "{triangular: [15 minutes, 1 hour, 4 hours]}"
            )
        kind, given = next(iter(value.items()))
        if kind != "triangular":
            return Amount(kind, (_length(given),))
        if not isinstance(given, list) or len(given) != 3:
            raise _Slip("triangular has three lengths of time: the least, the usual and the most")
        lengths = tuple(_length(one) for one in given)
        if not lengths[0] <= lengths[1] <= lengths[2]:
            raise _Slip("the least, the usual and the most must stand in this order")
        return Amount(kind, lengths)

    def _arrivals(self, value: Any) -> Amount:
        if isinstance(value, dict) and set(value) == {"every"}:
            return Amount("fixed", (_positive_length(_length(value["every"])),))
        return Amount("exponential", (parse_rate(str(value)),))

    def _begins(self, value: Any) -> datetime:
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            raise _Slip(
                f"{quote_value(value)} is no date and time such as 2026-03-02 08:00"
            ) from None
        if not 1990 <= found.year <= 2200:
            raise _Slip("write a year from 1990 to 2200")
        return found if found.tzinfo else found.replace(tzinfo=zone_of(self._definition.timezone))

    def _staff(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_STAFF:
            raise _Slip(f"{quote_value(value)} is no number of people from 1 to {MOST_STAFF}")
        return value

    def _number(self, value: Any) -> float:
        """A share or weight: 3, 0.25 or 25%."""
        text = str(value).strip()
        try:
            number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            raise _Slip(f"{quote_value(value)} is no number such as 3, 0.25 or 25%") from None
        if isinstance(value, bool) or not 0 <= number <= 1e9:
            raise _Slip(f"{quote_value(value)} is no share: write a number from 0 on")
        return number

    def _share(self, value: Any) -> float:
        number = self._number(value)
        if number > 1:
            raise _Slip(
                f"{quote_value(value)} is more than all; a share is from 0 to 1, or from 0% to 100%"
            )
        return number

    def _shares(self, at: At, fact: Fact, entry: Any) -> Shares | None:
        words = {_word(value): value for value in fact.domain()}
        if fact.type == "boolean":
            words |= dict.fromkeys(TRUE_WORDS, True) | dict.fromkeys(FALSE_WORDS, False)
        shares: dict[Value, float] = dict.fromkeys(fact.domain(), 0.0)
        for word, given in self._entries(at, entry, words):
            shares[words[word]] = self._read_value((*at, word), self._number, given) or 0.0
        if sum(shares.values()) <= 0:
            self._add_problem(at, f"no value of {fact.id} has a share above 0")
            return None
        return shares

    def _moment(self, entry: Any) -> Moment:
        if (
            not isinstance(entry, dict)
            or len(entry) != 1
            or next(iter(entry)) not in ("before", "after")
        ):
            raise _Slip(
                "write when it lies, seen from its recording: {before: 2 days} or {after: 1 day}"
            )
        side, amount = next(iter(entry.items()))
        return Moment(self._amount(amount), side == "before")

    def _interrupt(self, entry: Any) -> InterruptAssumption:
        if not isinstance(entry, dict) or not set(entry) <= {"share", "after", "if"}:
            raise _Slip("write {share: 2%, after: 3 days}, and perhaps if: CONDITION")
        condition = None
        if "if" in entry:
            try:
                condition = parse_condition(
                    str(entry["if"]), Names.from_definition(self._definition)
                )
            except ConditionError as error:
                raise _Slip(error.problems[0].message) from None
        after = self._amount(entry["after"]) if "after" in entry else AT_ONCE
        return InterruptAssumption(self._share(entry.get("share", 0)), after, condition)


def _length(value: Any) -> float:
    length = parse_length(str(value)[:MOST_WORD])
    if length > LONGEST:
        raise _Slip(f"{quote_value(value)} is longer than fifty years")
    return length


def _positive_length(length: float) -> float:
    if length <= 0:
        raise _Slip("cases cannot all arrive at once")
    return length


def _word(value: Value) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
