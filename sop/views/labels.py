"""Ids, law entries and deadlines of a definition in words, for every screen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sop.engine.checklist_lines import UncertainStart
from sop.engine.condition_text import describe_line
from sop.engine.fact_values import say_value
from sop.engine.word_lists import join_conditions
from sop.model.case_state import ActionRecord
from sop.model.condition import (
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Question,
    TermHolds,
    Value,
    iterate_questions,
)
from sop.model.definition import Definition, LawEntry, Step, Validation
from sop.model.duration import Due, Duration, Nature, Wait
from sop.model.events import Event
from sop.model.refusal import Reason
from sop.model.value import value
from sop.views import date_text
from sop.views.remedy import Names, helpers, join_with_or
from sop.views.terminal.blocks import Block, Blocks, labelled, line, paragraphs

MOST_MEANINGS = 2  # a longer sentence in brackets is read twice
MOST_NAMES = 3  # more short names do not fit a narrow column without wrapping
TO_BE_CONFIRMED = "to be confirmed"
NATURES: dict[Nature, str] = {
    "law": "law",
    "policy": "policy",
    "practice": "usual practice",
    "not_in_force": "law not in force",
}


def count_text(number: int, one: str, many: str | None = None) -> str:
    """Return `1 action`, `2 actions`. `many` None: the word takes an s."""
    if number == 1:
        return f"1 {one}"
    return f"{number} {many or one + 's'}"


def reason_texts(reasons: Iterable[Reason], names: Names) -> tuple[str, ...]:
    """Return the reasons, each text once; for an unknown fact the question comes first.

    `Question for LAB: When was the batch seized?`
    """
    texts: list[str] = []
    for reason in reasons:
        if reason.ask:
            who = labelled(" for ", names(helpers(reason)))
            texts.append(f"Question{who}: {reason.ask}")
        texts.append(reason.what)
    return tuple(dict.fromkeys(texts))


NO_DATE: Mapping[UncertainStart, str] = {
    "": "No date yet: {} is not yet known",
    "not_known": 'No time runs: {} was answered "not known"',
    "about": "No time runs: the year of {} is uncertain",
}


def rule_text(
    rule: str, missing: str | None, reasons: Iterable[str], uncertain: UncertainStart = ""
) -> str:
    """Return the rule of a deadline; for one that does not run, the fact that it waits for.

    `missing` is that fact. It is left out where one of the reasons on the same screen names it.
    `uncertain` says how it was answered.
    """
    if not missing or any(f'"{missing}' in reason for reason in reasons):
        return f"Rule: {rule}"
    return f"Rule: {rule}. {NO_DATE[uncertain].format(missing)}"


@value
class Wording:
    """`now` is the moment of the screen: dates of its year are shown without the year."""

    definition: Definition
    now: datetime

    # people

    def short(self, stakeholder: str | None) -> str:
        """Return the short name; an unknown id unchanged, and nothing for None."""
        if stakeholder is None:
            return ""
        found = self.definition.stakeholders.get(stakeholder)
        return found.short if found else stakeholder

    def stakeholder_names(self, by: Iterable[str]) -> str:
        """Return `CLINIC, LAB or SHOP`; `anyone` where every stakeholder may."""
        ids = tuple(by)
        if len(ids) > 1 and set(ids) == set(self.definition.stakeholders):
            return "anyone"
        return join_with_or([self.short(stakeholder) for stakeholder in ids])

    def column_text(self, by: Sequence[str]) -> tuple[str, str]:
        """Return the names for a narrow column, and the note that lists them if they do not fit."""
        names = self.stakeholder_names(by)
        if len(by) <= MOST_NAMES or names == "anyone":
            return names, ""
        return f"any of {len(by)}", f"Who: {names}"

    def person(self, stakeholder: str, name: str | None) -> str:
        """Return `A. Person, CLINIC`; the short name alone where the person is not named."""
        if name:
            return f"{name}, {self.short(stakeholder)}"
        return self.short(stakeholder)

    def signature(self, entry: Event | ActionRecord) -> str:
        """Return who wrote the entry: `A. Person, CLINIC`.

        For another stakeholder: `A. Person (CLINIC) for LAB, reported by the porter`.
        """
        who = self.writer(entry.as_, entry.home, entry.by)
        return who + labelled(", reported by ", entry.reported_by or "")

    def writer(self, stakeholder: str, home: str | None, name: str | None) -> str:
        """Return `A. Person, CLINIC`, or for another stakeholder `A. Person (CLINIC) for LAB`."""
        if home in (None, stakeholder):
            return self.person(stakeholder, name)
        if not name:
            return self.agency(stakeholder, home)
        return f"{name} ({self.short(home)}) for {self.short(stakeholder)}"

    def agency(self, stakeholder: str, home: str | None) -> str:
        """Return `LAB`; `CLINIC for LAB` if it was written at the desk of another one."""
        if home in (None, stakeholder):
            return self.short(stakeholder)
        return f"{self.short(home)} for {self.short(stakeholder)}"

    # times

    def day(self, at: datetime) -> str:
        return date_text.day(at, self.definition.timezone, self.now)

    def moment(self, at: datetime | None, weekday: bool = True) -> str:
        """Return `Fri 20 Nov 16:10`; empty for None."""
        if at is None:
            return ""
        return date_text.moment(at, self.definition.timezone, self.now, weekday)

    def deadline(self, at: datetime | None, weekday: bool = True) -> str:
        """Return `Fri 20 Nov 16:10`, or `Fri 20 Nov` for the end of that day; empty for None."""
        if at is None:
            return ""
        return date_text.deadline(at, self.definition.timezone, self.now, weekday)

    def wait_end(self, at: datetime) -> str:
        """Return `Fri 20 Nov 16:10`, or `the end of Fri 20 Nov`: a day alone may be its start."""
        text = self.deadline(at)
        return text if text == self.moment(at) else f"the end of {text}"

    def open_deadline(self, due: datetime | None, at_latest: datetime | None) -> str:
        """Return the deadline; where a coarse date leaves it open, with the latest: `A to B`."""
        if at_latest is None:
            return self.deadline(due)
        return f"{self.deadline(due, False)} to {self.deadline(at_latest, False)}"

    def duration(self, length: Duration) -> str:
        """Return `3 working days`, `1 hour`."""
        unit = length.unit.replace("_", " ")
        return count_text(length.amount, unit[:-1], unit)

    def rule_of_due(self, due: Due | None) -> str:
        """Return the rule with its nature: `48 hours from admitted_at (law)`; empty for None."""
        if due is None:
            return ""
        if due.length is None:
            length = "at once"
        elif due.before_fact:
            length = f"{self.duration(due.length)} before {due.before_fact}"
        else:
            length = f"{self.duration(due.length)} from {due.from_fact or 'the start of the step'}"
        return f"{length} ({NATURES[due.nature]})"

    def rule_of_wait(self, wait: Wait | None) -> str:
        """Return `30 hours from sent_at`; empty for None."""
        if wait is None:
            return ""
        return f"{self.duration(wait.length)} from {wait.from_fact or 'the start of the step'}"

    # conditions, facts and forms

    def gate(self, gate: Gate) -> str:
        """Return the lines: `"injured" is yes`, `both are true: "injured" is yes; R1.5 is done`."""
        return join_conditions([describe_line(self.definition, line) for line in gate])

    def explained_gate(self, gate: Gate) -> str:
        """Return the gate, and what it asks: the meanings of its terms, the questions of its facts.

        Of a gate with many of them only its words.
        `"injured" is yes (Is anybody injured or ill?)`
        """
        text = self.gate(gate)
        meanings = list(self._list_meanings(gate))
        if 0 < len(meanings) <= MOST_MEANINGS:
            return f"{text} ({'; '.join(meanings)})"
        return text

    def _list_meanings(self, gate: Gate) -> Iterator[str]:
        questions = [question for line in gate for question in iterate_questions(line)]
        for name in dict.fromkeys(filter(None, map(_name_of, questions))):
            meaning = self._meaning_of(name)
            if meaning:
                yield meaning if len(questions) == 1 else f"{name}: {meaning}"

    def _meaning_of(self, name: str) -> str:
        term = self.definition.terms.get(name)
        return term.say if term else self.definition.facts[name].ask

    def with_fields(self, form: str | None) -> str:
        """Return the form with its entries: `screening (place_private, interpreter)`."""
        if not form:
            return ""
        fields = json.loads(self.definition.forms[form]).get("properties", {})
        return f"{form} ({', '.join(fields)})" if fields else form

    def with_values(self, fact: str) -> str:
        """Return the fact with the answers that it takes: `alone (yes, no)`."""
        model = self.definition.facts[fact]
        if model.type == "choices":
            return f"{fact} ({', '.join(map(str, model.choices))})"
        if model.type == "boolean":
            return f"{fact} (yes, no)"
        return fact

    def value(self, fact: str, value: Value | None) -> str:
        """Return the value in words. A private fact's value is never shown."""
        model = self.definition.facts.get(fact)
        if model is None or value is None:
            return say_value(value)
        if model.sensitive:
            return "(private)"
        if model.is_not_known(value):
            return "not known"
        if model.type == "date":
            return str(value).replace("_", " ")
        if model.type == "datetime":
            return self._moment_of(str(value))
        return say_value(value)

    def _moment_of(self, text: str) -> str:
        try:
            return self.moment(datetime.fromisoformat(text))
        except ValueError:  # a store may hold a value of an older version of the workflow
            return text

    # law

    def source(self, law: Iterable[str]) -> str:
        """Return the citations, each marked where it is not verified; empty if none is named."""
        entries = [entry for entry in dict.fromkeys(law) if entry in self.definition.law]
        return "; ".join(self._citation_text(self.definition.law[entry]) for entry in entries)

    def _citation_text(self, entry: LawEntry) -> str:
        if not entry.cite:
            return _missing_citation(entry)
        if entry.status == "not_in_force":
            return f"{entry.cite} (not in force)"
        if entry.status == "verified":
            return entry.cite
        return f"{entry.cite} ({TO_BE_CONFIRMED})"

    def source_at(self, law: Iterable[str], path: str | None) -> str:
        """Return the rule's law, else the place in the workflow that sets the rule."""
        source = self.source(law)
        if source or not path:
            return source
        place = self.place(path)
        return f"workflow {self.definition.id} {self.definition.version}, {place}"

    def place(self, path: str) -> str:
        """Return what the path names, as screens show it: `R1.2`, `R1 "withdraw"`, a track's title.

        A path of another version of the workflow, and the ID of a fact, are returned unchanged.
        """
        parts = path.split(".")
        track = self.definition.tracks.get(parts[0])
        if track is None:
            return path
        if len(parts) == 1:
            return track.title
        if parts[1] in track.interrupts and parts[1] not in track.steps:
            return f'{track.title}, interrupt "{parts[1]}"'
        return _place_in_step(track.steps.get(parts[1]), parts[2:]) or path


