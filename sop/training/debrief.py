"""A session looked back upon: what proves each objective, what was missed, the own path beside the model path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sop.model.definition import Definition
from sop.model.events import ActionDone
from sop.model.training import PASS_MARK, AnswerCount, Debrief, Happening, LateAction, Score
from sop.training.exercise import Exercise
from sop.training.model_path import play_model_path
from sop.training.play_session import Play
from sop.training.scoring import score_stage
from sop.training.session_file import TrainingSession

FEWEST = 5
"""Sessions of a scenario from which on it is told what others chose."""
MOST_QUESTIONS = 6


def debrief(play: Play, sessions: Iterable[TrainingSession], mark: int = PASS_MARK) -> Debrief:
    """The debrief of the session; `sessions` are those of the store, for what others chose."""
    stage = play.stage
    model = play_model_path(stage.definition, play.session.scenario, stage.calendar, stage.roles)
    score = score_stage(stage, mark)
    same = [one for one in sessions if one.header.scenario_hash == play.header.scenario_hash]
    missed = list_missed_actions(stage.happenings, model.happenings) if stage.finished else ()
    return Debrief(
        play.header,
        stage.scenario,
        score,
        stage.happenings,
        model.happenings,
        missed,
        list_late_actions(stage.happenings),
        count_first_answers(stage, same),
        len(same),
        discussion_questions(stage, score, missed),
    )


def list_missed_actions(own: Sequence[Happening], model: Sequence[Happening]) -> tuple[str, ...]:
    """The actions that the model way does and this session did not, in the model's order."""
    done = set(_list_done_actions(own))
    return tuple(one for one in dict.fromkeys(_list_done_actions(model)) if one not in done)


def _list_done_actions(happenings: Sequence[Happening]) -> list[str]:
    events = (one.event for one in happenings if one.event is not None)
    return [event.body.action for event in events if isinstance(event.body, ActionDone)]


def list_late_actions(happenings: Sequence[Happening]) -> tuple[LateAction, ...]:
    """The actions done after their due time, as the events themselves fixed it."""
    dues: dict[str, datetime | None] = {}
    found = []
    for one in happenings:
        event = one.event
        if event is None:
            continue
        if isinstance(event.body, ActionDone):
            due = dues.get(event.body.action)
            if due is not None and event.at > due:
                found.append(LateAction(event.body.action, due, event.at))
        dues.update(event.dues)
    return tuple(found)


def count_first_answers(
    stage: Exercise, sessions: Sequence[TrainingSession]
) -> tuple[AnswerCount, ...]:
    """How often each answer was the first one at its turn; nothing below five sessions."""
    if len(sessions) < FEWEST:
        return ()
    own = find_first_answers(stage.happenings)
    counts: Counter[tuple[str, str]] = Counter()
    for one in sessions:
        counts.update(read_first_answers(one).items())
    found = []
    for turn in stage.scenario.turns:
        if not turn.choices or turn.id is None:
            continue
        says = {turn.id: stage.right_answer_text(turn), **{one.id: one.say for one in turn.choices}}
        found += [
            AnswerCount(
                turn.id, name, say, counts[turn.id, name], own.get(turn.id) == name, name == turn.id
            )
            for name, say in says.items()
        ]
    return tuple(found)


def find_first_answers(happenings: Sequence[Happening]) -> dict[str, str]:
    """Turn -> the answer that was given first."""
    found: dict[str, str] = {}
    for one in happenings:
        if one.kind == "answered":
            found.setdefault(one.turn, one.choice)
    return found


def read_first_answers(session: TrainingSession) -> dict[str, str]:
    """The same from a session's file, without playing it again."""
    import json

    found: dict[str, str] = {}
    for line in session.lines[1:]:
        for one in json.loads(line[9:])["happenings"]:
            if one["kind"] == "answered":
                found.setdefault(one["turn"], one["choice"])
    return found


def discussion_questions(stage: Exercise, score: Score, missed: Sequence[str]) -> tuple[str, ...]:
    """Three to six questions for the group: reactions, facts, analysis, what to take away."""
    asked = ["How was it to play this? Where were you unsure what to do?"]
    first = find_first_answers(stage.happenings)
    wrong = [(name, choice) for name, choice in first.items() if choice != name]
    for mishap in score.mishaps[:1]:
        asked.append(
            f"A safe outcome was not reached: {mishap.what} What would the person have gone through next?"
        )
    for name, choice in wrong[:2]:
        turn = stage.find_turn(name)
        said = (
            next((one.say for one in turn.choices if one.id == choice), choice) if turn else choice
        )
        if not any(f"{name}.{choice}" == one.id for one in score.mishaps[:1]):
            asked.append(
                f'Somebody chose "{said}". What speaks for it, what against it, and what does the rule guard?'
            )
    refused = next((one for one in stage.happenings if one.kind == "refused" and one.own), None)
    if refused is not None:
        asked.append(
            f"The procedure refused: {refused.text.rstrip('.')}. Whom does this refusal protect?"
        )
    if missed:
        asked.append(
            f"{_title(stage.definition, missed[0])}: nobody did it. How would you have noticed?"
        )
    asked = asked[: MOST_QUESTIONS - 2]
    if len(asked) < 2:
        asked.append("Which step would be the hardest at your own office, and whom would you call?")
    asked.append("Which other agency did you depend on, and what did it need from you?")
    asked.append(
        "What will you do differently next week, and what should be changed in the procedure?"
    )
    return tuple(asked)


def _title(definition: Definition, path: str) -> str:
    action = definition.action(path)
    return f"{action.code} {action.title}"
