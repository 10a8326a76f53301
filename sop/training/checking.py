"""Is a scenario ready for a class? Findings with their lines: what is refused, leads nowhere or cannot be earned."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from difflib import get_close_matches

from sop.engine.rehearse import rehearse
from sop.model.calendar import Calendar
from sop.model.finding import Finding, Severity
from sop.model.refusal import Misuse
from sop.model.scenario import Choice, Scenario, Turn
from sop.model.training import PASS_MARK
from sop.model.value import dataclass
from sop.training.model_way import model_stage
from sop.training.prepare import prepared
from sop.training.scenarios import Piece
from sop.training.scoring import score_stage
from sop.training.stage import Stage
from sop.training.texts import explained_in, troubles
from sop.training.typed import OPTIONS, take_apart
from sop.training.walks import Walked, walked

COMMAND = re.compile(r"`(sop [^`]+)`|\b(sop [a-z][a-z-]*)")


@dataclass(frozen=True)
class Checked:
    """What the check of one scenario found. `walked` is None where it cannot be played at all."""

    name: str
    findings: tuple[Finding, ...]
    walked: Walked | None
    turns: int
    choices: int
    model_percent: int
    empty_percent: int

    @property
    def ok(self) -> bool:
        return not any(one.severity == "error" for one in self.findings)


def check_piece(
    piece: Piece,
    calendar: Calendar,
    verbs: Collection[str],
    walks: int | None = None,
    mark: int = PASS_MARK,
) -> Checked:
    """Every finding, in the order of the file. `verbs` are the commands that the program knows."""
    checks = _Checks(piece, calendar, verbs, mark)
    findings = [
        *checks.of_the_model(),
        *checks.of_texts(),
        *checks.of_choices(),
        *checks.of_objectives(),
    ]
    scenario = prepared(piece.definition, piece.scenario)
    found, model, empty = None, 0, 0
    if not any(one.rule in ("scenario-refused", "cannot-open") for one in findings):
        found = walked(piece.definition, piece.scenario, calendar, walks)
        more, model, empty = checks.of_walks(found)
        findings += more
    findings.sort(key=lambda one: (one.position.line, one.position.column))
    choices = sum(len(turn.choices) + 1 for turn in scenario.turns if turn.choices)
    return Checked(piece.name, tuple(findings), found, len(scenario.turns), choices, model, empty)


class _Checks:
    def __init__(self, piece: Piece, calendar: Calendar, verbs: Collection[str], mark: int) -> None:
        self.piece, self.scenario, self.calendar, self.verbs, self.mark = (
            piece,
            piece.scenario,
            calendar,
            verbs,
            mark,
        )

    def finding(
        self, rule: str, severity: Severity, path: tuple[str | int, ...], message: str, remedy: str
    ) -> Finding:
        position = self.piece.places.at(*path)
        found = Finding(rule, severity, position, message, remedy)
        return replace(found, excerpt=self.piece.places.excerpt(position))

    def of_the_model(self) -> Iterator[Finding]:
        """A turn that goes otherwise than written, with the engine's reasons."""
        found = rehearse(self.piece.definition, self.scenario, self.calendar)
        if found.ok:
            return
        reasons = "".join(f"; {one.what}" for one in found.reasons)
        path = ("turns", found.turn - 1) if found.turn else ("turns",)
        remedy = (
            "Put the turn right, or write it as `try` with `refused:` where the refusal is meant."
        )
        yield self.finding(
            "scenario-refused",
            "error",
            path,
            f"turn {found.turn}: {found.problem}{reasons}",
            remedy,
        )

    # ---- texts

    def of_texts(self) -> Iterator[Finding]:
        texts = tuple(texts_of(self.scenario))
        explained = explained_in(self.piece.definition, self.scenario, [text for _, text in texts])
        for path, text in texts:
            for rule, severity, message, remedy in troubles(text, explained):
                yield self.finding(rule, severity, path, message, remedy)
            for typed in COMMAND.finditer(text):
                problem = self._problem(typed[1] or typed[2])
                if problem:
                    yield self.finding(
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
                take_apart(text)
            except Misuse as misuse:
                return f"{misuse.message} {misuse.remedy}"
        return ""

    # ---- choices

    def of_choices(self) -> Iterator[Finding]:
        for number, turn in enumerate(self.scenario.turns):
            if not turn.choices:
                continue
            here = ("turns", number)
            if self.scenario.roles and turn.call.as_ and turn.call.as_ not in self.scenario.roles:
                said = f"turn {turn.id} asks {turn.call.as_}, who is none of the roles that a learner may be"
                yield self.finding("unreachable-turn", "warning", here, said, "Add it to `roles:`.")
            for place, choice in enumerate(turn.choices):
                yield from self._choice((*here, "choices", place), turn, choice)

    def _choice(self, path: tuple[str | int, ...], turn: Turn, choice: Choice) -> Iterator[Finding]:
        if choice.id == turn.id:
            yield self.finding(
                "same-id",
                "error",
                path,
                f"the choice {choice.id} has its turn's id",
                "Give it another one: the turn's id names the right answer.",
            )
        if not (choice.then or choice.tell or choice.minutes):
            yield self.finding(
                "leads-nowhere",
                "warning",
                path,
                f"nothing follows from the choice {choice.id}",
                "Write `then:` with what is told, what time it costs or what it does.",
            )
        if not choice.mistake and not choice.points:
            yield self.finding(
                "no-feedback",
                "warning",
                path,
                f"nothing is said about the choice {choice.id}",
                "Write `mistake:` with what is better, and why.",
            )

    # ---- objectives

    def of_objectives(self) -> Iterator[Finding]:
        objectives = self.scenario.objectives
        if objectives and not sum(one.weight for one in objectives):
            yield self.finding(
                "weights",
                "error",
                ("objectives",),
                "the weights add up to nothing",
                "Give at least one objective a `weight:`.",
            )
        for number, one in enumerate(objectives):
            if not any(each.points > 0 for each in one.earn):
                yield self.finding(
                    "cannot-earn",
                    "error",
                    ("objectives", number),
                    f"nothing earns points for {one.id}",
                    "Add `earn:` with points.",
                )
            elif not one.weight:
                yield self.finding(
                    "weights",
                    "warning",
                    ("objectives", number),
                    f"{one.id} has no weight",
                    "Give it a `weight:`, or take it out.",
                )

    # ---- walks

    def of_walks(self, found: Walked) -> tuple[list[Finding], int, int]:
        """What the walks show, with the per cent of the model answers and of the empty session."""
        findings = list(self._unmet(found))
        if found.failed:
            findings.append(
                self.finding(
                    "walk-failed",
                    "error",
                    ("turns",),
                    f"a walk broke off: {found.failed}",
                    "Play it by hand: sop train run.",
                )
            )
            return findings, 0, 0
        model = score_stage(
            model_stage(self.piece.definition, self.scenario, self.calendar), self.mark
        )
        empty = Stage(self.piece.definition, self.scenario, self.calendar)
        empty.start()
        nothing = score_stage(empty, self.mark)
        if not model.passed:
            why = (
                "; ".join(one.what for one in model.mishaps)
                or f"{float(model.percent):.0f} % of {self.mark} %"
            )
            findings.append(
                self.finding(
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
                self.finding("empty-passes", "error", (), said, "Let answers earn the points.")
            )
        return findings, int(model.percent), int(nothing.percent)

    def _unmet(self, found: Walked) -> Iterator[Finding]:
        whole = prepared(self.piece.definition, self.scenario)
        for number, turn in enumerate(whole.turns):
            if turn.id not in found.turns:
                yield self.finding(
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
                    yield self.finding(
                        "unreachable-turn",
                        "warning",
                        ("turns", number, "choices", place),
                        f"no walk chooses {choice.id}",
                        "Change what goes before.",
                    )
        for number, inject in enumerate(self.scenario.injects):
            if inject.id not in found.injects:
                yield self.finding(
                    "inject-never",
                    "note",
                    ("injects", number),
                    f"no walk meets {inject.id}",
                    "It only happens when the facilitator throws it in.",
                )
        for number, one in enumerate(self.scenario.objectives):
            if one.id not in found.reached and any(each.points > 0 for each in one.earn):
                yield self.finding(
                    "cannot-earn",
                    "error",
                    ("objectives", number),
                    f"no walk earns {one.id}",
                    "Let it be earned by what is asked or done.",
                )


def texts_of(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], str]]:
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
