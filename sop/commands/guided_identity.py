"""Who sits at the terminal in the guided way: for whom they act, and their name."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.terminal_session import check_name
from sop.commands.guided_agencies import (
    list_own_agencies,
    official_name,
    order_agencies,
    typed_names,
)
from sop.commands.guided_visit import Back, GuidedVisit
from sop.model.definition import Definition
from sop.model.value import replace

ANOTHER = ""
"""The place of "Another one" in the list; no stakeholder has this name."""
WHOM_HELP = ("The record names the agency for which you work. Its number or its short name.",)


def identify(
    visit: GuidedVisit,
    definition: Definition,
    may: Sequence[str],
    *,
    is_other_person: bool = False,
    about: str = "",
) -> None:
    """Ask for whom the user acts, and for their name, where this terminal session lacks them.

    `may` are those who can do something now; the others are one answer away. `is_other_person`:
    the one who was asked before has left. `about` names the case, where no turn above does.
    """
    session = visit.context()
    identity = session.identity
    asks_name = not identity.name and not identity.name_asked and not session.by_variable
    if about and (asks_name or session.viewer(definition) is None):
        visit.screen.say(about)
    if is_other_person or session.viewer(definition) is None:
        visit.unrecorded.clear()
        visit.reporters.clear()
        visit.prompt.last_reason = ""
        chosen = _choose_stakeholder(visit, definition, may, is_other_person=is_other_person)
        identity = identity.acting_for(chosen)
        if is_other_person:
            identity = replace(identity, name=None, name_asked=False)
        session.keep_identity(identity)
    elif identity.as_ is None:  # given with --as or in SOP_AS
        identity = identity.acting_for(session.viewer(definition) or "")
        session.keep_identity(identity)
    if not identity.name and not identity.name_asked and not session.by_variable:
        question = "Your name, as it is recorded (Enter: none):"
        name = visit.prompt.value(question, lambda text: check_name(text, "the answer"))
        session.keep_identity(replace(identity, name=name, name_asked=True))


def _choose_stakeholder(
    visit: GuidedVisit, definition: Definition, may: Sequence[str], *, is_other_person: bool
) -> str:
    """Return the stakeholder that the user chooses: the own role first, then those in `may`."""
    session = visit.context()
    ordered = order_agencies(
        session, definition, definition.stakeholders, is_other_person=is_other_person
    )
    own = () if is_other_person else list_own_agencies(session)
    first = [name for name in ordered if name in may or name in own] if may else []
    rest = [name for name in ordered if name not in first]
    listed, hidden = (first, rest) if first else (rest, [])
    while True:
        answers = [official_name(definition, name) for name in listed]
        if hidden:
            answers.append("Another one")
        places = [*listed, *([ANOTHER] if hidden else []), *hidden]
        names = typed_names(definition, places)
        try:
            place = visit.choose("For whom do you act?", answers, names=names, help=WHOM_HELP)
        except Back:
            visit.screen.say("An answer is needed. To stop: q.")
            continue
        if places[place] != ANOTHER:
            return places[place]
        listed, hidden = [*first, *rest], []


def ask_person(
    visit: GuidedVisit,
    definition: Definition,
    may: Sequence[str],
    *,
    is_other_person: bool = False,
    about: str = "",
) -> None:
    """Do as `identify`; meanwhile `!` waits, so that nothing is recorded for the one who left."""
    visit.prompt.asks_person = True
    try:
        identify(visit, definition, may, is_other_person=is_other_person, about=about)
    finally:
        visit.prompt.asks_person = False
