"""The debrief of a session: what proves each objective, what was missed, both paths, questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sop.model.definition import Definition
from sop.model.events import ActionDone
from sop.model.scenario import Turn
from sop.model.training import PASS_MARK, AnswerCount, Debrief, Happening, LateAction, Score
from sop.training.exercise import Exercise
from sop.training.model_path import play_model_path
from sop.training.play_session import Play
from sop.training.scoring import score_stage
from sop.training.session_file import TrainingSession

FEWEST = 5
"""Below this number of sessions the answers of others are not shown: they could be recognised."""
MOST_QUESTIONS = 6
"""A group discusses at most this many questions in a debrief."""


def debrief(play: Play, sessions: Iterable[TrainingSession], mark: int = PASS_MARK) -> Debrief:
    """Return the debrief of the session; `sessions` are those of the training store.

    The answers of others are counted over the sessions of the very same scenario.
    """
    exercise = play.stage
    model = play_model_path(
        exercise.definition, play.session.scenario, exercise.calendar, exercise.roles
    )
    score = score_stage(exercise, mark)
    scenario_hash = play.header.scenario_hash
    same = [session for session in sessions if session.header.scenario_hash == scenario_hash]
    missed: tuple[str, ...] = ()
    if exercise.finished:  # before the end an action is not missed: it may still be done
        missed = list_missed_actions(exercise.happenings, model.happenings)
    return Debrief(
        header=play.header,
        scenario=exercise.scenario,
        score=score,
        own=exercise.happenings,
        model=model.happenings,
        missed=missed,
        late=list_late_actions(exercise.happenings),
        others=count_first_answers(exercise, same),
        sessions=len(same),
        questions=discussion_questions(exercise, score, missed),
    )


def list_missed_actions(own: Sequence[Happening], model: Sequence[Happening]) -> tuple[str, ...]:
    """Return the actions of the model path that this session did not do, in the model's order."""
    own_actions = set(_list_done_actions(own))
    model_actions = dict.fromkeys(_list_done_actions(model))
    return tuple(action for action in model_actions if action not in own_actions)


def _list_done_actions(happenings: Sequence[Happening]) -> list[str]:
    events = (happening.event for happening in happenings if happening.event is not None)
    return [event.body.action for event in events if isinstance(event.body, ActionDone)]


def list_late_actions(happenings: Sequence[Happening]) -> tuple[LateAction, ...]:
    """Return the actions that were done after the due time which an earlier event had set."""
    dues: dict[str, datetime | None] = {}
    late: list[LateAction] = []
    for happening in happenings:
        event = happening.event
        if event is None:
            continue
        if isinstance(event.body, ActionDone):
            due = dues.get(event.body.action)
            if due is not None and event.at > due:
                late.append(LateAction(event.body.action, due, event.at))
        dues.update(event.dues)
    return tuple(late)


def count_first_answers(
    exercise: Exercise, sessions: Sequence[TrainingSession]
) -> tuple[AnswerCount, ...]:
    """Return how many sessions gave each answer first; empty below FEWEST sessions."""
    if len(sessions) < FEWEST:
        return ()
    own = find_first_answers(exercise.happenings)
    counts: Counter[tuple[str, str]] = Counter()
    for session in sessions:
        counts.update(read_first_answers(session).items())
    found: list[AnswerCount] = []
    for turn in exercise.scenario.turns:
        found += [
            AnswerCount(
                turn=turn.id or "",
                choice=answer,
                say=say,
                count=counts[turn.id or "", answer],
                own=own.get(turn.id or "") == answer,
                right=answer == turn.id,
            )
            for answer, say in _answer_texts(exercise, turn).items()
        ]
    return tuple(found)


def _answer_texts(exercise: Exercise, turn: Turn) -> dict[str, str]:
    """Return the text of each answer by its id, the right one first; empty if none is offered."""
    if not turn.choices or turn.id is None:
        return {}
    texts = {turn.id: exercise.right_answer_text(turn)}
    texts.update((choice.id, choice.say) for choice in turn.choices)
    return texts


def find_first_answers(happenings: Sequence[Happening]) -> dict[str, str]:
    """Return, for each turn that was answered, the first answer."""
    found: dict[str, str] = {}
    for happening in happenings:
        if happening.kind == "answered":
            found.setdefault(happening.turn, happening.choice)
    return found


def read_first_answers(session: TrainingSession) -> dict[str, str]:
    """Return the first answers from the session's file, without playing the session again."""
    found: dict[str, str] = {}
    for happening in session.happenings():
        if happening["kind"] == "answered":
            found.setdefault(happening["turn"], happening["choice"])
    return found


def discussion_questions(
    exercise: Exercise, score: Score, missed: Sequence[str]
) -> tuple[str, ...]:
    """Return three to six questions for the group: reactions, facts, analysis, conclusions."""
    questions = ["How was it to play this? Where were you unsure what to do?"]
    questions += _mishap_questions(score)
    questions += _answer_questions(exercise, score)
    questions += _refusal_questions(exercise)
    if missed:
        title = _action_title(exercise.definition, missed[0])
        questions.append(f"Not done: {title}. How would you have noticed?")
    questions = questions[: MOST_QUESTIONS - 2]  # the last two are always asked
    if len(questions) < 2:
        questions.append(
            "Which step would be the hardest at your own office, and whom would you call?"
        )
    questions.append("Which other agency did you depend on, and what did it need from you?")
    questions.append(
        "What will you do differently next week, and what should be changed in the procedure?"
    )
    return tuple(questions)


def _mishap_questions(score: Score) -> Iterator[str]:
    """Yield a question about the first mishap only: a debrief does not dwell on harm."""
    for mishap in score.mishaps[:1]:
        yield (
            f"A safe outcome was not reached: {mishap.what} "
            "What would have happened to the person next?"
        )


def _answer_questions(exercise: Exercise, score: Score) -> Iterator[str]:
    """Yield a question about each of the first two wrong answers, if no mishap asks about it."""
    first = find_first_answers(exercise.happenings)
    wrong = [(turn, answer) for turn, answer in first.items() if answer != turn]
    discussed = {mishap.id for mishap in score.mishaps[:1]}
    for name, answer in wrong[:2]:
        if f"{name}.{answer}" not in discussed:
            yield (
                f'One answer was "{_answer_text(exercise, name, answer)}". '
                "What are the reasons for it and against it, and what does the rule protect?"
            )


def _answer_text(exercise: Exercise, name: str, answer: str) -> str:
    """Return the text of the answer at the turn `name`; its id if there is no such answer."""
    turn = exercise.find_turn(name)
    if turn is None:
        return answer
    return next((choice.say for choice in turn.choices if choice.id == answer), answer)


def _refusal_questions(exercise: Exercise) -> Iterator[str]:
    """Yield a question about the first command of the learner that the procedure refused."""
    for happening in exercise.happenings:
        if happening.kind == "refused" and happening.own:
            reason = happening.text.rstrip(".")
            yield f"The procedure refused: {reason}. Whom does this refusal protect?"
            return


def _action_title(definition: Definition, path: str) -> str:
    action = definition.action(path)
    return f"{action.code} {action.title}"
