"""Two cases that differ only in what one stakeholder may not see: the same events and times.

Facts that the viewer may not see have other values in the second case, and so have the words beside
them, forms of others and confidential notes. A write that one case accepts and the other refuses is
made in neither: there an entitled person would act on the difference.

    python -m tests.secrecy.twins PAIRS SEED
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sop.engine.private_rules import find_private_rules, may_see_fact
from sop.model.definition import Action, Definition
from sop.proof.sample_evidence import sample_evidence
from tests.secrecy.places import HEAD, WORKFLOWS, Place, mask, new_place, read_definition
from tests.secrecy.readings import TAB_WORDS, Line, list_readings, list_writes, write_json
from tests.secrecy.turns import Turn, read_turns

Words = tuple[Sequence[str], Sequence[str]]
INCIDENT = "harbour"
START = datetime.fromisoformat("2026-03-02T08:00:00+02:00")
EVENTS = 14
TRIES = 30


@dataclass(frozen=True)
class Difference:
    """A command whose answer shows which of the two cases it is."""

    line: str
    viewer: str | None
    left: str
    right: str

    def __str__(self) -> str:
        lines = zip(self.left.splitlines(), self.right.splitlines(), strict=False)
        found = [f"  - {one}\n  + {two}" for one, two in lines if one != two][:6]
        tail = f"lengths {len(self.left)} {len(self.right)}"
        return f"{self.line} as {self.viewer}: {tail}\n" + "\n".join(found)


@dataclass
class Pair:
    """The twins, and the viewer who must not tell them apart."""

    workflow: str
    definition: Definition
    viewer: str | None
    random: Random
    places: tuple[Place, Place]
    now: datetime = START
    written: list[str] = field(default_factory=list)
    commands: int = 0

    def is_private(self, fact: str) -> bool:
        """Whether the viewer may not see the fact."""
        return not may_see_fact(self.definition, fact, self.viewer)

    def values(self, facts: Sequence[str]) -> tuple[str, str]:
        """Lines of FACT=VALUE for each twin; private ones differ."""
        left, right = "", ""
        for name in facts:
            one = self._value(name)
            other = self._value(name) if self.is_private(name) else one
            left, right = f"{left}{name}={one}\n", f"{right}{name}={other}\n"
        return left, right

    def texts(self, is_private: bool) -> tuple[str, str]:
        """A text for each twin; it differs if the viewer may not read it."""
        one = self._words()
        return one, self._words() if is_private else one

    def _words(self) -> str:
        return " ".join(
            self.random.choice(("oak", "elder", "birch"))
            for _ in range(1 + self.random.randrange(3))
        )

    def _value(self, name: str) -> str:
        fact, random = self.definition.facts[name], self.random
        if fact.choices:
            return random.choice(fact.choices)
        if fact.type == "boolean":
            return random.choice(("yes", "no"))
        if fact.type == "integer":
            return str(random.randint(fact.min or 0, fact.max or 9))
        if fact.type == "datetime":
            moment = self.now - timedelta(minutes=random.randrange(1, 6000))
            return moment.strftime("%Y-%m-%d %H:%M")
        return self._words()

    def write(
        self, words: tuple[Sequence[str], Sequence[str]], as_: str, stdin: tuple[str, str]
    ) -> bool:
        """Write in both, if both accept it."""
        for said, text, place in zip(words, stdin, self.places, strict=True):
            trial = place.run(*said, "--dry-run", "--json", as_=as_, stdin=text)
            if trial.code or not trial.data["events"]:
                return False  # refused, or nothing new
        for said, text, place in zip(words, stdin, self.places, strict=True):
            place.ok(*said, as_=as_, stdin=text)
        self.written.append(" ".join(words[0]))
        return True

    def pass_time(self) -> None:
        """Let time pass for both."""
        self.now += timedelta(minutes=self.random.choice((1, 20, 200, 2000, 6000)))
        for place in self.places:
            place.now = self.now.isoformat()


def open_pair(workflow: str, seed: int, folder: Path) -> Pair:
    """Two open cases of a workflow."""
    random = Random(f"{workflow} {seed}")
    definition = read_definition(workflow)
    viewers = [who for who in definition.stakeholders if _hides_something(definition, who)]
    places = (
        new_place(folder / "left", workflow, seed),
        new_place(folder / "rite", workflow, seed),
    )
    pair = Pair(workflow, definition, random.choice([*viewers, None]), random, places)
    pair.pass_time()
    facts = [name for name, fact in definition.facts.items() if fact.at_opening]
    opener = next(iter(definition.tracks.values())).lead
    for text, place in zip(pair.values(facts), places, strict=True):
        said = ("--set-from", "-") if text else ()
        place.open(workflow, "--incident", INCIDENT, *said, as_=opener, stdin=text)
    return pair


def _hides_something(definition: Definition, viewer: str) -> bool:
    return any(not may_see_fact(definition, fact, viewer) for fact in definition.facts)


def walk(pair: Pair) -> None:
    """Write up to EVENTS random events into both."""
    most = len(pair.written) + EVENTS
    for _ in range(TRIES):
        if len(pair.written) >= most:
            return
        pair.pass_time()
        pair.random.choice(VERBS)(pair)


def _choose_step_parts(pair: Pair) -> tuple[list[Action], list[str], list[str]]:
    """Actions, outcomes and interrupts of the current steps of the first twin."""
    actions: list[Action] = []
    outcomes: list[str] = []
    interrupts: list[str] = []
    everything = pair.places[0].ok("checklist", "--all", as_=_most_entitled(pair)).data["tracks"]
    for one in everything:
        if one["step"] is None:
            continue
        track = pair.definition.tracks[one["track"]]
        step = track.steps[one["step"]]
        actions += step.actions.values()
        outcomes += [f"{track.id} {name}" for name in step.outcomes]
        interrupts += [
            f"{track.id}.{name}"
            for name, each in track.interrupts.items()
            if step.id in each.sources
        ]
    return actions, outcomes, interrupts


def _most_entitled(pair: Pair) -> str:
    def count(who: str) -> int:
        return sum(may_see_fact(pair.definition, fact, who) for fact in pair.definition.facts)

    return max(pair.definition.stakeholders, key=count)


def do_action(pair: Pair) -> None:
    """Do an action of a current step."""
    actions, _, _ = _choose_step_parts(pair)
    if not actions:
        return
    action = pair.random.choice(actions)
    as_ = pair.random.choice(action.by)
    given = [*action.records, *(one for one in action.may_record if pair.random.random() < 0.6)]
    stdin = pair.values(given)
    remarks = pair.texts(any(pair.is_private(fact) for fact in given))
    words: list[list[str]] = [["do", action.path], ["do", action.path]]
    if given:
        for said in words:
            said += ["--set-from", "-"]
    if action.form:
        _add_forms(pair, action, as_, words)
    if pair.random.random() < 0.5:
        for said, remark in zip(words, remarks, strict=True):
            said += ["--note", remark]
    pair.write((words[0], words[1]), as_, stdin)


def _add_forms(pair: Pair, action: Action, as_: str, words: list[list[str]]) -> None:
    assert action.form is not None
    content = sample_evidence(pair.definition.forms[action.form])
    is_private = pair.viewer != as_ and pair.viewer not in action.by
    texts = pair.texts(is_private)
    for said, place, text in zip(words, pair.places, texts, strict=True):
        filled = {
            name: text if name in ("found", "words") else value
            for name, value in json.loads(content).items()
        }
        write_json(place.folder / "filled.json", filled)
        said += ["--form", "filled.json"]


def advance(pair: Pair) -> None:
    """Take an outcome of a current step."""
    _, outcomes, _ = _choose_step_parts(pair)
    if not outcomes:
        return
    track, name = pair.random.choice(outcomes).split()
    where = next(
        step.outcomes[name]
        for step in pair.definition.tracks[track].steps.values()
        if name in step.outcomes
    )
    said = ("advance", track, name, "--why", "it is time")
    pair.write((said, said), pair.random.choice(where.by), ("", ""))


def interrupt(pair: Pair) -> None:
    """Raise an interrupt of a current step."""
    _, _, interrupts = _choose_step_parts(pair)
    if not interrupts:
        return
    raised = pair.definition.interrupt(pair.random.choice(interrupts))
    private = any(pair.is_private(fact) for fact in raised.tells)
    texts = pair.texts(private)
    words = [("raise", raised.path, "--why", text) for text in texts]
    pair.write((words[0], words[1]), pair.random.choice(raised.by), ("", ""))


def set_fact(pair: Pair) -> None:
    """Record a fact that may be told at any moment, or correct one."""
    name = pair.random.choice(list(pair.definition.facts))
    fact = pair.definition.facts[name]
    tellers = list(fact.anytime)
    if not tellers:
        tellers = [who for action in pair.definition.recorders(name) for who in action.by]
    if not tellers:
        return
    texts = pair.texts(pair.is_private(name))
    words = [("set", "--set-from", "-", "--why", text) for text in texts]
    pair.write((words[0], words[1]), pair.random.choice(tellers), pair.values([name]))


def note(pair: Pair) -> None:
    """Write a note to some."""
    people = list(pair.definition.stakeholders)
    readers = pair.random.sample(people, 2)
    as_ = pair.random.choice(people)
    private = pair.viewer not in (*readers, as_)
    said = ("note", "-", "--for", readers[0], "--for", readers[1])
    pair.write((said, said), as_, pair.texts(private))


def assign(pair: Pair) -> None:
    """Give an action to a person; the name differs if the viewer may not see the action."""
    action = pair.random.choice(list(pair.definition.actions()))
    as_ = pair.random.choice(action.by)
    private = find_private_rules(pair.definition, pair.viewer).hides(action.path)
    one, other = pair.texts(private)
    words = [("assign", action.path, name) for name in (one, other)]
    pair.write((words[0], words[1]), as_, ("", ""))


def undo(pair: Pair) -> None:
    """Correct one of the last events."""
    events = pair.places[0].ok("case", "timeline", pair.places[0].case).data["events"]
    chosen = pair.random.choice(events[-4:])
    if chosen["as"] is None or chosen["type"] == "case_opened":
        return
    private = _has_private_fact(pair, int(chosen["id"]))
    words = [("undo", str(chosen["id"]), "--why", text) for text in pair.texts(private)]
    pair.write((words[0], words[1]), chosen["as"], ("", ""))


def _has_private_fact(pair: Pair, number: int) -> bool:
    """Whether event `number` records a fact that the viewer may not see."""
    who = _most_entitled(pair)
    events = pair.places[0].ok("case", "timeline", pair.places[0].case, as_=who).data["events"]
    event = next(one for one in events if one["id"] == number)
    return any(pair.is_private(fact) for fact in event.get("facts") or {})


def waive(pair: Pair) -> None:
    """Waive an action."""
    actions = [action for action in _choose_step_parts(pair)[0] if action.waivable_by]
    if not actions:
        return
    action = pair.random.choice(actions)
    said = ("waive", action.path, "--why", "no need")
    pair.write((said, said), pair.random.choice(action.waivable_by), ("", ""))


SCENARIOS = (
    "night_at_the_guest_house",
    "a_wedding_nobody_asked_for",
    "no_border_was_crossed",
    "the_patient_in_bed_nine",
)
"""Scenarios of the shipped workflow whose courses go through its private facts."""
AFTER_PRIVATE = 12
"""At most so many turns are played after the first one that records a private fact."""


def play_scenario(pair: Pair) -> None:
    """Play the turns of a scenario up to a random one, with other private values in each twin."""
    folder = WORKFLOWS[pair.workflow] / "scenarios"
    turns = list(read_turns(folder / f"{pair.random.choice(SCENARIOS)}.yaml"))
    private = [number for number, turn in enumerate(turns) if any(map(pair.is_private, turn.facts))]
    first = min(private, default=0)
    last = pair.random.randint(first, first + AFTER_PRIVATE)
    for turn in turns[: last + 1]:
        pair.now = max(turn.now, pair.now)
        for place in pair.places:
            place.now = pair.now.isoformat()
        _play_turn(pair, turn)


def _play_turn(pair: Pair, turn: Turn) -> None:
    words = [list(turn.words), list(turn.words)]
    if turn.facts:
        given = [
            f"{name}={value}\n" for name, value in turn.facts.items() if not pair.is_private(name)
        ]
        other = pair.values([name for name in turn.facts if pair.is_private(name)])
        stdin = ("".join(given) + other[0], "".join(given) + other[1])
        for said in words:
            said += ["--set-from", "-"]
    else:
        stdin = ("", "")
    if turn.form is not None:
        for said, place in zip(words, pair.places, strict=True):
            write_json(place.folder / "filled.json", turn.form)
            said += ["--form", "filled.json"]
    pair.write((words[0], words[1]), turn.as_, stdin)


VERBS = (
    do_action,
    do_action,
    do_action,
    do_action,
    advance,
    advance,
    interrupt,
    set_fact,
    set_fact,
    note,
    undo,
    waive,
)


def compare(pair: Pair, lines: int, *, is_whole: bool = False) -> list[Difference]:
    """Run a sample of all commands as the viewer and as no one in both, and compare the answers."""
    left, _ = pair.places
    readings = list(list_readings(pair.definition, left.case, INCIDENT))
    writes = list(list_writes(pair.definition, left, INCIDENT))
    list(list_writes(pair.definition, pair.places[1], INCIDENT))
    found: list[Difference] = []
    for viewer in dict.fromkeys((pair.viewer, None)):
        chosen = [*readings, *writes]
        if not is_whole:
            chosen = pair.random.sample(readings, lines) + pair.random.sample(writes, lines)
        found += [one for line in chosen if (one := compare_line(pair, line, viewer))]
    for words in TAB_WORDS:
        texts = [place.complete([*words[:-1], words[-1]]) for place in pair.places]
        if texts[0] != texts[1]:
            found.append(Difference(f"tab {words}", None, texts[0], texts[1]))
    return found


def compare_line(pair: Pair, line: Line, viewer: str | None) -> Difference | None:
    """Run one command in both as the viewer; return the difference, None where it has none."""
    texts: list[str] = []
    for place in pair.places:
        outcome = place.run(*line.words, as_=viewer, stdin=line.stdin)
        texts.append(mask(f"{outcome.code}\n{outcome.out}\n{outcome.err}", place))
        pair.commands += 1
    if texts[0] == texts[1]:
        return None
    return Difference(str(line), viewer, texts[0], texts[1])


def heads(pair: Pair) -> tuple[list[str], list[str]]:
    """The heads that `sop case verify` shows for each twin."""
    shown = [place.run("case", "verify", place.case, "--json").out for place in pair.places]
    return HEAD.findall(shown[0]), HEAD.findall(shown[1])


def try_pair(
    workflow: str, seed: int, folder: Path, lines: int, *, is_whole: bool = False
) -> tuple[Pair, list[Difference]]:
    """Make a pair, and compare its answers."""
    pair = open_pair(workflow, seed, folder)
    if workflow == "za-trafficking":
        play_scenario(pair)
    walk(pair)
    return pair, compare(pair, lines, is_whole=is_whole)


def main() -> None:
    """Try pairs; print each difference."""
    pairs, seed = int(sys.argv[1]), int(sys.argv[2])
    workflows = sys.argv[3:4] or ["after-a-fall", "za-trafficking"]
    failed = commands = 0
    for number in range(pairs):
        sys.stdout.flush()
        with tempfile.TemporaryDirectory() as folder:
            workflow = workflows[number % len(workflows)]
            pair, found = try_pair(workflow, seed + number, Path(folder) / "pair", 40)
            commands += pair.commands
            for one in found:
                sys.stdout.write(f"{workflow} {seed + number} {one}\n")
            failed += bool(found)
    sys.stdout.write(f"{pairs} pairs, {commands} commands, {failed} pairs differ\n")


if __name__ == "__main__":
    main()
