"""Compiles the declarations of a workflow: stakeholders, facts, switches, terms, law, closing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sop.definition.compile_context import ANY, Context, as_map, number_entries, read_names
from sop.definition.condition_names import Names, format_value
from sop.definition.finding_report import list_names, quote_value, suggest_nearest
from sop.definition.keywords import RESERVED
from sop.definition.source_map import PathTo
from sop.definition.urgency_reader import read_fact_urgency
from sop.model.coarse_date import Precision
from sop.model.condition import Condition, TermHolds, iterate_questions
from sop.model.definition import (
    Closing,
    Language,
    LawEntry,
    Stakeholder,
    Switch,
    Term,
    Validation,
    WorkingHours,
)
from sop.model.fact import Fact, FactType

MOST_QUESTIONS = 2_000
"""The most questions of one term, including those of the terms in it.

A term is expanded wherever it is used, so terms inside terms could grow without bound.
"""

WIDEST_INTEGER_FACT = 1000
"""The largest difference of `max` and `min`: checks and proofs try every value in between."""


def compile_stakeholders(context: Context) -> dict[str, Stakeholder]:
    """Return the stakeholders, in file order."""
    path: PathTo = ("stakeholders",)
    found = as_map(context.data.get("stakeholders"))
    context.check_ids(path, found, "a stakeholder", (ANY,))
    return {
        name: _stakeholder(context, (*path, name), name, as_map(entry))
        for name, entry in found.items()
    }


def _stakeholder(context: Context, path: PathTo, name: str, entry: dict[str, Any]) -> Stakeholder:
    return Stakeholder(
        id=name,
        name=context.text((*path, "name"), entry.get("name"), name),
        short=context.text((*path, "short"), entry.get("short"), name.upper()),
        kind=entry.get("kind") or "",
        shown_as=context.text((*path, "shown_as"), entry.get("shown_as"), ""),
    )


def compile_facts(context: Context) -> dict[str, Fact | None]:
    """Return the declared facts; None for a fact whose type could not be read."""
    path: PathTo = ("facts",)
    found = as_map(context.data.get("facts"))
    context.check_ids(path, found, "a fact", ("at_once",))
    return {name: _fact(context, (*path, name), name, entry) for name, entry in found.items()}


def _fact(context: Context, path: PathTo, name: str, entry: Any) -> Fact | None:
    if not isinstance(entry, dict):
        return None
    choices = tuple(str(choice) for _, choice in number_entries(entry.get("choices")))
    kind = "choices" if choices else entry.get("type")
    seen_by = entry.get("seen_by")
    at_opening = entry.get("at_opening")
    fact = Fact(
        id=name,
        type=cast(FactType, kind or "text"),
        ask=context.text((*path, "ask"), entry.get("ask")),
        choices=choices,
        min=entry.get("min"),
        max=entry.get("max"),
        anytime=context.parties((*path, "anytime"), entry.get("anytime")),
        initially=entry.get("initially"),
        sensitive=bool(entry.get("sensitive")),
        seen_by=None if seen_by in (None, ANY) else context.parties((*path, "seen_by"), seen_by),
        at_opening=bool(at_opening),
        needed_at_opening=at_opening == "required",
        precision=cast(Precision, entry.get("precision") or "day"),
        past_only=entry.get("not_after") == "now",
        may_be_not_known=entry.get("not_known") == "allowed",
        changes=context.parties((*path, "changes"), entry.get("changes")),
        urgent=read_fact_urgency(context, path, entry),
    )
    readable = kind is not None and _check_domain(context, path, fact, entry)
    _check_initially(context, path, fact, entry, readable)
    _check_answers(context, path, fact, entry)
    return fact if readable else None


def _check_domain(context: Context, path: PathTo, fact: Fact, entry: dict[str, Any]) -> bool:
    """Whether the values that the fact can have are known; report it if they are wrong."""
    if fact.type == "choices":
        return _check_choices(context, path, entry)
    if fact.type != "integer":
        for key in ("min", "max"):
            _refuse_bound(context, path, key, entry)
        return True
    if fact.min is None or fact.max is None:
        return False
    if fact.min > fact.max or fact.max - fact.min > WIDEST_INTEGER_FACT:
        problem = f"is more than {WIDEST_INTEGER_FACT} above"
        if fact.min > fact.max:
            problem = "is below 'min',"
        context.report.error(
            "wrong-value",
            (*path, "max"),
            f"'max' is {fact.max}, which {problem} {fact.min}",
            "Proofs try every value: keep the span small.",
        )
        return False
    return True


def _check_answers(context: Context, path: PathTo, fact: Fact, entry: dict[str, Any]) -> None:
    """Report keys about answers that the fact's type cannot have."""
    if fact.type != "date":
        owners, instead = "facts of type date", "Write 'type: date'"
        _refuse_key(context, path, "precision", entry, owners=owners, instead=instead)
    if not fact.is_moment:
        owners, instead = "facts of type date or datetime", "Write one of these types"
        _refuse_key(context, path, "not_after", entry, owners=owners, instead=instead)
    if fact.type in ("choices", "boolean"):
        owners, instead = "facts without choices", "Add a choice like 'not_established'"
        _refuse_key(context, path, "not_known", entry, owners=owners, instead=instead)


