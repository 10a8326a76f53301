"""Is a scenario ready for a class? Findings with their lines: what is refused, leads nowhere or cannot be earned."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from difflib import get_close_matches

from sop.engine.rehearse import run_rehearsal
from sop.model.calendar import Calendar
from sop.model.finding import Finding, Severity
from sop.model.refusal import UsageError
from sop.model.scenario import Choice, Scenario, Turn
from sop.model.training import PASS_MARK
from sop.model.value import value
from sop.training.all_paths import WalkResult, walk_scenario
from sop.training.exercise import Exercise
from sop.training.model_path import play_model_path
from sop.training.prepare_scenario import prepare_scenario
from sop.training.scenario_library import PlayableScenario
from sop.training.scoring import score_stage
from sop.training.text_checks import collect_known_abbreviations, find_problems
from sop.training.typed_command import OPTIONS, split_typed_line

COMMAND = re.compile(r"`(sop [^`]+)`|\b(sop [a-z][a-z-]*)")


@value
class ScenarioCheck:
    """What the check of one scenario found. `walked` is None where it cannot be played at all."""

    name: str
    findings: tuple[Finding, ...]
    walked: WalkResult | None
    turns: int
    choices: int
    model_percent: int
    empty_percent: int

    @property
    def ok(self) -> bool:
        return not any(one.severity == "error" for one in self.findings)


def check_scenario(
    piece: PlayableScenario,
    calendar: Calendar,
    verbs: Collection[str],
    walks: int | None = None,
    mark: int = PASS_MARK,
) -> ScenarioCheck:
    """Every finding, in the order of the file. `verbs` are the commands that the program knows."""
    checks = _Checks(piece, calendar, verbs, mark)
    findings = [
        *checks.check_model(),
        *checks.check_texts(),
        *checks.check_choices(),
        *checks.check_objectives(),
    ]
    scenario = prepare_scenario(piece.definition, piece.scenario)
    found, model, empty = None, 0, 0
    if not any(one.rule in ("scenario-refused", "cannot-open") for one in findings):
        found = walk_scenario(piece.definition, piece.scenario, calendar, walks)
        more, model, empty = checks.check_walks(found)
        findings += more
    findings.sort(key=lambda one: (one.position.line, one.position.column))
    choices = sum(len(turn.choices) + 1 for turn in scenario.turns if turn.choices)
    return ScenarioCheck(
        piece.name, tuple(findings), found, len(scenario.turns), choices, model, empty
    )


class _Checks:
    def __init__(
        self, piece: PlayableScenario, calendar: Calendar, verbs: Collection[str], mark: int
    ) -> None:
        self.piece, self.scenario, self.calendar, self.verbs, self.mark = (
            piece,
            piece.scenario,
            calendar,
            verbs,
            mark,
        )

    def make_finding(
        self, rule: str, severity: Severity, path: tuple[str | int, ...], message: str, remedy: str
    ) -> Finding:
        position = self.piece.places.at(*path)
        found = Finding(rule, severity, position, message, remedy)
        return replace(found, excerpt=self.piece.places.excerpt(position))

    def check_model(self) -> Iterator[Finding]:
        """A turn that goes otherwise than written, with the engine's reasons."""
        found = run_rehearsal(self.piece.definition, self.scenario, self.calendar)
        if found.ok:
            return
        reasons = "".join(f"; {one.what}" for one in found.reasons)
        path = ("turns", found.turn - 1) if found.turn else ("turns",)
        remedy = (
            "Put the turn right, or write it as `try` with `refused:` where the refusal is meant."
        )
        yield self.make_finding(
            "scenario-refused",
            "error",
            path,
            f"turn {found.turn}: {found.problem}{reasons}",
            remedy,
        )

    # ---- texts

    def check_texts(self) -> Iterator[Finding]:
        texts = tuple(list_texts(self.scenario))
        explained = collect_known_abbreviations(
            self.piece.definition, self.scenario, [text for _, text in texts]
        )
        for path, text in texts:
            for rule, severity, message, remedy in find_problems(text, explained):
                yield self.make_finding(rule, severity, path, message, remedy)
            for typed in COMMAND.finditer(text):
                problem = self._problem(typed[1] or typed[2])
                if problem:
                    yield self.make_finding(
                        "bad-command",
                        "error",
                        path,
                        f"`{typed[1] or typed[2]}`: {problem}",
                        "Write a command as it is typed at work.",
                    )

    def _problem(self, text: str) -> str:
        """Why the command cannot be read; empty where it can."""
        verb = text.split()[1] if len(text.split()) > 1 else ""
        if verb not in self.verbs:
            near = get_close_matches(verb, self.verbs, 1)
            return f"there is no command '{verb}'" + (
                f", did you mean '{near[0]}'?" if near else ""
            )
        if verb in OPTIONS and " " in text.removeprefix(f"sop {verb}"):
            try:
                split_typed_line(text)
            except UsageError as misuse:
                return f"{misuse.message} {misuse.remedy}"
        return ""

    # ---- choices

    def check_choices(self) -> Iterator[Finding]:
        for number, turn in enumerate(self.scenario.turns):
            if not turn.choices:
                continue
            here = ("turns", number)
            if self.scenario.roles and turn.call.as_ and turn.call.as_ not in self.scenario.roles:
                said = f"turn {turn.id} asks {turn.call.as_}, who is none of the roles that a learner may be"
                yield self.make_finding(
                    "unreachable-turn", "warning", here, said, "Add it to `roles:`."
                )
            for place, choice in enumerate(turn.choices):
                yield from self._choice((*here, "choices", place), turn, choice)

    def _choice(self, path: tuple[str | int, ...], turn: Turn, choice: Choice) -> Iterator[Finding]:
        if choice.id == turn.id:
            yield self.make_finding(
                "same-id",
                "error",
                path,
                f"the choice {choice.id} has its turn's id",
                "Give it another one: the turn's id names the right answer.",
            )
        if not (choice.then or choice.tell or choice.minutes):
            yield self.make_finding(
                "leads-nowhere",
                "warning",
                path,
                f"nothing follows from the choice {choice.id}",
                "Write `then:` with what is told, what time it costs or what it does.",
            )
        if not choice.mistake and not choice.points:
            yield self.make_finding(
                "no-feedback",
                "warning",
                path,
                f"nothing is said about the choice {choice.id}",
                "Write `mistake:` with what is better, and why.",
            )

    # ---- objectives

    def check_objectives(self) -> Iterator[Finding]:
        objectives = self.scenario.objectives
        if objectives and not sum(one.weight for one in objectives):
            yield self.make_finding(
                "weights",
                "error",
                ("objectives",),
                "the weights add up to nothing",
                "Give at least one objective a `weight:`.",
            )
        for number, one in enumerate(objectives):
            if not any(each.points > 0 for each in one.earn):
                yield self.make_finding(
                    "cannot-earn",
                    "error",
                    ("objectives", number),
                    f"nothing earns points for {one.id}",
                    "Add `earn:` with points.",
                )
            elif not one.weight:
                yield self.make_finding(
                    "weights",
                    "warning",
                    ("objectives", number),
                    f"{one.id} has no weight",
                    "Give it a `weight:`, or take it out.",
                )

    # ---- walks

    def check_walks(self, found: WalkResult) -> tuple[list[Finding], int, int]:
        """What the walks show, with the per cent of the model answers and of the empty session."""
        findings = list(self._check_reachable(found))
        if found.failed:
            findings.append(
                self.make_finding(
                    "walk-failed",
                    "error",
                    ("turns",),
                    f"a walk broke off: {found.failed}",
                    "Play it by hand: sop train run.",
                )
            )
            return findings, 0, 0
        model = score_stage(
            play_model_path(self.piece.definition, self.scenario, self.calendar), self.mark
        )
        empty = Exercise(self.piece.definition, self.scenario, self.calendar)
        empty.start()
        nothing = score_stage(empty, self.mark)
        if not model.passed:
            why = (
                "; ".join(one.what for one in model.mishaps)
                or f"{float(model.percent):.0f} % of {self.mark} %"
            )
            findings.append(
                self.make_finding(
                    "model-fails",
                    "error",
                    (),
                    f"the model answers do not pass: {why}",
                    "Let the model path earn the points.",
                )
            )
        if empty.question is not None and nothing.reaches_mark:
            said = f"who answers nothing has {float(nothing.percent):.0f} %"
            findings.append(
                self.make_finding("empty-passes", "error", (), said, "Let answers earn the points.")
            )
        return findings, int(model.percent), int(nothing.percent)

    def _check_reachable(self, found: WalkResult) -> Iterator[Finding]:
        whole = prepare_scenario(self.piece.definition, self.scenario)
        for number, turn in enumerate(whole.turns):
            if turn.id not in found.turns:
                yield self.make_finding(
                    "unreachable-turn",
                    "warning",
                    ("turns", number),
                    f"no walk comes to {turn.id}",
                    "Take it out, or change what goes before.",
                )
            for place, choice in enumerate(turn.choices):
                if (
                    found.every
                    and (turn.id, choice.id) not in found.choices
                    and self.scenario.turns[number].choices
                ):
                    yield self.make_finding(
                        "unreachable-turn",
                        "warning",
                        ("turns", number, "choices", place),
                        f"no walk chooses {choice.id}",
                        "Change what goes before.",
                    )
        for number, inject in enumerate(self.scenario.injects):
            if inject.id not in found.injects:
                yield self.make_finding(
                    "inject-never",
                    "note",
                    ("injects", number),
                    f"no walk meets {inject.id}",
                    "It only happens when the facilitator throws it in.",
                )
        for number, one in enumerate(self.scenario.objectives):
            if one.id not in found.reached and any(each.points > 0 for each in one.earn):
                yield self.make_finding(
                    "cannot-earn",
                    "error",
                    ("objectives", number),
                    f"no walk earns {one.id}",
                    "Let it be earned by what is asked or done.",
                )


def list_texts(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text that a learner reads, with its place."""
    yield ("story",), scenario.story
    yield ("content_note",), scenario.content_note
    for number, turn in enumerate(scenario.turns):
        here: tuple[str | int, ...] = ("turns", number)
        yield (*here, "tell"), turn.tell
        yield (*here, "say"), turn.say
        for place, choice in enumerate(turn.choices):
            inside = (*here, "choices", place)
            yield from (((*inside, "say"), choice.say), ((*inside, "mistake"), choice.mistake))
            yield (*inside, "then"), choice.tell
    for number, inject in enumerate(scenario.injects):
        yield ("injects", number, "tell"), inject.tell
    for number, objective in enumerate(scenario.objectives):
        yield ("objectives", number, "text"), objective.text
