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

from sop.commands.answer import EXIT_INTERRUPTED, Answer
from sop.commands.session import Session
from sop.commands.shapes import Json
from sop.commands.train_parts import (
    holidays_of,
    loaded_play,
    role_of,
    sessions_of,
    training_library,
)
from sop.commands.train_showing import shown, shown_checklist
from sop.model.refusal import Misuse
from sop.model.training import Happening, Move, MoveKind
from sop.training.debrief import first_answers_written
from sop.training.playing import Play, Wish, begin
from sop.training.scenarios import find_piece
from sop.training.stage import Stage
from sop.training.typed import SHOWING, take_apart
from sop.views.flow import as_text
from sop.views.layout import BLANK, Block, Blocks, Column, Section, Table, line, row
from sop.views.train_play import (
    care,
    clock_line,
    happened,
    heading,
    help_screen,
    question_screen,
    told,
)
from sop.views.wording import Wording, counted

HELP = "inject ID | jump TURN | reveal | pause TEXT | all | back"


@dataclass(frozen=True)
class Asked:
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


def held(session: Session, asked: Asked) -> Answer:
    """Begin a class, sit down at a seat of one, steer one, or add several up."""
    if asked.rollup:
        return _rolled_up(session, asked.rollup)
    play = _begun(session, asked) if asked.scenario else _of_file(session, asked)
    definition = play.stage.definition
    seat = role_of(definition, asked.seat)
    if seat is not None and seat not in play.header.roles:
        raise Misuse(f"{seat} has no seat in this class.", f"seats: {', '.join(play.header.roles)}")
    if asked.facilitate is not None:
        play.move(facilitated(asked.facilitate))
    if asked.answer is not None or asked.say is not None:
        _answer(play, seat, asked)
    if session.may_ask and asked.answer is None and asked.say is None and asked.facilitate is None:
        return _at_the_keyboard(session, play, seat)
    return _shown(session, play, seat)


def _begun(session: Session, asked: Asked) -> Play:
    if not asked.roles:
        raise Misuse(
            "it is not said who takes part.",
            "add --roles with their names, a comma between: --roles A,B",
        )
    piece = find_piece(training_library(session), asked.scenario or "")
    words = [one.strip() for one in asked.roles.split(",") if one.strip()]
    roles = tuple(dict.fromkeys(role_of(piece.definition, one) or "" for one in words))
    stage = Stage(piece.definition, piece.scenario, None, 0, roles)
    if not any(stage.asks(turn) for turn in stage.scenario.turns):
        raise Misuse(
            f"{piece.scenario.id} asks nothing of these roles.",
            f"roles: {', '.join(piece.scenario.roles)}",
        )
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(1, 1000)
    play = begin(sessions_of(session), piece, Wish(seed, roles=roles), holidays_of(session))
    if asked.file is not None:
        path = session.here / asked.file
        if path.exists():
            raise Misuse(
                f"there is a file {asked.file} already.",
                "name another one, or leave SCENARIO out to go on",
            )
        try:
            shutil.move(play.path, path)
        except OSError as error:
            raise Misuse(
                f"'{asked.file}' cannot be written: {error.strerror}.", "name another file"
            ) from error
        play.path = path
    return play


def _of_file(session: Session, asked: Asked) -> Play:
    if asked.file is None:
        raise Misuse(
            "it is not said which class.", "give a SCENARIO to begin with, or --file FILE to go on"
        )
    if not (session.here / asked.file).is_file() and not asked.file.upper().startswith("T-"):
        raise Misuse(f"there is no file '{asked.file}'.", "give the file of the class")
    path = session.here / asked.file
    play = loaded_play(session, str(path) if path.is_file() else asked.file)
    if not play.header.roles:
        raise Misuse(
            f"{play.header.id} is no class.", "go on with it: sop train run --resume SESSION"
        )
    return play


def facilitated(text: str) -> Move:
    """What the facilitator does: `inject ID`, `jump TURN`, `reveal`, `pause TEXT`."""
    word, _, rest = text.strip().partition(" ")
    kinds: dict[str, MoveKind] = {
        "inject": "inject",
        "jump": "jump",
        "reveal": "reveal",
        "pause": "pause",
    }
    if word not in kinds:
        raise Misuse(f"'{word}' is nothing that a facilitator does.", f"there is: {HELP}")
    return Move(kinds[word], rest.strip())


def _answer(play: Play, seat: str | None, asked: Asked) -> None:
    """An answer or a command without a prompt; only whoever is asked may answer."""
    question = play.stage.question
    if seat is None:
        raise Misuse("it is not said who answers.", "add --seat ROLE")
    if question is None:
        raise Misuse("this class is at its end.", "look back: sop train debrief FILE")
    if asked.answer is not None and question.role not in (None, seat):
        raise Misuse(f"{question.role} is asked now, not {seat}.", "hand the file on")
    kind: MoveKind = "choice" if asked.answer is not None else "command"
    play.move(Move(kind, asked.answer or asked.say or "", seat))


# ---- screens


