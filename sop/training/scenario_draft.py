"""Draft a scenario: the shortest path through the procedure that the engine accepts, as turns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import product

from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import ActionLine, Checklist, ClosingLine, TransitionLine
from sop.engine.deadlines import zone_of
from sop.engine.decide import judge
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Open, SetFacts
from sop.model.condition import Value
from sop.model.definition import Action, Definition
from sop.model.dotted_path import DottedPath
from sop.model.events import Event
from sop.model.fact import Fact
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.training.session_to_scenario import end_text, flow_mapping, quote_text

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""An id, as the language has it."""
MOST_EVENTS = 120
"""A procedure that has not ended by then goes round in a circle; a longer draft is not readable."""
TRIES = 48
"""Combinations of values that are tried for one action: enough for three facts of three values."""
OPENING = (2026, 3, 2, 9, 0)
"""Any Monday morning: each draft of a workflow is the same text."""


class Walker:
    """Goes through a procedure: does what is open, then takes the first outcome not taken yet."""

    def __init__(self, definition: Definition, calendar: Calendar, opens: datetime) -> None:
        self.definition, self.calendar, self.now = definition, calendar, opens
        self.case, self.events = Case(id="new"), tuple[Event, ...]()
        self.taken: set[str] = set()
        self.opening: dict[str, Value] = {}

    def take(self, command: Command) -> bool:
        """Carry the command out; False if the engine refuses it or it changes nothing."""
        decision = judge(
            self.definition,
            self.case,
            command,
            now=self.now,
            history=self.events,
            calendar=self.calendar,
        )
        if isinstance(decision, Refusal) or not decision.events:
            return False
        self.events += decision.events
        self.case = decision.case
        return True

    def walk(self) -> Iterator[Command]:
        """Yield the commands that were accepted, in order, without the opening."""
        needed = [fact for fact in self.definition.facts.values() if fact.needed_at_opening]
        self.opening = {fact.id: self._values(fact)[0] for fact in needed}
        lead = next(iter(self.definition.tracks.values())).lead
        self.take(Open(Act(lead), self.opening))
        while len(self.events) < MOST_EVENTS:
            command = self._next_command()
            if command is None:
                return
            yield command

    def _next_command(self) -> Command | None:
        """Return one more command, already carried out; None if the engine accepts no other."""
        shown = build_checklist(self.definition, self.case, self.now, None, self.calendar)
        for command in self._candidates(shown):
            if self.take(command):
                if isinstance(command, Advance):
                    self.taken.add(command.outcome)
                return command
        return None

    def _candidates(self, shown: Checklist) -> Iterator[Command]:
        """Yield what could be done next, the most useful first.

        A fact that may be set at any time comes last: if nothing else is possible, it may open an
        outcome.
        """
        for line in shown.actions():
            if _is_to_do(line):
                yield from self._do_commands(self.definition.action(line.path))
        yield from self._advance_commands(shown)
        if shown.closing is not None and shown.closing.open:
            yield Close(_example_act(shown.closing))
        yield from self._set_commands()

    def _advance_commands(self, shown: Checklist) -> Iterator[Advance]:
        """Yield the open outcomes not taken yet, those that end a track last."""
        lines = [line for track in shown.tracks for line in track.outcomes]
        fresh = [line for line in lines if line.open and line.path not in self.taken]
        for line in sorted(fresh, key=lambda line: line.to_end):
            yield Advance(_example_act(line), line.path)

    def _set_commands(self) -> Iterator[SetFacts]:
        """Yield a command per value of the facts that are unknown and may be set at any time."""
        for fact in self.definition.facts.values():
            if fact.anytime and self.case.value(fact.id) is None:
                act = Act(fact.anytime[0])
                yield from (SetFacts(act, {fact.id: value}) for value in self._values(fact))

    def _do_commands(self, action: Action) -> Iterator[Do]:
        """Yield the action with the values of the facts that it records, TRIES combinations."""
        domains = [self._values(self.definition.facts[name]) for name in action.records]
        for number, values in enumerate(product(*domains)):
            if number >= TRIES:
                return
            yield Do(Act(action.by[0]), action.path, dict(zip(action.records, values, strict=True)))

    def _values(self, fact: Fact) -> tuple[Value, ...]:
        if fact.type == "date":
            return (self.now.date().isoformat(),)
        if fact.type == "datetime":
            return (self.now.isoformat(),)
        return fact.domain() or ("example",)


