"""What a session was worth, objective by objective. No points for words; what must not happen stands apart.

An objective's share is the points earned over the points that could be earned, never below nothing. A guarantee that
was broken and a critical choice are mishaps: they are listed, and no number of points makes up for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from sop.casework.visibility import may_read
from sop.engine.deadlines import TimeCounter, make_counter
from sop.engine.evolve import map_corrections
from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.model.events import (
    ActionDone,
    CaseOpened,
    Event,
    FactsRecorded,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
)
from sop.model.scenario import Evidence, Objective, Scenario
from sop.model.training import PASS_MARK, EarnedPoints, Happening, Mishap, ObjectiveScore, Score
from sop.model.value import value
from sop.training.exercise import Exercise
from sop.training.prepare_scenario import prepare_scenario


@value
class Record:
    """A session to be judged. `events` leaves out what was undone."""

    definition: Definition
    scenario: Scenario  # prepared
    happenings: tuple[Happening, ...]
    finished: bool
    count: TimeCounter
    opened_at: datetime


def score_stage(stage: Exercise, mark: int = PASS_MARK) -> Score:
    """The score of a session as it stands."""
    return score(
        stage.definition,
        stage.scenario,
        stage.happenings,
        stage.finished,
        stage.calendar,
        stage.opened_at,
        mark,
    )


def score(
    definition: Definition,
    scenario: Scenario,
    happenings: Sequence[Happening],
    finished: bool,
    calendar: Calendar,
    opened_at: datetime,
    mark: int = PASS_MARK,
) -> Score:
    """The score of these happenings under the scenario's objectives."""
    record = _record(definition, scenario, happenings, finished, calendar, opened_at)
    return Score(
        _objectives(record),
        (*_find_critical_answers(record), *_find_broken_guarantees(record, happenings)),
        finished,
        mark,
    )


def score_objectives(stage: Exercise) -> tuple[ObjectiveScore, ...]:
    """The objectives alone, without looking for what must not happen: that takes most of the time."""
    return _objectives(
        _record(
            stage.definition,
            stage.scenario,
            stage.happenings,
            stage.finished,
            stage.calendar,
            stage.opened_at,
        )
    )


def _record(
    definition: Definition,
    scenario: Scenario,
    happenings: Sequence[Happening],
    finished: bool,
    calendar: Calendar,
    opened_at: datetime,
) -> Record:
    whole = prepare_scenario(definition, scenario)
    undone = map_corrections([one.event for one in happenings if one.event is not None])
    still = tuple(one for one in happenings if one.event is None or one.event.id not in undone)
    return Record(definition, whole, still, finished, make_counter(definition, calendar), opened_at)


def _objectives(record: Record) -> tuple[ObjectiveScore, ...]:
    return tuple(_objective(record, one) for one in record.scenario.objectives)


def _objective(record: Record, objective: Objective) -> ObjectiveScore:
    earned = tuple(_score_evidence(record, one) for one in objective.earn)
    most = sum(one.points for one in objective.earn if one.points > 0)
    points = sum(one.points for one in earned)
    share = Fraction(min(max(points, 0), most), most) if most else Fraction(0)
    return ObjectiveScore(objective, earned, points, most, share)


def _score_evidence(record: Record, evidence: Evidence) -> EarnedPoints:
    """The points of one line, and what proves them."""
    if evidence.kind == "chose":
        return _score_choice(record, evidence)
    if evidence.kind == "not_disclosed_to":
        kept = record.finished and not any(
            _discloses(one, evidence.target) for one in record.happenings
        )
        return EarnedPoints(evidence, evidence.points if kept else 0)
    for one in record.happenings:
        if _shows(record, one, evidence) and _in_time(record, one, evidence):
            return EarnedPoints(evidence, evidence.points, one.turn, one.number)
    return EarnedPoints(evidence, 0)


def _score_choice(record: Record, evidence: Evidence) -> EarnedPoints:
    """`turn`: the first answer there, a wrong one with its own points; `turn.choice`: whether it was ever chosen."""
    turn, _, choice = evidence.target.partition(".")
    answers = [one for one in record.happenings if one.kind == "answered" and one.turn == turn]
    if choice:
        answers = [one for one in answers if one.choice == choice]
    first = next((one for one in answers if _in_time(record, one, evidence)), None)
    if first is None or (not choice and first is not answers[0]):
        return EarnedPoints(evidence, 0)
    if choice or first.choice == turn:
        return EarnedPoints(evidence, evidence.points, turn, first.number)
    partial = min(_choice_points(record.scenario, turn, first.choice), evidence.points)
    return EarnedPoints(evidence, partial, turn, first.number)


