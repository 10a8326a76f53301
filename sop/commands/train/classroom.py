"""`sop train class`: several roles play one case, each seeing only what its agency would see.

The class is one session file. On one machine the keyboard goes round; on several the file does. Whoever sits at a seat
sees that seat's screen; the facilitator sees everything and may throw in an inject, pause, reveal and jump.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.exercise_input import completed_line
from sop.commands.output import EXIT_INTERRUPTED, CommandResult
from sop.commands.train.role_view import role_checklist, role_screen
from sop.commands.train.training_context import (
    holidays_of,
    load_play,
    role_of,
    sessions_of,
    training_library,
)
from sop.grammar import SHOWING_VERBS, parse_line
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.training import Happening, Move, MoveKind
from sop.training.debrief import read_first_answers
from sop.training.exercise import Exercise
from sop.training.play_session import Play, PlayRequest, begin_session
from sop.training.scenario_library import find_scenario
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import BLANK, Block, Blocks, Column, Section, Table, line, row
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

HELP = "inject ID | jump TURN | reveal | pause TEXT | all | back"


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
    """Begin a class, sit down at a seat of one, steer one, or add several up."""
    if asked.rollup:
        return _add_up_groups(session, asked.rollup)
    play = _begin_class(session, asked) if asked.scenario else _open_class_file(session, asked)
    definition = play.stage.definition
    seat = role_of(definition, asked.seat)
    if seat is not None and seat not in play.header.roles:
        raise UsageError(
            f"{seat} has no seat in this class.", f"seats: {', '.join(play.header.roles)}"
        )
    if asked.facilitate is not None:
        play.move(parse_facilitation(asked.facilitate))
    if asked.answer is not None or asked.say is not None:
        _answer(play, seat, asked)
    if session.may_ask and asked.answer is None and asked.say is None and asked.facilitate is None:
        return _play_at_keyboard(session, play, seat)
    return _seat_result(session, play, seat)


def _begin_class(session: CommandContext, asked: ClassOptions) -> Play:
    if not asked.roles:
        raise UsageError(
            "it is not said who takes part.",
            "add --roles with their names, a comma between: --roles A,B",
        )
    piece = find_scenario(training_library(session), asked.scenario or "")
    words = [one.strip() for one in asked.roles.split(",") if one.strip()]
    roles = tuple(dict.fromkeys(role_of(piece.definition, one) or "" for one in words))
    stage = Exercise(piece.definition, piece.scenario, None, 0, roles)
    if not any(stage.asks(turn) for turn in stage.scenario.turns):
        raise UsageError(
            f"{piece.scenario.id} asks nothing of these roles.",
            f"roles: {', '.join(piece.scenario.roles)}",
        )
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(1, 1000)
    play = begin_session(
        sessions_of(session), piece, PlayRequest(seed, roles=roles), holidays_of(session)
    )
    if asked.file is not None:
        path = session.here / asked.file
        if path.exists():
            raise UsageError(
                f"there is a file {asked.file} already.",
                "name another one, or leave SCENARIO out to go on",
            )
        try:
            shutil.move(play.path, path)
        except OSError as error:
            raise UsageError(
                f"'{asked.file}' cannot be written: {error.strerror}.", "name another file"
            ) from error
        play.path = path
    return play


def _open_class_file(session: CommandContext, asked: ClassOptions) -> Play:
    if asked.file is None:
        raise UsageError(
            "it is not said which class.", "give a SCENARIO to begin with, or --file FILE to go on"
        )
    if not (session.here / asked.file).is_file() and not asked.file.upper().startswith("T-"):
        raise UsageError(f"there is no file '{asked.file}'.", "give the file of the class")
    path = session.here / asked.file
    play = load_play(session, str(path) if path.is_file() else asked.file)
    if not play.header.roles:
        again = Suggestion("train run", options=(("resume", play.header.id),))
        raise UsageError(f"{play.header.id} is no class.", "go on with it", again)
    return play


def parse_facilitation(text: str) -> Move:
    """What the facilitator does: `inject ID`, `jump TURN`, `reveal`, `pause TEXT`."""
    word, _, rest = text.strip().partition(" ")
    kinds: dict[str, MoveKind] = {
        "inject": "inject",
        "jump": "jump",
        "reveal": "reveal",
        "pause": "pause",
    }
    if word not in kinds:
        raise UsageError(f"'{word}' is nothing that a facilitator does.", f"there is: {HELP}")
    return Move(kinds[word], rest.strip())


def _answer(play: Play, seat: str | None, asked: ClassOptions) -> None:
    """An answer or a command without a prompt; only whoever is asked may answer."""
    question = play.stage.question
    if seat is None:
        raise UsageError("it is not said who answers.", "add --seat ROLE")
    if question is None:
        raise UsageError(
            "this class is at its end.", "look back", Suggestion("train debrief", str(play.path))
        )
    if asked.answer is not None and question.role not in (None, seat):
        raise UsageError(f"{question.role} is asked now, not {seat}.", "hand the file on")
    kind: MoveKind = "choice" if asked.answer is not None else "command"
    play.move(Move(kind, asked.answer or asked.say or "", seat))


# ---- screens


def seat_blocks(
    stage: Exercise, seat: str | None, happenings: Sequence[Happening], opening: Blocks
) -> Blocks:
    """What is seen from the seat; None: the facilitator's, who sees everything. `opening` stands before it."""
    definition = stage.definition
    you = "facilitator" if seat is None else Wording(definition, stage.now).short(seat)
    clock = clock_line(definition, stage.now, stage.opened_at)
    blocks: list[Block] = [heading(stage.scenario, you=you), clock, *opening]
    blocks += happening_blocks(definition, happenings, seat, whole=seat is None)
    question = stage.question
    if question is None:
        return (*blocks, BLANK, line("The exercise is at its end. Look back at it in its debrief."))
    if seat is None or question.role in (None, seat):
        number, times = len(stage.moves) + 1, (stage.now, stage.opened_at)
        return (*blocks, *question_screen(definition, stage.scenario, question, number, times, you))
    return (
        *blocks,
        BLANK,
        line(f"{Wording(definition, stage.now).short(question.role or '')} is asked now. Wait."),
    )


