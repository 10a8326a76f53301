"""One rule for free text on the command line: what seems to name a person gets a warning.

The shell's history and the list of processes keep the text, and the record keeps it for ever.
"""

from __future__ import annotations

import re

from sop.commands.context import CommandContext
from sop.grammar import Words

FREE_TEXT_OPTIONS = ("why", "note", "incident", "reported-by")
"""The options that take any text."""

# Patterns are compiled where a text is given: few commands have one, and each costs 0.3 ms.
# A title before a name, in the languages of the shipped workflows.
_TITLE = r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Adv|Sgt|Const|Capt|Sister|Mnr|Mev)\.?\s+\w"
# A word with a capital letter and small ones; abbreviations such as NGO and codes do not match.
_NAME_WORD = r"[^\W\d_](?:[-'’]?[^\W\d_])*"
# A telephone or identity number, also with blanks between its groups.
_LONG_NUMBER = r"\d(?:[ -]?\d){6,}"
_TIME_NUMBER = r"\d{4}-\d{2}-\d{2}"  # a date, which the long number would match
_SENTENCE_ENDS = ".!?:;"

# Capitalised in English at any place of a sentence.
ORDINARY = frozenset(
    [
        "I",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "English",
    ]
)


def warn_about_names(session: CommandContext, words: Words) -> None:
    """Warn on stderr of each option whose text seems to name a person; the text is not repeated."""
    for option in FREE_TEXT_OPTIONS:
        if any(seems_to_name_a_person(text) for text in words.every(option)):
            session.talk.say(
                f"Warning: --{option} seems to name a person. The shell's history and the record "
                "keep it. Write the case's ID or a role instead of a name."
            )


def seems_to_name_a_person(text: str) -> bool:
    """Whether the text has a title before a word, a capitalised word inside a sentence, or a long
    number such as a telephone or identity number.

    >>> seems_to_name_a_person("moved to her aunt in Riverside")
    True
    >>> seems_to_name_a_person("The house is full, asked the NGO")
    False
    """
    if text == "-":
        return False
    if re.search(_TITLE, text) or re.search(_LONG_NUMBER, re.sub(_TIME_NUMBER, "", text)):
        return True
    return any(_is_capitalised_inside(text, match) for match in re.finditer(_NAME_WORD, text))


def _is_capitalised_inside(text: str, match: re.Match[str]) -> bool:
    """Whether the word has a capital letter that the beginning of a sentence does not explain."""
    word = match.group()
    if word in ORDINARY or not (word[0].isupper() and word[1:].islower()):
        return False
    before = text[: match.start()].rstrip()
    return bool(before) and before[-1] not in _SENTENCE_ENDS