def _choice_points(scenario: Scenario, turn: str, choice: str) -> int:
    found = next(one for one in scenario.turns if one.id == turn)
    return next((one.points for one in found.choices if one.id == choice), 0)


def _shows(record: Record, one: Happening, evidence: Evidence) -> bool:
    """Whether the happening is what the evidence asks for."""
    event = one.event
    if event is None:
        return False
    match evidence.kind:
        case "done":
            return isinstance(event.body, ActionDone) and event.body.action == evidence.target
        case "visited":
            return evidence.target in list_entered_steps(record.definition, event)
        case "told":
            return isinstance(event.body, FactsRecorded) and evidence.target in event.body.facts
        case "asked":
            body = event.body
            return isinstance(body, ActionDone | FactsRecorded) and evidence.target in body.facts
    return False


def list_entered_steps(definition: Definition, event: Event) -> tuple[str, ...]:
    """The steps that the event led into, as far as it names them; the opening enters those that start at once."""
    match event.body:
        case OutcomeTaken(outcome, to):
            return (f"{outcome.split('.')[0]}.{to}",)
        case InterruptRaised(interrupt):
            track = interrupt.split(".")[0]
            return (f"{track}.{definition.interrupt(interrupt).to}",)
        case CaseOpened():
            return tuple(
                track.first.path for track in definition.tracks.values() if not track.starts
            )
        case ActionDone(action):
            return (action.rsplit(".", 1)[0],)
    return ()


def _in_time(record: Record, one: Happening, evidence: Evidence) -> bool:
    """Before, after and within. `within` counts from what it comes after, else from the opening."""
    start = record.opened_at
    if evidence.after is not None:
        earlier = _landmark(record, evidence.after)
        if earlier is None or earlier.number > one.number:
            return False
        start = _happening_time(earlier)
    if evidence.before is not None:
        later = _landmark(record, evidence.before)
        if later is not None and later.number < one.number:
            return False
    return evidence.within is None or _happening_time(one) <= record.count.after(
        start, evidence.within
    )


def _landmark(record: Record, name: str) -> Happening | None:
    """The first happening of that action, step or turn."""
    for one in record.happenings:
        if one.turn == name and one.kind == "turn":
            return one
        if one.event is not None:
            done = isinstance(one.event.body, ActionDone) and one.event.body.action == name
            if done or name in list_entered_steps(record.definition, one.event):
                return one
    return None


def _happening_time(one: Happening) -> datetime:
    return one.event.at if one.event is not None else one.at


def _discloses(one: Happening, stakeholder: str) -> bool:
    """Whether the learner wrote a note that this stakeholder may read."""
    event = one.event
    if not one.own or event is None or not isinstance(event.body, NoteWritten):
        return False
    return may_read(event, event.body, stakeholder) and event.as_ != stakeholder


def _find_critical_answers(record: Record) -> list[Mishap]:
    found: dict[tuple[str, str], Mishap] = {}
    for one in record.happenings:
        if one.kind != "answered" or one.choice == one.turn:
            continue
        turn = next(each for each in record.scenario.turns if each.id == one.turn)
        choice = next(
            (each for each in turn.choices if each.id == one.choice and each.critical), None
        )
        if choice is not None:
            what = f'"{choice.say}": {choice.mistake}' if choice.mistake else f'"{choice.say}"'
            found.setdefault(
                (one.turn, choice.id),
                Mishap("critical_choice", f"{one.turn}.{choice.id}", what, one.turn, choice.law),
            )
    return list(found.values())


def _find_broken_guarantees(record: Record, happenings: Sequence[Happening]) -> list[Mishap]:
    """The guarantees that are broken and that the scenario does not mean to break."""
    from sop.proof.history_audit import audit_history

    events = tuple(one.event for one in happenings if one.event is not None)
    if not events or not record.definition.guarantees:
        return []
    found = audit_history(record.definition, events, events[-1].recorded, record.count)
    turns = {one.event.id: one.turn for one in happenings if one.event is not None}
    return [
        Mishap(
            "guarantee",
            one.guarantee.id,
            one.what,
            turns.get(one.event or 0, ""),
            one.guarantee.law,
        )
        for one in found
        if one.verdict == "broken" and one.guarantee.id not in record.scenario.broken
    ]
