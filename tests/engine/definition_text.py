"""A definition as its author would have written it: the text that `sop.definition` reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sop.definition.load import load_workflow
from sop.model.condition import Gate
from sop.model.definition import Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.duration import Due, Wait
from sop.model.fact import Fact


def as_text(definition: Definition) -> str:
    """One file with everything; JSON is YAML."""
    d = definition
    content = {
        "language": 1,
        "version": d.version,
        "title": d.title,
        "timezone": d.timezone,
        "calendar": d.calendar,
        "stakeholders": {s.id: {"name": s.name, "short": s.short} for s in d.stakeholders.values()},
        "facts": {fact.id: _fact(fact) for fact in d.facts.values()},
        "switches": {s.id: {"value": s.value, "about": s.about} for s in d.switches.values()},
        "terms": {t.id: {"say": t.say, "when": t.when.text} for t in d.terms.values()},
        "tracks": {t.id: _track(t) for t in d.tracks.values()},
    }
    if d.working_hours:
        content["working_hours"] = (
            f"{d.working_hours.start // 60:02}:00-{d.working_hours.end // 60:02}:00"
        )
    if d.closing:
        reason = {"reason": "required"} if d.closing.reason_required else {}
        content["closing"] = {"by": list(d.closing.by), **_gate("when", d.closing.when), **reason}
    return json.dumps(content, indent=1)


def read_back(definition: Definition, folder: Path) -> Definition:
    """What the reader makes of the text."""
    file = folder / "recall.yaml"
    file.write_text(as_text(definition), "utf-8")
    loaded = load_workflow(file)
    assert loaded.definition is not None, [(one.position, one.message) for one in loaded.findings]
    return loaded.definition


def _gate(key: str, lines: Gate | None) -> dict[str, Any]:
    return {key: [line.text for line in lines]} if lines else {}


def _fact(fact: Fact) -> dict[str, Any]:
    found: dict[str, Any] = {"ask": fact.ask}
    found |= {"choices": list(fact.choices)} if fact.type == "choices" else {"type": fact.type}
    found |= {"min": fact.min, "max": fact.max} if fact.type == "integer" else {}
    found |= {"anytime": list(fact.anytime)} if fact.anytime else {}
    found |= {"initially": fact.initially} if fact.initially is not None else {}
    found |= {"seen_by": list(fact.seen_by)} if fact.seen_by else {}
    found |= {"precision": fact.precision} if fact.type == "date" else {}
    found |= {"not_after": "now"} if fact.past_only else {}
    found |= {"not_known": "allowed"} if fact.may_be_not_known else {}
    found |= {"changes": list(fact.changes)} if fact.changes else {}
    found |= {name: True for name in ("sensitive", "at_opening") if getattr(fact, name)}
    return found | ({"at_opening": "required"} if fact.needed_at_opening else {})


def _track(track: Track) -> dict[str, Any]:
    found: dict[str, Any] = {"code": track.code, "title": track.title, "lead": track.lead}
    found |= _gate("starts", track.starts) | _gate("on_hold_while", track.on_hold_while)
    found["steps"] = {step.id: _step(step) for step in track.steps.values()}
    if track.interrupts:
        found["interrupts"] = {
            i.id: _way(i)
            | {"from": list(i.sources)}
            | ({"tells": dict(i.tells)} if i.tells else {})
            for i in track.interrupts.values()
        }
    return found


def _step(step: Step) -> dict[str, Any]:
    if step.end:
        return {"end": True, "title": step.title}
    found: dict[str, Any] = {
        "title": step.title,
        "responsible": step.responsible,
        **_clock("due", step.due),
    }
    found["actions"] = {action.id: _action(action) for action in step.actions.values()}
    found["outcomes"] = {outcome.id: _outcome(outcome) for outcome in step.outcomes.values()}
    return found


def _action(action: Action) -> dict[str, Any]:
    found: dict[str, Any] = {"do": action.title, "by": list(action.by), **_clock("due", action.due)}
    for name in ("after", "records", "may_record", "waivable_by"):
        found |= {name: list(getattr(action, name))} if getattr(action, name) else {}
    found |= _gate("when", action.when) | _gate("only_if", action.only_if)
    found |= {name: True for name in ("even_on_hold", "again") if getattr(action, name)}
    return found | ({} if action.required else {"required": False})


def _way(way: Outcome | Interrupt) -> dict[str, Any]:
    reason: dict[str, Any] = {"reason": "required"} if way.reason_required else {}
    reason |= {"drops_waiting": True} if way.drops_waiting else {}
    return {"to": way.to, "by": list(way.by), **_gate("when", way.when), **reason}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return (
        _way(outcome)
        | _clock("wait", outcome.wait)
        | ({"skips_actions": True} if outcome.skips_actions else {})
    )


def _clock(key: str, clock: Due | Wait | None) -> dict[str, Any]:
    if clock is None:
        return {}
    if clock.length is None:
        return {key: "immediately"}
    length = f"{clock.length.amount} {clock.length.unit}"
    before = clock.before_fact if isinstance(clock, Due) else None
    if clock.from_fact or before:
        where = {"from": clock.from_fact} if clock.from_fact else {"before": before}
        return {key: {"within" if isinstance(clock, Due) else "at_least": length, **where}}
    return {key: length}
