"""The label of a case, from an option or a question; one that seems to be a name gets a warning."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sop.commands.context import CommandContext
from sop.commands.free_text import seems_to_name_a_person
from sop.model.label_text import LABEL_RULE, read_label, read_references
from sop.model.refusal import UsageError

MOST_ASKED = 30
"""Persons whose labels are asked for one by one; more are labelled later."""
_PERSONAL_NUMBER = re.compile(r"\d(?:[ -]?\d){9,}")  # digits of a telephone or identity number


def check_label(session: CommandContext, text: str) -> str:
    """Return the label, with a warning on stderr where it seems to name a person."""
    label = read_label(text)
    if seems_to_name_a_person(label):
        session.talk.say(
            "Warning: the label seems to name a person. Everyone on the case sees it, and the "
            "record keeps it. Write clothes, a place or a number instead of a name."
        )
    return label


def check_references(session: CommandContext, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the references, with a warning where one seems to be the number of a person."""
    found = read_references(texts, ())
    if any(_PERSONAL_NUMBER.search(one) for one in found):
        session.talk.say(
            "Warning: a reference seems to be a telephone or identity number. Everyone on the case "
            "sees it. Write the number of a file or a docket."
        )
    return found


def ask_label(session: CommandContext) -> str:
    """Ask for the label until it is valid."""
    question = f"Label ({LABEL_RULE}):"
    return session.prompt.required_value(question, lambda text: check_label(session, text))


def read_labels(
    session: CommandContext, given: Sequence[str], persons: int | None
) -> tuple[str | None, ...]:
    """Return the labels of the cases to open, in their order; fewer than cases: the rest has none.

    At a terminal, the labels of several persons are asked for if none is given.
    """
    most = persons or 1
    if len(given) > most:
        raise UsageError(
            f"{len(given)} labels for {most} {'case' if most == 1 else 'cases'}.",
            "Give at most one label for each.",
        )
    if given or persons is None or not session.may_ask:
        return tuple(check_label(session, text) for text in given)
    if persons > MOST_ASKED:
        session.talk.say(f"Labels are asked for up to {MOST_ASKED} persons. Add these later.")
        return ()
    session.talk.say(f"One label for each person ({LABEL_RULE}). Enter: none.")
    return tuple(_ask_person(session, number, persons) for number in range(1, persons + 1))


def _ask_person(session: CommandContext, number: int, persons: int) -> str | None:
    question = f"Label of person {number} of {persons}, such as green jersey:"
    return session.prompt.value(question, lambda text: check_label(session, text))
