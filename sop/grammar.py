"""The daily commands: their words, options and keys, in one table.

The commands, the prompt of an exercise, the turns of scenarios and every suggestion are made from
it. sop/engine/command_builder.py builds the command: the meaning of an option that is named here.
"""

from __future__ import annotations

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
    """A word after the verb. `many`: it may be repeated. `required`: the help marks it so."""

    name: str
    metavar: str
    help: str
    many: bool = False
    required: bool = False


@value
class Option:
    """An option, by its name without dashes.

    `many`: it may be repeated. `flag`: it has no value. `number`: a whole number. `learner`: it may
    be typed in an exercise too. `turn` is the key of a scenario's turn with the same meaning.
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
    """A command.

    `target` is what its words name. `of_case`: it takes a case with -c. `writes`: it writes events.
    `learner`: it may be typed in an exercise. `acts`: it is done for a stakeholder. `filters`: with
    a stakeholder it shows less. `does` completes "who …?" in a message about a scenario's turn; it
    is empty if no turn can have the verb.
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
        """Return the option of that name; None if the verb does not have it."""
        return next((option for option in self.options if option.name == name), None)


_SET = Option(
    "set", "FACT=VALUE", "A fact to record; may be repeated.", many=True, learner=True, turn="with"
)
_SET_FROM = Option("set-from", "FILE|-", "A file of facts, one per line; also for private facts.")
_AT = Option(
    "at",
    "TIME",
    "When it happened: now, noon, 11h40, 30 Nov 11:40, 5 minutes ago, ISO 8601.",
    learner=True,
)
_ALL_WORK = Option("all", "", "Also others' work, and what waits.", flag=True, learner=True)
_WHY = Option("why", "TEXT|-", "The reason.", learner=True)
_OF_INCIDENT = (
    Option("incident", "ID", "Write to all open cases of this incident."),
    Option("except", "CASE", "Leave out this case of the incident; may be repeated.", many=True),
    Option("only", "CASE", "Only this case of the incident; may be repeated.", many=True),
)
_SHIFT = (
    Option("shift", "+2h|-45min", "How much later or earlier several events happened."),
    Option("since", "EVENT", "The first event that --shift moves."),
    Option("until", "EVENT", "The last one; without it, the last before the clock was set back."),
)
_TRACK = Option("track", "TRACK", "Only this track.", learner=True)
_CASE = Argument("case", "[CASE]", "The case; its first 3 characters are enough.")
_NAMED = Argument("case", "CASE", "A case; its first 3 characters are enough.", required=True)

VERBS: tuple[Verb, ...] = (
    Verb(
        "do",
        "action",
        (
            Argument(
                "actions",
                "ACTION...",
                "The code, the name or a unique part of the name.",
                many=True,
            ),
        ),
        (
            _SET,
            _SET_FROM,
            Option("form", "FILE|-", "The completed form, as JSON.", turn="form"),
            _AT,
            Option("note", "TEXT|-", "A remark on the action.", learner=True),
            *_OF_INCIDENT,
        ),
        does="does it",
    ),
    Verb(
        "advance",
        "outcome",
        (
            Argument("track", "[TRACK]", "The track; may be left out."),
            Argument("outcome", "[OUTCOME]", "The outcome to take."),
        ),
        (_WHY, _AT, *_OF_INCIDENT),
        does="advances",
    ),
    Verb(
        "raise",
        "interrupt",
        (Argument("interrupt", "INTERRUPT", "The interrupt to raise."),),
        (_AT, _WHY, *_OF_INCIDENT),
        does="raises it",
    ),
    Verb(
        "set",
        "facts",
        (Argument("facts", "FACT=VALUE...", "The facts to record.", many=True),),
        (
            _SET_FROM,
            _AT,
            _WHY,
            Option(
                "from-now",
                "",
                "The earlier value was right; this one holds from now on.",
                flag=True,
                learner=True,
                turn="from_now",
            ),
            Option("accept", "", "Accept what the correction changes.", flag=True),
            *_OF_INCIDENT,
        ),
        does="records it",
    ),
    Verb(
        "waive",
        "action",
        (Argument("action", "ACTION", "The code, the name or a unique part of the name."),),
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
                "A stakeholder who may read it; may be repeated.",
                many=True,
                learner=True,
            ),
            *_OF_INCIDENT,
        ),
        does="writes it",
    ),
    Verb(
        "undo",
        "event",
        (Argument("event", "[EVENT]", "The number of the event; without it, the last event."),),
        (
            _WHY,
            Option("incident", "ID", "Undo the last joint write to the cases of this incident."),
            *_OF_INCIDENT[1:],
        ),
    ),
    Verb(
        "next",
        options=(_TRACK, _ALL_WORK),
        writes=False,
    ),
    Verb(
        "checklist",
        options=(
            _TRACK,
            Option(
                "all",
                "",
                "Also ended tracks, sources, warnings and reasons.",
                flag=True,
                learner=True,
            ),
            Option("output", "FILE", "Write to this file.", short="-o"),
        ),
        writes=False,
        filters=True,
    ),
    Verb(
        "why",
        "rule",
        (
            Argument(
                "what",
                "[advance|ACTION|OUTCOME|FACT]",
                "What to explain; without it, all outcomes.",
            ),
        ),
        (_TRACK,),
        writes=False,
    ),
    Verb(
        "open",
        "workflow",
        (Argument("workflow", "WORKFLOW", "The ID or the path of the workflow."),),
        (
            _SET,
            _SET_FROM,
            Option("incident", "ID", "The incident to which the case belongs."),
            Option("persons", "N", "Open this number of cases, all or none.", number=True),
            Option("label", "TEXT", "A label, without names; may be repeated.", many=True),
            Option("reference", "TEXT", "A number elsewhere; may be repeated.", many=True),
            _AT,
        ),
        of_case=False,
        learner=False,
    ),
    Verb("case reopen", "case", (_CASE,), (_WHY,), learner=False),
    Verb(
        "case void",
        "case",
        (_CASE,),
        (
            _WHY,
            Option("duplicate-of", "CASE", "The case of the same person that counts."),
            Option("consent", "", "Agree that another stakeholder makes it void.", flag=True),
        ),
        learner=False,
    ),
    Verb(
        "case time",
        "event",
        (Argument("event", "[EVENT]", "The number of the event; without it, the opening."),),
        (_AT, *_SHIFT, _WHY),
        learner=False,
    ),
    Verb(
        "case incident",
        "case",
        (_NAMED, Argument("incident", "[ID]", "The incident that it joins.")),
        (Option("leave", "", "Take the case out of its incident.", flag=True), _WHY),
        of_case=False,
        learner=False,
    ),
    Verb(
        "case link",
        "case",
        (_NAMED, Argument("other", "OTHER", "The case to link it with.", required=True)),
        (_WHY,),
        of_case=False,
        learner=False,
    ),
)
_BY_NAME = {verb.name: verb for verb in VERBS}
WRITING_VERBS = tuple(verb.name for verb in VERBS if verb.learner and verb.writes)
"""The verbs of an exercise that write events."""
SHOWING_VERBS = tuple(verb.name for verb in VERBS if verb.learner and not verb.writes)
"""The verbs of an exercise that only show something."""
TURN_VERBS = tuple(verb.name for verb in VERBS if verb.does)
"""The verbs that a turn of a scenario can have."""


