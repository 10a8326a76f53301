"""A fact in the guided way: its question, with the numbers of its answers."""

from __future__ import annotations

from typing import Any

from sop.casework.parse_facts import read_value
from sop.casework.parse_time import AmbiguousTime
from sop.commands.context import CommandContext
from sop.commands.guided_visit import Back, GuidedVisit, Leave
from sop.commands.inputs import choose_reading
from sop.engine.deadlines import zone_of
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.fact import NOT_KNOWN, Fact
from sop.model.refusal import UsageError
from sop.views.remedy import with_command
from sop.views.turn_screen import answer_list, fact_answers


def ask_value(
    visit: GuidedVisit,
    session: CommandContext,
    definition: Definition,
    fact: Fact,
    *,
    may_skip: bool = False,
) -> Any:
    """Ask for the value of a fact. Enter alone never gives one: None if the user may skip it.

    Raise Back if the user goes back.
    """
    answers = fact_answers(fact)
    visit.screen.say(fact.ask or fact.id)
    visit.screen.show(answer_list(answers))
    how = f"1-{len(answers)}" if answers else "Your answer"
    after = "not asked yet" if may_skip else "b back"
    while True:
        text = visit.prompt.text(
            f"{how} (Enter: {after}):" if may_skip else f"{how}:", fact.sensitive
        )
        word = text.lower()
        if word in ("q", "quit"):
            raise Leave
        if word in ("b", "back"):
            raise Back
        if not text and may_skip:
            return None
        if not text:
            visit.screen.say("An answer is needed. To go back: b.")
            continue
        try:
            return read_typed(session, definition, fact, text)
        except UsageError as wrong:
            visit.screen.say(wrong.message, " ", with_command(wrong.remedy, wrong.suggest))


def read_typed(session: CommandContext, definition: Definition, fact: Fact, text: str) -> Value:
    """Return the value that was typed: its number, or the value itself.

    Raise UsageError for anything else.
    """
    answers = fact_answers(fact)
    if text.isdecimal() and fact.type not in ("integer", "number") and answers:
        return _numbered_value(session, definition, fact, int(text))
    return _read(session, definition, fact, text)


def _numbered_value(
    session: CommandContext, definition: Definition, fact: Fact, number: int
) -> Value:
    answers = fact_answers(fact)
    if not 0 < number <= len(answers):
        raise UsageError(f"There is no answer {number}.", f"Type 1 to {len(answers)}.")
    if fact.type == "boolean":
        return number == 1
    if fact.type == "choices":
        return fact.choices[number - 1]
    if answers[number - 1] == "now":
        return _read(session, definition, fact, "now")
    return NOT_KNOWN


def _read(session: CommandContext, definition: Definition, fact: Fact, text: str) -> Value:
    try:
        return read_value(fact, text, session.now, zone_of(definition.timezone))
    except AmbiguousTime as unclear:
        return choose_reading(session, unclear)
