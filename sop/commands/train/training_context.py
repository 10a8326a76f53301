"""What the training commands share: the training store, the definitions, and results as JSON."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from sop.casework.library import Library, find_shipped_folder
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.engine.resolve_names import resolve_stakeholder
from sop.model.calendar import HolidaysOfCountry
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.training import PASS_MARK, EarnedPoints, Mishap, ObjectiveScore, Score
from sop.training.exercise import Exercise
from sop.training.play_session import Play, resume_session
from sop.training.scenario_library import PlayableScenario
from sop.training.session_store import FOLDER, Sessions

CODE = re.compile(r"(?=.*[0-9])[A-Za-z0-9-]{2,12}")
"""The code of a learner. It has a digit, so that a name is refused."""


def sessions_of(session: CommandContext) -> Sessions:
    """Return the training store of the workspace: `training/`, never inside `data/`."""
    return Sessions(session.workspace.folder / FOLDER)


def holidays_of(session: CommandContext) -> HolidaysOfCountry:
    """Return the reader of public holidays, which keeps them in the training store."""
    from sop.store.calendars import holidays_of as holidays_in  # late: start-up

    folder = session.workspace.folder / FOLDER / "calendars"
    return lambda country: holidays_in(country, folder)


def training_library(session: CommandContext) -> Library:
    """Return the available workflows; nothing is written to the case store."""
    return Library(session.workspace.workflows, find_shipped_folder(), None, session.here)


def load_play(session: CommandContext, word: str) -> Play:
    """Return the session that the word names, replayed to its last move."""
    sessions = sessions_of(session)
    path = sessions.find(word)
    library = training_library(session)

    def find(workflow: str) -> Definition | None:
        try:
            found: Definition | None = library.load(library.find(workflow)).definition
        except UsageError:
            return None
        return found

    play = resume_session(sessions, path, find, holidays_of(session))
    for warning in sessions.warnings:
        session.talk.say(warning)
    return play


def role_of(definition: Definition, word: str | None) -> str | None:
    """Return the ID of the role; None for None."""
    if word is None:
        return None
    return resolve_stakeholder(definition, word)


def has_questions(playable: PlayableScenario, roles: tuple[str, ...]) -> bool:
    """Whether the scenario asks one of these roles anything."""
    exercise = Exercise(playable.definition, playable.scenario, None, 0, roles)
    return any(exercise.asks(turn) for turn in exercise.scenario.turns)


def seed_or_random(seed: int | None) -> int:
    """Return the seed, else a random one that is short enough to type."""
    if seed is not None:
        return seed
    return random.SystemRandom().randrange(1, 1000)


def answer_text(turn: str, choice: str | None) -> str:
    """Return the answer as a table shows it; the model's answer has the ID of its turn."""
    if choice is None:
        return "-"
    return "the model's" if choice == turn else choice


def learner_code(word: str | None) -> str | None:
    """Return the code of a learner. Raise UsageError for anything that may be a name."""
    if word is None or CODE.fullmatch(word):
        return word
    raise UsageError(
        f"'{word}' is not a valid learner code.",
        "Use 2 to 12 letters, digits and dashes with at least one digit, such as L07.",
    )


def pass_mark(mark: int | None) -> int:
    """Return the pass mark in percent. Raise UsageError for one that is not from 0 to 100."""
    if mark is None:
        return PASS_MARK
    if not 0 <= mark <= 100:
        raise UsageError(f"{mark} is not a valid pass mark.", "Give a number from 0 to 100.")
    return mark


def score_json(score: Score) -> Json:
    """Return the score as JSON: numbers with at most two decimal places."""
    return {
        "score": round_number(score.points),
        "max_score": score.most,
        "percent": round_number(score.percent),
        "pass_mark": score.mark,
        "result": result_word(score),
        "finished": score.finished,
        "objectives": list(map(_objective_json, score.objectives)),
        "mishaps": list(map(_mishap_json, score.mishaps)),
    }


def result_word(score: Score) -> str:
    if not score.finished:
        return "unfinished"
    return "passed" if score.passed else "failed"


def round_number(value: object) -> float:
    return round(float(value), 2)  # type: ignore[arg-type]


def _objective_json(one: ObjectiveScore) -> Json:
    return {
        "id": one.objective.id,
        "text": one.objective.text,
        "weight": one.objective.weight,
        "points": one.points,
        "max_points": one.most,
        "value": round_number(one.value),
        "earned": list(map(_earned_json, one.earned)),
    }


def _earned_json(one: EarnedPoints) -> Json:
    return {
        "kind": one.evidence.kind,
        "target": one.evidence.target,
        "points": one.points,
        "max_points": one.evidence.points,
        "turn": one.turn,
    }


def _mishap_json(one: Mishap) -> Json:
    return {
        "kind": one.kind,
        "id": one.id,
        "what": one.what,
        "turn": one.turn or None,
        "law": list(one.law),
    }


def turns_json(play: Play) -> list[Json]:
    """Return the moves of a session, in order."""
    return [
        {
            "turn": number,
            "kind": move.kind,
            "value": move.value,
            "by": move.by,
            "waited": move.waited,
        }
        for number, move in enumerate(play.session.moves, 1)
    ]


def ends_json(stage: Exercise) -> Mapping[str, Json]:
    """Return the status and the step of each track at the end."""
    return {
        name: {"status": state.status, "step": state.step}
        for name, state in stage.case.tracks.items()
    }
