"""A scenario to begin with: the shortest way through the procedure that the engine accepts, written as turns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import product

from sop.engine.build_checklist import build_checklist
from sop.engine.deadlines import zone_of
from sop.engine.decide import decide
from sop.engine.evolve import evolve
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Open, Tell
from sop.model.condition import Value
from sop.model.definition import Action, Definition, Fact
from sop.model.events import Event
from sop.model.refusal import Refusal, UsageError
from sop.training.session_to_scenario import flow_mapping, quote_text

NAME = re.compile(r"[a-z][a-z0-9_]*")
MOST_EVENTS = 120
TRIES = 48
"""Combinations of values that are tried for one action."""


class Walker:
    """Goes through the procedure: does what is open, then takes the first outcome that leads somewhere new."""

    def __init__(self, definition: Definition, calendar: Calendar, opens: datetime) -> None:
        self.definition, self.calendar, self.now = definition, calendar, opens
        self.case, self.events = Case(id="new"), tuple[Event, ...]()
        self.taken: set[str] = set()

    def take(self, command: Command) -> bool:
        answer = decide(self.definition, self.case, command, self.now, self.calendar, self.events)
        if isinstance(answer, Refusal) or not answer:
            return False
        self.events += answer
        self.case = evolve(self.definition, self.events, "new")
        return True

    def walk(self) -> Iterator[Command]:
        """The commands that were accepted, in order."""
        self.take(Open(Act(next(iter(self.definition.tracks.values())).lead)))
        while len(self.events) < MOST_EVENTS:
            found = self._step()
            if found is None:
                return
            yield found

    def _step(self) -> Command | None:
        """One more command that the engine accepts; None where none is left."""
        shown = build_checklist(self.definition, self.case, self.now, None, self.calendar)
        for line in shown.actions():
            if line.state == "open" and line.required and line.form is None:
                done = next(
                    filter(self.take, self._do_commands(self.definition.action(line.path))), None
                )
                if done is not None:
                    return done
        ways = [
            way
            for track in shown.tracks
            for way in track.outcomes
            if way.open and way.path not in self.taken
        ]
        for way in sorted(ways, key=lambda one: one.to_end):
            command = Advance(
                Act(way.by[0], why="example" if way.reason_required else None), way.path
            )
            if self.take(command):
                self.taken.add(way.path)
                return command
        if shown.closing is not None and shown.closing.open:
            closing = Close(
                Act(shown.closing.by[0], why="example" if shown.closing.reason_required else None)
            )
            if self.take(closing):
                return closing
        return next(filter(self.take, self._tell_commands()), None)

    def _tell_commands(self) -> Iterator[Tell]:
        """What may be told at any moment and is not known yet: where nothing else goes on, it may open a way."""
        for fact in self.definition.facts.values():
            if fact.anytime and self.case.value(fact.id) is None:
                yield from (
                    Tell(Act(fact.anytime[0]), {fact.id: value}) for value in self._values(fact)
                )

    def _do_commands(self, action: Action) -> Iterator[Do]:
        domains = [self._values(self.definition.facts[name]) for name in action.records]
        for number, values in enumerate(product(*domains)):
            if number >= TRIES:
                return
            yield Do(Act(action.by[0]), action.path, dict(zip(action.records, values, strict=True)))

    def _values(self, fact: Fact) -> tuple[Value, ...]:
        if fact.type == "datetime":
            return (self.now.isoformat(),)
        return fact.domain() or ("example",)


def skeleton(definition: Definition, name: str, calendar: Calendar) -> str:
    """The scenario's text, one turn for each required action, with a question at the first outcome; Misuse for a name
    that is no id."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' cannot be the id of a scenario.",
            "use small letters, digits, underscores: a_first_day",
        )
    opens = datetime(2026, 3, 2, 9, 0, tzinfo=zone_of(definition.timezone))
    walker = Walker(definition, calendar, opens)
    commands = list(walker.walk())
    if not commands:
        raise UsageError(
            f"{definition.id} lets nothing be done after the opening.", "see: sop workflow show"
        )
    return "\n".join(_lines(definition, name, commands, walker)) + "\n"


def _lines(
    definition: Definition, name: str, commands: list[Command], walker: Walker
) -> Iterator[str]:
    roles = list(dict.fromkeys(one.act.as_ for one in commands))
    yield f"# A scenario to begin with. Play it: sop train run {name}. Check it: sop train check {name}"
    yield f"workflow: {definition.id}"
    yield f"title: {quote_text(name.replace('_', ' ').capitalize())}"
    yield "level: beginner              # beginner | intermediate | advanced"
    yield "for: []                      # the audiences of the curriculum"
    yield "minutes: 15"
    yield f"roles: [{', '.join(roles)}]"
    yield 'opens: "2026-03-02 09:00"'
    yield "content_note: nothing that could distress is shown"
    yield "story: |"
    yield "  Write here what the learner knows when it begins. People and places are invented."
    yield "turns:"
    ways = [number for number, command in enumerate(commands) if isinstance(command, Advance)]
    asked = ways[0] if ways else len(commands) - 1
    for number, command in enumerate(commands):
        yield from _question(definition, command) if number == asked else _turn(definition, command)
    yield "ends:"
    for track, state in walker.case.tracks.items():
        if state.status == "ended":
            yield f"  {track}: {state.step}"
        elif state.step is not None:
            yield f"  {track}: stuck_at.{state.step}"


def _turn(definition: Definition, command: Command) -> Iterator[str]:
    about = f"     # {_title(definition, command)}" if isinstance(command, Do) else ""
    yield f"  - {{{', '.join(_call(command))}}}{about}"


def _call(command: Command) -> Iterator[str]:
    """The keys of the turn."""
    yield f"as: {command.act.as_}"
    match command:
        case Do(action=path, facts=facts):
            yield f"do: {path}"
            if facts:
                yield f"with: {flow_mapping(facts)}"
        case Advance(outcome=path):
            yield f"advance: {path.split('.')[0]}"
            yield f"outcome: {path}"
        case Tell(facts=facts):
            yield f"set: {flow_mapping(facts)}"
        case _:
            yield "close: true"
    if command.act.why:
        yield f"why: {quote_text(command.act.why)}"


def _title(definition: Definition, command: Command) -> str:
    match command:
        case Do(action=path):
            return _plain(definition.action(path).title)
        case Advance(outcome=path):
            return _plain(definition.step(path.rsplit(".", 1)[0]).title)
    return "Go on"


def _question(definition: Definition, command: Command) -> Iterator[str]:
    yield "  - id: first_question"
    yield "    tell: Write here what happens, in two or three sentences."
    yield from (f"    {part}" for part in _call(command))
    yield f"    say: {quote_text('The right answer in words: ' + _title(definition, command))}"
    yield "    choices:"
    yield "      - id: another_way"
    yield "        say: An answer that is allowed, and not the best"
    yield "        then: {tell: Write here what follows., minutes: 20}"
    yield "        mistake: Write here what is better, and why."


def _plain(text: str) -> str:
    return " ".join(text.split())
