"""The daily commands: their words, options and keys. Everything that reads or writes a command reads this table.

The program's commands, the prompt of an exercise and the turns of a scenario are made from it; what the words mean in a
case is in sop/engine/command_builder.py. A new option is one line here, and its meaning there.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal

from sop.model.refusal import UsageError
from sop.model.value import value

Target = Literal[
    "action", "facts", "outcome", "interrupt", "event", "text", "rule", "workflow", "case", ""
]


@value
class Argument:
    """A word behind the verb. `many`: as many as are given. `required`: the program says so in its help."""

    name: str
    metavar: str
    help: str
    many: bool = False
    required: bool = False


@value
class Option:
    """An option by its name without dashes. `learner`: it may be typed in an exercise too.

    `turn` is the key that says the same in a scenario's turn, beside the verb.
    """

    name: str
    metavar: str
    help: str
    many: bool = False
    flag: bool = False
    number: bool = False
    learner: bool = False
    turn: str = ""
    short: str = ""


@value
class Verb:
    """A command. `target` is what its words name; `does` how a turn of a scenario says it, empty where it has none.

    `of_case`: it takes a case with -c; `writes`: it writes events; `learner`: it may be typed in an exercise.
    `acts`: it matters for whom it is typed; `filters`: naming a stakeholder narrows down what it shows.
    """

    name: str
    target: Target = ""
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    of_case: bool = True
    writes: bool = True
    learner: bool = True
    acts: bool = True
    filters: bool = False
    does: str = ""

    def option(self, name: str) -> Option | None:
        return next((one for one in self.options if one.name == name), None)


_SET = Option(
    "set", "FACT=VALUE", "A fact; may be given several times.", many=True, learner=True, turn="with"
)
_SET_FROM = Option("set-from", "FILE|-", "Facts, one a line; the way for private ones.")
_AT = Option("at", "TIME", "When it happened: ISO 8601, 09:30, yesterday 16:00, -2h.", learner=True)
_WHY = Option("why", "TEXT|-", "The reason.", learner=True)
_INCIDENT = Option("incident", "ID", "In all open cases of this incident.")
_EXCEPT = Option("except", "CASE", "But not in this one; may be given again.", many=True)
_CASE = Argument("case", "[CASE]", "Which case; a beginning is enough.")

VERBS: tuple[Verb, ...] = (
    Verb(
        "do",
        "action",
        (Argument("actions", "ACTION...", "Code, name or unique part.", many=True),),
        (
            _SET,
            _SET_FROM,
            Option("form", "FILE|-", "The evidence, as JSON.", turn="form"),
            _AT,
            Option("note", "TEXT|-", "A remark.", learner=True),
            _INCIDENT,
            _EXCEPT,
        ),
        does="does it",
    ),
    Verb(
        "advance",
        "outcome",
        (
            Argument("track", "[TRACK]", "The track; or the outcome alone."),
            Argument("outcome", "[OUTCOME]", "The outcome to take."),
        ),
        (_WHY, _AT, _INCIDENT, _EXCEPT),
        does="advances",
    ),
    Verb(
        "raise",
        "interrupt",
        (Argument("interrupt", "INTERRUPT", "Which one."),),
        (_AT, _WHY),
        does="raises it",
    ),
    Verb(
        "set",
        "facts",
        (Argument("facts", "FACT=VALUE...", "What is told.", many=True),),
        (_SET_FROM, _AT, _WHY),
        does="tells it",
    ),
    Verb(
        "waive",
        "action",
        (Argument("action", "ACTION", "Code, name or unique part."),),
        (_AT, _WHY),
        does="waives it",
    ),
    Verb("close", options=(_WHY,), does="closes the case"),
    Verb(
        "note",
        "text",
        (Argument("source", "[-]", "- reads the note from stdin."),),
        (
            Option(
                "for",
                "STAKEHOLDER",
                "Confidential to these; may be repeated.",
                many=True,
                learner=True,
            ),
        ),
        does="writes it",
    ),
    Verb(
        "undo",
        "event",
        (Argument("event", "[EVENT]", "Its number; without one, the last."),),
        (_WHY,),
    ),
    Verb("next", writes=False),
    Verb(
        "checklist",
        options=(
            Option("track", "TRACK", "Only this track.", learner=True),
            Option(
                "all",
                "",
                "Ended tracks, sources, warnings and reasons too.",
                flag=True,
                learner=True,
            ),
            Option("output", "FILE", "Write it into a file.", short="-o"),
        ),
        writes=False,
        filters=True,
    ),
    Verb(
        "why",
        "rule",
        (Argument("what", "[advance|ACTION|OUTCOME|FACT]", "What to explain; else the ways on."),),
        writes=False,
    ),
    Verb(
        "open",
        "workflow",
        (Argument("workflow", "WORKFLOW", "Its id, or a path."),),
        (
            _SET,
            _SET_FROM,
            Option("incident", "ID", "Cases found together."),
            Option("persons", "N", "Open so many cases of the incident, all or none.", number=True),
            _AT,
        ),
        of_case=False,
        learner=False,
    ),
    Verb("case reopen", "case", (_CASE,), (_WHY,), learner=False),
    Verb(
        "case link",
        "case",
        (
            Argument("case", "CASE", "A case; a beginning of its id is enough.", required=True),
            Argument("other", "OTHER", "The case that belongs with it.", required=True),
        ),
        (_WHY,),
        of_case=False,
        learner=False,
    ),
)
_BY_NAME = {one.name: one for one in VERBS}
WRITING = tuple(one.name for one in VERBS if one.learner and one.writes)
SHOWING = tuple(one.name for one in VERBS if one.learner and not one.writes)
IN_TURNS = tuple(one.name for one in VERBS if one.does)
BESIDE: Mapping[str, str] = {
    **{
        option.turn: verb.name
        for verb in VERBS
        if verb.does
        for option in verb.options
        if option.turn
    },
    "outcome": "advance",
}
"""The keys of a turn that go with one verb only. An outcome is the second word of `advance`."""


def verb_named(name: str) -> Verb | None:
    """Return the verb of that name; None for a command that is not in the table."""
    return _BY_NAME.get(name)


@value
class Words:
    """A command taken apart: the words behind the verb, and each option's values in order; a flag has one empty."""

    verb: str
    rest: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str) -> str | None:
        """Return the option's last value; None where it is not given."""
        found = self.options.get(name, ())
        return found[-1] if found else None

    def every(self, name: str) -> tuple[str, ...]:
        return self.options.get(name, ())

    def has(self, name: str) -> bool:
        return name in self.options

    def word(self, number: int) -> str | None:
        """Return the word at that place behind the verb, from 0."""
        return self.rest[number] if number < len(self.rest) else None


