"""The label of a case, from an option or a question; one that seems to be a name gets a warning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence

from sop.casework.listed_case import is_of_incident
from sop.commands.context import CommandContext
from sop.commands.free_text import seems_to_name_a_person
from sop.commands.prompts import BackRequest
from sop.model.label_text import LABEL_RULE, read_label, read_references, search_key
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion

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
    session: CommandContext,
    given: Sequence[str],
    persons: int | None,
    incident: str | None = None,
) -> tuple[str | None, ...]:
    """Return the labels of the cases to open, in their order; fewer than cases: the rest has none.

    At a terminal, the labels of several persons are asked for if none is given. A label that
    another case of the incident has gets a warning; a question is asked again.
    """
    most = persons or 1
    if len(given) > most:
        raise UsageError(
            f"{len(given)} labels for {most} {'case' if most == 1 else 'cases'}.",
            "Give at most one label for each.",
        )
    if given or persons is None or not session.may_ask:
        labels = tuple(check_label(session, text) for text in given)
        _warn_of_twins(session, labels, incident)
        return labels
    if persons > MOST_ASKED:
        session.talk.say(f"Labels are asked for up to {MOST_ASKED} persons. Add these later.")
        return ()
    session.talk.say(
        f"One label for each person ({LABEL_RULE}). Enter: none. back: the one before."
    )
    return _ask_persons(session, persons, _labels_of(session, incident))


def warn_of_same_label(
    session: CommandContext, labels: Sequence[str | None], own: Container[str] = ()
) -> tuple[str, ...]:
    """Return a warning for each label that another open case has: then the two look alike."""
    wanted = [label for label in labels if label]
    if not wanted:
        return ()
    others = [line for line in session.store.case_lines() if line.status == "open" and line.label]
    found: list[str] = []
    for label in wanted:
        key = search_key(label)
        same = [one.case for one in others if search_key(one.label or "") == key]
        same = [case for case in same if case not in own]
        if same:
            found.append(
                f"Another open case has the label '{label}': {', '.join(same)}. If it is the same "
                "person, go on there."
            )
    return tuple(found)


def _labels_of(session: CommandContext, incident: str | None) -> tuple[str, ...]:
    if incident is None:
        return ()
    lines = session.store.case_lines()
    return tuple(one.label for one in lines if one.label and is_of_incident(one, incident))


def _warn_of_twins(session: CommandContext, labels: Sequence[str], incident: str | None) -> None:
    """Report once which labels several persons would have; a script may want that."""
    if not labels or incident is None:
        return
    counts = Counter(map(search_key, (*labels, *_labels_of(session, incident))))
    twins = [label for label in dict.fromkeys(labels) if counts[search_key(label)] > 1]
    if twins:
        named = ", ".join(f"'{label}'" for label in twins)
        session.talk.say(
            f"Warning: several cases of incident {incident} have the label {named}. "
            "A case is named by its label only where no other has it. To change one: ",
            Suggestion("case label"),
        )


def _ask_persons(
    session: CommandContext, persons: int, known: Sequence[str]
) -> tuple[str | None, ...]:
    """Ask for one label after the other; `back` returns to the person before."""
    found: list[str | None] = []
    had_earlier = session.prompt.has_earlier
    try:
        while len(found) < persons:
            session.prompt.has_earlier = bool(found)
            try:
                found.append(_ask_person(session, len(found) + 1, persons, (*known, *found)))
            except BackRequest:
                found.pop()
    finally:
        session.prompt.has_earlier = had_earlier
    return tuple(found)


def _ask_person(
    session: CommandContext, number: int, persons: int, taken: Sequence[str | None]
) -> str | None:
    question = f"Label of person {number} of {persons}, such as green jersey:"
    keys = {search_key(label) for label in taken if label}

    def read(text: str) -> str:
        label = check_label(session, text)
        if search_key(label) in keys:
            raise UsageError(f"'{label}' is the label of another person.", "Add what differs.")
        return label

    return session.prompt.value(question, read)
