"""`sop train list`: what can be played, and what was."""

from __future__ import annotations

from datetime import UTC, datetime

from sop.commands.answer import Answer
from sop.commands.session import Session
from sop.commands.shapes import Json
from sop.commands.train_parts import sessions_of, training_library
from sop.model.training import Header
from sop.training.scenarios import Piece, pieces
from sop.training.sessions import Sessions, last_played
from sop.training.written import Session as Played
from sop.views.train_score import ListedScenario, ListedSession, scenarios_screen, sessions_screen


def listing(session: Session, played: bool) -> Answer:
    """The scenarios, or with `--sessions` what was played."""
    store = sessions_of(session)
    sessions = [store.load(store.path(one)) for one in store.ids()]
    last: dict[tuple[str, str], float] = {}
    for one in sessions:
        key = (one.header.workflow, one.header.scenario)
        last[key] = max(last.get(key, 0.0), last_played(store.path(one.header.id)) or 0.0)
    found = list(pieces(training_library(session)))
    rows = [
        _scenario(one, last.get((one.definition.id, one.scenario.id)), session.now) for one in found
    ]
    listed = [_session(one) for one in sessions]
    return Answer(
        data={
            "scenarios": [
                _scenario_json(one, last.get((one.definition.id, one.scenario.id))) for one in found
            ],
            "sessions": [_session_json(one, store) for one in sessions],
        },
        blocks=lambda: sessions_screen(listed) if played else scenarios_screen(rows),
    )


def _scenario(piece: Piece, last: float | None, now: datetime) -> ListedScenario:
    scenario = piece.scenario
    return ListedScenario(
        piece.name,
        scenario.title,
        scenario.level,
        scenario.audience,
        scenario.minutes,
        _ago(last, now),
    )


def _ago(last: float | None, now: datetime) -> str:
    """`34 days ago`; empty where it was never played."""
    if last is None:
        return "never"
    days = (now - datetime.fromtimestamp(last, UTC)).days
    return "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"


def _scenario_json(piece: Piece, last: float | None) -> Json:
    scenario = piece.scenario
    return {
        "id": scenario.id,
        "workflow": piece.definition.id,
        "title": scenario.title,
        "level": scenario.level or None,
        "audience": list(scenario.audience),
        "about": list(scenario.about),
        "minutes": scenario.minutes,
        "roles": list(scenario.roles),
        "questions": sum(bool(turn.choices) for turn in scenario.turns),
        "last_played": None
        if last is None
        else datetime.fromtimestamp(last, UTC).replace(microsecond=0),
    }


def _session(one: Played) -> ListedSession:
    header = one.header
    return ListedSession(
        header.id,
        f"{header.workflow}/{header.scenario}",
        len(one.moves),
        header.learner or "",
        _state(header),
    )


def _state(header: Header) -> str:
    return "assessment" if header.assess else f"try {header.attempt}"


def _session_json(one: Played, store: Sessions) -> Json:
    header = one.header
    return {
        "session": header.id,
        "workflow": header.workflow,
        "workflow_version": header.workflow_version,
        "scenario": header.scenario,
        "seed": header.seed,
        "role": header.role,
        "learner": header.learner,
        "attempt": header.attempt,
        "assess": header.assess,
        "turns": len(one.moves),
        "branch_of": header.branch_of,
    }
