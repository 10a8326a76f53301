"""What changed about the words of a workflow: facts, switches, terms, stakeholders, forms, law, and its heading."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sop.comparison.change import (
    Change,
    compare_references,
    compare_texts,
    make_changed,
    make_date_change,
    make_law_change,
    make_looser,
    make_stricter,
    make_structure_change,
    quote_names,
    split_changes,
)
from sop.comparison.gate_strength import Judge, describe_difference
from sop.comparison.permission_changes import compare_roles, list_short_names
from sop.comparison.track_changes import compare_maps
from sop.model.definition import Definition, Fact, LawEntry, Stakeholder, Switch, Term


def compare_heading(old: Definition, new: Definition) -> Iterator[Change]:
    """Everything that is said once for the whole workflow."""
    yield from compare_texts("", "version", old.version, new.version)
    yield from compare_texts("", "title", old.title, new.title)
    yield from compare_texts("", "notice", old.notice, new.notice)
    if old.language != new.language:
        yield make_structure_change(
            "", f"is written in version {new.language} of the language; it was {old.language}"
        )
    if old.status != new.status:
        yield make_law_change(
            "", f"status: {new.status.replace('_', ' ')}; it was {old.status.replace('_', ' ')}"
        )
    if old.law_seen_on != new.law_seen_on:
        yield make_law_change(
            "",
            f"the law was last seen on {new.law_seen_on or 'no day'}; it was {old.law_seen_on or 'no day'}",
        )
    more, less = split_changes(
        (one.who for one in old.validated_by), (one.who for one in new.validated_by)
    )
    if less:
        yield make_law_change("", f"is no longer validated by {quote_names(less)}", "looser")
    if more:
        yield make_law_change("", f"is now validated by {quote_names(more)}")
    if old.validated_by != new.validated_by and not more and not less:
        yield make_law_change("", "says otherwise what was validated")
    for what, was, now in (
        ("time zone", old.timezone, new.timezone),
        ("calendar", old.calendar or "none", new.calendar or "none"),
        ("working hours", _hours(old), _hours(new)),
    ):
        if was != now:
            yield make_date_change("", f"{what}: {now}; it was {was}")
    if (old.translations, old.languages, old.reviews) != (
        new.translations,
        new.languages,
        new.reviews,
    ):
        yield Change("texts", "changed", "", "texts in other languages are others")


def _hours(definition: Definition) -> str:
    hours = definition.working_hours
    if hours is None:
        return "none"
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (hours.start, hours.end))


def compare_stakeholders(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.stakeholders,
        judge.new.stakeholders,
        lambda one: make_structure_change(one.id, f"a new stakeholder: '{one.name}'"),
        lambda one: make_structure_change(one.id, f"the stakeholder is gone: '{one.name}'"),
        _stakeholder,
    )


def _stakeholder(old: Stakeholder, new: Stakeholder) -> Iterator[Change]:
    yield from compare_texts(new.id, "name", old.name, new.name)
    yield from compare_texts(new.id, "short name", old.short, new.short)
    yield from compare_texts(new.id, "kind", old.kind, new.kind)


def compare_facts(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.facts,
        judge.new.facts,
        lambda one: make_structure_change(one.id, f"a new fact: '{one.ask or one.id}'"),
        lambda one: make_structure_change(one.id, f"the fact is gone: '{one.ask or one.id}'"),
        lambda old, new: _fact(judge, old, new),
    )


def _fact(judge: Judge, old: Fact, new: Fact) -> Iterator[Change]:
    place = new.id
    yield from _domain(place, old, new)
    at_any_time = ("may tell it at any time", "may no longer tell it at any time")
    yield from compare_roles(judge, place, old.anytime, new.anytime, *at_any_time)
    if old.sensitive and not new.sensitive:
        yield make_looser(
            place, "is no longer private: it may stand on screens, paper and command lines"
        )
    if new.sensitive and not old.sensitive:
        yield make_stricter(place, "is now private")
    yield from _compare_visibility(judge, place, old.seen_by, new.seen_by)
    if old.initially != new.initially:
        yield make_changed(
            place, f"begins as {_value(new.initially)}; it began as {_value(old.initially)}"
        )
    if old.at_opening != new.at_opening:
        yield make_changed(
            place,
            "may be given when a case is opened"
            if new.at_opening
            else "is not given at the opening",
        )
    yield from compare_texts(place, "question", old.ask, new.ask)


def _value(value: object) -> str:
    return "unknown" if value is None else str(value).lower()


def _domain(place: str, old: Fact, new: Fact) -> Iterator[Change]:
    if old.type != new.type:
        yield make_structure_change(place, f"is of type {new.type}; it was {old.type}")
        return
    more, less = split_changes(old.choices, new.choices)
    if less:
        yield make_structure_change(place, f"can no longer be {quote_names(less)}")
    if more:
        yield make_structure_change(place, f"can now be {quote_names(more)}")
    if (old.min, old.max) != (new.min, new.max):
        yield make_structure_change(
            place, f"goes from {new.min} to {new.max}; it went from {old.min} to {old.max}"
        )


def _compare_visibility(
    judge: Judge, place: str, old: tuple[str, ...] | None, new: tuple[str, ...] | None
) -> Iterator[Change]:
    """None: everyone may see it."""
    if old is not None and new is None:
        yield make_looser(
            place,
            f"everyone may see it; only {list_short_names(judge, old) if old else 'nobody'} could",
        )
    elif new is not None and old is None:
        yield make_stricter(
            place,
            f"only {list_short_names(judge, new) if new else 'nobody'} may see it; everyone could",
        )
    else:
        yield from compare_roles(
            judge, place, old or (), new or (), "may see it too", "may no longer see it"
        )


def compare_switches(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.switches,
        judge.new.switches,
        lambda one: make_law_change(one.id, f"a new switch, {_format_switch(one)}: {one.about}"),
        lambda one: make_law_change(
            one.id, f"the switch is gone; it was {_format_switch(one)}: {one.about}"
        ),
        _switch,
    )


def _format_switch(switch: Switch) -> str:
    return "on" if switch.value else "off"


def _switch(old: Switch, new: Switch) -> Iterator[Change]:
    if old.value != new.value:
        yield make_law_change(
            new.id,
            f"the switch is now {_format_switch(new)}; it was {_format_switch(old)}: {new.about}",
        )
    yield from compare_references(new.id, old.law, new.law)
    yield from compare_texts(new.id, "about", old.about, new.about)


def compare_terms(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.terms,
        judge.new.terms,
        lambda one: make_structure_change(one.id, f"a new term: '{one.when.text}'"),
        lambda one: make_structure_change(one.id, f"the term is gone: '{one.when.text}'"),
        lambda old, new: _term(judge, old, new),
    )


def _term(judge: Judge, old: Term, new: Term) -> Iterator[Change]:
    """What a term means; every condition that reads it is judged and told at its own place."""
    shift = judge.holds((old.when,), (new.when,))
    words = {"wider": "in more cases", "narrower": "in fewer cases", "both": "in other cases",
             "undecided": "perhaps in other cases"}  # fmt: skip
    if shift != "same":
        yield make_changed(
            new.id,
            f"the term holds {words[shift]}: {describe_difference((old.when,), (new.when,))}",
        )
    elif old.when.text != new.when.text:
        yield from compare_texts(
            new.id, "condition, with the same meaning", old.when.text, new.when.text
        )
    yield from compare_texts(new.id, "words", old.say, new.say)


def compare_law(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.law,
        judge.new.law,
        lambda one: make_law_change(one.id, f"a new source: {_format_citation(one)}"),
        lambda one: make_law_change(one.id, f"the source is gone: {_format_citation(one)}"),
        _law_entry,
    )


def _format_citation(one: LawEntry) -> str:
    return f"{one.cite or one.about or one.id} ({one.status.replace('_', ' ')})"


def _law_entry(old: LawEntry, new: LawEntry) -> Iterator[Change]:
    if old.status != new.status:
        was, now = old.status.replace("_", " "), new.status.replace("_", " ")
        yield make_law_change(new.id, f"is now {now}; it was {was}")
    for what, before, after in (
        ("cited as", old.cite or "", new.cite or ""),
        ("source", old.source, new.source),
    ):
        if before != after:
            yield make_law_change(
                new.id, f"{what} {after or 'nothing'}; it was {before or 'nothing'}"
            )
    yield from compare_texts(new.id, "about", old.about, new.about)


def compare_forms(old: Definition, new: Definition) -> Iterator[Change]:
    """Forms by what they require; anything else that changed in a form is told as such."""
    for name in dict.fromkeys((*old.forms, *new.forms)):
        before, after = old.forms.get(name), new.forms.get(name)
        if before is None:
            yield make_structure_change(name, "a new form")
        elif after is None:
            yield make_structure_change(name, "the form is gone")
        elif before != after:
            yield from _form(name, json.loads(before), json.loads(after))


def _form(name: str, old: object, new: object) -> Iterator[Change]:
    asked_before, asked_now = (
        tuple(map(str, one.get("required", ()))) if isinstance(one, dict) else ()
        for one in (old, new)
    )
    more, less = split_changes(asked_before, asked_now)
    if less:
        yield make_looser(name, f"the form no longer requires {quote_names(less)}")
    if more:
        yield make_stricter(name, f"the form now requires {quote_names(more)}")
    if not more and not less:
        yield make_changed(name, "the form asks otherwise than before")
