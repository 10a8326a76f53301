"""Whether a scenario is ready for a class: findings with their lines.

A finding is a turn that the procedure refuses, an answer that leads nowhere, a point that no one
can earn, or a text that learners may not understand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from sop.engine.rehearse import run_rehearsal
from sop.grammar import find_verb, parse_line
from sop.model.calendar import Calendar
from sop.model.finding import Finding, Severity
from sop.model.refusal import UsageError
from sop.model.scenario import Choice, Objective, Scenario, Turn
from sop.model.training import PASS_MARK
from sop.model.value import replace, value
from sop.training.all_paths import WalkResult, walk_scenario
from sop.training.exercise import Exercise
from sop.training.model_path import play_model_path
from sop.training.prepare_scenario import prepare_scenario
from sop.training.scenario_library import PlayableScenario
from sop.training.scoring import score_stage
from sop.training.text_checks import collect_known_abbreviations, find_problems

COMMAND = re.compile(r"`(sop [^`]+)`|\b(sop [a-z][a-z-]*)")
"""A command in a text: all of it between backticks, else the program and its verb."""
UNPLAYABLE = ("scenario-refused", "cannot-open")
"""Rules after which no path is walked: the model path itself has no end."""

Path = tuple[str | int, ...]
"""A place in the scenario's file: its keys, and numbers from 0 in lists."""


@value
class ScenarioCheck:
    """What the check of one scenario found. `walk_result` is None if it cannot be played at all.

    `model_percent` and `empty_percent` are the scores of the model path and of no answer.
    """

    name: str
    findings: tuple[Finding, ...]
    walk_result: WalkResult | None
    turns: int
    choices: int
    model_percent: int
    empty_percent: int

    @property
    def ok(self) -> bool:
        return not any(finding.severity == "error" for finding in self.findings)


def check_scenario(
    piece: PlayableScenario,
    calendar: Calendar,
    verbs: Collection[str],
    walks: int | None = None,
    mark: int = PASS_MARK,
) -> ScenarioCheck:
    """Return every finding in the order of the file. `verbs` are the commands of the program."""
    findings = list(_TextChecks(piece, verbs).findings())
    findings += _StructureChecks(piece, calendar).findings()
    walk_result = None
    model_percent = empty_percent = 0
    if not any(finding.rule in UNPLAYABLE for finding in findings):
        walk_result = walk_scenario(piece.definition, piece.scenario, calendar, walks)
        checks = _WalkChecks(piece, calendar, walk_result, mark)
        findings += checks.findings()
        model_percent, empty_percent = checks.model_percent, checks.empty_percent
    findings.sort(key=lambda finding: (finding.position.line, finding.position.column))
    turns = prepare_scenario(piece.definition, piece.scenario).turns
    return ScenarioCheck(
        name=piece.name,
        findings=tuple(findings),
        walk_result=walk_result,
        turns=len(turns),
        choices=sum(len(turn.choices) + 1 for turn in turns if turn.choices),
        model_percent=model_percent,
        empty_percent=empty_percent,
    )


class _Checks:
    """Makes the findings of one scenario."""

    def __init__(self, piece: PlayableScenario) -> None:
        self.piece, self.scenario = piece, piece.scenario

    def error(self, rule: str, path: Path, *, message: str, remedy: str) -> Finding:
        return self.finding(rule, path, severity="error", message=message, remedy=remedy)

    def warning(self, rule: str, path: Path, *, message: str, remedy: str) -> Finding:
        return self.finding(rule, path, severity="warning", message=message, remedy=remedy)

    def finding(
        self, rule: str, path: Path, *, severity: Severity, message: str, remedy: str
    ) -> Finding:
        position = self.piece.places.at(*path)
        found = Finding(rule, severity, position, message, remedy)
        return replace(found, excerpt=self.piece.places.excerpt(position))


