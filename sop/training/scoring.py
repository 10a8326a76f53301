"""Score a session, objective by objective. Words earn no points, only what was chosen and done.

An objective's share is the points earned divided by the points that can be earned, never below 0.
A broken guarantee and a critical choice are mishaps: they are listed separately, and no number of
points makes up for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction

from sop.casework.visibility import may_read
from sop.engine.deadlines import TimeCounter, make_counter
from sop.engine.evolve import map_corrections
from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.model.dotted_path import DottedPath
from sop.model.events import (
    ActionDone,
    CaseOpened,
    Event,
    FactsRecorded,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
)
from sop.model.scenario import Choice, Evidence, Objective, Scenario, Turn
from sop.model.training import PASS_MARK, EarnedPoints, Happening, Mishap, ObjectiveScore, Score
from sop.model.value import value
from sop.training.exercise import Exercise
from sop.training.prepare_scenario import prepare_scenario


@value
class _SessionRecord:
    """A session to score."""

    definition: Definition
    scenario: Scenario  # prepared
    happenings: tuple[Happening, ...]  # without the events that were undone
    finished: bool
    count: TimeCounter
    opened_at: datetime


def score_stage(exercise: Exercise, mark: int = PASS_MARK) -> Score:
    """Return the score of the session so far."""
    return score(
        definition=exercise.definition,
        scenario=exercise.scenario,
        happenings=exercise.happenings,
        finished=exercise.finished,
        calendar=exercise.calendar,
        opened_at=exercise.opened_at,
        mark=mark,
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
    """Return the score of these happenings under the scenario's objectives."""
    record = _make_record(
        definition=definition,
        scenario=scenario,
        happenings=happenings,
        finished=finished,
        calendar=calendar,
        opened_at=opened_at,
    )
    mishaps = (*_find_critical_answers(record), *_find_broken_guarantees(record, happenings))
    return Score(
        objectives=_score_objectives(record), mishaps=mishaps, finished=finished, mark=mark
    )


def score_objectives(exercise: Exercise) -> tuple[ObjectiveScore, ...]:
    """Return the objectives alone: looking for mishaps takes most of the time of a score."""
    record = _make_record(
        definition=exercise.definition,
        scenario=exercise.scenario,
        happenings=exercise.happenings,
        finished=exercise.finished,
        calendar=exercise.calendar,
        opened_at=exercise.opened_at,
    )
    return _score_objectives(record)


def _make_record(
    definition: Definition,
    scenario: Scenario,
    happenings: Sequence[Happening],
    finished: bool,
    calendar: Calendar,
    opened_at: datetime,
) -> _SessionRecord:
    undone = map_corrections([one.event for one in happenings if one.event is not None])
    remaining = (one for one in happenings if one.event is None or one.event.id not in undone)
    return _SessionRecord(
        definition=definition,
        scenario=prepare_scenario(definition, scenario),
        happenings=tuple(remaining),
        finished=finished,
        count=make_counter(definition, calendar),
        opened_at=opened_at,
    )


def _score_objectives(record: _SessionRecord) -> tuple[ObjectiveScore, ...]:
    return tuple(_score_objective(record, objective) for objective in record.scenario.objectives)


def _score_objective(record: _SessionRecord, objective: Objective) -> ObjectiveScore:
    earned = tuple(_score_evidence(record, evidence) for evidence in objective.earn)
    most = sum(max(evidence.points, 0) for evidence in objective.earn)
    points = sum(line.points for line in earned)
    share = Fraction(0)
    if most:
        share = Fraction(min(max(points, 0), most), most)
    return ObjectiveScore(objective=objective, earned=earned, points=points, most=most, share=share)


def _score_evidence(record: _SessionRecord, evidence: Evidence) -> EarnedPoints:
    """Return the points of one line of an objective, and the happening that proves them."""
    if evidence.kind == "chose":
        return _score_choice(record, evidence)
    if evidence.kind == "not_disclosed_to":
        return _score_silence(record, evidence)
    for happening in record.happenings:
        if _shows(record, happening, evidence) and _is_in_time(record, happening, evidence):
            return _earned_at(happening, evidence, evidence.points)
    return EarnedPoints(evidence, 0)


def _earned_at(happening: Happening, evidence: Evidence, points: int) -> EarnedPoints:
    return EarnedPoints(evidence, points, turn=happening.turn, at=happening.number)


def _score_silence(record: _SessionRecord, evidence: Evidence) -> EarnedPoints:
    """Return the points for a whole session without a note that the stakeholder may read."""
    if not record.finished:
        return EarnedPoints(evidence, 0)
    for happening in record.happenings:
        if _discloses(happening, evidence.target):
            return EarnedPoints(evidence, 0)
    return EarnedPoints(evidence, evidence.points)


def _score_choice(record: _SessionRecord, evidence: Evidence) -> EarnedPoints:
    """Return the points of a choice.

    `turn`: only the first answer at the turn counts; a wrong one earns its own points.
    `turn.choice`: the choice earns the points if it was ever chosen.
    """
    name, _, choice = evidence.target.partition(".")
    answers = [one for one in record.happenings if one.kind == "answered" and one.turn == name]
    if choice:
        return _score_chosen(record, evidence, [one for one in answers if one.choice == choice])
    if not answers or not _is_in_time(record, answers[0], evidence):
        return EarnedPoints(evidence, 0)
    first = answers[0]
    if first.choice == name:
        return _earned_at(first, evidence, evidence.points)
    own_points = _choice_points(record.scenario, name, first.choice)
    return _earned_at(first, evidence, min(own_points, evidence.points))


