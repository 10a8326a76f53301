"""`sop train list`: what can be played, and what was."""

from __future__ import annotations

from datetime import UTC, datetime

from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.train.training_context import sessions_of, training_library
from sop.model.training import Header
from sop.training.scenario_library import PlayableScenario, list_scenarios
from sop.training.session_file import TrainingSession as Played
from sop.training.session_store import Sessions, last_write_time
from sop.views.train.score_screens import ScenarioRow, SessionRow, scenarios_screen, sessions_screen


def list_training(session: CommandContext, played: bool) -> CommandResult:
    """The scenarios, or with `--sessions` what was played."""
    store = sessions_of(session)
    sessions = [store.load(store.path(one)) for one in store.ids()]
    last: dict[tuple[str, str], float] = {}
    for one in sessions:
        key = (one.header.workflow, one.header.scenario)
        last[key] = max(last.get(key, 0.0), last_write_time(store.path(one.header.id)) or 0.0)
    found = list(list_scenarios(training_library(session)))
    rows = [
        _scenario(one, last.get((one.definition.id, one.scenario.id)), session.now) for one in found
    ]
    listed = [_session(one) for one in sessions]
    return CommandResult(
        data={
            "scenarios": [
                _scenario_json(one, last.get((one.definition.id, one.scenario.id))) for one in found
            ],
            "sessions": [_session_json(one, store) for one in sessions],
        },
        blocks=lambda: sessions_screen(listed) if played else scenarios_screen(rows),
    )


def _scenario(piece: PlayableScenario, last: float | None, now: datetime) -> ScenarioRow:
    scenario = piece.scenario
    return ScenarioRow(
        piece.name,
        scenario.title,
        scenario.level,
        scenario.audience,
        scenario.minutes,
        _age_text(last, now),
    )


def _age_text(last: float | None, now: datetime) -> str:
    """`34 days ago`; empty where it was never played."""
    if last is None:
        return "never"
    days = (now - datetime.fromtimestamp(last, UTC)).days
    return "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"


def _scenario_json(piece: PlayableScenario, last: float | None) -> Json:
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


def _session(one: Played) -> SessionRow:
    header = one.header
    return SessionRow(
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
