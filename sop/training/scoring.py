"""What a session was worth, objective by objective. No points for words; what must not happen stands apart.

An objective's share is the points earned over the points that could be earned, never below nothing. A guarantee that
was broken and a critical choice are mishaps: they are listed, and no number of points makes up for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from sop.casework.privacy import may_read
from sop.engine.deadlines import Counting, counting
from sop.engine.evolve import undone_by
from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.model.events import (
    ActionDone,
    CaseOpened,
    Event,
    FactsTold,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
)
from sop.model.scenario import Evidence, Objective, Scenario
from sop.model.training import PASS_MARK, Earned, Happening, Mishap, ObjectiveScore, Score
from sop.model.value import dataclass
from sop.training.prepare import prepared
from sop.training.stage import Stage


@dataclass(frozen=True)
class Record:
    """A session to be judged. `events` leaves out what was undone."""

    definition: Definition
    scenario: Scenario  # prepared
    happenings: tuple[Happening, ...]
    finished: bool
    count: Counting
    opened_at: datetime


def score_stage(stage: Stage, mark: int = PASS_MARK) -> Score:
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
        _objectives(record), (*_critical(record), *_broken(record, happenings)), finished, mark
    )


def objectives_of(stage: Stage) -> tuple[ObjectiveScore, ...]:
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
    whole = prepared(definition, scenario)
    undone = undone_by([one.event for one in happenings if one.event is not None])
    still = tuple(one for one in happenings if one.event is None or one.event.id not in undone)
    return Record(definition, whole, still, finished, counting(definition, calendar), opened_at)


def _objectives(record: Record) -> tuple[ObjectiveScore, ...]:
    return tuple(_objective(record, one) for one in record.scenario.objectives)


def _objective(record: Record, objective: Objective) -> ObjectiveScore:
    earned = tuple(_earned(record, one) for one in objective.earn)
    most = sum(one.points for one in objective.earn if one.points > 0)
    points = sum(one.points for one in earned)
    share = Fraction(min(max(points, 0), most), most) if most else Fraction(0)
    return ObjectiveScore(objective, earned, points, most, share)


def _earned(record: Record, evidence: Evidence) -> Earned:
    """The points of one line, and what proves them."""
    if evidence.kind == "chose":
        return _chose(record, evidence)
    if evidence.kind == "not_disclosed_to":
        kept = record.finished and not any(
            _discloses(one, evidence.target) for one in record.happenings
        )
        return Earned(evidence, evidence.points if kept else 0)
    for one in record.happenings:
        if _shows(record, one, evidence) and _in_time(record, one, evidence):
            return Earned(evidence, evidence.points, one.turn, one.number)
    return Earned(evidence, 0)


def _chose(record: Record, evidence: Evidence) -> Earned:
    """`turn`: the first answer there, a wrong one with its own points; `turn.choice`: whether it was ever chosen."""
    turn, _, choice = evidence.target.partition(".")
    answers = [one for one in record.happenings if one.kind == "answered" and one.turn == turn]
    if choice:
        answers = [one for one in answers if one.choice == choice]
    first = next((one for one in answers if _in_time(record, one, evidence)), None)
    if first is None or (not choice and first is not answers[0]):
        return Earned(evidence, 0)
    if choice or first.choice == turn:
        return Earned(evidence, evidence.points, turn, first.number)
    partial = min(_points_of(record.scenario, turn, first.choice), evidence.points)
    return Earned(evidence, partial, turn, first.number)


def _points_of(scenario: Scenario, turn: str, choice: str) -> int:
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
            return evidence.target in steps_entered(record.definition, event)
        case "told":
            return isinstance(event.body, FactsTold) and evidence.target in event.body.facts
        case "asked":
            body = event.body
            return isinstance(body, ActionDone | FactsTold) and evidence.target in body.facts
    return False


def steps_entered(definition: Definition, event: Event) -> tuple[str, ...]:
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
        start = _when(earlier)
    if evidence.before is not None:
        later = _landmark(record, evidence.before)
        if later is not None and later.number < one.number:
            return False
    return evidence.within is None or _when(one) <= record.count.after(start, evidence.within)


def _landmark(record: Record, name: str) -> Happening | None:
    """The first happening of that action, step or turn."""
    for one in record.happenings:
        if one.turn == name and one.kind == "turn":
            return one
        if one.event is not None:
            done = isinstance(one.event.body, ActionDone) and one.event.body.action == name
            if done or name in steps_entered(record.definition, one.event):
                return one
    return None


def _when(one: Happening) -> datetime:
    return one.event.at if one.event is not None else one.at


def _discloses(one: Happening, stakeholder: str) -> bool:
    """Whether the learner wrote a note that this stakeholder may read."""
    event = one.event
    if not one.own or event is None or not isinstance(event.body, NoteWritten):
        return False
    return may_read(event, event.body, stakeholder) and event.as_ != stakeholder


def _critical(record: Record) -> list[Mishap]:
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


def _broken(record: Record, happenings: Sequence[Happening]) -> list[Mishap]:
    """The guarantees that are broken and that the scenario does not mean to break."""
    from sop.proof.audit import audit

    events = tuple(one.event for one in happenings if one.event is not None)
    if not events or not record.definition.guarantees:
        return []
    found = audit(record.definition, events, events[-1].recorded, record.count)
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
