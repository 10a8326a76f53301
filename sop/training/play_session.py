"""Play a session: every move is in the session's file before the learner sees what it brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sop.casework.case_service import calendar_of
from sop.definition.scenario_codec import scenario_hash
from sop.model.calendar import HolidaysOfCountry
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.scenario import Scenario
from sop.model.training import Feedback, Happening, Header, Move
from sop.model.value import replace, value
from sop.store.port import Corrupt, DefinitionChanged
from sop.training.exercise import Exercise
from sop.training.scenario_library import PlayableScenario
from sop.training.session_file import TrainingSession, turn_line
from sop.training.session_store import Sessions

HASH_LENGTH = 12
"""The digits of a hash in a message: enough to compare two by eye."""


@value
class PlayRequest:
    """What the user chose: one `role`, or the `roles` of a class; `feedback` None: by the level."""

    seed: int
    role: str | None = None
    feedback: Feedback | None = None
    assess: bool = False
    learner: str | None = None
    roles: tuple[str, ...] = ()


class Play:
    """A session with its file. `stage` is the exercise, after all moves of `session`."""

    def __init__(
        self, sessions: Sessions, path: Path, session: TrainingSession, stage: Exercise
    ) -> None:
        self.sessions, self.path, self.session, self.stage = sessions, path, session, stage

    @property
    def header(self) -> Header:
        return self.session.header

    def move(self, move: Move) -> tuple[Happening, ...]:
        """Make the move and return what it brought; it is on the disk when this returns."""
        happenings = self.stage.move(move)
        self._write(move, happenings)
        return happenings

    def start(self) -> tuple[Happening, ...]:
        """Play up to the first question and return what happened; it is on the disk then."""
        happenings = self.stage.start()
        self._write(None, happenings)
        return happenings

    def _write(self, move: Move | None, happenings: Sequence[Happening]) -> None:
        line = _turn_line(self.stage, move, happenings, self.session.lines[-1])
        self.sessions.append(self.path, self.session, line)
        # The line is added, and the file not read again: a long session would become slower.
        self.session = self.session.with_turn(move, line)


def _turn_line(
    exercise: Exercise, move: Move | None, happenings: Sequence[Happening], before: bytes
) -> bytes:
    """Return the line of the last move of the exercise; without a move it is the opening."""
    return turn_line(len(exercise.moves), move, exercise.now.isoformat(), happenings, before=before)


def default_feedback(scenario: Scenario, assess: bool) -> Feedback:
    """Return when to give feedback: an assessment at the end, a beginner now, others by step."""
    if assess:
        return "end"
    if scenario.level == "beginner":
        return "now"
    return "step"


def begin_session(
    sessions: Sessions,
    playable: PlayableScenario,
    request: PlayRequest,
    holidays_of: HolidaysOfCountry,
) -> Play:
    """Return a new session, played up to its first question.

    Raises UsageError if the workflow does not have the role.
    """
    definition, scenario = playable.definition, playable.scenario
    if request.role is not None and request.role not in definition.stakeholders:
        raise UsageError(
            f"'{request.role}' is not a role of {definition.id}.",
            f"Choose one of: {', '.join(scenario.roles)}.",
        )
    header = sessions.new_header(_make_header(definition, scenario, request))
    exercise = _make_exercise(definition, scenario, header, holidays_of)
    return _create_play(sessions, header, exercise, scenario=scenario, texts=playable.texts)


def _make_header(definition: Definition, scenario: Scenario, request: PlayRequest) -> Header:
    """Return the header of the session that is requested, still without an ID."""
    return Header(
        id="",
        workflow=definition.id,
        workflow_version=definition.version,
        hash=definition.hash,
        scenario=scenario.id,
        scenario_hash=scenario_hash(scenario),
        seed=request.seed,
        role=request.role,
        feedback=request.feedback or default_feedback(scenario, request.assess),
        assess=request.assess,
        learner=request.learner,
        roles=request.roles,
    )


def _make_exercise(
    definition: Definition, scenario: Scenario, header: Header, holidays_of: HolidaysOfCountry
) -> Exercise:
    roles = header.roles
    if not roles and header.role:
        roles = (header.role,)
    calendar = calendar_of(definition, holidays_of)
    return Exercise(definition, scenario, calendar, seed=header.seed, roles=roles)


def _create_play(
    sessions: Sessions,
    header: Header,
    exercise: Exercise,
    *,
    scenario: Scenario,
    texts: Mapping[str, str],
) -> Play:
    """Return a new session with a file, played up to its first question.

    `scenario` is the one to write: that of the exercise has names and choices added to it.
    """
    path = sessions.begin(header, scenario, exercise.definition, texts)
    play = Play(sessions, path, sessions.load(path), exercise)
    play.start()
    return play


def resume_session(
    sessions: Sessions,
    path: Path,
    find: Callable[[str], Definition | None],
    holidays_of: HolidaysOfCountry,
) -> Play:
    """Return the session of a file, with every move played again.

    `find` returns the available workflow of an id. Raises UsageError if the workflow that was
    played is not available, Corrupt if a move does not give again what is in the file.
    """
    session = sessions.load(path)
    definition = find_played_definition(sessions, session.header, find)
    exercise = _make_exercise(definition, session.scenario, session.header, holidays_of)
    play = Play(sessions, path, session, exercise)
    if session.started:
        _replay(exercise, session, path)
    else:
        play.start()
    return play


def branch_session(
    sessions: Sessions, play: Play, turn: int, texts: Mapping[str, str], feedback: Feedback | None
) -> Play:
    """Return a new session with the moves before the question number `turn`, from 1.

    The first session stays unchanged. Raises UsageError if it has no such question.
    """
    questions = len(play.session.moves) + 1
    if not 1 <= turn <= questions:
        raise UsageError(
            f"{play.header.id} does not have a turn {turn}.",
            f"Choose a turn from 1 to {questions}.",
        )
    feedback = feedback or play.header.feedback
    header = sessions.new_header(replace(play.header, branch_of=play.header.id, feedback=feedback))
    old, scenario = play.stage, play.session.scenario
    exercise = Exercise(old.definition, scenario, old.calendar, seed=header.seed, roles=old.roles)
    branch = _create_play(sessions, header, exercise, scenario=scenario, texts=texts)
    for move in play.session.moves[: turn - 1]:
        branch.move(move)
    return branch


def find_played_definition(
    sessions: Sessions, header: Header, find: Callable[[str], Definition | None]
) -> Definition:
    """Return the exact workflow that was played: from the training store, else by `find`.

    Raises UsageError if neither has it.
    """
    try:
        return sessions.definitions.load_definition(header.hash)
    except DefinitionChanged:
        found = find(header.workflow)
    if found is None:
        problem = "No workflow of that name is available here."
    elif found.hash != header.hash:
        problem = f"The available {found.id} {found.version} is different."
    else:
        return found
    played = f"{header.workflow} {header.workflow_version} ({header.hash[:HASH_LENGTH]})"
    raise UsageError(
        f"{header.id} was played with {played}. {problem}",
        "Copy the workflow's files from where the session was played.",
    )


def _replay(exercise: Exercise, session: TrainingSession, path: Path) -> None:
    """Play the opening and every move. Raises Corrupt unless each gives its line of the file."""
    _check_line(exercise, None, exercise.start(), session=session, path=path)
    for number, move in enumerate(session.moves, 1):
        try:
            happenings = exercise.move(move)
        except UsageError as error:
            raise _replay_mismatch(path, number) from error
        _check_line(exercise, move, happenings, session=session, path=path)


def _check_line(
    exercise: Exercise,
    move: Move | None,
    happenings: Sequence[Happening],
    *,
    session: TrainingSession,
    path: Path,
) -> None:
    """Raise Corrupt unless the last move of the exercise gives the line in the file."""
    number = len(exercise.moves)
    line = _turn_line(exercise, move, happenings, session.lines[number])
    if line != session.lines[number + 1]:
        raise _replay_mismatch(path, number)


def _replay_mismatch(path: Path, number: int) -> Corrupt:
    return Corrupt(
        f"Replaying the training session {path.name} gives a different result at turn {number}.",
        "The file was edited, or played with another version of sop. Begin a new session.",
    )
