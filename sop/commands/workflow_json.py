"""A workflow's parts by id, as JSON: what `workflow show` answers with. Texts are the author's own."""

from __future__ import annotations

from dataclasses import asdict

from sop.commands.case_json import Json
from sop.definition.translations import TranslationProgress, measure_translations
from sop.model.condition import Gate
from sop.model.definition import Action, Definition, Duration, Interrupt, Outcome, Step, Track


def parts_json(definition: Definition) -> Json:
    """The `data` of `workflow show`."""
    closing = definition.closing
    return {
        "id": definition.id,
        "version": definition.version,
        "title": definition.title,
        "status": definition.status,
        "notice": definition.notice,
        "timezone": definition.timezone,
        "calendar": definition.calendar,
        "definition": definition.hash,
        "stakeholders": {
            one.id: {"name": one.name, "short": one.short, "kind": one.kind}
            for one in definition.stakeholders.values()
        },
        "facts": {one.id: _without_id(asdict(one)) for one in definition.facts.values()},
        "switches": {one.id: _without_id(asdict(one)) for one in definition.switches.values()},
        "terms": {
            one.id: {"say": one.say, "when": one.when.text} for one in definition.terms.values()
        },
        "law": {one.id: _without_id(asdict(one)) for one in definition.law.values()},
        "forms": sorted(definition.forms),
        "languages": {one.code: _of_language(one) for one in measure_translations(definition)},
        "tracks": {one.id: track_json(one) for one in definition.tracks.values()},
        "guarantees": {
            one.id: {"pattern": one.pattern, "because": one.because, "law": list(one.law)}
            for one in definition.guarantees.values()
        },
        "closing": None
        if closing is None
        else {
            "by": list(closing.by),
            "when": _lines(closing.when),
            "reason_required": closing.reason_required,
        },
    }


def _of_language(one: TranslationProgress) -> Json:
    return {
        "name": one.name,
        "texts": one.texts,
        "of_texts": one.all_texts,
        "words_reviewed": one.words,
        "of_words": one.all_words,
    }


def track_json(track: Track) -> Json:
    return {
        "code": track.code,
        "title": track.title,
        "lead": track.lead,
        "starts": _lines(track.starts),
        "on_hold_while": None if track.on_hold_while is None else _lines(track.on_hold_while),
        "steps": {step.id: step_json(step) for step in track.steps.values()},
        "interrupts": {one.id: _interrupt(one) for one in track.interrupts.values()},
    }


def step_json(step: Step) -> Json:
    """A step with its actions and outcomes by id."""
    return {
        "id": step.path,
        "code": step.code,
        "title": step.title,
        "end": step.end,
        "purpose": step.purpose,
        "if_refused": step.if_refused,
        "responsible": step.responsible or None,
        "support": list(step.support),
        "due": None
        if step.due is None
        else {**asdict(step.due), "length": _length(step.due.length)},
        "actions": {one.id: _action(one) for one in step.actions.values()},
        "outcomes": {one.id: _outcome(one) for one in step.outcomes.values()},
    }


def _action(action: Action) -> Json:
    return {
        "id": action.path,
        "code": action.code,
        "title": action.title,
        "by": list(action.by),
        "after": list(action.after),
        "when": _lines(action.when),
        "only_if": _lines(action.only_if),
        "records": list(action.records),
        "may_record": list(action.may_record),
        "form": action.form,
        "due": None
        if action.due is None
        else {**asdict(action.due), "length": _length(action.due.length)},
        "required": action.required,
        "waivable_by": list(action.waivable_by),
        "even_on_hold": action.even_on_hold,
        "again": action.again,
        "law": list(action.law),
        "warn": action.warn,
    }


def _outcome(outcome: Outcome) -> Json:
    wait = outcome.wait
    return {
        "id": outcome.path,
        "to": outcome.to,
        "by": list(outcome.by),
        "when": _lines(outcome.when),
        "wait": None
        if wait is None
        else {"length": _length(wait.length), "from_fact": wait.from_fact},
        "skips_actions": outcome.skips_actions,
        "reason_required": outcome.reason_required,
        "title": outcome.title,
        "law": list(outcome.law),
    }


def _interrupt(one: Interrupt) -> Json:
    return {
        "id": one.path,
        "from": list(one.sources),
        "to": one.to,
        "by": list(one.by),
        "when": _lines(one.when),
        "reason_required": one.reason_required,
        "title": one.title,
        "law": list(one.law),
    }


def _lines(gate: Gate) -> list[str]:
    return [line.text for line in gate]


def _length(length: Duration | None) -> str | None:
    return None if length is None else f"{length.amount} {length.unit}"


def _without_id(fields: Json) -> Json:
    return {key: value for key, value in fields.items() if key != "id"}
