"""Who noticed the danger that opens a case: the agency of the user, or another one that called."""

from __future__ import annotations

from sop.commands.authorship import has_letter
from sop.commands.guided_agencies import order_agencies, typed_names
from sop.commands.guided_visit import Back, GuidedVisit, Leave
from sop.model.commands import Act
from sop.model.definition import Definition
from sop.model.fact import Fact
from sop.model.value import replace

SOURCE_HELP = (
    "Enter: your own agency noticed it. Where another agency reported it to you, type its short "
    "name: the record then shows on whose word it was written.",
    "Someone else, such as a relative, reported it: Enter, and write it as a note.",
)
FUNCTION_HELP = ("Write a function, such as 'the inspector at the house', not a person's name.",)


def sign_report(visit: GuidedVisit, definition: Definition, fact: Fact, act: Act) -> Act:
    """Return the act by which the danger is reported: own, or of the agency that reported it.

    Raise Back for `b`, Leave for `q`.
    """
    ordered = order_agencies(visit.context(), definition, fact.anytime)
    others = [name for name in ordered if name != act.as_]
    if not others:
        return act
    names = typed_names(definition, others)
    short = definition.stakeholders[act.as_].short
    while True:
        typed = _ask(visit, f"Who noticed it? (Enter: {short}; or another agency):", SOURCE_HELP)
        if not typed:
            return act
        place = names.get(typed.casefold())
        if place is not None:
            break
        listed = ", ".join(definition.stakeholders[name].short for name in others)
        visit.screen.say(f"'{typed}' is not an agency here. Press Enter, or type one of: {listed}.")
    return replace(act, as_=others[place], home=act.as_, reported_by=_ask_function(visit))


def _ask_function(visit: GuidedVisit) -> str:
    while True:
        text = visit.write_text("Who there? Write a function:", help=FUNCTION_HELP)
        if len(text) > 1 and has_letter(text):
            return text
        visit.screen.say(f"'{text}' is not a person or a function.")


def _ask(visit: GuidedVisit, question: str, help: tuple[str, ...]) -> str:
    typed = visit.prompt.ask_line(question, help)
    if typed.lower() in visit.prompt.quit_words:
        raise Leave
    if typed.lower() in visit.prompt.back_words:
        raise Back
    return typed