def _score_chosen(
    record: _SessionRecord, evidence: Evidence, answers: Sequence[Happening]
) -> EarnedPoints:
    """Return the points of the first of the answers that was given in time."""
    for answer in answers:
        if _is_in_time(record, answer, evidence):
            return _earned_at(answer, evidence, evidence.points)
    return EarnedPoints(evidence, 0)


def _choice_points(scenario: Scenario, turn: str, choice: str) -> int:
    found = _find_choice(_find_turn(scenario, turn), choice)
    return found.points if found is not None else 0


def _find_turn(scenario: Scenario, name: str) -> Turn:
    return next(turn for turn in scenario.turns if turn.id == name)


def _find_choice(turn: Turn, name: str) -> Choice | None:
    return next((choice for choice in turn.choices if choice.id == name), None)


def _shows(record: _SessionRecord, happening: Happening, evidence: Evidence) -> bool:
    """Whether the happening is what the evidence asks for."""
    event = happening.event
    if event is None:
        return False
    body, target = event.body, evidence.target
    match evidence.kind:
        case "done":
            return isinstance(body, ActionDone) and body.action == target
        case "visited":
            return target in list_entered_steps(record.definition, event)
        case "told":
            return isinstance(body, FactsRecorded) and target in body.facts
        case "asked":
            return isinstance(body, ActionDone | FactsRecorded) and target in body.facts
    return False


def list_entered_steps(definition: Definition, event: Event) -> tuple[str, ...]:
    """Return the steps that the event shows the case to be in, as far as it names them.

    The opening enters the first step of each track that does not wait for another.
    """
    match event.body:
        case OutcomeTaken(outcome, to):
            return (f"{DottedPath(outcome).track}.{to}",)
        case InterruptRaised(interrupt):
            to = definition.interrupt(interrupt).to
            return (f"{DottedPath(interrupt).track}.{to}",)
        case CaseOpened():
            tracks = definition.tracks.values()
            return tuple(track.first.path for track in tracks if not track.starts)
        case ActionDone(action):
            return (DottedPath(action).parent,)
    return ()


def _is_in_time(record: _SessionRecord, happening: Happening, evidence: Evidence) -> bool:
    """Whether the happening comes before, after and within what the evidence says.

    `within` counts from the landmark of `after`, else from the opening.
    """
    start = record.opened_at
    if evidence.after is not None:
        earlier = _find_landmark(record, evidence.after)
        if earlier is None or earlier.number > happening.number:
            return False
        start = _happening_time(earlier)
    if evidence.before is not None:
        later = _find_landmark(record, evidence.before)
        if later is not None and later.number < happening.number:
            return False
    if evidence.within is None:
        return True
    return _happening_time(happening) <= record.count.after(start, evidence.within)


def _find_landmark(record: _SessionRecord, name: str) -> Happening | None:
    """Return the first happening of the action, step or turn; None if there is none."""
    for happening in record.happenings:
        if happening.kind == "turn" and happening.turn == name:
            return happening
        if happening.event is not None and _is_event_of(record, happening.event, name):
            return happening
    return None


def _is_event_of(record: _SessionRecord, event: Event, name: str) -> bool:
    """Whether the event does the action `name`, or enters the step `name`."""
    if isinstance(event.body, ActionDone) and event.body.action == name:
        return True
    return name in list_entered_steps(record.definition, event)


def _happening_time(happening: Happening) -> datetime:
    """Return when it happened. An event has a time of its own, which may be earlier."""
    if happening.event is not None:
        return happening.event.at
    return happening.at


def _discloses(happening: Happening, stakeholder: str) -> bool:
    """Whether the learner wrote a note that this stakeholder may read."""
    event = happening.event
    if not happening.own or event is None or not isinstance(event.body, NoteWritten):
        return False
    return may_read(event, event.body, stakeholder) and event.as_ != stakeholder


def _find_critical_answers(record: _SessionRecord) -> tuple[Mishap, ...]:
    """Return one mishap per critical choice, however often it was chosen."""
    found: dict[str, Mishap] = {}
    for happening in record.happenings:
        if happening.kind != "answered" or happening.choice == happening.turn:
            continue
        turn = _find_turn(record.scenario, happening.turn)
        choice = _find_choice(turn, happening.choice)
        if choice is not None and choice.critical:
            mishap = _critical_mishap(happening.turn, choice)
            found.setdefault(mishap.id, mishap)
    return tuple(found.values())


def _critical_mishap(turn: str, choice: Choice) -> Mishap:
    what = f'"{choice.say}"'
    if choice.mistake:
        what = f"{what}: {choice.mistake}"
    return Mishap(
        kind="critical_choice", id=f"{turn}.{choice.id}", what=what, turn=turn, law=choice.law
    )


def _find_broken_guarantees(
    record: _SessionRecord, happenings: Sequence[Happening]
) -> Iterator[Mishap]:
    """Yield the guarantees that are broken, except those that the scenario breaks on purpose."""
    from sop.proof.history_audit import audit_history  # late: start-up

    events = tuple(one.event for one in happenings if one.event is not None)
    if not events or not record.definition.guarantees:
        return
    turns = {one.event.id: one.turn for one in happenings if one.event is not None}
    now = events[-1].recorded
    for judgement in audit_history(record.definition, events, now, record.count):
        guarantee = judgement.guarantee
        if judgement.verdict == "broken" and guarantee.id not in record.scenario.broken:
            yield Mishap(
                kind="guarantee",
                id=guarantee.id,
                what=judgement.what,
                turn=turns.get(judgement.event or 0, ""),
                law=guarantee.law,
            )
