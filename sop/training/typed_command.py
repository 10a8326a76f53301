"""The commands that a learner types: read one, and judge whether it answers the question.

The table of daily commands (sop/grammar.py) has the verbs and their options.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sop.casework.parse_facts import read_assignments, refuse_missing_sign, split_assignment
from sop.casework.parse_time import parse_time
from sop.engine.command_builder import CommandInput, build_command
from sop.engine.resolve_names import resolve_stakeholder
from sop.grammar import SHOWING_VERBS, Words, parse_line
from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Raise, SetFacts, Waive
from sop.model.definition import Definition
from sop.model.events import (
    ActionDone,
    ActionWaived,
    CaseClosed,
    Event,
    FactsRecorded,
    InterruptRaised,
    OutcomeTaken,
)
from sop.model.refusal import UsageError

READ_OPTIONS = frozenset({"as", "at", "why", "set", "note", "for", "from-now"})
"""The options whose values this module passes on. A test compares them with the grammar: an option
that a learner may type and that is missing here would be accepted and lost."""


def parse_command(
    definition: Definition, case: Case, *, text: str, role: str, now: datetime, zone: ZoneInfo
) -> Command:
    """Return the command that the text stands for; without `--as` the role acts.

    Raises UsageError if it is not a daily command, or only shows something.
    """
    words = parse_line(text)
    if words.verb in SHOWING_VERBS:
        raise UsageError(
            f"'{text}' only shows information, so it is not an answer.",
            "Choose an answer, or type a command that records something.",
        )
    act = _read_act(definition, words, role=role, now=now, zone=zone)
    return build_command(
        definition, case, words.verb, _read_given(definition, words, now, zone), act
    )


def _read_act(
    definition: Definition, words: Words, *, role: str, now: datetime, zone: ZoneInfo
) -> Act:
    """Return who acts, when and why."""
    who, at = words.one("as"), words.one("at")
    if who:
        role = resolve_stakeholder(definition, who)
    moment = None
    if at:
        moment = parse_time(at, now, zone)
    return Act(role, at=moment, why=words.one("why"))


def _read_given(
    definition: Definition, words: Words, now: datetime, zone: ZoneInfo
) -> CommandInput:
    """Return the values of the words. `set` has its facts behind the verb, `do` in an option."""
    assignments = words.every("set")
    if words.verb == "set":
        assignments = words.rest
        refuse_missing_sign(definition, assignments)
    facts = read_assignments(definition, map(split_assignment, assignments), now, zone)
    return CommandInput(
        words.rest,
        facts,
        note=words.one("note"),
        readers=words.every("for"),
        from_now=words.has("from-now"),
    )


def is_answer(event: Event, command: Command | None) -> bool:
    """Whether the event does what the command of the turn does. A note never answers."""
    match command, event.body:
        case Do(action=wanted), ActionDone(action=done):
            return done == wanted
        case Advance(outcome=wanted), OutcomeTaken(outcome=taken):
            return taken == wanted
        case Raise(interrupt=wanted), InterruptRaised(interrupt=raised):
            return raised == wanted
        case SetFacts(facts=wanted), ActionDone(facts=facts) | FactsRecorded(facts=facts):
            return dict(facts) == dict(wanted)
        case Waive(action=wanted), ActionDone(action=action) | ActionWaived(action=action):
            return action == wanted
        case Close(), CaseClosed():
            return True
    return False
