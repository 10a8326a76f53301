"""`sop train run`: a session with a person at the keyboard."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sop.commands import suggestion_line
from sop.commands.context import CommandContext
from sop.commands.exercise_input import completed_line
from sop.commands.output import EXIT_INTERRUPTED, Advice, CommandResult
from sop.commands.train.result_file import keep_result
from sop.commands.train.role_view import role_checklist, role_screen
from sop.commands.train.training_context import (
    ends_json,
    holidays_of,
    learner_code,
    load_play,
    role_of,
    score_json,
    sessions_of,
    training_library,
    turns_json,
)
from sop.grammar import SHOWING_VERBS, WRITING_VERBS, parse_line
from sop.model.refusal import UsageError
from sop.model.scenario import Turn
from sop.model.suggestion import Suggestion
from sop.model.training import Feedback, Happening, Move, Question
from sop.training.exercise import Exercise
from sop.training.play_session import Play, PlayRequest, begin_session, branch_session
from sop.training.scenario_library import PlayableScenario, find_scenario, list_scenarios
from sop.training.scoring import score_stage
from sop.views.labels import Wording
from sop.views.terminal.blocks import BLANK, Blocks, Wordy, line
from sop.views.train.play_screens import (
    feedback,
    happening_blocks,
    help_screen,
    helpline_lines,
    introduction,
    leaves_a_step,
    question_screen,
    remaining_path_block,
)
from sop.views.train.score_screens import score_screen

MODES: tuple[Feedback, ...] = ("now", "step", "end")
MOST_AT_ONCE = 20
"""Events that are told one by one where nobody is asked any more."""


@dataclass(frozen=True)
class RunOptions:
    """The options of the command, as they were given."""

    scenario: str | None
    role: str | None
    feedback: str | None
    seed: int | None
    resume: str | None
    turn: int | None
    assess: bool
    learner: str | None
    time: str


def exercise_line(suggestion: Suggestion) -> str:
    """A command as it is typed in the exercise, which knows its case and who plays."""
    return suggestion_line.suggestion_line(suggestion, suggestion_line.Asker())


class LearnerQuit(Exception):
    """The learner leaves with q."""


def run_session(session: CommandContext, asked: RunOptions) -> CommandResult:
    """Play from the beginning, or go on, until the end or until the learner leaves."""
    if asked.time not in ("simulated", "real"):
        raise UsageError(f"--time is {asked.time!r}.", "it is simulated or real")
    play = _resume_play(session, asked) if asked.resume else _begin_play(session, asked)
    if play.stage.question is None:
        return finish_play(play)
    table = LearnerTerminal(session, play, asked.time == "real")
    try:
        table.play_on()
    except LearnerQuit:
        return _quit_result(session, play, code=0)
    except (KeyboardInterrupt, EOFError):
        return _quit_result(session, play, code=EXIT_INTERRUPTED)
    return finish_play(play)


def _begin_play(session: CommandContext, asked: RunOptions) -> Play:
    if asked.scenario is None:
        _needs_a_choice(session)
    if asked.turn is not None:
        raise UsageError("--turn goes with --resume.", "name the session with --resume too")
    _needs_a_person(session)
    piece = find_scenario(training_library(session), asked.scenario or _chosen_scenario(session))
    wish = PlayRequest(
        asked.seed if asked.seed is not None else random.SystemRandom().randrange(1, 1000),
        role_of(piece.definition, asked.role),
        _mode(asked.feedback),
        asked.assess,
        learner_code(asked.learner),
    )
    check_role(piece, wish.role)
    return begin_session(sessions_of(session), piece, wish, holidays_of(session))


def _needs_a_choice(session: CommandContext) -> None:
    if not session.may_ask:
        raise UsageError(
            "it is not said which scenario.", "see which there are", Suggestion("train list")
        )


def _chosen_scenario(session: CommandContext) -> str:
    choices = {one.name: one.scenario.title for one in list_scenarios(training_library(session))}
    if not choices:
        raise UsageError("there is no scenario yet.", "write one", Suggestion("train new"))
    return session.prompt.choice("Which scenario?", choices)


def check_role(piece: PlayableScenario, role: str | None) -> None:
    """Misuse where the scenario asks nothing of the role."""
    if role is None:
        return
    stage = Exercise(piece.definition, piece.scenario, None, 0, (role,))
    if not any(stage.asks(turn) for turn in stage.scenario.turns):
        asked = sorted({turn.call.as_ or "" for turn in stage.scenario.turns if turn.choices})
        raise UsageError(
            f"{piece.scenario.id} asks nothing of {role}.", f"it asks: {', '.join(asked)}"
        )


def _resume_play(session: CommandContext, asked: RunOptions) -> Play:
    assert asked.resume is not None
    play = load_play(session, asked.resume)
    if asked.turn is not None:
        texts = play.sessions.definitions.texts(play.header.hash)
        _needs_a_person(session)
        return branch_session(play.sessions, play, asked.turn, texts, _mode(asked.feedback))
    if play.stage.question is not None:
        _needs_a_person(session)
    return play


def _needs_a_person(session: CommandContext) -> None:
    if not session.may_ask:
        raise UsageError(
            "a session is played by a person at a terminal.",
            "without one, play it with train play and a file of answers",
        )


def _mode(word: str | None) -> Feedback | None:
    if word is None:
        return None
    for mode in MODES:
        if mode == word:
            return mode
    raise UsageError(f"--feedback is {word!r}.", f"it is one of: {', '.join(MODES)}")


@dataclass
class LearnerTerminal:
    """The learner's place: shows what happened, asks, and gives feedback when it is time for it."""

    session: CommandContext
    play: Play
    real_time: bool = False
    held: tuple[tuple[Turn, str], ...] = ()  # answers whose feedback is still to come

    def play_on(self) -> None:
        """From where the session stands to its end."""
        stage, header = self.play.stage, self.play.header
        helplines = self.session.workspace.helplines
        self.show(introduction(stage.definition, stage.scenario, header, self.you, helplines))
        self.tell(stage.happenings if not stage.moves else stage.happenings[-12:])
        while stage.question is not None:
            self.ask(stage.question)
        if header.feedback != "end":
            self.give_held_feedback()

    @property
    def you(self) -> str:
        role = self.play.header.role
        return Wording(self.play.stage.definition, self.play.stage.now).short(role) if role else ""

    def show(self, blocks: Blocks) -> None:
        self.session.screen.show(blocks, exercise_line)

    def ask(self, question: Question) -> None:
        """One question, until a move is made."""
        stage = self.play.stage
        number = len(stage.moves) + 1
        clock = (stage.now, stage.opened_at)
        self.show(
            question_screen(stage.definition, stage.scenario, question, number, clock, self.you)
        )
        while True:
            began = time.monotonic()
            word = self.session.prompt.text(">")
            waited = int((time.monotonic() - began) // 60) if self.real_time else 0
            move = self.meant(question, word)
            if move is not None and self.make_move(replace(move, waited=waited)):
                return

    def meant(self, question: Question, word: str) -> Move | None:
        """The move that the word means; None where it only shows something or means nothing."""
        options = question.options
        if word in ("q", "quit", "exit"):
            raise LearnerQuit
        if word in ("?", "help"):
            self.show(help_screen())
        elif word in ("c", "checklist"):
            self.show(role_checklist(self.play.stage, self.play.header.role))
        elif word == "back":
            self.session.talk.say("An answer stands.", *self.again())
        elif word.isdecimal() and 0 < int(word) <= len(options):
            return Move("choice", options[int(word) - 1].id, self.play.header.role)
        elif word == str(len(options) + 1):
            return self.parse_typed(self.session.prompt.text("sop"))
        elif word.split(" ")[0] in ("sop", *WRITING_VERBS, *SHOWING_VERBS):
            return self.parse_typed(word)
        elif word:
            self.session.talk.say(f"That is none of them: type 1 to {len(options) + 1}, c, ? or q.")
        return None

    def again(self) -> tuple[Wordy, ...]:
        """How to play the last answered turn again, in a session of its own."""
        turn = len(self.play.stage.moves)
        if not turn:
            return ()
        options = (("resume", self.play.header.id), ("turn", str(turn)))
        return (" That turn again: ", Suggestion("train run", options=options))

    def parse_typed(self, text: str) -> Move | None:
        """Something else: a command as at work."""
        if text in ("", "back"):
            return None
        if text in ("q", "quit"):
            raise LearnerQuit
        try:
            words = parse_line(text)
        except UsageError as misuse:
            self.session.say_mistake(misuse)
            return None
        if words.verb in SHOWING_VERBS:
            self.show(role_screen(self.play.stage, self.play.header.role, words))
            return None
        role = self.play.header.role
        return Move("command", completed_line(self.session, self.play.stage, role, text), role)

    def make_move(self, move: Move) -> bool:
        """Whether the move was taken; what it brought is told then."""
        stage = self.play.stage
        turn = stage.current_turn
        try:
            happenings = self.play.move(move)
        except UsageError as misuse:
            self.session.say_mistake(misuse)
            return False
        self.tell(happenings, turn)
        return True

    def tell(self, happenings: Sequence[Happening], turn: Turn | None = None) -> None:
        """What happened, with the feedback that is due on the way."""
        mode, is_due = self.play.header.feedback, False
        folded = self.fold_happenings(happenings)
        for one in happenings:
            if one in folded:
                if one is folded[0]:
                    self.show(
                        remaining_path_block(
                            self.play.stage.definition, self.play.stage.scenario, folded
                        )
                    )
                continue
            if (
                one.kind == "turn" and is_due
            ):  # what follows an answer is told before what is said about it
                self.give_held_feedback()
            self.show(happening_blocks(self.play.stage.definition, (one,)))
            if one.kind == "answered" and one.own and turn is not None:
                self.held += ((turn, one.choice),)
                harms = self.is_harm(turn, one.choice) and not self.play.header.assess
                is_due = is_due or mode == "now" or harms
            is_due = is_due or (mode == "step" and leaves_a_step(one))
        if is_due:
            self.give_held_feedback()

    def fold_happenings(self, happenings: Sequence[Happening]) -> Sequence[Happening]:
        """What the model path does by itself after the last question, where that is more than a screen can hold."""
        if self.play.stage.question is not None or len(happenings) <= MOST_AT_ONCE:
            return ()
        shown = MOST_AT_ONCE // 2
        after = next(
            (at for at, one in enumerate(happenings) if one.kind == "answered" and one.own), 0
        )
        return [
            one for one in happenings[after + shown : -shown] if one.kind == "event" and not one.own
        ]

    def is_harm(self, turn: Turn, choice: str) -> bool:
        return any(one.critical for one in turn.choices if one.id == choice)

    def give_held_feedback(self) -> None:
        for turn, chosen in self.held:
            choice = next((one for one in turn.choices if one.id == chosen), None)
            self.show(feedback(self.play.stage.definition, turn, choice, self.play.stage.now))
        self.held = ()


def _quit_result(session: CommandContext, play: Play, code: int) -> CommandResult:
    """The session is kept; there is no score."""
    done = len(play.session.moves)
    said = f"Session {play.header.id} is kept with {done} turn{'' if done == 1 else 's'}."
    more = Suggestion("train run", options=(("resume", play.header.id),))
    return CommandResult(
        data=_data(play),
        code=code,
        error="interrupted" if code else None,
        message=Advice(f"{said} Go on", more),
        blocks=lambda: (
            line(f"TRAINING  {said}"),
            line("Go on: ", more),
            *helpline_lines(session.workspace.helplines),
        ),
    )


def finish_play(play: Play) -> CommandResult:
    """The end: the score, and where to look back."""
    found = score_stage(play.stage)
    data = _data(play) | {"score": score_json(found)}
    kept = keep_result(play, found) if play.header.assess else None
    if kept is not None:
        data["result_file"] = str(kept)

    def blocks() -> Blocks:
        screen = score_screen(play.stage.definition, play.stage.scenario, found, play.header.id)
        where = (line(f"Result: {kept}"),) if kept is not None else ()
        return (
            *screen,
            BLANK,
            *where,
            line("Look back: ", Suggestion("train debrief", play.header.id)),
        )

    return CommandResult(data=data, changed=True, blocks=blocks)


def _data(play: Play) -> dict[str, object]:
    header = play.header
    return {
        "session": header.id,
        "workflow": header.workflow,
        "scenario": header.scenario,
        "seed": header.seed,
        "role": header.role,
        "finished": play.stage.finished,
        "turns": turns_json(play),
        "score": None,
        "ends": ends_json(play.stage),
        "result_file": None,
    }
