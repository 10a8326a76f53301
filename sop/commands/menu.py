"""Menus: a person chooses one of several things, by number, by name or by words of the name.

A long menu takes one screen, and states how to see the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sop.commands.prompts import choice_line
from sop.model.value import replace, value

if TYPE_CHECKING:
    from sop.commands.prompts import Prompt
    from sop.model.definition import Definition, Stakeholder

MOST_SHOWN = 16
"""Choices at once: with the words to say above and the answer below they fit 24 rows."""
ALL = "all"
"""What is typed to see the whole menu."""
MOST_FITTING = 4
"""Names in one message; more of them would scroll the menu away."""


@value
class MenuItem:
    """One line of a menu.

    `key` is what the caller gets; `name` is printed and may be typed, as may `key`. `meaning` is
    printed behind it. `role` is not printed; its words may be typed where no name has them.
    """

    key: str
    name: str
    meaning: str = ""
    role: str = ""


def plain_choices(choices: Mapping[str, str]) -> tuple[MenuItem, ...]:
    """Return the lines of a menu whose keys are also the names."""
    return tuple(MenuItem(key, key, meaning) for key, meaning in choices.items())


def path_choices(choices: Mapping[str, str]) -> tuple[MenuItem, ...]:
    """Return the lines of a menu of dotted paths, each with its last part as its name.

    Where two have the same last part, the track comes before it.
    """
    last_parts = [path.rpartition(".")[2] for path in choices]
    found: list[MenuItem] = []
    for path, meaning in choices.items():
        track, last = path.partition(".")[0], path.rpartition(".")[2]
        name = last if last_parts.count(last) == 1 else f"{track} {last}"
        found.append(MenuItem(path, name, meaning))
    return tuple(found)


def stakeholder_menu(stakeholders: Iterable[Stakeholder]) -> tuple[MenuItem, ...]:
    """Return the lines by the names that officials use: the short name, then the full one."""
    return tuple(MenuItem(one.id, one.short, one.name) for one in stakeholders)


def choose_stakeholder(prompt: Prompt, definition: Definition, may: Sequence[str]) -> str:
    """Ask for whom the user acts, and return the ID. `may`: who may do it; empty: all."""
    known = definition.stakeholders.values()
    allowed = [one for one in known if not may or one.id in may]
    if len(allowed) < len(known):
        prompt.screen.say("Only these may do it. If you act for none of them: Ctrl-C.")
    choices = [
        replace(one, role=_role_of(definition, one.key)) for one in stakeholder_menu(allowed)
    ]
    return choose(prompt, "For whom do you act?", choices)


def _role_of(definition: Definition, stakeholder: str) -> str:
    """Return what the stakeholder leads, in the words of the tracks."""
    led = [track for track in definition.tracks.values() if track.lead == stakeholder]
    return " ".join(f"{track.id} {track.title}" for track in led)


def choose(prompt: Prompt, question: str, choices: Sequence[MenuItem]) -> str:
    """Ask for one of the choices and return its key."""
    prompt.screen.say(question)
    _print_choices(prompt, choices, MOST_SHOWN)
    while True:
        answer = prompt.required(f"1-{len(choices)}:")
        fitting = find_fitting(answer, choices)
        if len(fitting) == 1:
            return fitting[0].key
        if not fitting and answer.casefold() == ALL:
            _print_choices(prompt, choices, len(choices))
            continue
        prompt.screen.say(_mistake(fitting))


def find_fitting(answer: str, choices: Sequence[MenuItem]) -> tuple[MenuItem, ...]:
    """Return the choices that the answer names: the closest kind of match that there is."""
    if answer.isdecimal() and 0 < int(answer) <= len(choices):
        return (choices[int(answer) - 1],)
    wanted = answer.casefold()
    for fits in _KINDS_OF_MATCH:
        found = tuple(one for one in choices if fits(one, wanted))
        if found:
            return found
    return ()


def _print_choices(prompt: Prompt, choices: Sequence[MenuItem], most: int) -> None:
    shown = choices if len(choices) <= most + 1 else choices[:most]
    for number, one in enumerate(shown, 1):
        prompt.screen.show((choice_line(number, one.name, one.meaning),))
    left = len(choices) - len(shown)
    if left:
        prompt.screen.say(f"  And {left} more. To list them, type {ALL}; a part of a name will do.")


def _mistake(fitting: Sequence[MenuItem]) -> str:
    if not fitting:
        return "That is not one of the choices. Type its number or its name."
    names = ", ".join(one.name for one in fitting[:MOST_FITTING])
    left = len(fitting) - MOST_FITTING
    more = f" and {left} more" if left > 0 else ""
    return f"That fits {names}{more}. Type more of the name, or the number."


def _is_named(one: MenuItem, wanted: str) -> bool:
    return wanted in (one.name.casefold(), one.key.casefold(), one.meaning.casefold())


def _begins(one: MenuItem, wanted: str) -> bool:
    return one.name.casefold().startswith(wanted) or one.key.casefold().startswith(wanted)


def _has_words(one: MenuItem, wanted: str) -> bool:
    """Whether each word of the answer begins a word of the choice."""
    return _begin_words_of(f"{one.name} {one.meaning}", wanted)


def _has_role(one: MenuItem, wanted: str) -> bool:
    return _begin_words_of(one.role, wanted)


def _begin_words_of(text: str, wanted: str) -> bool:
    known, begun = _split_words(text.casefold()), _split_words(wanted)
    return bool(begun) and all(_begins_one(word, known) for word in begun)


def _begins_one(begun: str, known: Iterable[str]) -> bool:
    return any(word.startswith(begun) for word in known)


def _split_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


_KINDS_OF_MATCH: tuple[Callable[[MenuItem, str], bool], ...] = (
    _is_named,
    _begins,
    _has_words,
    _has_role,
)
"""From the closest on; only the first kind that fits something counts."""
