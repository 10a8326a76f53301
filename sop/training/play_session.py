"""A session as it is played: each move is decided on the stage and stands in the file before it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sop.casework.case_service import calendar_of
from sop.definition.scenario_codec import scenario_hash
from sop.model.calendar import HolidaysOf
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

HolidaysOfCountry = Callable[[str], HolidaysOf]


@value
class PlayRequest:
    """How somebody wants to play."""

    seed: int
    role: str | None = None
    feedback: Feedback | None = None
    assess: bool = False
    learner: str | None = None
    roles: tuple[str, ...] = ()


class Play:
    """One session in a file and on the stage."""

    def __init__(
        self, sessions: Sessions, path: Path, session: TrainingSession, stage: Exercise
    ) -> None:
        self.sessions, self.path, self.session, self.stage = sessions, path, session, stage

    @property
    def header(self) -> Header:
        return self.session.header

    def move(self, move: Move) -> tuple[Happening, ...]:
        """What the move brought; it is on the disk when this returns."""
        happened = self.stage.move(move)
        self._write(len(self.stage.moves), move, happened)
        return happened

    def start(self) -> tuple[Happening, ...]:
        happened = self.stage.start()
        self._write(0, None, happened)
        return happened

    def _write(self, number: int, move: Move | None, happened: Sequence[Happening]) -> None:
        line = turn_line(number, move, self.stage.now.isoformat(), happened, self.session.lines[-1])
        self.sessions.append(self.path, self.session, line)
        self.session = self.session.with_turn(
            move, line
        )  # not read again: a long session would get slower


def default_feedback(scenario: Scenario, assess: bool) -> Feedback:
    """At the end where it is an assessment, at once for beginners, else when a step of the procedure is left."""
    return "end" if assess else "now" if scenario.level == "beginner" else "step"


def begin_session(
    sessions: Sessions, piece: PlayableScenario, wish: PlayRequest, holidays_of: HolidaysOfCountry
) -> Play:
    """A new session, opened and played up to its first question."""
    definition, scenario = piece.definition, piece.scenario
    if wish.role is not None and wish.role not in definition.stakeholders:
        raise UsageError(
            f"'{wish.role}' is no role of {definition.id}.", f"roles: {', '.join(scenario.roles)}"
        )
    plain = Header(
        "",
        definition.id,
        definition.version,
        definition.hash,
        scenario.id,
        scenario_hash(scenario),
        wish.seed,
        wish.role,
        wish.feedback or default_feedback(scenario, wish.assess),
        wish.assess,
        wish.learner,
        roles=wish.roles,
    )
    header = sessions.new_header(lambda name, attempt: replace(plain, id=name, attempt=attempt))
    path = sessions.begin(header, scenario, definition, piece.texts)
    play = Play(
        sessions, path, sessions.load(path), _stage(definition, scenario, header, holidays_of)
    )
    play.start()
    return play


def resume_session(
    sessions: Sessions,
    path: Path,
    find: Callable[[str], Definition | None],
    holidays_of: HolidaysOfCountry,
) -> Play:
    """A session as its file has it: every move is played again and must bring what is written there."""
    session = sessions.load(path)
    definition = find_played_definition(sessions, session.header, find)
    stage = _stage(definition, session.scenario, session.header, holidays_of)
    play = Play(sessions, path, session, stage)
    if not session.started:
        play.start()
        return play
    _replay(stage, session, path)
    return play


def branch_session(
    sessions: Sessions, play: Play, turn: int, texts: Mapping[str, str], feedback: Feedback | None
) -> Play:
    """A new session that is the same up to the question with that number; the first one stays as it is."""
    if not 1 <= turn <= len(play.session.moves) + 1:
        raise UsageError(
            f"there is no turn {turn} in {play.header.id}.",
            f"turns: 1 to {len(play.session.moves) + 1}",
        )
    plain = replace(
        play.header, branch_of=play.header.id, feedback=feedback or play.header.feedback
    )
    header = sessions.new_header(lambda name, attempt: replace(plain, id=name, attempt=attempt))
    old = play.stage
    path = sessions.begin(header, play.session.scenario, old.definition, texts)
    stage = Exercise(old.definition, play.session.scenario, old.calendar, header.seed, old.roles)
    fresh = Play(sessions, path, sessions.load(path), stage)
    fresh.start()
    for move in play.session.moves[: turn - 1]:
        fresh.move(move)
    return fresh


def _stage(
    definition: Definition, scenario: Scenario, header: Header, holidays_of: HolidaysOfCountry
) -> Exercise:
    roles = header.roles or ((header.role,) if header.role else ())
    return Exercise(definition, scenario, calendar_of(definition, holidays_of), header.seed, roles)


def find_played_definition(
    sessions: Sessions, header: Header, find: Callable[[str], Definition | None]
) -> Definition:
    """The very workflow that was played: from the training store, else the one within reach if it is the same."""
    try:
        return sessions.definitions.load_definition(header.hash)
    except DefinitionChanged:
        found = find(header.workflow)
    if found is not None and found.hash == header.hash:
        return found
    has = (
        f"{found.id} {found.version} is another content"
        if found
        else "there is none of that name here"
    )
    raise UsageError(
        f"{header.id} was played with {header.workflow} {header.workflow_version} ({header.hash[:12]}); {has}.",
        "take the workflow's files from where it was played",
    )


def _replay(stage: Exercise, session: TrainingSession, path: Path) -> None:
    happened = stage.start()
    moves: tuple[Move | None, ...] = (None, *session.moves)
    for number, move in enumerate(moves):
        if move is not None:
            try:
                happened = stage.move(move)
            except UsageError as misuse:
                raise _replay_mismatch(path, number) from misuse
        line = turn_line(number, move, stage.now.isoformat(), happened, session.lines[number])
        if line != session.lines[number + 1]:
            raise _replay_mismatch(path, number)


def _replay_mismatch(path: Path, number: int) -> Corrupt:
    return Corrupt(
        f"The training session {path.name} does not come out as it is written (turn {number}).",
        "It was altered, or played with another version of sop. Begin a new one.",
    )
