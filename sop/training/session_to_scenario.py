"""A played session as a scenario of its own: what happened becomes the model way, as YAML that people may edit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sop.model.condition import Value
from sop.model.events import (
    ActionDone,
    ActionWaived,
    CaseClosed,
    CaseOpened,
    Event,
    FactsRecorded,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
)
from sop.model.scenario import Choice, Turn
from sop.model.training import Happening
from sop.training.play_session import Play


def scenario_text(play: Play) -> str:
    """The scenario's text. Questions that were asked stay questions; undone events and corrections are left out."""
    return "\n".join(_lines(play)) + "\n"


def _lines(play: Play) -> Iterator[str]:
    scenario, stage = play.session.scenario, play.stage
    yield f"# Made from the training session {play.header.id}. Change what you like, then: sop train check FILE"
    yield f"workflow: {play.header.workflow}"
    yield f"title: {quote_text(scenario.title + ', as played')}"
    if scenario.level:
        yield f"level: {scenario.level}"
    for key, many in (
        ("for", scenario.audience),
        ("about", scenario.about),
        ("roles", scenario.roles),
    ):
        if many:
            yield f"{key}: [{', '.join(map(quote_text, many))}]"
    if scenario.minutes:
        yield f"minutes: {scenario.minutes}"
    yield f"opens: {quote_text(scenario.opens)}"
    if scenario.facts:
        yield f"facts: {flow_mapping(scenario.facts)}"
    if scenario.content_note:
        yield f"content_note: {quote_text(scenario.content_note)}"
    if scenario.story.strip():
        yield f"story: {quote_text(scenario.story.strip())}"
    yield "turns:"
    yield from _turns(play)
    yield "ends:"
    for name, state in stage.case.tracks.items():
        end = (
            state.step
            if state.status == "ended"
            else f"stuck_at.{state.step}"
            if state.step
            else None
        )
        if end is not None:
            yield f"  {name}: {end}"


def _turns(play: Play) -> Iterator[str]:
    """One turn an event, with the text and the question that stood before it."""
    undone = set(play.stage.case.undone) | set(play.stage.case.undone.values())
    told, asked = [], None
    now = play.stage.opened_at
    names: set[str] = set()
    for one in play.stage.happenings:
        if one.kind in ("told", "inject") and one.text:
            told.append(one)
        elif one.kind == "turn":
            found = play.stage.find_turn(one.turn)
            asked = found if found is not None and found.choices else None
        elif (
            one.event is not None
            and not isinstance(one.event.body, CaseOpened)
            and one.event.id not in undone
        ):
            call = _call(one.event)
            if call is None:
                continue
            is_asked = (
                asked is not None and asked.call.as_ == one.event.as_ and asked.id not in names
            )
            question = asked if is_asked else None
            yield from _turn(one, call, told, question, now)
            names |= {question.id or ""} if question else set()
            now, told, asked = one.at, [], (None if question else asked)
    if told:
        yield f"  - {{tell: {quote_text(_story_text(told))}}}"


def _turn(
    one: Happening,
    call: Mapping[str, str],
    told: Sequence[Happening],
    asked: Turn | None,
    before: datetime,
) -> Iterator[str]:
    assert one.event is not None
    parts: list[str] = []
    if asked is not None:
        parts.append(f"id: {asked.id}")
    if one.at > before:
        parts.append(
            f"at: {quote_text(one.at.replace(second=0, microsecond=0).isoformat(' ')[:16])}"
        )
    channels = [each.channel for each in told if each.channel]
    if channels:
        parts.append(f"channel: {channels[-1]}")
    if told:
        parts.append(f"tell: {quote_text(_story_text(told))}")
    parts += [f"as: {one.event.as_}", *(f"{key}: {value}" for key, value in call.items())]
    if one.event.why and "note" not in call:
        parts.append(f"why: {quote_text(one.event.why)}")
    if asked is not None and asked.say:
        parts.append(f"say: {quote_text(asked.say)}")
    yield f"  - {parts[0]}"
    yield from (f"    {part}" for part in parts[1:])
    if asked is not None:
        yield "    choices:"
        for choice in asked.choices:
            yield from _choice(choice)


def _choice(choice: Choice) -> Iterator[str]:
    yield f"      - id: {choice.id}"
    yield f"        say: {quote_text(choice.say)}"
    then = [f"tell: {quote_text(choice.tell)}"] if choice.tell else []
    then += [f"minutes: {choice.minutes}"] if choice.minutes else []
    if then:
        yield f"        then: {{{', '.join(then)}}}"
    if choice.mistake:
        yield f"        mistake: {quote_text(choice.mistake)}"
    if choice.law:
        yield f"        law: [{', '.join(choice.law)}]"
    if choice.points:
        yield f"        points: {choice.points}"
    if choice.critical:
        yield "        critical: true"


def _call(event: Event) -> dict[str, str] | None:
    """The turn's verb with its values, as YAML; None for what no turn can say."""
    match event.body:
        case ActionDone(action, facts, form, _):
            found = {"do": action}
            found |= {"with": flow_mapping(facts)} if facts else {}
            return found | ({"form": form} if form is not None else {})
        case OutcomeTaken(outcome, _):
            return {"advance": outcome.split(".")[0], "outcome": outcome}
        case InterruptRaised(interrupt, _):
            return {"raise": interrupt}
        case FactsRecorded(facts, False):
            return {"set": flow_mapping(facts)}
        case ActionWaived(action):
            return {"waive": action}
        case CaseClosed():
            return {"close": "true"}
        case NoteWritten(text, _):
            return {"note": quote_text(text)}
    return None


def _story_text(told: Sequence[Happening]) -> str:
    return "\n\n".join(one.text.strip() for one in told)


def flow_mapping(facts: Mapping[str, Value]) -> str:
    return "{" + ", ".join(f"{name}: {_value(value)}" for name, value in facts.items()) + "}"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else quote_text(value)


def quote_text(text: str) -> str:
    """The text between quotes, which YAML reads as JSON does."""
    return json.dumps(text, ensure_ascii=False)
