"""`sop train run`: a session with a learner at the keyboard."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sop.commands import suggestion_line
from sop.commands.context import CommandContext
from sop.commands.output import EXIT_INTERRUPTED, Advice, CommandResult
from sop.commands.train.exercise_input import complete_line
from sop.commands.train.result_file import keep_result
from sop.commands.train.role_view import role_checklist, role_screen
from sop.commands.train.training_context import (
    ends_json,
    has_questions,
    holidays_of,
    learner_code,
    load_play,
    role_of,
    score_json,
    seed_or_random,
    sessions_of,
    training_library,
    turns_json,
)
from sop.grammar import SHOWING_VERBS, WRITING_VERBS, parse_line
from sop.model.refusal import UsageError
from sop.model.scenario import Turn
from sop.model.suggestion import Suggestion
from sop.model.training import Feedback, Happening, Move, Question
from sop.training.play_session import Play, PlayRequest, begin_session, branch_session
from sop.training.scenario_library import PlayableScenario, find_scenario, list_scenarios
from sop.training.scoring import score_stage
from sop.views.labels import Wording, count_text
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
"""Happenings that are shown one by one after the last question; more do not fit on a screen."""
LATEST = 12
"""How many happenings are shown to a learner who resumes a session."""


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
    """Return a command as it is typed in the exercise: without its case and stakeholder."""
    return suggestion_line.suggestion_line(suggestion, suggestion_line.Asker())


class LearnerQuit(Exception):
    """The learner leaves with q."""


def run_session(session: CommandContext, asked: RunOptions) -> CommandResult:
    """Begin or resume a session, and play until its end or until the learner leaves."""
    if asked.time not in ("simulated", "real"):
        raise UsageError(
            f"'{asked.time}' is not a valid value of --time.", "Use simulated or real."
        )
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
        raise UsageError("--turn needs a session.", "Add --resume SESSION.")
    _needs_a_person(session)
    scenario = asked.scenario or _ask_scenario(session)
    playable = find_scenario(training_library(session), scenario)
    wish = PlayRequest(
        seed_or_random(asked.seed),
        role_of(playable.definition, asked.role),
        _mode(asked.feedback),
        asked.assess,
        learner_code(asked.learner),
    )
    check_role(playable, wish.role)
    return begin_session(sessions_of(session), playable, wish, holidays_of(session))


def _needs_a_choice(session: CommandContext) -> None:
    if not session.may_ask:
        raise UsageError("No scenario given.", "To list the scenarios", Suggestion("train list"))


def _ask_scenario(session: CommandContext) -> str:
    choices = {one.name: one.scenario.title for one in list_scenarios(training_library(session))}
    if not choices:
        raise UsageError("There are no scenarios yet.", "To write one", Suggestion("train new"))
    return session.prompt.choice("Which scenario?", choices)


def check_role(playable: PlayableScenario, role: str | None) -> None:
    """Raise UsageError if the scenario has no questions for the role."""
    if role is None or has_questions(playable, (role,)):
        return
    turns = playable.scenario.turns
    asked = sorted({turn.call.as_ or "" for turn in turns if turn.choices})
    raise UsageError(
        f"Scenario {playable.scenario.id} has no questions for {role}.",
        f"It has questions for: {', '.join(asked)}.",
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
            "A session needs a learner at a terminal.",
            "Without one, use sop train play with a file of answers.",
        )


def _mode(word: str | None) -> Feedback | None:
    if word is None:
        return None
    for mode in MODES:
        if mode == word:
            return mode
    raise UsageError(
        f"'{word}' is not a valid value of --feedback.", f"Choose one of: {', '.join(MODES)}."
    )


@dataclass
class LearnerTerminal:
    """Shows what happened, asks the questions, and gives feedback when it is due."""

    session: CommandContext
    play: Play
    real_time: bool = False
    held: tuple[tuple[Turn, str], ...] = ()  # answers whose feedback is still to come

    def play_on(self) -> None:
        """Play from the present question to the end."""
        stage, header = self.play.stage, self.play.header
        helplines = self.session.workspace.helplines
        self.show(introduction(stage.definition, stage.scenario, header, self.you, helplines))
        self.show_happenings(stage.happenings[-LATEST:] if stage.moves else stage.happenings)
        while stage.question is not None:
            self.ask(stage.question)
        if header.feedback != "end":
            self.give_held_feedback()

    @property
    def you(self) -> str:
        """The short name of the learner's role; empty for a learner who plays all roles."""
        role = self.play.header.role
        if role is None:
            return ""
        return Wording(self.play.stage.definition, self.play.stage.now).short(role)

    def show(self, blocks: Blocks) -> None:
        self.session.screen.show(blocks, exercise_line)

    def ask(self, question: Question) -> None:
        """Ask one question until a move is made."""
        stage = self.play.stage
        number = len(stage.moves) + 1
        clock = (stage.now, stage.opened_at)
        self.show(
            question_screen(stage.definition, stage.scenario, question, number, clock, self.you)
        )
        while True:
            began = time.monotonic()
            word = self.session.prompt.text(">")
            waited = 0
            if self.real_time:
                waited = int((time.monotonic() - began) // 60)  # in minutes
            move = self.parse_answer(question, word)
            if move is not None and self.make_move(replace(move, waited=waited)):
                return

    def parse_answer(self, question: Question, word: str) -> Move | None:
        """Return the move that the word makes; None if it only shows something or is unknown."""
        options = question.options
        if word in ("q", "quit", "exit"):
            raise LearnerQuit
        if word in ("?", "help"):
            self.show(help_screen())
        elif word in ("c", "checklist"):
            self.show(role_checklist(self.play.stage, self.play.header.role))
        elif word == "back":
            self.session.talk.say("An answer cannot be changed.", *self.replay_hint())
        elif word.isdecimal() and 0 < int(word) <= len(options):
            return Move("choice", options[int(word) - 1].id, self.play.header.role)
        elif word == str(len(options) + 1):
            return self.parse_typed(self.session.prompt.text("sop"))
        elif word.split(" ")[0] in ("sop", *WRITING_VERBS, *SHOWING_VERBS):
            return self.parse_typed(word)
        elif word:
            self.session.talk.say(
                f"That is not one of the choices. Type 1 to {len(options) + 1}, c, ? or q."
            )
        return None

    def replay_hint(self) -> tuple[Wordy, ...]:
        """Return how to play the last turn again; empty before the first answer."""
        turn = len(self.play.stage.moves)
        if not turn:
            return ()
        options = (("resume", self.play.header.id), ("turn", str(turn)))
        return (" To play that turn again: ", Suggestion("train run", options=options))

    def parse_typed(self, text: str) -> Move | None:
        """Return the move of a typed command; None if it only shows something or cannot be read."""
        if text in ("", "back"):
            return None
        if text in ("q", "quit"):
            raise LearnerQuit
        try:
            words = parse_line(text)
        except UsageError as mistake:
            self.session.say_mistake(mistake)
            return None
        if words.verb in SHOWING_VERBS:
            self.show(role_screen(self.play.stage, self.play.header.role, words))
            return None
        role = self.play.header.role
        return Move("command", complete_line(self.session, self.play.stage, role, text), role)

    def make_move(self, move: Move) -> bool:
        """Make the move and show what happened. Return False if the exercise does not accept it."""
        stage = self.play.stage
        turn = stage.current_turn
        try:
            happenings = self.play.move(move)
        except UsageError as mistake:
            self.session.say_mistake(mistake)
            return False
        self.show_happenings(happenings, turn)
        return True

    def show_happenings(self, happenings: Sequence[Happening], turn: Turn | None = None) -> None:
        """Show what happened, and the feedback that becomes due. `turn` was answered before."""
        stage, is_due = self.play.stage, False
        folded = self.fold_happenings(happenings)
        if folded:
            summary = remaining_path_block(stage.definition, stage.scenario, folded)
        for one in happenings:
            if one in folded:
                if one is folded[0]:
                    self.show(summary)
                continue
            if one.kind == "turn" and is_due:
                # First what an answer brings about, then its feedback, then the next turn.
                self.give_held_feedback()
            self.show(happening_blocks(stage.definition, (one,)))
            if one.kind == "answered" and one.own and turn is not None:
                self.held += ((turn, one.choice),)
            is_due = is_due or self.makes_feedback_due(one, turn)
        if is_due:
            self.give_held_feedback()

    def makes_feedback_due(self, one: Happening, turn: Turn | None) -> bool:
        """Whether feedback follows: as the mode says, or after a harmful answer.

        An assessment gives none for harm alone.
        """
        header = self.play.header
        if header.feedback == "step" and leaves_a_step(one):
            return True
        if one.kind != "answered" or not one.own or turn is None:
            return False
        return header.feedback == "now" or (not header.assess and self.is_harm(turn, one.choice))

    def fold_happenings(self, happenings: Sequence[Happening]) -> Sequence[Happening]:
        """Return the events after the last question that are shown as a summary."""
        if self.play.stage.question is not None or len(happenings) <= MOST_AT_ONCE:
            return ()
        shown = MOST_AT_ONCE // 2
        after = 0
        for place, one in enumerate(happenings):
            if one.kind == "answered" and one.own:
                after = place
                break
        middle = happenings[after + shown : -shown]
        return [one for one in middle if one.kind == "event" and not one.own]

    def is_harm(self, turn: Turn, choice: str) -> bool:
        """Whether the author marked the answer as critical."""
        return any(one.critical for one in turn.choices if one.id == choice)

    def give_held_feedback(self) -> None:
        for turn, chosen in self.held:
            choice = next((one for one in turn.choices if one.id == chosen), None)
            self.show(feedback(self.play.stage.definition, turn, choice, self.play.stage.now))
        self.held = ()


def _quit_result(session: CommandContext, play: Play, code: int) -> CommandResult:
    """Return the result of a session that the learner left: it is saved, without a score."""
    turns = count_text(len(play.session.moves), "turn")
    message = f"Session {play.header.id} is saved with {turns}."
    more = Suggestion("train run", options=(("resume", play.header.id),))
    return CommandResult(
        data=_data(play),
        code=code,
        error="interrupted" if code else None,
        message=Advice(f"{message} To go on", more),
        blocks=lambda: (
            line(f"TRAINING  {message}"),
            line("To go on: ", more),
            *helpline_lines(session.workspace.helplines),
        ),
    )


def finish_play(play: Play) -> CommandResult:
    """Return the result of a session that has ended: its score, and its result file if any."""
    found = score_stage(play.stage)
    data = _data(play) | {"score": score_json(found)}
    where: Blocks = ()
    path = keep_result(play, found) if play.header.assess else None
    if path is not None:
        data["result_file"] = str(path)
        where = (line(f"Result: {path}"),)

    def blocks() -> Blocks:
        screen = score_screen(play.stage.definition, play.stage.scenario, found, play.header.id)
        debrief = line("Look back: ", Suggestion("train debrief", play.header.id))
        return (*screen, BLANK, *where, debrief)

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