class _TextChecks(_Checks):
    """What a learner reads: its length, its words and the commands in it."""

    def __init__(self, piece: PlayableScenario, verbs: Collection[str]) -> None:
        super().__init__(piece)
        self.verbs = verbs

    def findings(self) -> Iterator[Finding]:
        texts = tuple(list_texts(self.scenario))
        explained = collect_known_abbreviations(
            self.piece.definition, self.scenario, [text for _, text in texts]
        )
        for path, text in texts:
            for problem in find_problems(text, explained):
                yield self.finding(
                    problem.rule,
                    path,
                    severity=problem.severity,
                    message=problem.message,
                    remedy=problem.remedy,
                )
            yield from self._check_commands(path, text)

    def _check_commands(self, path: Path, text: str) -> Iterator[Finding]:
        for match in COMMAND.finditer(text):
            command = match[1] or match[2]
            problem = self._find_problem(command)
            if problem:
                yield self.error(
                    "bad-command",
                    path,
                    message=f"`{command}`: {problem}",
                    remedy="Write a command that a user can type.",
                )

    def _find_problem(self, command: str) -> str:
        """Return why the command cannot be read; empty if it can."""
        words = command.split()
        verb = words[1] if len(words) > 1 else ""
        if verb not in self.verbs:
            near = get_close_matches(verb, self.verbs, 1)
            hint = f". Did you mean '{near[0]}'?" if near else ""
            return f"there is no command '{verb}'{hint}"
        known = find_verb(verb)
        has_arguments = " " in command.removeprefix(f"sop {verb}")
        if known is None or not known.learner or not has_arguments:
            return ""
        try:
            parse_line(command)
        except UsageError as error:
            return f"{error.message} {error.remedy}"
        return ""


class _StructureChecks(_Checks):
    """The model path, the choices and the objectives, without playing the other paths."""

    def __init__(self, piece: PlayableScenario, calendar: Calendar) -> None:
        super().__init__(piece)
        self.calendar = calendar

    def findings(self) -> Iterator[Finding]:
        yield from self._check_model_path()
        for number, turn in enumerate(self.scenario.turns):
            if turn.choices:
                yield from self._check_turn(("turns", number), turn)
        yield from self._check_weights()
        for number, objective in enumerate(self.scenario.objectives):
            yield from self._check_objective(("objectives", number), objective)

    def _check_model_path(self) -> Iterator[Finding]:
        """Find the turn whose result differs from what the file says, with the engine's reasons."""
        rehearsal = run_rehearsal(self.piece.definition, self.scenario, self.calendar)
        if rehearsal.ok:
            return
        path: Path = ("turns",)
        if rehearsal.turn:
            path = ("turns", rehearsal.turn - 1)
        reasons = "".join(f"; {reason.what}" for reason in rehearsal.reasons)
        yield self.error(
            "scenario-refused",
            path,
            message=f"turn {rehearsal.turn}: {rehearsal.problem}{reasons}",
            remedy="Correct the turn. If it should be refused, write it as `try` with `refused:`.",
        )

    def _check_turn(self, path: Path, turn: Turn) -> Iterator[Finding]:
        roles, role = self.scenario.roles, turn.call.as_
        if roles and role and role not in roles:
            yield self.warning(
                "unreachable-turn",
                path,
                message=f"turn {turn.id} asks {role}, which is not one of the learner's roles",
                remedy="Add it to `roles:`.",
            )
        for number, choice in enumerate(turn.choices):
            yield from self._check_choice((*path, "choices", number), turn, choice)

    def _check_choice(self, path: Path, turn: Turn, choice: Choice) -> Iterator[Finding]:
        if choice.id == turn.id:
            yield self.error(
                "same-id",
                path,
                message=f"the choice {choice.id} has the id of its turn",
                remedy="Give it another id: the id of the turn names the right answer.",
            )
        if not (choice.then or choice.tell or choice.minutes):
            yield self.warning(
                "leads-nowhere",
                path,
                message=f"the choice {choice.id} has no consequence",
                remedy="Write `then:` with a text, the minutes that it costs, or what it does.",
            )
        if not choice.mistake and not choice.points:
            yield self.warning(
                "no-feedback",
                path,
                message=f"the choice {choice.id} has no feedback",
                remedy="Write `mistake:` with the better answer and the reason.",
            )

    def _check_weights(self) -> Iterator[Finding]:
        objectives = self.scenario.objectives
        if objectives and not sum(objective.weight for objective in objectives):
            yield self.error(
                "weights",
                ("objectives",),
                message="the weights of the objectives add up to 0",
                remedy="Give at least one objective a `weight:` above 0.",
            )

    def _check_objective(self, path: Path, objective: Objective) -> Iterator[Finding]:
        if not _has_points(objective):
            yield self.error(
                "cannot-earn",
                path,
                message=f"nothing earns points for {objective.id}",
                remedy="Add `earn:` with points.",
            )
        elif not objective.weight:
            yield self.warning(
                "weights",
                path,
                message=f"{objective.id} has no weight",
                remedy="Give it a `weight:`, or remove it.",
            )


def _has_points(objective: Objective) -> bool:
    return any(evidence.points > 0 for evidence in objective.earn)


