"""`sop train play`: the model path shown turn by turn, or a session played from a file of answers."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sop.casework.case_service import calendar_of
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.output import EXIT_DONE, EXIT_REFUSED, CommandResult
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
from sop.model.training import Happening, Move, MoveKind, Score
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
    """How the answers are played."""

    role: str | None
    seed: int
    assess: bool
    learner: str | None
    mark: int | None


def model_path(
    session: CommandContext, word: str, role: str | None, mark: int | None
) -> CommandResult:
    """The worked example. Nothing is written."""
    piece = find_scenario(training_library(session), word)
    wanted = role_of(piece.definition, role)
    check_role(piece, wanted)
    calendar = calendar_of(piece.definition, holidays_of(session))
    stage = play_model_path(piece.definition, piece.scenario, calendar, (wanted,) if wanted else ())
    turns = list_model_turns(stage)
    found = score_stage(stage, pass_mark(mark))
    parts = [(one.turn, one.happenings) for one in turns]
    reasons = [one.reason for one in turns]
    return CommandResult(
        data={
            **_outcome(stage, found),
            "session": None,
            "turns": [_turn_json(one) for one in turns],
        },
        blocks=lambda: (
            *worked_example(piece.definition, stage.scenario, parts, reasons),
            BLANK,
            line(f"The model path earns {found.most} of {found.most} points.")
            if found.points == found.most
            else line("The model path does not earn all points."),
        ),
    )


def play_answers(
    session: CommandContext, word: str, answers: str, terms: PlayOptions
) -> CommandResult:
    """A session played from the file; exit 0 only where it is passed."""
    given = read_answers(Path(answers))
    piece = find_scenario(training_library(session), word)
    wish = PlayRequest(
        terms.seed,
        role_of(piece.definition, terms.role),
        None,
        terms.assess,
        learner_code(terms.learner),
    )
    check_role(piece, wish.role)
    warning = version_warning(piece, given)
    if warning:
        session.talk.say(warning)
    play = begin_session(sessions_of(session), piece, wish, holidays_of(session))
    turns = [_apply_answer(play, one, answers, warning) for one in given.answers]
    found = score_stage(play.stage, pass_mark(terms.mark))
    kept = keep_result(play, found) if terms.assess else None
    ok = found.passed
    data = {**_outcome(play.stage, found), "session": play.header.id, "turns": turns}
    if kept is not None:
        data["result_file"] = str(kept)
    said = "" if ok else f"The session is {data['result']}."
    return CommandResult(
        data=data,
        changed=True,
        code=EXIT_DONE if ok else EXIT_REFUSED,
        error=None if ok else "findings",
        message=said,
        blocks=lambda: _result_blocks(play, found),
    )


def version_warning(piece: PlayableScenario, given: Answers) -> str:
    """What the file says that it was written for, where that is something else."""
    made, definition = given.made_for, piece.definition
    is_same = made.get("hash", definition.hash) == definition.hash
    if is_same and made.get("version", definition.version) == definition.version:
        return ""
    was = f"{made.get('workflow', definition.id)} {made.get('version', '')}".strip()
    return (
        f"These answers were written for {was}; this is {definition.id} {definition.version} ({definition.hash[:12]})."
        " What no longer fits is named with the nearest."
    )


def _apply_answer(play: Play, one: ScriptedAnswer, file: str, warning: str) -> Json:
    """One answer; Misuse with its line where it fits nothing, with the nearest that would."""
    question = play.stage.question
    if question is None:
        raise UsageError(
            f"{file}:{one.line}: the session ended before this answer.",
            "take out the answers after the end",
        )
    number = len(play.stage.moves) + 1
    kind: MoveKind = "choice" if one.kind == "choice" else "command"
    text = one.text
    try:
        happenings = play.move(Move(kind, text, play.header.role))
    except UsageError as misuse:
        known = [each.id for each in question.options]
        near = get_close_matches(text.rpartition(".")[2], known, 1, 0.4)
        hint = (
            f"the nearest at {question.turn} is {near[0]}"
            if near and kind == "choice"
            else misuse.remedy
        )
        raise UsageError(
            f"{file}:{one.line}: {misuse.message} {warning}".rstrip(), hint
        ) from misuse
    return {
        "turn": number,
        "question": question.turn,
        "kind": kind,
        "value": text,
        "right": any(
            each.kind == "answered" and each.choice == question.turn for each in happenings
        ),
        "refused": [
            reason.code
            for each in happenings
            if each.refusal and each.own
            for reason in each.refusal.reasons
        ],
        "clock": play.stage.now,
    }


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
    return {
        "turn": one.turn.id,
        "as": one.turn.call.as_,
        "kind": one.turn.call.kind,
        "reason": one.reason or None,
        "choices": [each.id for each in one.turn.choices],
        "happened": [_line(each) for each in one.happenings],
    }


def _line(one: Happening) -> str:
    return one.kind


def _result_blocks(play: Play, found: Score) -> Blocks:
    stage = play.stage
    shown = happening_blocks(stage.definition, stage.happenings)
    screen = score_screen(stage.definition, stage.scenario, found, play.header.id)
    return (heading(stage.scenario, right=f"seed {play.header.seed}"), *shown, BLANK, *screen)
