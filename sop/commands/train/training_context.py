"""What every training command shares: the store beside that of work, the definitions, and results as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sop.casework.library import Library, find_shipped_folder
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.engine.resolve_names import resolve_stakeholder
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.training import Mishap, ObjectiveScore, Score
from sop.training.exercise import Exercise
from sop.training.play_session import HolidaysOfCountry, Play, resume_session
from sop.training.session_store import FOLDER, Sessions

CODE = re.compile(r"(?=.*[0-9])[A-Za-z0-9-]{2,12}")


def sessions_of(session: CommandContext) -> Sessions:
    """The training store of the workspace: `training/`, beside `data/` and never inside it."""
    return Sessions(session.workspace.folder / FOLDER)


def holidays_of(session: CommandContext) -> HolidaysOfCountry:
    """Who knows the public holidays. They are kept with the training store; the store of work is not touched."""
    from sop.store.calendars import holidays_of as kept

    folder = session.workspace.folder / FOLDER / "calendars"
    return lambda country: kept(country, folder)


def training_library(session: CommandContext) -> Library:
    """The workflows within reach; nothing is kept in the store of work."""
    return Library(session.workspace.workflows, find_shipped_folder(), None, session.here)


def load_play(session: CommandContext, word: str) -> Play:
    """The session meant, as it stands."""
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
    return None if word is None else resolve_stakeholder(definition, word)


def learner_code(word: str | None) -> str | None:
    """The code as it is kept; Misuse for what may be a name."""
    if word is None or CODE.fullmatch(word):
        return word
    raise UsageError(
        f"'{word}' is no learner's code.",
        "a code has 2 to 12 letters, digits and dashes and at least one digit: L07",
    )


def pass_mark(mark: int | None) -> int:
    from sop.model.training import PASS_MARK

    if mark is None:
        return PASS_MARK
    if not 0 <= mark <= 100:
        raise UsageError(f"{mark} is no pass mark.", "give a number from 0 to 100")
    return mark


# ---- JSON


def score_json(score: Score) -> Json:
    """The score as JSON: numbers with two places at most."""
    return {
        "score": round_number(score.points),
        "max_score": score.most,
        "percent": round_number(score.percent),
        "pass_mark": score.mark,
        "result": result_word(score),
        "finished": score.finished,
        "objectives": [_objective_json(one) for one in score.objectives],
        "mishaps": [_mishap_json(one) for one in score.mishaps],
    }


def result_word(score: Score) -> str:
    return "unfinished" if not score.finished else "passed" if score.passed else "failed"


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
        "earned": [
            {
                "kind": each.evidence.kind,
                "target": each.evidence.target,
                "points": each.points,
                "max_points": each.evidence.points,
                "turn": each.turn,
            }
            for each in one.earned
        ],
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
    """The moves of a session, in order."""
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
    """Where each track stands at the end."""
    return {
        name: {"status": state.status, "step": state.step}
        for name, state in stage.case.tracks.items()
    }
