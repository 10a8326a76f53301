"""A workflow as JSON: the `data` of `workflow show`. Its texts are those of its author."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TypeVar

from sop.commands.case_json import Json
from sop.definition.translations import TranslationProgress, measure_translations
from sop.model.condition import Gate
from sop.model.definition import (
    Action,
    Closing,
    Definition,
    Guarantee,
    Interrupt,
    LawEntry,
    Outcome,
    Stakeholder,
    Step,
    Switch,
    Term,
    Track,
)
from sop.model.duration import Due, Duration, Wait
from sop.model.fact import Fact

Part = TypeVar("Part")


def parts_json(definition: Definition) -> Json:
    """Return the `data` of `workflow show`: the parts of the workflow by ID."""
    return {
        "id": definition.id,
        "version": definition.version,
        "title": definition.title,
        "status": definition.status,
        "notice": definition.notice,
        "timezone": definition.timezone,
        "calendar": definition.calendar,
        "definition": definition.hash,
        "stakeholders": _by_id(definition.stakeholders, _stakeholder),
        "facts": _by_id(definition.facts, _fields),
        "switches": _by_id(definition.switches, _fields),
        "terms": _by_id(definition.terms, _term),
        "law": _by_id(definition.law, _fields),
        "forms": sorted(definition.forms),
        "languages": {one.code: _language(one) for one in measure_translations(definition)},
        "tracks": _by_id(definition.tracks, track_json),
        "guarantees": _by_id(definition.guarantees, _guarantee),
        "closing": _closing(definition.closing),
    }


def _by_id(parts: Mapping[str, Part], as_json: Callable[[Part], Json]) -> Json:
    return {name: as_json(part) for name, part in parts.items()}


def _stakeholder(one: Stakeholder) -> Json:
    return {"name": one.name, "short": one.short, "kind": one.kind}


def _term(one: Term) -> Json:
    return {"say": one.say, "when": one.when.text}


def _guarantee(one: Guarantee) -> Json:
    return {"pattern": one.pattern, "because": one.because, "law": list(one.law)}


def _closing(closing: Closing | None) -> Json | None:
    if closing is None:
        return None
    return {
        "by": list(closing.by),
        "when": _lines(closing.when),
        "reason_required": closing.reason_required,
    }


def _language(one: TranslationProgress) -> Json:
    return {
        "name": one.name,
        "texts": one.texts,
        "of_texts": one.all_texts,
        "words_reviewed": one.words,
        "of_words": one.all_words,
    }


def track_json(track: Track) -> Json:
    on_hold_while = None
    if track.on_hold_while is not None:
        on_hold_while = _lines(track.on_hold_while)
    return {
        "code": track.code,
        "title": track.title,
        "lead": track.lead,
        "starts": _lines(track.starts),
        "on_hold_while": on_hold_while,
        "steps": _by_id(track.steps, step_json),
        "interrupts": _by_id(track.interrupts, _interrupt),
    }


def step_json(step: Step) -> Json:
    """Return a step with its actions and outcomes by ID."""
    return {
        "id": step.path,
        "code": step.code,
        "title": step.title,
        "end": step.end,
        "purpose": step.purpose,
        "if_refused": step.if_refused,
        "responsible": step.responsible or None,
        "support": list(step.support),
        "due": _due(step.due),
        "urgent": step.urgent,
        "actions": _by_id(step.actions, _action),
        "outcomes": _by_id(step.outcomes, _outcome),
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
        "due": _due(action.due),
        "required": action.required,
        "waivable_by": list(action.waivable_by),
        "even_on_hold": action.even_on_hold,
        "again": action.again,
        "law": list(action.law),
        "warn": action.warn,
    }


def _outcome(outcome: Outcome) -> Json:
    return {
        "id": outcome.path,
        "to": outcome.to,
        "by": list(outcome.by),
        "when": _lines(outcome.when),
        "wait": _wait(outcome.wait),
        "skips_actions": outcome.skips_actions,
        "drops_waiting": outcome.drops_waiting,
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
        "drops_waiting": one.drops_waiting,
        "tells": dict(one.tells),
        "title": one.title,
        "law": list(one.law),
        "urgent": one.urgent,
    }


def _lines(gate: Gate) -> list[str]:
    return [line.text for line in gate]


def _due(due: Due | None) -> Json | None:
    if due is None:
        return None
    return {**asdict(due), "length": _length(due.length)}


def _wait(wait: Wait | None) -> Json | None:
    if wait is None:
        return None
    return {"length": _length(wait.length), "from_fact": wait.from_fact}


def _length(length: Duration | None) -> str | None:
    return None if length is None else f"{length.amount} {length.unit}"


def _fields(part: Fact | Switch | LawEntry) -> Json:
    """Return the fields of the part without its ID, which is its key."""
    return {key: value for key, value in asdict(part).items() if key != "id"}
