"""Read a file of assumptions. Every mistake is reported with its line.

What the file does not state keeps its default.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sop.definition.condition_names import Names
from sop.definition.condition_parser import ConditionError, parse_condition
from sop.definition.finding_report import list_names, quote_value, suggest_nearest
from sop.definition.source_map import SourceSpan
from sop.definition.text_decoding import decode
from sop.definition.yaml_reader import read_yaml
from sop.engine.deadlines import zone_of
from sop.engine.fact_values import FALSE_WORDS, TRUE_WORDS, say_value
from sop.model.condition import Condition, Value
from sop.model.definition import Action, Definition
from sop.model.fact import Fact
from sop.model.finding import Finding
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.simulation.assumptions import (
    AT_ONCE,
    Assumptions,
    InterruptAssumption,
    Moment,
    Shares,
    Work,
    default_assumptions,
)
from sop.simulation.distributions import LONGEST, Amount, parse_length, parse_rate

KEYS = ("arrivals", "begins", "staff", "action", "actions", "facts", "outcomes", "interrupts")
KINDS = ("fixed", "exponential", "triangular")
MOST_STAFF = 100_000  # no stakeholder has more people; a larger number is a typing error
MOST_LETTERS = 200  # of a value that is read as a length of time
MOST_WEIGHT = 1e9  # so that a sum of weights stays finite
MOST_PROBLEMS = 5  # reported at once
YEARS = range(1990, 2201)  # a year outside is a typing error
EXAMPLES = "30 minutes, {exponential: 2 hours} or {triangular: [15 minutes, 1 hour, 4 hours]}"

At = tuple[str | int, ...]


def read_assumptions(raw: bytes, shown: str, definition: Definition) -> Assumptions:
    """Return the assumptions in the file for this workflow. `shown` is the file's name in messages.

    Raises:
        UsageError: the file has mistakes; the message has the first ones with their lines.
    """
    text, findings = decode(raw, shown)
    problems = [_problem_text(finding) for finding in findings if finding.severity != "note"]
    if text is None:
        message = "; ".join(problems) or f"'{shown}' cannot be read."
        raise UsageError(message, "Save the file as UTF-8.")
    reading = read_yaml(text, shown)
    problems += map(_problem_text, reading.findings)
    _refuse_problems(problems, definition)
    reader = _AssumptionsReader(definition, reading.place, shown)
    found = reader.read_all(reading.data)
    _refuse_problems(reader.problems, definition)
    return replace(found, source=shown)


def _problem_text(finding: Finding) -> str:
    return f"{finding.position.path}:{finding.position.line}: {finding.message}"


def _refuse_problems(problems: Sequence[str], definition: Definition) -> None:
    """Raise UsageError if there are problems."""
    if not problems:
        return
    message = "; ".join(problems[:MOST_PROBLEMS])
    if len(problems) > MOST_PROBLEMS:
        message += f"; and {len(problems) - MOST_PROBLEMS} more"
    complete_file = Suggestion("simulate", definition.id, options=(("write-assumptions", "-"),))
    raise UsageError(message, "See a complete file", complete_file)


class _Invalid(Exception):
    """What is wrong at one place of the file."""


class _AssumptionsReader:
    """Reads the values of the file, and collects the problems instead of stopping at the first."""

    def __init__(self, definition: Definition, place: SourceSpan, shown: str) -> None:
        self._definition, self._place, self._shown = definition, place, shown
        self._problems: list[tuple[int, str]] = []

    @property
    def problems(self) -> list[str]:
        """Every problem with its line, from the top."""
        return [f"{self._shown}:{line}: {message}" for line, message in sorted(self._problems)]

    def read_all(self, content: Any) -> Assumptions:
        """Return the defaults with everything that the file states; it may be empty."""
        if content is None:
            content = {}
        entries = dict(self._entries((), content, KEYS))
        found = default_assumptions(self._definition)
        usual = self._read_entry(entries, "action", self._amount)
        if usual is not None:  # first, because it is the default of every action
            found = default_assumptions(self._definition, usual)
        found = self._with_times(found, entries)
        found = self._with_weights(found, entries)
        found = self._with_actions(found, entries)
        return self._with_facts(found, entries)

    def _with_times(self, found: Assumptions, entries: dict[str, Any]) -> Assumptions:
        gap = self._read_entry(entries, "arrivals", self._arrivals)
        begins = self._read_entry(entries, "begins", self._begins)
        return replace(found, arrivals=gap or found.arrivals, begins=begins or found.begins)

    def _with_weights(self, found: Assumptions, entries: dict[str, Any]) -> Assumptions:
        staff = self._part(entries, "staff", self._definition.stakeholders, self._staff)
        outcomes = self._part(entries, "outcomes", found.outcomes, self._number)
        interrupts = self._part(entries, "interrupts", found.interrupts, self._interrupt)
        return replace(
            found,
            staff={**found.staff, **staff},
            outcomes={**found.outcomes, **outcomes},
            interrupts={**found.interrupts, **interrupts},
        )

    def _with_actions(self, found: Assumptions, entries: dict[str, Any]) -> Assumptions:
        actions = dict(found.actions)
        for path, entry in self._part(entries, "actions", actions, _unchanged).items():
            action = self._definition.action(path)
            for key, value in self._entries(("actions", path), entry, ("takes", "by", "share")):
                at = ("actions", path, key)
                actions[path] = self._with_entry(actions[path], action, at, value)
        return replace(found, actions=actions)

    def _with_entry(self, work: Work, action: Action, at: At, value: Any) -> Work:
        """Return the work with the entry `takes`, `by` or `share` of an action."""
        match at[-1]:
            case "takes":
                return replace(work, takes=self._read_value(at, self._amount, value) or work.takes)
            case "by" if value in action.by:
                return replace(work, by=value)
            case "by":
                allowed = list_names(action.by)
                message = f"{quote_value(value)} may not do the action; choose one of: {allowed}"
                self._add_problem(at, message)
            case _ if action.required:
                message = "a required action is always done; only an optional one has a share"
                self._add_problem(at, message)
            case _:
                return replace(work, share=self._read_value(at, self._share, value) or 0.0)
        return work

    def _with_facts(self, found: Assumptions, entries: dict[str, Any]) -> Assumptions:
        known = {name: fact for name, fact in self._definition.facts.items() if fact.type != "text"}
        values, moments = dict(found.values), dict(found.moments)
        for name, entry in self._part(entries, "facts", known, _unchanged).items():
            at = ("facts", name)
            if known[name].is_moment:
                moments[name] = self._read_value(at, self._moment, entry) or moments[name]
            else:
                values[name] = self._shares(at, known[name], entry) or values[name]
        return replace(found, values=values, moments=moments)

    # Places

    def _entries(self, at: At, content: Any, known: Collection[str]) -> Iterator[tuple[str, Any]]:
        """Yield the entries of a map whose keys are known; report the others."""
        if not isinstance(content, dict):
            self._add_problem(at, f"{quote_value(content)} is not a list of entries KEY: VALUE")
            return
        for key, value in content.items():
            if key in known:
                yield key, value
            else:
                more = suggest_nearest(str(key), known) or f"; choose one of: {list_names(known)}"
                self._add_problem((*at, key), f"unknown name {quote_value(key)}{more}")

    def _part(
        self, entries: dict[str, Any], name: str, known: Collection[str], read: Any
    ) -> dict[str, Any]:
        """Return one part of the file, each entry read; entries with a problem are left out."""
        found: dict[str, Any] = {}
        for key, value in self._entries((name,), entries.get(name) or {}, known):
            result = self._read_value((name, key), read, value)
            if result is not None:
                found[key] = result
        return found

    def _read_entry(self, entries: dict[str, Any], name: str, read: Any) -> Any:
        """Return the entry, read; None where it is missing or has a problem."""
        if name not in entries:
            return None
        return self._read_value((name,), read, entries[name])

    def _read_value(self, at: At, read: Any, value: Any) -> Any:
        """Return the value, read; None, with a problem reported, where that fails."""
        try:
            return read(value)
        except _Invalid as invalid:
            self._add_problem(at, str(invalid))
        except UsageError as error:
            self._add_problem(at, f"{error.message.rstrip('.')}; {error.remedy}")
        return None

    def _add_problem(self, at: At, message: str) -> None:
        here = self._place
        for part in at:
            child = here.children.get(part) if here.children else None
            if child is None:
                break
            here = child
        self._problems.append((here.key_line, message))

    # Values

    def _amount(self, value: Any) -> Amount:
        if isinstance(value, str):
            return Amount("fixed", (_length(value),))
        if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in KINDS:
            message = f"{quote_value(value)} is not a length of time; write {EXAMPLES}"
            raise _Invalid(message)
        kind, given = next(iter(value.items()))
        if kind != "triangular":
            return Amount(kind, (_length(given),))
        if not isinstance(given, list) or len(given) != 3:
            raise _Invalid("triangular needs three lengths of time: least, usual and most")
        lengths = tuple(map(_length, given))
        if not lengths[0] <= lengths[1] <= lengths[2]:
            raise _Invalid("the three lengths must increase: least, usual and most")
        return Amount(kind, lengths)

    def _arrivals(self, value: Any) -> Amount:
        if isinstance(value, dict) and set(value) == {"every"}:
            return Amount("fixed", (_positive_length(_length(value["every"])),))
        return Amount("exponential", (parse_rate(str(value)),))

    def _begins(self, value: Any) -> datetime:
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            message = f"{quote_value(value)} is not a date and time; write it like 2026-03-02 08:00"
            raise _Invalid(message) from None
        if found.year not in YEARS:
            raise _Invalid(f"write a year from {YEARS[0]} to {YEARS[-1]}")
        if found.tzinfo:
            return found
        return found.replace(tzinfo=zone_of(self._definition.timezone))

    def _staff(self, value: Any) -> int:
        # bool is a kind of int in Python, but `yes` is not a number of people.
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_STAFF:
            message = f"{quote_value(value)} is not a number of people from 1 to {MOST_STAFF}"
            raise _Invalid(message)
        return value

    def _number(self, value: Any) -> float:
        """Return a share or weight: 3, 0.25 or 25%."""
        text = str(value).strip()
        unit = 100 if text.endswith("%") else 1
        try:
            number = float(text.removesuffix("%")) / unit
        except ValueError:
            message = f"{quote_value(value)} is not a number; write it like 3, 0.25 or 25%"
            raise _Invalid(message) from None
        if isinstance(value, bool) or not 0 <= number <= MOST_WEIGHT:
            raise _Invalid(f"{quote_value(value)} is not a share; write a number from 0 up")
        return number

    def _share(self, value: Any) -> float:
        number = self._number(value)
        if number > 1:
            message = f"{quote_value(value)} is more than everything; write 0 to 1, or 0% to 100%"
            raise _Invalid(message)
        return number

    def _shares(self, at: At, fact: Fact, entry: Any) -> Shares | None:
        words = {say_value(value): value for value in fact.domain()}
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
        sides = list(entry) if isinstance(entry, dict) else []
        if sides not in (["before"], ["after"]):
            examples = "{before: 2 days} or {after: 1 day}"
            raise _Invalid(f"write how far the moment is from its recording: {examples}")
        return Moment(self._amount(entry[sides[0]]), before=sides == ["before"])

    def _interrupt(self, entry: Any) -> InterruptAssumption:
        if not isinstance(entry, dict) or not set(entry) <= {"share", "after", "if"}:
            raise _Invalid("write {share: 2%, after: 3 days}, and perhaps if: CONDITION")
        condition = None
        if "if" in entry:
            condition = self._condition(str(entry["if"]))
        after = AT_ONCE
        if "after" in entry:
            after = self._amount(entry["after"])
        return InterruptAssumption(self._share(entry.get("share", 0)), after, condition)

    def _condition(self, text: str) -> Condition:
        try:
            return parse_condition(text, Names.from_definition(self._definition))
        except ConditionError as error:
            raise _Invalid(error.problems[0].message) from None


def _unchanged(value: Any) -> Any:
    """Return the value: its parts are read one by one later."""
    return value


def _length(value: Any) -> float:
    length = parse_length(str(value)[:MOST_LETTERS])
    if length > LONGEST:
        raise _Invalid(f"{quote_value(value)} is longer than fifty years")
    return length


def _positive_length(length: float) -> float:
    if length <= 0:
        raise _Invalid("cases cannot all arrive at once")
    return length
