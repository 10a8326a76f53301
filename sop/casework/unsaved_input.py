"""What was typed for events that could neither be written nor kept as a draft: said back, private things withheld."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.events import ActionDone, CaseOpened, Event, FactsRecorded, NoteWritten
from sop.store.event_codec import event_to_json

_OWN = ("id", "type", "recorded", "key", "dues", "definition")  # given by sop, not typed


def reentry_text(definition: Definition, events: Sequence[Event]) -> str:
    """Sentences with what has to be entered again. A terminal scrolls back and a log is kept: nothing private."""
    told: list[dict[str, object]] = []
    withheld: list[str] = []
    for event in events:
        document = event_to_json(_strip_private(definition, event, withheld))
        told.append({key: value for key, value in document.items() if key not in _OWN and value})
    sentence = f"To be entered again: {json.dumps(told, ensure_ascii=False)}."
    return (
        f"{sentence} Not repeated here, being private: {', '.join(withheld)}."
        if withheld
        else sentence
    )


def _strip_private(definition: Definition, event: Event, withheld: list[str]) -> Event:
    match event.body:
        case NoteWritten() as note if note.readers:
            withheld.append("the note")
            return replace(event, body=replace(note, text=""))
        case ActionDone() as done:
            if done.form is not None:
                withheld.append("the form")
            body = replace(done, facts=_public_facts(definition, done.facts, withheld), form=None)
            return replace(event, body=body)
        case CaseOpened() | FactsRecorded() as told:
            return replace(
                event, body=replace(told, facts=_public_facts(definition, told.facts, withheld))
            )
    return event


def _public_facts(
    definition: Definition, facts: Mapping[str, Value], withheld: list[str]
) -> dict[str, Value]:
    """The facts that anyone on the case may see."""
    known = definition.facts
    private = [
        name
        for name in facts
        if name not in known or known[name].sensitive or known[name].seen_by is not None
    ]
    withheld.extend(private)
    return {name: value for name, value in facts.items() if name not in private}