def take_apart(text: str) -> Words:
    """Return a line of an exercise taken apart; Misuse for what is no daily command or has an option of another one."""
    try:
        words = shlex.split(text)
    except ValueError as broken:
        raise UsageError(
            f"the command cannot be read: {broken}.", 'close every quote: --why "a reason"'
        ) from broken
    words = words[1:] if words[:1] == ["sop"] else words
    verb = verb_named(words[0]) if words else None
    if verb is None or not verb.learner:
        said = words[0] if words else ""
        raise UsageError(
            f"'{said}' is no daily command.", f"there is: {', '.join((*WRITING, *SHOWING))}"
        )
    return _with_options(verb, words[1:])


def _with_options(verb: Verb, words: Sequence[str]) -> Words:
    rest: list[str] = []
    options: dict[str, tuple[str, ...]] = {}
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("--"):
            rest.append(word)
            continue
        name, value = _option_of(verb, word, waiting)
        options[name] = (*options.get(name, ()), value)
    return Words(verb.name, tuple(rest), options)


def _option_of(verb: Verb, word: str, waiting: list[str]) -> tuple[str, str]:
    """The option's name and its value, which is the next word where it is not behind an equals sign."""
    flag, sign, value = word.partition("=")
    name = flag.removeprefix("--")
    allowed = [one for one in verb.options if one.learner]
    option = next((one for one in allowed if one.name == name), None)
    if option is None and name != "as":
        listed = ", ".join(f"--{one}" for one in (*(each.name for each in allowed), "as"))
        raise UsageError(f"'{verb.name}' has no option {flag} here.", f"there is: {listed}")
    if option is not None and option.flag:
        return name, ""
    if sign:
        return name, value
    if not waiting:
        raise UsageError(f"{flag} needs a value.", f"write: {flag} VALUE")
    return name, waiting.pop(0)
