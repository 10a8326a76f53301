"""`sop train class`: several roles play one case, each seeing only what its agency would see.

The class is one session file. On one machine the learners share the keyboard; on several they
pass the file on. A learner sees the screen of their seat. The facilitator sees everything and may
inject, pause, reveal and jump.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.output import EXIT_INTERRUPTED, CommandResult
from sop.commands.train.exercise_input import complete_line
from sop.commands.train.role_view import role_checklist, role_screen
from sop.commands.train.training_context import (
    answer_text,
    has_questions,
    holidays_of,
    load_play,
    role_of,
    seed_or_random,
    sessions_of,
    training_library,
)
from sop.engine.resolve_names import resolve_stakeholder
from sop.grammar import SHOWING_VERBS, parse_line
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.training import Happening, Move, MoveKind
from sop.training.debrief import read_first_answers
from sop.training.exercise import Exercise
from sop.training.play_session import Play, PlayRequest, begin_session
from sop.training.scenario_library import find_scenario
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import BLANK, Block, Blocks, Column, Row, Section, Table, line, row
from sop.views.terminal.rows import as_text
from sop.views.train.play_screens import (
    clock_line,
    content_note,
    happening_blocks,
    heading,
    help_screen,
    question_screen,
    story_blocks,
)

FACILITATION = "inject ID, jump TURN, reveal, pause TEXT"
"""What a facilitator can do to the exercise."""
JSON_WIDTH = 200
"""Columns of the texts in `seen`, which a script reads."""
LATEST = 10
"""How many happenings are shown to a learner who comes back; more would hide the question."""


@dataclass(frozen=True)
class ClassOptions:
    """The options of the command, as they were given."""

    scenario: str | None
    roles: str | None
    file: str | None
    seat: str | None
    answer: str | None
    say: str | None
    facilitate: str | None
    rollup: tuple[str, ...]
    seed: int | None


def hold_class(session: CommandContext, asked: ClassOptions) -> CommandResult:
    """Begin a class, take a seat in one, facilitate one, or add up several."""
    if asked.rollup:
        return _add_up_groups(session, asked.rollup)
    play = _begin_class(session, asked) if asked.scenario else _open_class_file(session, asked)
    definition = play.stage.definition
    seat = role_of(definition, asked.seat)
    if seat is not None and seat not in play.header.roles:
        raise UsageError(
            f"{seat} has no seat in this class.", f"Seats: {', '.join(play.header.roles)}."
        )
    if asked.facilitate is not None:
        play.move(parse_facilitation(asked.facilitate))
    has_answer = asked.answer is not None or asked.say is not None
    if has_answer:
        _answer(play, seat, asked)
    if session.may_ask and not has_answer and asked.facilitate is None:
        return _play_at_keyboard(session, play, seat)
    return _seat_result(session, play, seat)


def _begin_class(session: CommandContext, asked: ClassOptions) -> Play:
    if not asked.roles:
        raise UsageError(
            "No roles given.", "Add --roles with their names, separated by commas: --roles A,B."
        )
    playable = find_scenario(training_library(session), asked.scenario or "")
    words = [one.strip() for one in asked.roles.split(",") if one.strip()]
    roles = tuple(dict.fromkeys(resolve_stakeholder(playable.definition, one) for one in words))
    if not has_questions(playable, roles):
        raise UsageError(
            f"Scenario {playable.scenario.id} has no questions for these roles.",
            f"Roles: {', '.join(playable.scenario.roles)}.",
        )
    wish = PlayRequest(seed_or_random(asked.seed), roles=roles)
    play = begin_session(sessions_of(session), playable, wish, holidays_of(session))
    if asked.file is not None:
        play.path = _move_to(play.path, session.here / asked.file, asked.file)
    return play


def _move_to(source: Path, target: Path, name: str) -> Path:
    if target.exists():
        raise UsageError(
            f"The file {name} already exists.", "Name another file, or go on without SCENARIO."
        )
    try:
        shutil.move(source, target)
    except OSError as error:
        raise UsageError(
            f"'{name}' cannot be written: {error.strerror}.", "Name another file."
        ) from error
    return target


def _open_class_file(session: CommandContext, asked: ClassOptions) -> Play:
    if asked.file is None:
        raise UsageError(
            "No class given.", "Give a SCENARIO to begin one, or --file FILE to go on."
        )
    path, word = session.here / asked.file, asked.file
    if path.is_file():
        word = str(path)
    elif not word.upper().startswith("T-"):  # then it may be the ID of a session
        raise UsageError(f"There is no file '{asked.file}'.", "Give the file of the class.")
    play = load_play(session, word)
    if not play.header.roles:
        again = Suggestion("train run", options=(("resume", play.header.id),))
        raise UsageError(f"Session {play.header.id} is not a class.", "To go on with it", again)
    return play


def parse_facilitation(text: str) -> Move:
    """Return the move of the facilitator: `inject ID`, `jump TURN`, `reveal` or `pause TEXT`."""
    word, _, rest = text.strip().partition(" ")
    kinds: dict[str, MoveKind] = {
        "inject": "inject",
        "jump": "jump",
        "reveal": "reveal",
        "pause": "pause",
    }
    if word not in kinds:
        raise UsageError(
            f"'{word}' is not a facilitator command.", f"Choose one of: {FACILITATION}."
        )
    return Move(kinds[word], rest.strip())


def _answer(play: Play, seat: str | None, asked: ClassOptions) -> None:
    """Make the move that an option gives. Only the role that is asked may answer."""
    question = play.stage.question
    if seat is None:
        raise UsageError("No seat given.", "Add --seat ROLE.")
    if question is None:
        raise UsageError(
            "This class has ended.", "To look back", Suggestion("train debrief", str(play.path))
        )
    if asked.answer is None:
        play.move(Move("command", asked.say or "", seat))
        return
    if question.role not in (None, seat):
        raise UsageError(f"{question.role} is asked now, not {seat}.", "Pass the file on.")
    play.move(Move("choice", asked.answer, seat))


def seat_blocks(
    stage: Exercise, seat: str | None, happenings: Sequence[Happening], opening: Blocks
) -> Blocks:
    """Return the screen of a seat; None: that of the facilitator, who sees everything.

    `opening` comes after the heading.
    """
    definition = stage.definition
    wording = Wording(definition, stage.now)
    you = "facilitator" if seat is None else wording.short(seat)
    clock = clock_line(definition, stage.now, stage.opened_at)
    blocks: list[Block] = [heading(stage.scenario, you=you), clock, *opening]
    blocks += happening_blocks(definition, happenings, seat, whole=seat is None)
    question = stage.question
    if question is None:
        return (*blocks, BLANK, line("The exercise has ended. Its debrief looks back at it."))
    if seat is None or question.role in (None, seat):
        number, times = len(stage.moves) + 1, (stage.now, stage.opened_at)
        return (*blocks, *question_screen(definition, stage.scenario, question, number, times, you))
    return (*blocks, BLANK, line(f"{wording.short(question.role or '')} is asked now. Wait."))


def _opening_blocks(session: CommandContext, stage: Exercise) -> Blocks:
    """Return what every learner reads first: the content warning, the helplines, the story."""
    return (
        *content_note(stage.scenario, session.workspace.helplines),
        *story_blocks(stage.scenario.story),
    )


def _seat_result(session: CommandContext, play: Play, seat: str | None) -> CommandResult:
    stage = play.stage
    return CommandResult(
        data=_class_json(play, seat),
        changed=True,
        blocks=lambda: seat_blocks(stage, seat, stage.happenings, _opening_blocks(session, stage)),
    )


def _class_json(play: Play, seat: str | None) -> Json:
    """Return what this seat may know."""
    stage, question = play.stage, play.stage.question
    blocks = happening_blocks(stage.definition, stage.happenings, seat, whole=seat is None)
    role, turn, options = None, None, []
    if question is not None:
        role = question.role
        if seat is None or role in (None, seat):
            turn = question.turn
            options = [{"id": one.id, "say": one.say} for one in question.options]
    return {
        "session": play.header.id,
        "file": str(play.path),
        "scenario": play.header.scenario,
        "roles": list(play.header.roles),
        "seat": seat,
        "asked": role,
        "question": turn,
        "options": options,
        "turns": len(stage.moves),
        "finished": stage.finished,
        "seen": as_text(blocks, JSON_WIDTH).splitlines(),
        "rollup": [],
    }


def _play_at_keyboard(session: CommandContext, play: Play, seat: str | None) -> CommandResult:
    """Play at one keyboard, for all seats in turn; for one seat, until another one is asked."""
    stage = play.stage
    first = seat
    if first is None and stage.question is not None:
        first = stage.question.role
    seated = {first}
    try:
        latest = stage.happenings[-LATEST:] if stage.moves else stage.happenings
        session.screen.show(seat_blocks(stage, first, latest, _opening_blocks(session, stage)))
        while stage.question is not None and (seat is None or stage.question.role in (None, seat)):
            here = seat or stage.question.role
            if not _one_move(session, play, here, seat is None, seated):
                break
    except (KeyboardInterrupt, EOFError):
        return _interrupted_result(play, seat)
    status = "The class is saved:" if stage.finished else "Pass the file on:"
    end = (
        line(f"TRAINING  {status} {play.path}"),
        line("Look back: ", Suggestion("train debrief", str(play.path))),
    )
    return CommandResult(data=_class_json(play, seat), changed=True, blocks=lambda: end)


def _interrupted_result(play: Play, seat: str | None) -> CommandResult:
    turns = count_text(len(play.stage.moves), "turn")
    message = f"The class {play.header.id} is saved with {turns}: {play.path}"
    return CommandResult(
        data=_class_json(play, seat),
        code=EXIT_INTERRUPTED,
        error="interrupted",
        message=message,
        blocks=lambda: (line(f"TRAINING  {message}"),),
    )


def _one_move(
    session: CommandContext,
    play: Play,
    seat: str | None,
    is_facilitator: bool,
    seated: set[str | None],
) -> bool:
    """Make one move from the keyboard; return False if the user leaves.

    `seated` are the seats that have read the story.
    """
    stage, before = play.stage, len(play.stage.happenings)
    keys = "f facilitator, q leaves" if is_facilitator else "q leaves"
    word = session.prompt.text(f"{seat or 'you'} ({keys}) >")
    if word == "q":
        return False
    try:
        move = _parse_move(session, play, seat, word, is_facilitator)
        if move is None:
            return True
        play.move(move)
    except UsageError as mistake:
        session.say_mistake(mistake)
        return True
    after = seat
    if is_facilitator and stage.question is not None:
        after = stage.question.role
    opening: Blocks = ()
    if after not in seated:
        opening = _opening_blocks(session, stage)
        seated.add(after)
    session.screen.show(seat_blocks(stage, after, stage.happenings[before:], opening))
    return True


def _parse_move(
    session: CommandContext, play: Play, seat: str | None, word: str, is_facilitator: bool
) -> Move | None:
    """Return the move that the word makes; None if it only shows something."""
    question = play.stage.question
    assert question is not None
    if word == "f" and is_facilitator:
        return _ask_facilitator(session, play)
    if word == "c":
        session.screen.show(role_checklist(play.stage, seat))
        return None
    if word == "?":
        session.screen.show(help_screen())
        return None
    if word.isdecimal() and 0 < int(word) <= len(question.options):
        return Move("choice", question.options[int(word) - 1].id, seat)
    if word == str(len(question.options) + 1):
        word = session.prompt.text("sop")
    if word in ("", "back"):
        return None
    words = parse_line(word)
    if words.verb in SHOWING_VERBS:
        session.screen.show(role_screen(play.stage, seat, words))
        return None
    return Move("command", complete_line(session, play.stage, seat, word), seat)


def _ask_facilitator(session: CommandContext, play: Play) -> Move | None:
    text = session.prompt.text(f"facilitator ({FACILITATION}, all, back) >")
    if text == "all":
        session.screen.show(seat_blocks(play.stage, None, play.stage.happenings, ()))
        return None
    if text in ("", "back"):
        return None
    return parse_facilitation(text)


def _add_up_groups(session: CommandContext, files: Sequence[str]) -> CommandResult:
    """Count the first answers of all groups."""
    store = sessions_of(session)
    found = []
    for word in files:
        path = Path(word)
        found.append(store.load(path if path.is_file() else store.find(word)))
    if len({one.header.scenario_hash for one in found}) != 1:
        raise UsageError(
            "The sessions are of different scenarios.", "Add up sessions of one scenario."
        )
    counts: Counter[tuple[str, str]] = Counter()
    for one in found:
        counts.update(read_first_answers(one).items())
    rows: list[Row | Section] = [Section((), labels=True)]
    rollup: list[Json] = []
    for (turn, choice), count in counts.items():
        rows.append(row(turn, answer_text(turn, choice), str(count)))
        rollup.append({"turn": turn, "choice": choice, "groups": count})
    scenario = found[0].scenario
    columns = (Column("turn", 24), Column("first answer", flex=True), Column("groups", 7))
    data: Json = {
        "session": None,
        "file": None,
        "scenario": scenario.id,
        "roles": [],
        "seat": None,
        "asked": None,
        "question": None,
        "options": [],
        "turns": len(found),
        "finished": True,
        "seen": [],
        "rollup": rollup,
    }
    blocks = (heading(scenario, right=f"{len(found)} groups"), BLANK, Table(columns, tuple(rows)))
    return CommandResult(data=data, blocks=lambda: blocks)