def _place_in_step(step: Step | None, rest: Sequence[str]) -> str:
    """Return the code of the step or of its action, or its outcome; empty if there is none."""
    if step is None or not rest:
        return step.code if step else ""
    if rest[0] in step.actions:
        return step.actions[rest[0]].code
    return f'{step.code} "{rest[0]}"'


def _name_of(question: Question) -> str:
    """Return the term or the fact that the question is about; empty for another question."""
    match question:
        case TermHolds(name) | FactIs(name) | FactBetween(name) | FactKnown(name):
            return name
    return ""


def _missing_citation(entry: LawEntry) -> str:
    """Return what the reference is about, where no citation is known yet."""
    state = "not in force" if entry.status == "not_in_force" else TO_BE_CONFIRMED
    return f"{state} (no legal reference found yet for: {entry.about or entry.id})"


def notice_lines(definition: Definition) -> Blocks:
    """Return the notice, the validation and the day of the law; for every checklist and page."""
    blocks: list[Block] = []
    if definition.notice.strip():
        blocks += paragraphs(definition.notice, indent=1)
    return (*blocks, line(validation_text(definition), indent=1, hang=1))


def validation_text(definition: Definition) -> str:
    """Return `This workflow is not validated. Its status: draft. Law last checked: 2026-11-23.`"""
    parts = [_validation_sentence(validation) for validation in definition.validated_by]
    parts = parts or ["This workflow is not validated."]
    parts.append(f"Its status: {definition.status.replace('_', ' ')}.")
    if definition.law_seen_on:
        parts.append(f"Law last checked: {definition.law_seen_on}.")
    return " ".join(parts)


def _validation_sentence(validation: Validation) -> str:
    return f"This workflow was validated by {''.join(_validation_parts(validation))}."


def _validation_parts(validation: Validation) -> Iterator[str]:
    yield validation.who
    yield labelled(", ", validation.role)
    yield labelled(" on ", validation.on)
    if validation.covers:
        yield f" ({validation.covers})"


def name_agency(wordings: Iterable[Wording], agency: str | None) -> str:
    """Return whose work a list shows: `for WARDEN`, or all stakeholders."""
    if agency is None:
        return "all stakeholders"
    names = (wording.short(agency) for wording in wordings)
    return f"for {next((name for name in names if name != agency), agency)}"
