"""A fact in the guided way: its question, with the numbers of its answers."""

from __future__ import annotations

from typing import Any

from sop.casework.parse_facts import read_value
from sop.casework.parse_time import AmbiguousTime
from sop.commands.context import CommandContext
from sop.commands.dialog import SAME_WORD
from sop.commands.guided_visit import Back, GuidedVisit, Leave
from sop.commands.inputs import choose_reading, help_of_fact, refuse_answer
from sop.engine.deadlines import zone_of
from sop.engine.fact_values import check_value, say_answer
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.fact import NOT_KNOWN, Fact
from sop.model.refusal import UsageError
from sop.views.remedy import with_command
from sop.views.turn_screen import answer_list, fact_answers

FEWEST_LETTERS = 3
"""Letters from which the beginning of a choice counts as its name."""


def ask_value(
    visit: GuidedVisit,
    session: CommandContext,
    definition: Definition,
    fact: Fact,
    *,
    may_skip: bool = False,
    before: Value | None = None,
) -> Any:
    """Ask for the value of a fact. Enter alone never gives one: None if the user may skip it.

    `before` is an answer that was given earlier and not recorded. Raise Back if the user goes back.
    """
    answers = fact_answers(fact)
    visit.screen.say(fact.ask or fact.id)
    is_offered = before is not None and accepts_value(fact, before)
    if is_offered:
        visit.offer(say_answer(fact, before))
    visit.screen.show(answer_list(answers))
    how = f"1-{len(answers)}" if answers else "Your answer"
    help = help_of_fact(definition, fact, not may_skip)
    after = "not asked yet" if may_skip else "b back"
    while True:
        asked = f"{how} (Enter: {after}):" if may_skip else f"{how}:"
        text = visit.prompt.ask_line(asked, help, fact.sensitive)
        word = text.lower()
        if word in ("q", "quit"):
            raise Leave
        if word in ("b", "back"):
            raise Back
        if text == SAME_WORD and is_offered:
            return before
        if not text and may_skip:
            return None
        if not text:
            visit.screen.say("An answer is needed. To go back: b.")
            continue
        try:
            found = read_typed(visit.context(), definition, fact, text)
        except UsageError as wrong:
            visit.screen.say(wrong.message, " ", with_command(wrong.remedy, wrong.suggest))
            continue
        if answers and not fact.sensitive:
            visit.prompt.echo(say_answer(fact, found))
        return found


def read_typed(session: CommandContext, definition: Definition, fact: Fact, text: str) -> Value:
    """Return the value that was typed: its number, or the value itself.

    Raise UsageError for anything else. One or two letters do not name a choice: here a letter
    is a key, and a wrong one must not become an answer.
    """
    answers = fact_answers(fact)
    if fact.type == "choices" and not text.isdecimal():
        _refuse_letters(fact, text)
    if text.isdecimal() and fact.type not in ("integer", "number") and answers:
        return _numbered_value(session, definition, fact, int(text))
    try:
        return _read(session, definition, fact, text)
    except UsageError as wrong:
        raise refuse_answer(fact, wrong) from wrong


def accepts_value(fact: Fact, found: Value) -> bool:
    """Whether the fact can have this value."""
    try:
        check_value(fact, found)
    except UsageError:
        return False
    return True


def _refuse_letters(fact: Fact, text: str) -> None:
    if text in fact.choices or len(text) >= FEWEST_LETTERS:
        return
    raise UsageError(f"'{text}' is not an answer here.", f"Type 1 to {len(fact.choices)}.")


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
