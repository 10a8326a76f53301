"""`sop train play`: the model path shown turn by turn, or a session played from a file of answers."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sop.casework.desk import calendar_of
from sop.commands.answer import EXIT_DONE, EXIT_REFUSED, Answer
from sop.commands.session import Session
from sop.commands.shapes import Json
from sop.commands.train_parts import (
    ends_json,
    holidays_of,
    learner_code,
    pass_mark,
    role_of,
    score_json,
    sessions_of,
    training_library,
)
from sop.commands.train_result import keep_result
from sop.commands.train_run import check_role
from sop.definition.answers import Answers, Written, read_answers
from sop.model.refusal import Misuse
from sop.model.training import Happening, Move, MoveKind, Score
from sop.training.model_way import ModelTurn, model_stage, model_turns
from sop.training.playing import Play, Wish, begin
from sop.training.scenarios import Piece, find_piece
from sop.training.scoring import score_stage
from sop.training.stage import Stage
from sop.views.layout import BLANK, Blocks, line
from sop.views.train_play import happened, heading, worked_example
from sop.views.train_score import score_screen


@dataclass(frozen=True)
class Terms:
    """How the answers are played."""

    role: str | None
    seed: int
    assess: bool
    learner: str | None
    mark: int | None


def model_path(session: Session, word: str, role: str | None, mark: int | None) -> Answer:
    """The worked example. Nothing is written."""
    piece = find_piece(training_library(session), word)
    wanted = role_of(piece.definition, role)
    check_role(piece, wanted)
    calendar = calendar_of(piece.definition, holidays_of(session))
    stage = model_stage(piece.definition, piece.scenario, calendar, (wanted,) if wanted else ())
    turns = model_turns(stage)
    found = score_stage(stage, pass_mark(mark))
    parts = [(one.turn, one.happenings) for one in turns]
    reasons = [one.reason for one in turns]
    return Answer(
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


def replayed(session: Session, word: str, answers: str, terms: Terms) -> Answer:
    """A session played from the file; exit 0 only where it is passed."""
    given = read_answers(Path(answers))
    piece = find_piece(training_library(session), word)
    wish = Wish(
        terms.seed,
        role_of(piece.definition, terms.role),
        None,
        terms.assess,
        learner_code(terms.learner),
    )
    check_role(piece, wish.role)
    warning = other_version(piece, given)
    if warning:
        session.talk.say(warning)
    play = begin(sessions_of(session), piece, wish, holidays_of(session))
    turns = [_answered(play, one, answers, warning) for one in given.answers]
    found = score_stage(play.stage, pass_mark(terms.mark))
    kept = keep_result(play, found) if terms.assess else None
    ok = found.passed
    data = {**_outcome(play.stage, found), "session": play.header.id, "turns": turns}
    if kept is not None:
        data["result_file"] = str(kept)
    said = "" if ok else f"The session is {data['result']}."
    return Answer(
        data=data,
        changed=True,
        code=EXIT_DONE if ok else EXIT_REFUSED,
        error=None if ok else "findings",
        message=said,
        blocks=lambda: _told(play, found),
    )


def other_version(piece: Piece, given: Answers) -> str:
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


def _answered(play: Play, one: Written, file: str, warning: str) -> Json:
    """One answer; Misuse with its line where it fits nothing, with the nearest that would."""
    question = play.stage.question
    if question is None:
        raise Misuse(
            f"{file}:{one.line}: the session ended before this answer.",
            "take out the answers after the end",
        )
    number = len(play.stage.moves) + 1
    kind: MoveKind = "choice" if one.kind == "choice" else "command"
    text = one.text
    try:
        happenings = play.move(Move(kind, text, play.header.role))
    except Misuse as misuse:
        known = [each.id for each in question.options]
        near = get_close_matches(text.rpartition(".")[2], known, 1, 0.4)
        hint = (
            f"the nearest at {question.turn} is {near[0]}"
            if near and kind == "choice"
            else misuse.remedy
        )
        raise Misuse(f"{file}:{one.line}: {misuse.message} {warning}".rstrip(), hint) from misuse
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


def _outcome(stage: Stage, found: Score) -> Json:
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


def _told(play: Play, found: Score) -> Blocks:
    stage = play.stage
    shown = happened(stage.definition, stage.happenings)
    screen = score_screen(stage.definition, stage.scenario, found, play.header.id)
    return (heading(stage.scenario, right=f"seed {play.header.seed}"), *shown, BLANK, *screen)
