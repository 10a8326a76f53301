"""`sop train debrief`, `score`, `compare` and `record`: review of played sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.delivery import deliver_result, write_answer
from sop.commands.output import CommandResult
from sop.commands.train.training_context import (
    answer_text,
    ends_json,
    load_play,
    pass_mark,
    score_json,
    sessions_of,
    turns_json,
)
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.training import AnswerCount, Debrief
from sop.training.debrief import debrief, find_first_answers
from sop.training.play_session import Play
from sop.training.scoring import score_stage
from sop.training.session_file import TrainingSession as Played
from sop.training.session_store import Sessions
from sop.views.terminal.blocks import line
from sop.views.train.page import Page, page_blocks, page_html, page_markdown
from sop.views.train.score_screens import (
    AnswerComparison,
    compare_screen,
    points_text,
    score_screen,
)


def print_page(session: CommandContext, page: Page, data: Json, out: str | None) -> CommandResult:
    """Return the page in the format asked for, on stdout or written to a file."""
    answer = CommandResult(data=data, blocks=lambda: page_blocks(page))
    if session.given.format == "html":
        answer = replace(answer, document=page_html(page))
    elif session.given.format == "md":
        answer = replace(answer, document=page_markdown(page))
    return deliver_result(session, answer, out)


def debrief_session(
    session: CommandContext, word: str, out: str | None, mark: int | None
) -> CommandResult:
    from sop.views.train.debrief_page import debrief_page  # late: start-up

    play = load_play(session, word)
    found = debrief(play, all_sessions(sessions_of(session)), pass_mark(mark))
    page = debrief_page(play.stage.definition, found)
    return print_page(session, page, debrief_json(play, found), out)


def all_sessions(store: Sessions) -> Iterable[Played]:
    return [store.load(store.path(one)) for one in store.ids()]


def debrief_json(play: Play, found: Debrief) -> Json:
    return {
        "session": play.header.id,
        "workflow": play.header.workflow,
        "scenario": play.header.scenario,
        **score_json(found.score),
        "turns": turns_json(play),
        "ends": ends_json(play.stage),
        "missed": list(found.missed),
        "late": [{"action": one.action, "due": one.due, "at": one.at} for one in found.late],
        "others": list(map(_other_answer_json, found.others)),
        "sessions": found.sessions,
        "questions": list(found.questions),
    }


def _other_answer_json(one: AnswerCount) -> Json:
    return {
        "turn": one.turn,
        "choice": one.choice,
        "count": one.count,
        "own": one.own,
        "right": one.right,
    }


def score_session(session: CommandContext, word: str, mark: int | None) -> CommandResult:
    play = load_play(session, word)
    found = score_stage(play.stage, pass_mark(mark))
    data = {"session": play.header.id, "scenario": play.header.scenario, **score_json(found)}
    return CommandResult(
        data=data,
        blocks=lambda: score_screen(
            play.stage.definition, play.stage.scenario, found, play.header.id
        ),
    )


def compare_sessions(session: CommandContext, first: str, second: str) -> CommandResult:
    """Show two sessions of one scenario side by side."""
    plays = load_play(session, first), load_play(session, second)
    if plays[0].header.scenario_hash != plays[1].header.scenario_hash:
        names = " and ".join(f"{one.header.workflow}/{one.header.scenario}" for one in plays)
        raise UsageError(
            f"The sessions are of different scenarios: {names}.",
            "Compare sessions of one scenario.",
        )
    scores = score_stage(plays[0].stage), score_stage(plays[1].stage)
    first_answers = find_first_answers(plays[0].stage.happenings)
    second_answers = find_first_answers(plays[1].stage.happenings)
    answers = []
    turns_json: list[Json] = []
    for turn in plays[0].stage.scenario.turns:
        if not turn.choices:
            continue
        name = turn.id or ""
        mine, other = first_answers.get(name), second_answers.get(name)
        answers.append(AnswerComparison(name, answer_text(name, mine), answer_text(name, other)))
        turns_json.append({"turn": name, "first": mine, "second": other})
    objectives = [
        AnswerComparison(
            a.objective.id,
            f"{points_text(a.value)}/{a.objective.weight}",
            f"{points_text(b.value)}/{b.objective.weight}",
        )
        for a, b in zip(scores[0].objectives, scores[1].objectives, strict=True)
    ]
    ids = plays[0].header.id, plays[1].header.id
    both = zip(plays, scores, strict=True)
    data = {
        "sessions": [{"session": play.header.id, **score_json(score)} for play, score in both],
        "turns": turns_json,
    }
    return CommandResult(data=data, blocks=lambda: compare_screen(ids, scores, answers, objectives))


def record_scenario(session: CommandContext, word: str, out: str) -> CommandResult:
    """Write the played session as a new scenario."""
    from sop.training.session_to_scenario import scenario_text  # late: start-up

    play = load_play(session, word)
    text = scenario_text(play)
    write_answer(out, text, session.given.force)
    blocks = (
        line(f"TRAINING  Written: {out}"),
        line("To check it: ", Suggestion("train check", out)),
    )
    turns = text.count("\n  - ")  # each turn begins with a dash at this indent
    return CommandResult(
        data={"path": out, "turns": turns, "session": play.header.id},
        changed=True,
        blocks=lambda: blocks,
    )
