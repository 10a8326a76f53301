"""`sop train play`: show the model path turn by turn, or play a session from a file of answers."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sop.casework.case_service import calendar_of
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult, as_failure
from sop.commands.train.result_file import keep_result
from sop.commands.train.run import check_role
from sop.commands.train.training_context import (
    ends_json,
    holidays_of,
    learner_code,
    pass_mark,
    role_of,
    score_json,
    sessions_of,
    training_library,
)
from sop.definition.answers_file import Answers, ScriptedAnswer, read_answers
from sop.model.refusal import UsageError
from sop.model.training import Move, MoveKind, Question, Score
from sop.training.exercise import Exercise
from sop.training.model_path import ModelTurn, list_model_turns, play_model_path
from sop.training.play_session import Play, PlayRequest, begin_session
from sop.training.scenario_library import PlayableScenario, find_scenario
from sop.training.scoring import score_stage
from sop.views.terminal.blocks import BLANK, Blocks, line
from sop.views.train.play_screens import happening_blocks, heading, worked_example
from sop.views.train.score_screens import score_screen


@dataclass(frozen=True)
class PlayOptions:
    """The options of a session that is played from a file."""

    role: str | None
    seed: int
    assess: bool
    learner: str | None
    mark: int | None


def model_path(
    session: CommandContext, word: str, role: str | None, mark: int | None
) -> CommandResult:
    """Show the worked example. Nothing is written."""
    playable = find_scenario(training_library(session), word)
    wanted = role_of(playable.definition, role)
    check_role(playable, wanted)
    calendar = calendar_of(playable.definition, holidays_of(session))
    roles = (wanted,) if wanted else ()
    stage = play_model_path(playable.definition, playable.scenario, calendar, roles)
    turns = list_model_turns(stage)
    found = score_stage(stage, pass_mark(mark))
    parts = [(one.turn, one.happenings) for one in turns]
    reasons = [one.reason for one in turns]
    last = "The model path does not earn all points."
    if found.points == found.most:
        last = f"The model path earns {found.most} of {found.most} points."
    return CommandResult(
        data={
            **_outcome(stage, found),
            "session": None,
            "turns": [_turn_json(one) for one in turns],
        },
        blocks=lambda: (
            *worked_example(playable.definition, stage.scenario, parts, reasons),
            BLANK,
            line(last),
        ),
    )


def play_answers(
    session: CommandContext, word: str, answers: str, options: PlayOptions
) -> CommandResult:
    """Play a session from the file of answers; exit 0 only if it is passed."""
    given = read_answers(Path(answers))
    playable = find_scenario(training_library(session), word)
    wish = PlayRequest(
        options.seed,
        role_of(playable.definition, options.role),
        None,
        options.assess,
        learner_code(options.learner),
    )
    check_role(playable, wish.role)
    warning = version_warning(playable, given)
    if warning:
        session.talk.say(warning)
    play = begin_session(sessions_of(session), playable, wish, holidays_of(session))
    turns = [_apply_answer(play, one, answers, warning) for one in given.answers]
    found = score_stage(play.stage, pass_mark(options.mark))
    data = {**_outcome(play.stage, found), "session": play.header.id, "turns": turns}
    if options.assess:
        path = keep_result(play, found)
        data["result_file"] = None if path is None else str(path)
    answer = CommandResult(data=data, changed=True, blocks=lambda: _result_blocks(play, found))
    if found.passed:
        return answer
    return as_failure(answer, f"The session is {data['result']}.")


def version_warning(playable: PlayableScenario, given: Answers) -> str:
    """Return a warning if the answers were written for another version; else empty."""
    origin, definition = given.made_for, playable.definition
    is_same = origin.get("hash", definition.hash) == definition.hash
    if is_same and origin.get("version", definition.version) == definition.version:
        return ""
    was = f"{origin.get('workflow', definition.id)} {origin.get('version', '')}".strip()
    now = f"{definition.id} {definition.version} ({definition.hash[:12]})"
    return (
        f"These answers were written for {was}; this is {now}."
        " An answer that no longer fits is reported with the nearest one."
    )


def _apply_answer(play: Play, one: ScriptedAnswer, file: str, warning: str) -> Json:
    """Play one answer. Raise UsageError with its line, and the nearest answer, if it is refused."""
    question = play.stage.question
    if question is None:
        raise UsageError(
            f"{file}:{one.line}: The session ended before this answer.",
            "Remove the answers after the end.",
        )
    number = len(play.stage.moves) + 1
    kind: MoveKind = "choice" if one.kind == "choice" else "command"
    text = one.text
    try:
        happenings = play.move(Move(kind, text, play.header.role))
    except UsageError as mistake:
        message = f"{file}:{one.line}: {mistake.message} {warning}".rstrip()
        near = _nearest_option(question, text) if kind == "choice" else None
        if near is None:
            raise UsageError(message, mistake.remedy, mistake.suggest) from mistake
        raise UsageError(message, f"The nearest at {question.turn} is {near}.") from mistake
    answered = [each.choice for each in happenings if each.kind == "answered"]
    refused: list[str] = []
    for each in happenings:
        if each.refusal and each.own:
            refused += each.refusal.codes
    return {
        "turn": number,
        "question": question.turn,
        "kind": kind,
        "value": text,
        "right": question.turn in answered,
        "refused": refused,
        "clock": play.stage.now,
    }


def _nearest_option(question: Question, text: str) -> str | None:
    known = [one.id for one in question.options]
    near = get_close_matches(text.rpartition(".")[2], known, n=1, cutoff=0.4)
    return near[0] if near else None


def _outcome(stage: Exercise, found: Score) -> Json:
    return {
        **score_json(found),
        "workflow": stage.definition.id,
        "workflow_version": stage.definition.version,
        "scenario": stage.scenario.id,
        "ends": ends_json(stage),
        "result_file": None,
    }


def _turn_json(one: ModelTurn) -> Json:
    happened = [happening.kind for happening in one.happenings]
    return {
        "turn": one.turn.id,
        "as": one.turn.call.as_,
        "kind": one.turn.call.kind,
        "reason": one.reason or None,
        "choices": [choice.id for choice in one.turn.choices],
        "happened": happened,
    }


def _result_blocks(play: Play, found: Score) -> Blocks:
    stage = play.stage
    shown = happening_blocks(stage.definition, stage.happenings)
    screen = score_screen(stage.definition, stage.scenario, found, play.header.id)
    return (heading(stage.scenario, right=f"seed {play.header.seed}"), *shown, BLANK, *screen)
