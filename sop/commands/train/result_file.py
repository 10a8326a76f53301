"""The result file of an assessment: the score, and the hashes of exactly what was played."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from sop.commands.case_json import Json
from sop.commands.train.training_context import score_json
from sop.model.training import Score
from sop.training.play_session import Play


def result_json(play: Play, score: Score) -> Json:
    """Return the result. Its `seal`, the SHA-256 of all else, shows that nothing was changed."""
    header = play.header
    found: Json = {
        "training": True,
        "session": header.id,
        "session_hash": play.session.head,
        "workflow": header.workflow,
        "workflow_version": header.workflow_version,
        "workflow_hash": header.hash,
        "scenario": header.scenario,
        "scenario_hash": header.scenario_hash,
        "seed": header.seed,
        "role": header.role,
        "learner": header.learner,
        "attempt": header.attempt,
        **score_json(score),
    }
    return found | {"seal": seal(found)}


def seal(result: Json) -> str:
    """Return the seal of a result, computed without the seal that it has."""
    rest = {key: value for key, value in result.items() if key != "seal"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def keep_result(play: Play, score: Score) -> Path | None:
    """Write the result of a finished assessment; return None for an unfinished one."""
    if not play.stage.finished:
        return None
    text = json.dumps(result_json(play, score), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return play.sessions.keep_result(play.header.id, text.encode())