def _opening_blocks(session: CommandContext, stage: Exercise) -> Blocks:
    """What everybody reads who sits down: what it contains, whom one can talk to, the story."""
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
    """What a script may know from this seat."""
    stage, question = play.stage, play.stage.question
    sees = question is not None and (seat is None or question.role in (None, seat))
    seen = as_text(
        happening_blocks(stage.definition, stage.happenings, seat, whole=seat is None), 200
    )
    return {
        "session": play.header.id,
        "file": str(play.path),
        "scenario": play.header.scenario,
        "roles": list(play.header.roles),
        "seat": seat,
        "asked": question.role if question else None,
        "question": question.turn if question is not None and sees else None,
        "options": [{"id": one.id, "say": one.say} for one in question.options]
        if question and sees
        else [],
        "turns": len(stage.moves),
        "finished": stage.finished,
        "seen": seen.splitlines(),
        "rollup": [],
    }


# ---- at one keyboard


def _play_at_keyboard(session: CommandContext, play: Play, seat: str | None) -> CommandResult:
    """The keyboard goes from seat to seat; with a seat, until another one is asked."""
    stage = play.stage
    first = seat or (stage.question.role if stage.question else None)
    seated = {first}
    try:
        latest = stage.happenings if not stage.moves else stage.happenings[-10:]
        session.screen.show(seat_blocks(stage, first, latest, _opening_blocks(session, stage)))
        while stage.question is not None and (seat is None or stage.question.role in (None, seat)):
            here = seat or stage.question.role
            if not _one_move(session, play, here, seat is None, seated):
                break
    except (KeyboardInterrupt, EOFError):
        said = f"The class {play.header.id} is kept with {count_text(len(stage.moves), 'turn')}: {play.path}"
        return CommandResult(
            data=_class_json(play, seat),
            code=EXIT_INTERRUPTED,
            error="interrupted",
            message=said,
            blocks=lambda: (line(f"TRAINING  {said}"),),
        )
    last = "The class is kept:" if stage.finished else "Hand the file on."
    end = (
        line(f"TRAINING  {last} {play.path}"),
        line("Look back: ", Suggestion("train debrief", str(play.path))),
    )
    return CommandResult(data=_class_json(play, seat), changed=True, blocks=lambda: end)


def _one_move(
    session: CommandContext,
    play: Play,
    seat: str | None,
    is_facilitator: bool,
    seated: set[str | None],
) -> bool:
    """One move from the keyboard; False where somebody leaves. Who was seated before has read the story."""
    stage, before = play.stage, len(play.stage.happenings)
    question = stage.question
    assert question is not None
    word = session.prompt.text(
        f"{seat or 'you'} ({'f facilitator, ' if is_facilitator else ''}q leaves) >"
    )
    if word == "q":
        return False
    try:
        move = _parse_move(session, play, seat, word, is_facilitator)
        if move is not None:
            play.move(move)
    except UsageError as misuse:
        session.say_mistake(misuse)
        return True
    if move is not None:
        after = stage.question.role if is_facilitator and stage.question is not None else seat
        opening: Blocks = () if after in seated else _opening_blocks(session, stage)
        seated.add(after)
        session.screen.show(seat_blocks(stage, after, stage.happenings[before:], opening))
    return True


def _parse_move(
    session: CommandContext, play: Play, seat: str | None, word: str, is_facilitator: bool
) -> Move | None:
    question = play.stage.question
    assert question is not None
    if word == "f" and is_facilitator:
        text = session.prompt.text(f"facilitator ({HELP}) >")
        if text == "all":
            session.screen.show(seat_blocks(play.stage, None, play.stage.happenings, ()))
            return None
        return None if text in ("", "back") else parse_facilitation(text)
    if word in ("c", "?"):
        session.screen.show(role_checklist(play.stage, seat) if word == "c" else help_screen())
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
    return Move("command", completed_line(session, play.stage, seat, word), seat)


# ---- adding up


def _add_up_groups(session: CommandContext, files: Sequence[str]) -> CommandResult:
    """What each group chose first, in numbers."""
    store = sessions_of(session)
    found = [store.load(store.find(one) if not Path(one).is_file() else Path(one)) for one in files]
    if len({one.header.scenario_hash for one in found}) != 1:
        raise UsageError(
            "these are sessions of different scenarios.", "add up sessions of one scenario"
        )
    counts: Counter[tuple[str, str]] = Counter()
    for one in found:
        counts.update(read_first_answers(one).items())
    rows = [
        (turn, "the model's" if choice == turn else choice, count)
        for (turn, choice), count in counts.items()
    ]
    scenario = found[0].scenario
    table = Table(
        (Column("turn", 24), Column("first answer", flex=True), Column("groups", 7)),
        (
            Section((), labels=True),
            *(row(turn, choice, str(count)) for turn, choice, count in rows),
        ),
    )
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
        "rollup": [
            {"turn": turn, "choice": choice, "groups": count}
            for (turn, choice), count in counts.items()
        ],
    }
    blocks = (heading(scenario, right=f"{len(found)} groups"), BLANK, table)
    return CommandResult(data=data, blocks=lambda: blocks)
