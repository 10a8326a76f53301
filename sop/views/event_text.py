"""An event of a case's history as a sentence: `Done: R1.1 Tell the office`. Used by what was written and the timeline.

Private facts never show their value, and a note only shows to those it is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from sop.model.condition import Value
from sop.model.events import (
    ActionDone,
    ActionWaived,
    CaseClosed,
    CaseLinked,
    CaseOpened,
    Event,
    EventUndone,
    FactsRecorded,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
)
from sop.views.labels import Wording
from sop.views.sanitize import clean_lines
from sop.views.terminal.blocks import Span, Words, words


def sentence(wording: Wording, event: Event, would: bool = False) -> Words:
    """What the event says; with `would` what it would say."""
    verb, rest = _verb(event), _object(wording, event)
    said = f"Would {verb[1]}" if would else verb[0]
    return words(Span(said, "strong"), f": {rest}")


def _verb(event: Event) -> tuple[str, str]:
    """The word for what happened, and the same after `Would`."""
    match event.body:
        case CaseOpened():
            return "Opened", "open"
        case ActionDone():
            return "Done", "do"
        case ActionWaived():
            return "Waived", "waive"
        case OutcomeTaken():
            return "Advanced", "advance"
        case InterruptRaised():
            return "Raised", "raise"
        case FactsRecorded(correction=True):
            return "Corrected", "correct"
        case FactsRecorded():
            return "Told", "tell"
        case CaseClosed():
            return "Closed", "close"
        case EventUndone():
            return "Undone", "undo"
        case CaseLinked():
            return "Linked", "link"
        case NoteWritten():
            return "Noted", "note"
    assert_never(event.body)


def _object(wording: Wording, event: Event) -> str:
    definition = wording.definition
    match event.body:
        case CaseOpened(workflow, version):
            return f"a case of {workflow} {version}"
        case ActionDone(action) | ActionWaived(action):
            model = definition.action(action)
            return f"{model.code} {model.title}"
        case OutcomeTaken(outcome, to):
            track, step, name = outcome.split(".")
            steps = definition.tracks[track].steps
            return f"{steps[step].code} {steps[step].title} -> {steps[to].code} {steps[to].title} ({name})"
        case InterruptRaised(interrupt, left):
            raised = definition.interrupt(interrupt)
            steps = definition.tracks[interrupt.split(".")[0]].steps
            here, there = steps[left], steps[raised.to]
            return f"{raised.title or raised.id}: {here.code} {here.title} -> {there.code} {there.title}"
        case FactsRecorded(facts):
            return facts_text(wording, facts)
        case CaseClosed():
            return "the case"
        case EventUndone(number):
            return f"event {number}"
        case CaseLinked(other):
            return f"case {other} belongs with this one"
        case NoteWritten(readers=readers):
            return (
                f"for {' and '.join(map(wording.short, readers))} only"
                if readers
                else "for everyone on the case"
            )
    assert_never(event.body)


def facts_text(wording: Wording, facts: Mapping[str, Value]) -> str:
    """`injured: yes; sold_abroad: no`."""
    return "; ".join(f"{name}: {wording.value(name, value)}" for name, value in facts.items())


def details(wording: Wording, event: Event, reader: str | None = None) -> Iterator[str]:
    """What stands under the sentence: facts recorded, form, note, reason. `reader` is the stakeholder who looks."""
    body = event.body
    if isinstance(body, ActionDone | CaseOpened) and body.facts:
        yield f"Facts: {facts_text(wording, body.facts)}"
    if isinstance(body, CaseOpened) and body.incident:
        yield f"Incident: {body.incident}"
    if isinstance(body, ActionDone):
        if body.form:
            yield "Evidence: the form is kept with this event"
        if body.note:
            yield from _lines("Note: ", body.note)
    if isinstance(body, NoteWritten):
        is_for = not body.readers or reader in body.readers or reader == event.as_
        yield from _lines("Note: ", body.text) if is_for else iter(("Note: not shown to you",))
    if event.why:
        yield from _lines("Why: ", event.why)


def _lines(label: str, text: str) -> Iterator[str]:
    first, *rest = clean_lines(text) or ("",)
    yield label + first
    yield from (" " * len(label) + line for line in rest)
