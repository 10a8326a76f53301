"""Echoes the input when neither event nor draft could be saved, without private values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.events import ActionDone, CaseOpened, Event, FactsRecorded, NoteWritten
from sop.store.event_codec import event_to_json

_OWN = (
    "id",
    "type",
    "recorded",
    "key",
    "dues",
    "definition",
    "home",
    "os_user",
)  # set by sop, not typed


def reentry_text(definition: Definition, events: Sequence[Event]) -> str:
    """Return sentences with what has to be entered again.

    Private values are left out: a terminal scrolls back and logs are kept.
    """
    typed: list[dict[str, object]] = []
    withheld: list[str] = []
    for event in events:
        document = event_to_json(_strip_private(definition, event, withheld))
        typed.append({key: value for key, value in document.items() if key not in _OWN and value})
    sentence = f"To be entered again: {json.dumps(typed, ensure_ascii=False)}."
    if withheld:
        sentence = f"{sentence} Not shown here because it is private: {', '.join(withheld)}."
    return sentence


def _strip_private(definition: Definition, event: Event, withheld: list[str]) -> Event:
    match event.body:
        case NoteWritten() as note if note.readers:
            withheld.append("the note")
            return replace(event, body=replace(note, text=""))
        case ActionDone() as done:
            if done.form is not None:
                withheld.append("the form")
            facts = _public_facts(definition, done.facts, withheld)
            return replace(event, body=replace(done, facts=facts, form=None))
        case CaseOpened() | FactsRecorded() as body:
            facts = _public_facts(definition, body.facts, withheld)
            return replace(event, body=replace(body, facts=facts))
    return event


def _public_facts(
    definition: Definition, facts: Mapping[str, Value], withheld: list[str]
) -> dict[str, Value]:
    """Return the facts that anyone on the case may see; add the names of the others."""
    public: dict[str, Value] = {}
    for name, value in facts.items():
        fact = definition.facts.get(name)
        if fact is None or fact.sensitive or fact.seen_by is not None:
            withheld.append(name)
        else:
            public[name] = value
    return public
