"""Ids, law entries and deadlines of a definition in words. Shared by every screen about a case or a workflow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sop.engine.fact_values import say_value
from sop.model.condition import Gate, Value
from sop.model.definition import Definition, Due, Duration, LawEntry, Nature, Outcome, Wait
from sop.model.value import value
from sop.views import date_text
from sop.views.remedy import either
from sop.views.terminal.blocks import Blocks, line, paragraphs

MOST_NAMES = 3
WORD = re.compile(r"\b[a-z][a-z0-9_]*\b")
TO_BE_CONFIRMED = "to be confirmed"
NATURES: dict[Nature, str] = {
    "law": "law",
    "policy": "policy",
    "practice": "practice",
    "not_in_force": "law not in force",
}


def count_text(number: int, one: str, many: str | None = None) -> str:
    """`1 action`, `2 actions`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


@value
class Wording:
    """`now` is the moment of the screen: the year is left out of dates in its year."""

    definition: Definition
    now: datetime

    # ---- people

    def short(self, stakeholder: str) -> str:
        """The short name; an id that the definition does not know stays as it is."""
        known = self.definition.stakeholders.get(stakeholder)
        return known.short if known else stakeholder

    def stakeholder_names(self, by: Iterable[str]) -> str:
        """`CLINIC, LAB or SHOP`; `anyone` where every stakeholder may."""
        ids = tuple(by)
        if len(ids) > 1 and set(ids) == set(self.definition.stakeholders):
            return "anyone"
        return either([self.short(one) for one in ids])

    def column_text(self, by: Sequence[str]) -> tuple[str, str]:
        """The same for a narrow column, and where there are too many names for it, the note that names them."""
        names = self.stakeholder_names(by)
        return (
            (f"any of {len(by)}", f"Who: {names}")
            if len(by) > MOST_NAMES and names != "anyone"
            else (names, "")
        )

    def person(self, stakeholder: str, name: str | None) -> str:
        """`A. Person, CLINIC`."""
        return f"{name}, {self.short(stakeholder)}" if name else self.short(stakeholder)

    # ---- times

    def day(self, at: datetime) -> str:
        return date_text.day(at, self.definition.timezone, self.now)

    def moment(self, at: datetime, weekday: bool = True) -> str:
        return date_text.moment(at, self.definition.timezone, self.now, weekday)

    def deadline(self, at: datetime, weekday: bool = True) -> str:
        return date_text.deadline(at, self.definition.timezone, self.now, weekday)

    def duration(self, length: Duration) -> str:
        """`3 working days`, `1 hour`."""
        unit = length.unit.replace("_", " ")
        return count_text(length.amount, unit[:-1], unit)

    def rule_of_due(self, due: Due) -> str:
        """The deadline as the workflow sets it, always with its nature: `48 hours from admitted_at (law)`."""
        if due.length is None:
            length = "at once"
        elif due.before_fact:
            length = f"{self.duration(due.length)} before {due.before_fact}"
        else:
            length = f"{self.duration(due.length)} from {due.from_fact or 'the start of the step'}"
        return f"{length} ({NATURES[due.nature]})"

    def gate(self, gate: Gate) -> str:
        """A gate in the author's words, and what its terms say: `as_child (is treated as a child)`."""
        text = gate_text(gate)
        known = self.definition.terms
        terms = (known[word] for word in dict.fromkeys(WORD.findall(text)) if word in known)
        said = "; ".join(
            term.say if term.id == text else f"{term.id}: {term.say}" for term in terms if term.say
        )
        return f"{text} ({said})" if said else text

    def with_fields(self, form: str | None) -> str:
        """The form with the entries that it asks for: `screening (place_private, interpreter)`."""
        fields = json.loads(self.definition.forms[form]).get("properties", {}) if form else {}
        return f"{form} ({', '.join(fields)})" if fields else form or ""

    def with_values(self, fact: str) -> str:
        """The fact with the answers that it takes: `alone (yes, no)`."""
        model = self.definition.facts[fact]
        if model.type == "choices":
            return f"{fact} ({', '.join(map(str, model.choices))})"
        return fact + (" (yes, no)" if model.type == "boolean" else "")

    def rule_of_wait(self, wait: Wait) -> str:
        return f"{self.duration(wait.length)} from {wait.from_fact or 'the start of the step'}"

    # ---- law

    def source(self, law: Iterable[str]) -> str:
        """The citations, each marked where it is not verified; empty when no law is named."""
        entries = [entry for entry in dict.fromkeys(law) if entry in self.definition.law]
        return "; ".join(self._citation_text(self.definition.law[entry]) for entry in entries)

    def _citation_text(self, entry: LawEntry) -> str:
        text = entry.cite or entry.about or entry.id
        if entry.status == "verified" and entry.cite:
            return text
        return f"{text} ({'not in force' if entry.status == 'not_in_force' else TO_BE_CONFIRMED})"

    def source_at(self, law: Iterable[str], path: str | None) -> str:
        """The rule's source: its law, else the place in the workflow that sets the rule."""
        return self.source(law) or (
            f"{self.definition.id} {self.definition.version}, {path}" if path else ""
        )

    # ---- values and conditions

    def value(self, fact: str, value: Value | None) -> str:
        """A value in words. A private fact's value is never shown."""
        known = self.definition.facts.get(fact)
        if known is None or value is None:
            return say_value(value)
        if known.sensitive:
            return "(private)"
        return self._moment_of(str(value)) if known.type == "datetime" else say_value(value)

    def _moment_of(self, text: str) -> str:
        try:
            return self.moment(datetime.fromisoformat(text))
        except ValueError:
            return text

    def target(self, outcome: Outcome) -> str:
        """Where an outcome leads: `P4 Care plan`; an end by its title."""
        track = self.definition.tracks[outcome.path.split(".")[0]]
        if outcome.to not in track.steps:
            return "back to the step that was interrupted"
        step = track.steps[outcome.to]
        return step.title if step.end else f"{step.code} {step.title}"


def gate_text(gate: Gate) -> str:
    """A gate in the author's words, its lines joined by `and`."""
    return " and ".join(
        f"({part.text})" if len(gate) > 1 and " or " in part.text else part.text for part in gate
    )


def notice_lines(definition: Definition) -> Blocks:
    """The notice, who validated the content, and the day on which the law was checked; on every checklist and page."""
    return (
        *(paragraphs(definition.notice, indent=1) if definition.notice.strip() else ()),
        line(validation_text(definition), indent=1, hang=1),
    )


def validation_text(definition: Definition) -> str:
    """`Not validated. Status: training draft. Law last checked: 2026-11-23.`"""
    parts = [
        f"Validated by {v.who}{', ' + v.role if v.role else ''}"
        f"{' on ' + v.on if v.on else ''}{' (' + v.covers + ')' if v.covers else ''}."
        for v in definition.validated_by
    ] or ["Not validated."]
    parts.append(f"Status: {definition.status.replace('_', ' ')}.")
    if definition.law_seen_on:
        parts.append(f"Law last checked: {definition.law_seen_on}.")
    return " ".join(parts)