def _refuse_key(
    context: Context, path: PathTo, key: str, entry: dict[str, Any], *, owners: str, instead: str
) -> None:
    if entry.get(key) is None:
        return
    context.report.error(
        "wrong-value",
        (*path, key),
        f"'{key}' is only for {owners}",
        f"{instead}, or delete '{key}:'.",
        key=True,
    )


def _check_choices(context: Context, path: PathTo, entry: dict[str, Any]) -> bool:
    if "choices" not in entry:
        context.report.error(
            "missing-key",
            path,
            f"the key 'choices' of {quote_value(path[-1])} is missing",
            "Add 'choices: [...]'.",
            key=True,
        )
    for key in ("min", "max"):
        _refuse_bound(context, path, key, entry)
    for at, choice in number_entries(entry.get("choices")):
        if choice in RESERVED:
            context.report.error(
                "reserved-word",
                (*path, "choices", at),
                f"{quote_value(choice)} is a word of the language and cannot be a choice",
                "Choose another word, like 'not_established'; "
                "for true and false write 'type: boolean'.",
            )
    choices = entry.get("choices") or []
    return bool(choices) and None not in choices


def _refuse_bound(context: Context, path: PathTo, key: str, entry: dict[str, Any]) -> None:
    if entry.get(key) is not None:
        context.report.error(
            "wrong-value",
            (*path, key),
            f"'{key}' is only for facts of type integer",
            f"Delete '{key}:', or write 'type: integer'.",
            key=True,
        )


def _check_initially(
    context: Context, path: PathTo, fact: Fact, entry: dict[str, Any], readable: bool
) -> None:
    value = fact.initially
    if value is None:
        return
    if not fact.anytime and entry.get("anytime") is None:
        context.report.error(
            "wrong-value",
            (*path, "initially"),
            "'initially' is only for facts that may be recorded at any time",
            "Add 'anytime: any', or delete 'initially': a fact is unknown until it is recorded.",
            key=True,
        )
    if readable and not fact.has_value(value):
        allowed = [format_value(each) for each in fact.domain()]
        context.report.error(
            "wrong-value",
            (*path, "initially"),
            f"'initially' is {quote_value(value)}{suggest_nearest(str(value), allowed)}",
            f"Allowed: {list_names(allowed)}.",
        )


def compile_switches(context: Context) -> dict[str, Switch]:
    """Return the switches: constants of this version."""
    path: PathTo = ("switches",)
    found = as_map(context.data.get("switches"))
    context.check_ids(path, found, "a switch", ("at_once",))
    return {
        name: Switch(
            name,
            bool(as_map(entry).get("value")),
            context.text((*path, name, "about"), as_map(entry).get("about")),
            context.refer_all("law", (*path, name, "law"), as_map(entry).get("law")),
        )
        for name, entry in found.items()
    }


