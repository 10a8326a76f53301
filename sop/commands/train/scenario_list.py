"""`sop train list`: the scenarios, or the sessions that were played."""

from __future__ import annotations

from datetime import UTC, datetime

from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.train.training_context import sessions_of, training_library
from sop.model.training import Header
from sop.training.scenario_library import PlayableScenario, list_scenarios
from sop.training.session_file import TrainingSession as Played
from sop.training.session_store import last_write_time
from sop.views.terminal.blocks import Blocks
from sop.views.train.score_screens import ScenarioRow, SessionRow, scenarios_screen, sessions_screen


def list_training(session: CommandContext, played: bool) -> CommandResult:
    """List the scenarios; `played`: the sessions."""
    store = sessions_of(session)
    sessions = [store.load(store.path(one)) for one in store.ids()]
    last: dict[tuple[str, str], float] = {}
    for one in sessions:
        key = (one.header.workflow, one.header.scenario)
        last[key] = max(last.get(key, 0.0), last_write_time(store.path(one.header.id)) or 0.0)
    scenario_rows: list[ScenarioRow] = []
    scenarios_json: list[Json] = []
    for playable in list_scenarios(training_library(session)):
        time = last.get((playable.definition.id, playable.scenario.id))
        scenario_rows.append(_scenario_row(playable, time, session.now))
        scenarios_json.append(_scenario_json(playable, time))

    def blocks() -> Blocks:
        if played:
            return sessions_screen([_session_row(one) for one in sessions])
        return scenarios_screen(scenario_rows)

    data = {
        "scenarios": scenarios_json,
        "sessions": [_session_json(one) for one in sessions],
    }
    return CommandResult(data=data, blocks=blocks)


def _scenario_row(playable: PlayableScenario, last: float | None, now: datetime) -> ScenarioRow:
    scenario = playable.scenario
    return ScenarioRow(
        playable.name,
        scenario.title,
        scenario.level,
        scenario.audience,
        scenario.minutes,
        _age_text(last, now),
    )


def _age_text(last: float | None, now: datetime) -> str:
    """Return `34 days ago`, or `never`."""
    if last is None:
        return "never"
    days = (now - datetime.fromtimestamp(last, UTC)).days
    if days > 1:
        return f"{days} days ago"
    return "yesterday" if days == 1 else "today"


def _scenario_json(playable: PlayableScenario, last: float | None) -> Json:
    scenario = playable.scenario
    last_played = None
    if last is not None:
        last_played = datetime.fromtimestamp(last, UTC).replace(microsecond=0)
    return {
        "id": scenario.id,
        "workflow": playable.definition.id,
        "title": scenario.title,
        "level": scenario.level or None,
        "audience": list(scenario.audience),
        "about": list(scenario.about),
        "minutes": scenario.minutes,
        "roles": list(scenario.roles),
        "questions": sum(bool(turn.choices) for turn in scenario.turns),
        "last_played": last_played,
    }


def _session_row(one: Played) -> SessionRow:
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


def _session_json(one: Played) -> Json:
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