def seat_blocks(
    stage: Stage, seat: str | None, happenings: Sequence[Happening], opening: Blocks
) -> Blocks:
    """What is seen from the seat; None: the facilitator's, who sees everything. `opening` stands before it."""
    definition = stage.definition
    you = "facilitator" if seat is None else Wording(definition, stage.now).short(seat)
    clock = clock_line(definition, stage.now, stage.opened_at)
    blocks: list[Block] = [heading(stage.scenario, you=you), clock, *opening]
    blocks += happened(definition, happenings, seat, whole=seat is None)
    question = stage.question
    if question is None:
        return (
            *blocks,
            BLANK,
            line("The exercise is at its end. Look back: sop train debrief FILE"),
        )
    if seat is None or question.role in (None, seat):
        number, times = len(stage.moves) + 1, (stage.now, stage.opened_at)
        return (*blocks, *question_screen(definition, stage.scenario, question, number, times, you))
    return (
        *blocks,
        BLANK,
        line(f"{Wording(definition, stage.now).short(question.role or '')} is asked now. Wait."),
    )


def _opening(session: Session, stage: Stage) -> Blocks:
    """What everybody reads who sits down: what it contains, whom one can talk to, the story."""
    return (*care(stage.scenario, session.workspace.helplines), *told(stage.scenario.story))


def _shown(session: Session, play: Play, seat: str | None) -> Answer:
    stage = play.stage
    return Answer(
        data=_class_json(play, seat),
        changed=True,
        blocks=lambda: seat_blocks(stage, seat, stage.happenings, _opening(session, stage)),
    )


def _class_json(play: Play, seat: str | None) -> Json:
    """What a script may know from this seat."""
    stage, question = play.stage, play.stage.question
    sees = question is not None and (seat is None or question.role in (None, seat))
    seen = as_text(happened(stage.definition, stage.happenings, seat, whole=seat is None), 200)
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


def _at_the_keyboard(session: Session, play: Play, seat: str | None) -> Answer:
    """The keyboard goes from seat to seat; with a seat, until another one is asked."""
    stage = play.stage
    first = seat or (stage.question.role if stage.question else None)
    seated = {first}
    try:
        latest = stage.happenings if not stage.moves else stage.happenings[-10:]
        session.screen.show(seat_blocks(stage, first, latest, _opening(session, stage)))
        while stage.question is not None and (seat is None or stage.question.role in (None, seat)):
            here = seat or stage.question.role
            if not _one_move(session, play, here, seat is None, seated):
                break
    except (KeyboardInterrupt, EOFError):
        said = f"The class {play.header.id} is kept with {counted(len(stage.moves), 'turn')}: {play.path}"
        return Answer(
            data=_class_json(play, seat),
            code=EXIT_INTERRUPTED,
            error="interrupted",
            message=said,
            blocks=lambda: (line(f"TRAINING  {said}"),),
        )
    last = "The class is kept:" if stage.finished else "Hand the file on."
    end = (line(f"TRAINING  {last} {play.path}"), line(f"Look back: sop train debrief {play.path}"))
    return Answer(data=_class_json(play, seat), changed=True, blocks=lambda: end)


def _one_move(
    session: Session, play: Play, seat: str | None, is_facilitator: bool, seated: set[str | None]
) -> bool:
    """One move from the keyboard; False where somebody leaves. Who was seated before has read the story."""
    stage, before = play.stage, len(play.stage.happenings)
    question = stage.question
    assert question is not None
    word = session.asking.text(
        f"{seat or 'you'} ({'f facilitator, ' if is_facilitator else ''}q leaves) >"
    )
    if word == "q":
        return False
    try:
        move = _meant(session, play, seat, word, is_facilitator)
        if move is not None:
            play.move(move)
    except Misuse as misuse:
        session.talk.say(f"{misuse.message} {misuse.remedy}")
        return True
    if move is not None:
        after = stage.question.role if is_facilitator and stage.question is not None else seat
        opening: Blocks = () if after in seated else _opening(session, stage)
        seated.add(after)
        session.screen.show(seat_blocks(stage, after, stage.happenings[before:], opening))
    return True


def _meant(
    session: Session, play: Play, seat: str | None, word: str, is_facilitator: bool
) -> Move | None:
    question = play.stage.question
    assert question is not None
    if word == "f" and is_facilitator:
        text = session.asking.text(f"facilitator ({HELP}) >")
        if text == "all":
            session.screen.show(seat_blocks(play.stage, None, play.stage.happenings, ()))
            return None
        return None if text in ("", "back") else facilitated(text)
    if word in ("c", "?"):
        session.screen.show(shown_checklist(play.stage, seat) if word == "c" else help_screen())
        return None
    if word.isdecimal() and 0 < int(word) <= len(question.options):
        return Move("choice", question.options[int(word) - 1].id, seat)
    if word == str(len(question.options) + 1):
        word = session.asking.text("sop")
    if word in ("", "back"):
        return None
    words = take_apart(word)
    if words.verb in SHOWING:
        session.screen.show(shown(play.stage, seat, words))
        return None
    return Move("command", word, seat)


# ---- adding up


def _rolled_up(session: Session, files: Sequence[str]) -> Answer:
    """What each group chose first, in numbers."""
    store = sessions_of(session)
    found = [store.load(store.find(one) if not Path(one).is_file() else Path(one)) for one in files]
    if len({one.header.scenario_hash for one in found}) != 1:
        raise Misuse(
            "these are sessions of different scenarios.", "add up sessions of one scenario"
        )
    counts: Counter[tuple[str, str]] = Counter()
    for one in found:
        counts.update(first_answers_written(one).items())
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
    return Answer(data=data, blocks=lambda: blocks)