def compile_terms(context: Context) -> dict[str, Term]:
    """Return the named conditions. Each may use those before it.

    Afterwards all other conditions may use all of them.
    """
    path: PathTo = ("terms",)
    found = as_map(context.data.get("terms"))
    context.check_ids(path, found, "a term", ("at_once",))
    names = context.names
    compiled: dict[str, Term] = {}
    earlier: set[str] = set()
    sizes: dict[str, int] = {}
    for name, entry in found.items():
        visible = Names(names.facts, names.switches, earlier, found, names.tracks)
        when = context.condition((*path, name, "when"), as_map(entry).get("when"), visible)
        say = context.text((*path, name, "say"), as_map(entry).get("say"))
        if when is not None:
            compiled[name] = Term(name, when, say)
            sizes[name] = _count_questions(when, sizes)
            if sizes[name] > MOST_QUESTIONS:
                context.report.error(
                    "too-large",
                    (*path, name, "when"),
                    f"the term and the terms in it ask more than {MOST_QUESTIONS} questions",
                    "Use fewer terms inside each other.",
                )
                sizes[name] = 1  # report only the first of a chain
        earlier.add(name)
    known = read_names(context.data.get("terms", {}))
    context.names = Names(names.facts, names.switches, known, (), names.tracks)
    return compiled


def _count_questions(condition: Condition, sizes: Mapping[str, int]) -> int:
    """Count the questions of a condition; `sizes` has the counts of the terms before it."""
    count = 0
    for question in iterate_questions(condition):
        count += sizes.get(question.term, 1) if isinstance(question, TermHolds) else 1
    return count


def compile_law(context: Context) -> dict[str, LawEntry]:
    """Return the law entries and other sources."""
    path: PathTo = ("law",)
    found = as_map(context.data.get("law"))
    context.check_ids(path, found, "a law entry")
    return {
        name: _law_entry(context, (*path, name), name, as_map(entry))
        for name, entry in found.items()
    }


def _law_entry(context: Context, path: PathTo, name: str, entry: dict[str, Any]) -> LawEntry:
    return LawEntry(
        id=name,
        cite=entry.get("cite"),
        about=context.text((*path, "about"), entry.get("about")),
        status=entry.get("status") or "to_be_confirmed",
        source=entry.get("source") or "",
    )


def compile_closing(context: Context) -> Closing | None:
    """Return who closes a case, and when; None if cases close automatically."""
    path: PathTo = ("closing",)
    entry = context.data.get("closing")
    if not isinstance(entry, dict):
        return None
    by = context.parties((*path, "by"), entry.get("by"))
    return Closing(
        by, context.gate((*path, "when"), entry.get("when")), entry.get("reason") == "required"
    )


def compile_validations(context: Context) -> tuple[Validation, ...]:
    """Return who reviewed the content."""
    path: PathTo = ("validated_by",)
    return tuple(
        Validation(
            entry.get("who") or "",
            context.text((*path, at, "role"), entry.get("role")),
            context.moment((*path, at, "on"), entry.get("on")),
            context.text((*path, at, "covers"), entry.get("covers")),
        )
        for at, entry in number_entries(context.data.get("validated_by"))
    )


def compile_languages(context: Context) -> dict[str, Language]:
    """Return the languages of the texts, by code; the first is the workflow's own."""
    return {
        code: Language(code, as_map(entry).get("name") or "")
        for code, entry in as_map(context.data.get("languages")).items()
    }


def compile_working_hours(context: Context) -> WorkingHours | None:
    """Return the working hours, in minutes after midnight; None without them."""
    text = context.data.get("working_hours")
    if not isinstance(text, str):
        return None
    start, end = (_read_minute(part.strip()) for part in text.split("-"))
    if start >= end or end > 24 * 60:
        context.report.error(
            "wrong-value",
            ("working_hours",),
            f"'working_hours' {quote_value(text)} end before they begin",
            'Write the earlier time first, like "08:00-16:00".',
        )
        return None
    return WorkingHours(start, end)


def _read_minute(text: str) -> int:
    """Return the minute of the day of `HH:MM`."""
    return int(text[:2]) * 60 + int(text[3:])