class _WalkChecks(_Checks):
    """What playing the paths shows: what is never met, and what the model path and silence earn."""

    def __init__(
        self, piece: PlayableScenario, calendar: Calendar, walked: WalkResult, mark: int
    ) -> None:
        super().__init__(piece)
        self.calendar, self.walk_result, self.mark = calendar, walked, mark
        self.model_percent = self.empty_percent = 0

    def findings(self) -> Iterator[Finding]:
        """Yield the findings; the two percentages are set afterwards, and 0 if a walk failed."""
        yield from self._check_turns()
        yield from self._check_injects()
        yield from self._check_reached()
        if self.walk_result.failure:
            yield self.error(
                "walk-failed",
                ("turns",),
                message=f"a walk failed: {self.walk_result.failure}",
                remedy="Play the scenario by hand.",
            )
            return
        yield from self._check_model_score()
        yield from self._check_empty_score()

    def _check_model_score(self) -> Iterator[Finding]:
        model = play_model_path(self.piece.definition, self.scenario, self.calendar)
        score = score_stage(model, self.mark)
        self.model_percent = int(score.percent)
        if score.passed:
            return
        reasons = "; ".join(mishap.what for mishap in score.mishaps)
        if not reasons:
            reasons = f"{float(score.percent):.0f} %, and the pass mark is {self.mark} %"
        yield self.error(
            "model-fails",
            (),
            message=f"the answers of the model path do not pass: {reasons}",
            remedy="Let the model path earn the points.",
        )

    def _check_empty_score(self) -> Iterator[Finding]:
        empty = Exercise(self.piece.definition, self.scenario, self.calendar)
        empty.start()
        score = score_stage(empty, self.mark)
        self.empty_percent = int(score.percent)
        if empty.question is not None and score.reaches_mark:
            yield self.error(
                "empty-passes",
                (),
                message=f"a learner who answers nothing has {float(score.percent):.0f} %",
                remedy="Let answers earn the points.",
            )

    def _check_turns(self) -> Iterator[Finding]:
        prepared = prepare_scenario(self.piece.definition, self.scenario)
        for number, turn in enumerate(prepared.turns):
            if turn.id not in self.walk_result.turns:
                yield self.warning(
                    "unreachable-turn",
                    ("turns", number),
                    message=f"no path reaches {turn.id}",
                    remedy="Remove it, or change what comes before it.",
                )
            # Choices that the author did not write have no place in the file, and a sample of
            # paths may miss an answer.
            if self.scenario.turns[number].choices and self.walk_result.is_complete:
                yield from self._check_choices(number, turn)

    def _check_choices(self, number: int, turn: Turn) -> Iterator[Finding]:
        for place, choice in enumerate(turn.choices):
            if (turn.id or "", choice.id) not in self.walk_result.choices:
                yield self.warning(
                    "unreachable-turn",
                    ("turns", number, "choices", place),
                    message=f"no path reaches the choice {choice.id}",
                    remedy="Change what comes before it.",
                )

    def _check_injects(self) -> Iterator[Finding]:
        for number, inject in enumerate(self.scenario.injects):
            if inject.id not in self.walk_result.injects:
                yield self.finding(
                    "inject-never",
                    ("injects", number),
                    severity="note",
                    message=f"no path meets the inject {inject.id}",
                    remedy="It happens only if the facilitator starts it.",
                )

    def _check_reached(self) -> Iterator[Finding]:
        for number, objective in enumerate(self.scenario.objectives):
            is_reached = objective.id in self.walk_result.reached_objectives
            if _has_points(objective) and not is_reached:
                yield self.error(
                    "cannot-earn",
                    ("objectives", number),
                    message=f"no path earns points for {objective.id}",
                    remedy="Let an answer or an action on some path earn the points.",
                )


def list_texts(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Yield every text that a learner reads, with its place in the file."""
    yield ("story",), scenario.story
    yield ("content_note",), scenario.content_note
    for number, turn in enumerate(scenario.turns):
        path: Path = ("turns", number)
        yield (*path, "tell"), turn.tell
        yield (*path, "say"), turn.say
        for place, choice in enumerate(turn.choices):
            inside = (*path, "choices", place)
            yield (*inside, "say"), choice.say
            yield (*inside, "mistake"), choice.mistake
            yield (*inside, "then"), choice.tell
    for number, inject in enumerate(scenario.injects):
        yield ("injects", number, "tell"), inject.tell
    for number, objective in enumerate(scenario.objectives):
        yield ("objectives", number, "text"), objective.text