def _list_turn_keys() -> Mapping[str, str]:
    keys = {"outcome": "advance"}  # the second word of `advance` has a key of its own
    for verb in VERBS:
        if verb.does:
            keys.update({option.turn: verb.name for option in verb.options if option.turn})
    return keys


TURN_KEYS = _list_turn_keys()
"""Key of a turn -> the only verb that it goes with."""


def find_verb(name: str) -> Verb | None:
    """Return the verb of that name; None if the command is not in the table."""
    return _BY_NAME.get(name)


@value
class Words:
    """A command in parts: the words after the verb, and the values of each option in order.

    A flag has one empty value.
    """

    verb: str
    rest: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str) -> str | None:
        """Return the option's last value; None if it is not given."""
        found = self.options.get(name, ())
        return found[-1] if found else None

    def every(self, name: str) -> tuple[str, ...]:
        """Return all values of the option; empty if it is not given."""
        return self.options.get(name, ())

    def has(self, name: str) -> bool:
        """Whether the option is given."""
        return name in self.options

    def word(self, number: int) -> str | None:
        """Return the word at that place after the verb, from 0; None if there are fewer."""
        return self.rest[number] if number < len(self.rest) else None


def parse_line(text: str) -> Words:
    """Return the parts of a line of an exercise.

    Raises:
        UsageError: It is not a daily command, or has an option that the command does not have.
    """
    words = _split_line(text)
    if words[:1] == ["sop"]:
        words = words[1:]
    name = words[0] if words else ""
    verb = find_verb(name)
    if verb is None or not verb.learner:
        verbs = ", ".join((*WRITING_VERBS, *SHOWING_VERBS))
        raise UsageError(f"'{name}' is not a daily command.", f"Choose one of: {verbs}.")
    return _parse_options(verb, words[1:])


def _split_line(text: str) -> list[str]:
    from shlex import split  # late: start-up; only an exercise and a scenario read a line

    try:
        return split(text)
    except ValueError as error:
        message = f"The command cannot be read: {error}."
        raise UsageError(message, 'Close every quote, as in --why "a reason".') from error


def _parse_options(verb: Verb, words: Sequence[str]) -> Words:
    rest: list[str] = []
    options: dict[str, tuple[str, ...]] = {}
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("--"):
            rest.append(word)
            continue
        name, value = _parse_option(verb, word, waiting)
        options[name] = (*options.get(name, ()), value)
    return Words(verb.name, tuple(rest), options)


def _parse_option(verb: Verb, word: str, waiting: list[str]) -> tuple[str, str]:
    """Return the name and the value of an option: `--name=value`, or the next waiting word."""
    flag, sign, value = word.partition("=")
    name = flag.removeprefix("--")
    option = verb.option(name)
    is_allowed = name == "as" or (option is not None and option.learner)
    if not is_allowed:
        raise _refuse_option(verb, flag)
    if option is not None and option.flag:
        return name, ""
    if sign:
        return name, value
    if not waiting:
        raise UsageError(f"{flag} needs a value.", f"Write: {flag} VALUE")
    return name, waiting.pop(0)


def _refuse_option(verb: Verb, flag: str) -> UsageError:
    names = [option.name for option in verb.options if option.learner]
    listed = ", ".join(f"--{name}" for name in (*names, "as"))
    return UsageError(f"'{verb.name}' has no option {flag} here.", f"Choose one of: {listed}.")
