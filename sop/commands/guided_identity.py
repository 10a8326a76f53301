"""Who sits at the terminal in the guided way: for whom they act, and their name."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.terminal_session import check_name
from sop.commands.guided_visit import Back, GuidedVisit
from sop.model.definition import Definition
from sop.model.value import replace


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
        chosen = _choose_stakeholder(visit, definition, may)
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


def _choose_stakeholder(visit: GuidedVisit, definition: Definition, may: Sequence[str]) -> str:
    """Return the stakeholder that the user chooses, from those in `may` first."""
    first = [name for name in definition.stakeholders if name in may]
    every = list(definition.stakeholders)
    listed = first or every
    while True:
        answers = [_official_name(definition, name) for name in listed]
        if len(listed) < len(every):
            answers.append("Another one")
        try:
            place = visit.choose("For whom do you act?", answers)
        except Back:
            visit.screen.say("An answer is needed. To stop: q.")
            continue
        if place < len(listed):
            return listed[place]
        listed = every


def _official_name(definition: Definition, name: str) -> str:
    stakeholder = definition.stakeholders[name]
    return f"{stakeholder.short}  {stakeholder.name}"


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
