"""Turn a played session into a scenario: what happened becomes the model path, as editable YAML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sop.model.case_state import TrackState
from sop.model.condition import Value
from sop.model.dotted_path import DottedPath
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
from sop.model.scenario import Choice, Scenario, Turn
from sop.model.training import Happening
from sop.training.exercise import Exercise
from sop.training.play_session import Play


def scenario_text(play: Play) -> str:
    """Return the text of the scenario.

    Questions that were asked stay questions. Undone events and corrections are left out.
    """
    return "\n".join(_lines(play)) + "\n"


def _lines(play: Play) -> Iterator[str]:
    name = play.header.id
    yield f"# Made from the training session {name}. Change what you like, then check it."
    yield f"workflow: {play.header.workflow}"
    yield from _head_lines(play.session.scenario)
    yield "turns:"
    yield from _TurnWriter(play.stage).lines()
    yield "ends:"
    for track, state in play.stage.case.tracks.items():
        end = end_text(state)
        if end is not None:
            yield f"  {track}: {end}"


def _head_lines(scenario: Scenario) -> Iterator[str]:
    """Yield what precedes the turns; a key without a value is left out."""
    yield f"title: {quote_text(scenario.title + ', as played')}"
    if scenario.level:
        yield f"level: {scenario.level}"
    lists = {"for": scenario.audience, "about": scenario.about, "roles": scenario.roles}
    for key, values in lists.items():
        if values:
            yield f"{key}: [{', '.join(map(quote_text, values))}]"
    if scenario.minutes:
        yield f"minutes: {scenario.minutes}"
    yield f"opens: {quote_text(scenario.opens)}"
    if scenario.facts:
        yield f"facts: {flow_mapping(scenario.facts)}"
    if scenario.content_note:
        yield f"content_note: {quote_text(scenario.content_note)}"
    if scenario.story.strip():
        yield f"story: {quote_text(scenario.story.strip())}"


def end_text(state: TrackState) -> str | None:
    """Return the state as `ends:` has it: a step, `stuck_at.STEP`, or None for a waiting track."""
    if state.status == "ended":
        return state.step
    if state.step:
        return f"stuck_at.{state.step}"
    return None


class _TurnWriter:
    """Writes one turn per event, with the texts and the question that came before the event."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        undone = exercise.case.undone
        self.dropped = {*undone, *undone.values()}  # undone events, and the events that undid them
        self.passages: list[Happening] = []  # texts shown since the last turn
        self.question: Turn | None = None  # asked, and not yet part of a turn
        self.asked: set[str] = set()  # the questions that have become turns
        self.written_until = exercise.opened_at

    def lines(self) -> Iterator[str]:
        for happening in self.exercise.happenings:
            if happening.kind in ("told", "inject") and happening.text:
                self.passages.append(happening)
            elif happening.kind == "turn":
                self.question = self._find_question(happening.turn)
            elif happening.event is not None and self._is_kept(happening.event):
                yield from self._write_turn(happening, happening.event)
        if self.passages:
            yield f"  - {{tell: {quote_text(_join_texts(self.passages))}}}"

    def _find_question(self, name: str) -> Turn | None:
        turn = self.exercise.find_turn(name)
        if turn is None or not turn.choices:
            return None
        return turn

    def _is_kept(self, event: Event) -> bool:
        return not isinstance(event.body, CaseOpened) and event.id not in self.dropped

    def _write_turn(self, happening: Happening, event: Event) -> Iterator[str]:
        """Yield the turn of the event; nothing for an event that no turn can express."""
        call = _call(event)
        if call is None:
            return
        question = self._question_of(event)
        parts = self._parts(happening, event, call, question)
        yield f"  - {parts[0]}"
        yield from (f"    {part}" for part in parts[1:])
        if question is not None:
            yield "    choices:"
            for choice in question.choices:
                yield from _choice_lines(choice)
            self.asked.add(question.id or "")
            self.question = None
        self.passages = []
        self.written_until = happening.at

    def _question_of(self, event: Event) -> Turn | None:
        """Return the question that the event answers: it was asked of the same stakeholder."""
        question = self.question
        if question is None or question.id in self.asked:
            return None
        return question if question.call.as_ == event.as_ else None

    def _parts(
        self,
        happening: Happening,
        event: Event,
        call: Mapping[str, str],
        question: Turn | None,
    ) -> list[str]:
        """Return the keys of the turn with their values, in the order of the language."""
        parts: list[str] = []
        if question is not None:
            parts.append(f"id: {question.id}")
        if happening.at > self.written_until:
            minute = happening.at.replace(second=0, microsecond=0).isoformat(" ")[:16]
            parts.append(f"at: {quote_text(minute)}")
        channels = [passage.channel for passage in self.passages if passage.channel]
        if channels:
            parts.append(f"channel: {channels[-1]}")
        if self.passages:
            parts.append(f"tell: {quote_text(_join_texts(self.passages))}")
        parts.append(f"as: {event.as_}")
        parts += [f"{key}: {value}" for key, value in call.items()]
        if event.why and "note" not in call:
            parts.append(f"why: {quote_text(event.why)}")
        if question is not None and question.say:
            parts.append(f"say: {quote_text(question.say)}")
        return parts


def _choice_lines(choice: Choice) -> Iterator[str]:
    yield f"      - id: {choice.id}"
    yield f"        say: {quote_text(choice.say)}"
    then: list[str] = []
    if choice.tell:
        then.append(f"tell: {quote_text(choice.tell)}")
    if choice.minutes:
        then.append(f"minutes: {choice.minutes}")
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
    """Return the turn's verb and its values, as YAML; None if no turn can express the event."""
    match event.body:
        case ActionDone(action, facts, form, _):
            call: dict[str, str] = {"do": action}
            if facts:
                call["with"] = flow_mapping(facts)
            if form is not None:
                call["form"] = form
            return call
        case OutcomeTaken(outcome, _):
            return {"advance": DottedPath(outcome).track, "outcome": outcome}
        case InterruptRaised(interrupt, _):
            return {"raise": interrupt}
        case FactsRecorded(facts, False, from_now):  # False: the fact was not corrected
            more = {"from_now": "true"} if from_now else {}
            return {"set": flow_mapping(facts), **more}
        case ActionWaived(action):
            return {"waive": action}
        case CaseClosed():
            return {"close": "true"}
        case NoteWritten(text, _):
            return {"note": quote_text(text)}
    return None


def _join_texts(passages: Sequence[Happening]) -> str:
    return "\n\n".join(passage.text.strip() for passage in passages)


def flow_mapping(facts: Mapping[str, Value]) -> str:
    """Return the facts as a YAML mapping on one line."""
    return "{" + ", ".join(_flow_pairs(facts.items())) + "}"


def _flow_pairs(facts: Iterable[tuple[str, Value]]) -> Iterator[str]:
    for name, value in facts:
        yield f"{name}: {_flow_value(value)}"


def _flow_value(value: Value) -> str:
    if isinstance(value, bool):  # before int: a bool is an int
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return quote_text(value)


def quote_text(text: str) -> str:
    """Return the text between quotes. YAML reads a JSON string as JSON does."""
    return json.dumps(text, ensure_ascii=False)
