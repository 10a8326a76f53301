"""Changes of the heading and of the declarations.

Declarations are facts, switches, terms, stakeholders, forms and law entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from sop.comparison.change import (
    Change,
    compare_maps,
    compare_references,
    compare_texts,
    make_changed,
    make_date_change,
    make_law_change,
    make_looser,
    make_stricter,
    make_structure_change,
    make_text_change,
    quote_names,
    split_changes,
)
from sop.comparison.gate_strength import Judge, Shift, describe_difference
from sop.comparison.permission_changes import compare_roles, list_short_names
from sop.comparison.urgency_changes import compare_urgent_values
from sop.model.coarse_date import PRECISIONS
from sop.model.definition import Definition, LawEntry, Stakeholder, Switch, Term
from sop.model.fact import Fact

TERM_SHIFTS: Mapping[Shift, str] = {
    "wider": "in more cases",
    "narrower": "in fewer cases",
    "both": "in other cases",
    "undecided": "perhaps in other cases",
}


def compare_heading(old: Definition, new: Definition) -> Iterator[Change]:
    """Compare what is stated once for the whole workflow."""
    yield from compare_texts("", "version", old.version, new.version)
    yield from compare_texts("", "title", old.title, new.title)
    yield from compare_texts("", "notice", old.notice, new.notice)
    if old.language != new.language:
        yield make_structure_change(
            "", f"uses version {new.language} of the language; it was {old.language}"
        )
    if old.status != new.status:
        was, now = _spell(old.status), _spell(new.status)
        yield make_law_change("", f"status: {now}; it was {was}")
    if old.law_seen_on != new.law_seen_on:
        was, now = old.law_seen_on or "never", new.law_seen_on or "never"
        yield make_law_change("", f"the law was last checked on: {now}; it was {was}")
    yield from _compare_validations(old, new)
    for name, was, now in (
        ("time zone", old.timezone, new.timezone),
        ("calendar", old.calendar or "none", new.calendar or "none"),
        ("working hours", _format_hours(old), _format_hours(new)),
    ):
        if was != now:
            yield make_date_change("", f"{name}: {now}; it was {was}")
    before = (old.translations, old.languages, old.reviews)
    if before != (new.translations, new.languages, new.reviews):
        yield make_text_change("", "texts in other languages changed")


def _spell(status: str) -> str:
    return status.replace("_", " ")


def _compare_validations(old: Definition, new: Definition) -> Iterator[Change]:
    before = [validation.who for validation in old.validated_by]
    after = [validation.who for validation in new.validated_by]
    added, removed = split_changes(before, after)
    if removed:
        yield make_law_change("", f"is no longer validated by {quote_names(removed)}", "looser")
    if added:
        yield make_law_change("", f"is now validated by {quote_names(added)}")
    if old.validated_by != new.validated_by and not added and not removed:
        yield make_law_change("", "states differently what was validated")


def _format_hours(definition: Definition) -> str:
    """Return working hours as `08:30-16:00`; `none` without them."""
    hours = definition.working_hours
    if hours is None:
        return "none"
    return f"{_format_minute(hours.start)}-{_format_minute(hours.end)}"


def _format_minute(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def compare_stakeholders(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.stakeholders,
        judge.new.stakeholders,
        report_new=lambda new: make_structure_change(new.id, f"a new stakeholder: '{new.name}'"),
        report_removed=lambda old: make_structure_change(
            old.id, f"the stakeholder is removed: '{old.name}'"
        ),
        compare=_compare_stakeholder,
    )


def _compare_stakeholder(old: Stakeholder, new: Stakeholder) -> Iterator[Change]:
    yield from compare_texts(new.id, "name", old.name, new.name)
    yield from compare_texts(new.id, "short name", old.short, new.short)
    yield from compare_texts(new.id, "kind", old.kind, new.kind)
    yield from compare_texts(new.id, "shown_as", old.shown_as, new.shown_as)


def compare_facts(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.facts,
        judge.new.facts,
        report_new=lambda new: make_structure_change(new.id, f"a new fact: '{new.ask or new.id}'"),
        report_removed=lambda old: make_structure_change(
            old.id, f"the fact is removed: '{old.ask or old.id}'"
        ),
        compare=lambda old, new: _compare_fact(judge, old, new),
    )


def _compare_fact(judge: Judge, old: Fact, new: Fact) -> Iterator[Change]:
    place = new.id
    yield from _compare_domain(old, new)
    yield from compare_roles(
        judge,
        place,
        old.anytime,
        new.anytime,
        now="may record it at any time",
        no_longer="may no longer record it at any time",
    )
    if old.sensitive and not new.sensitive:
        text = "is no longer private: it may appear on screens, on paper and in command lines"
        yield make_looser(place, text)
    if new.sensitive and not old.sensitive:
        yield make_stricter(place, "is now private")
    yield from _compare_visibility(judge, old, new)
    if old.initially != new.initially:
        was, now = _format_value(old.initially), _format_value(new.initially)
        yield make_changed(place, f"begins as {now}; it began as {was}")
    if new.at_opening and not old.at_opening:
        yield make_changed(place, "may be given when a case is opened")
    if old.at_opening and not new.at_opening:
        yield make_changed(place, "can no longer be given when a case is opened")
    yield from compare_urgent_values(place, old.urgent, new.urgent)
    yield from _compare_answers(judge, old, new)
    yield from compare_texts(place, "question", old.ask, new.ask)


def _compare_answers(judge: Judge, old: Fact, new: Fact) -> Iterator[Change]:
    """Report what else may be answered, and what may be changed from now on."""
    place = new.id
    yield from compare_roles(
        judge,
        place,
        old.changes,
        new.changes,
        now="may state a new value that holds from now on",
        no_longer="may no longer state a new value that holds from now on",
    )
    yield from _compare_flag(
        place,
        old.needed_at_opening,
        new.needed_at_opening,
        now="must be given when a case is opened",
        no_longer="need no longer be given when a case is opened",
    )
    yield from _compare_flag(
        place,
        old.past_only,
        new.past_only,
        now="may not be in the future",
        no_longer="may be in the future",
    )
    yield from _compare_flag(
        place,
        not old.may_be_not_known,
        not new.may_be_not_known,
        now='may no longer be answered "not known"',
        no_longer='may be answered "not known"',
    )
    yield from _compare_precision(old, new)


def _compare_flag(
    place: str, old: bool, new: bool, *, now: str, no_longer: str
) -> Iterator[Change]:
    """Report a rule that is stricter where it holds."""
    if new and not old:
        yield make_stricter(place, now)
    if old and not new:
        yield make_looser(place, no_longer)


def _compare_precision(old: Fact, new: Fact) -> Iterator[Change]:
    was, now = PRECISIONS.index(old.precision), PRECISIONS.index(new.precision)
    if was == now:
        return
    make = make_looser if now > was else make_stricter
    yield make(new.id, f"may be as coarse as '{new.precision}'; it was '{old.precision}'")


def _format_value(value: object) -> str:
    return "unknown" if value is None else str(value).lower()


def _compare_domain(old: Fact, new: Fact) -> Iterator[Change]:
    place = new.id
    if old.type != new.type:
        yield make_structure_change(place, f"is of type {new.type}; it was {old.type}")
        return
    added, removed = split_changes(old.choices, new.choices)
    if removed:
        yield make_structure_change(place, f"can no longer be {quote_names(removed)}")
    if added:
        yield make_structure_change(place, f"can now be {quote_names(added)}")
    if (old.min, old.max) != (new.min, new.max):
        yield make_structure_change(
            place, f"goes from {new.min} to {new.max}; it went from {old.min} to {old.max}"
        )


def _compare_visibility(judge: Judge, old: Fact, new: Fact) -> Iterator[Change]:
    """Compare `seen_by`; None means that every stakeholder may see the fact."""
    place = new.id
    if old.seen_by is None:
        if new.seen_by is not None:
            names = list_short_names(judge, new.seen_by)
            yield make_stricter(place, f"only {names} may see it; before, everyone could")
        return
    if new.seen_by is None:
        names = list_short_names(judge, old.seen_by)
        yield make_looser(place, f"everyone may see it; before, only {names} could")
        return
    yield from compare_roles(
        judge,
        place,
        old.seen_by,
        new.seen_by,
        now="may see it too",
        no_longer="may no longer see it",
    )


def compare_switches(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.switches,
        judge.new.switches,
        report_new=lambda new: make_law_change(
            new.id, f"a new switch, {_format_switch(new)}: {new.about}"
        ),
        report_removed=lambda old: make_law_change(
            old.id, f"the switch is removed; it was {_format_switch(old)}: {old.about}"
        ),
        compare=_compare_switch,
    )


def _format_switch(switch: Switch) -> str:
    return "on" if switch.value else "off"


def _compare_switch(old: Switch, new: Switch) -> Iterator[Change]:
    if old.value != new.value:
        was, now = _format_switch(old), _format_switch(new)
        yield make_law_change(new.id, f"the switch is now {now}; it was {was}: {new.about}")
    yield from compare_references(new.id, old.law, new.law)
    yield from compare_texts(new.id, "about", old.about, new.about)


def compare_terms(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.terms,
        judge.new.terms,
        report_new=lambda new: make_structure_change(new.id, f"a new term: '{new.when.text}'"),
        report_removed=lambda old: make_structure_change(
            old.id, f"the term is removed: '{old.when.text}'"
        ),
        compare=lambda old, new: _compare_term(judge, old, new),
    )


def _compare_term(judge: Judge, old: Term, new: Term) -> Iterator[Change]:
    """Compare the meaning of a term; each condition that uses it is reported at its own place."""
    shift = judge.holds((old.when,), (new.when,))
    if shift != "same":
        difference = describe_difference((old.when,), (new.when,))
        yield make_changed(new.id, f"the term holds {TERM_SHIFTS[shift]}: {difference}")
    elif old.when.text != new.when.text:
        yield from compare_texts(
            new.id, "condition, with the same meaning", old.when.text, new.when.text
        )
    yield from compare_texts(new.id, "words", old.say, new.say)


def compare_law(judge: Judge) -> Iterator[Change]:
    yield from compare_maps(
        judge.old.law,
        judge.new.law,
        report_new=lambda new: make_law_change(new.id, f"a new source: {_format_citation(new)}"),
        report_removed=lambda old: make_law_change(
            old.id, f"the source is removed: {_format_citation(old)}"
        ),
        compare=_compare_law_entry,
    )


def _format_citation(entry: LawEntry) -> str:
    return f"{entry.cite or entry.about or entry.id} ({_spell(entry.status)})"


def _compare_law_entry(old: LawEntry, new: LawEntry) -> Iterator[Change]:
    if old.status != new.status:
        was, now = _spell(old.status), _spell(new.status)
        yield make_law_change(new.id, f"is now {now}; it was {was}")
    for name, was, now in (
        ("cited as", old.cite or "", new.cite or ""),
        ("source", old.source, new.source),
    ):
        if was != now:
            yield make_law_change(new.id, f"{name} {now or 'nothing'}; it was {was or 'nothing'}")
    yield from compare_texts(new.id, "about", old.about, new.about)


def compare_forms(old: Definition, new: Definition) -> Iterator[Change]:
    """Compare forms by the entries that they require; report any other change as such."""
    for name in dict.fromkeys((*old.forms, *new.forms)):
        before, after = old.forms.get(name), new.forms.get(name)
        if before is None:
            yield make_structure_change(name, "a new form")
        elif after is None:
            yield make_structure_change(name, "the form is removed")
        elif before != after:
            yield from _compare_form(name, json.loads(before), json.loads(after))


def _compare_form(name: str, old: object, new: object) -> Iterator[Change]:
    added, removed = split_changes(_list_required(old), _list_required(new))
    if removed:
        yield make_looser(name, f"the form no longer requires {quote_names(removed)}")
    if added:
        yield make_stricter(name, f"the form now requires {quote_names(added)}")
    if not added and not removed:
        yield make_changed(name, "the form changed")


def _list_required(schema: object) -> tuple[str, ...]:
    if not isinstance(schema, dict):
        return ()
    return tuple(map(str, schema.get("required", ())))