def _is_to_do(line: ActionLine) -> bool:
    """Whether a draft does the action. It cannot fill in a form."""
    return line.state == "open" and line.required and line.form is None


def _example_act(line: TransitionLine | ClosingLine) -> Act:
    why = "example" if line.reason_required else None
    return Act(line.by[0], why=why)


def draft_scenario(definition: Definition, name: str, calendar: Calendar) -> str:
    """Return the text of a scenario: one turn per required action, one question.

    The question is at the first outcome. Raises UsageError if the name is not a valid id, or if
    nothing can be done after the opening.
    """
    if not NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' is not a valid scenario id.",
            "Use small letters, digits and underscores, such as a_first_day.",
        )
    opens = datetime(*OPENING, tzinfo=zone_of(definition.timezone))
    walker = Walker(definition, calendar, opens)
    commands = list(walker.walk())
    if not commands:
        message = f"No action of {definition.id} is possible after the opening."
        raise UsageError(message, "See the workflow", Suggestion("workflow show", definition.id))
    lines = [*_head_lines(definition, name, commands)]
    if walker.opening:
        lines.append(f"facts: {flow_mapping(walker.opening)}")
    lines += _turn_lines(definition, commands)
    lines += _end_lines(walker.case)
    return "\n".join(lines) + "\n"


def _head_lines(definition: Definition, name: str, commands: list[Command]) -> Iterator[str]:
    roles = list(dict.fromkeys(command.act.as_ for command in commands))
    yield "# A first version of a scenario. Change it, check it, then play it."
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


def _turn_lines(definition: Definition, commands: list[Command]) -> Iterator[str]:
    """Yield the turns; the first outcome is a question, else the last turn."""
    yield "turns:"
    numbers = (number for number, one in enumerate(commands) if isinstance(one, Advance))
    asked = next(numbers, len(commands) - 1)
    for number, command in enumerate(commands):
        if number == asked:
            yield from _question_lines(definition, command)
        else:
            yield _turn_line(definition, command)


def _end_lines(case: Case) -> Iterator[str]:
    yield "ends:"
    for track, state in case.tracks.items():
        end = end_text(state)
        if end is not None:
            yield f"  {track}: {end}"


def _turn_line(definition: Definition, command: Command) -> str:
    comment = ""
    if isinstance(command, Do):
        comment = f"     # {_title(definition, command)}"
    return f"  - {{{', '.join(_call(command))}}}{comment}"


def _call(command: Command) -> Iterator[str]:
    """Yield the keys of the turn that carries the command out, each with its value."""
    yield f"as: {command.act.as_}"
    match command:
        case Do(action=path, facts=facts):
            yield f"do: {path}"
            if facts:
                yield f"with: {flow_mapping(facts)}"
        case Advance(outcome=path):
            yield f"advance: {DottedPath(path).track}"
            yield f"outcome: {path}"
        case SetFacts(facts=facts):
            yield f"set: {flow_mapping(facts)}"
        case _:
            yield "close: true"
    if command.act.why:
        yield f"why: {quote_text(command.act.why)}"


def _title(definition: Definition, command: Command) -> str:
    """Return the command in words, on one line."""
    match command:
        case Do(action=path):
            return _one_line(definition.action(path).title)
        case Advance(outcome=path):
            return _one_line(definition.step_at(path).title)
    return "Go on"


def _question_lines(definition: Definition, command: Command) -> Iterator[str]:
    yield "  - id: first_question"
    yield "    tell: Write here what happens, in two or three sentences."
    yield from (f"    {part}" for part in _call(command))
    yield f"    say: {quote_text('The right answer in words: ' + _title(definition, command))}"
    yield "    choices:"
    yield "      - id: another_way"
    yield "        say: An answer that is allowed, and not the best"
    yield "        then: {tell: Write here what follows., minutes: 20}"
    yield "        mistake: Write here what is better, and why."


def _one_line(text: str) -> str:
    return " ".join(text.split())
