"""A command that a learner types, read by the table of daily commands into the command that the engine decides on."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sop.casework.parse_facts import read_assignments, split_assignment
from sop.casework.parse_time import parse_time
from sop.engine import resolve_names
from sop.engine.command_builder import Given, build_command
from sop.grammar import SHOWING, Words, take_apart
from sop.model.case_state import Case
from sop.model.commands import Act, Command
from sop.model.definition import Definition


def parse_command(
    definition: Definition, case: Case, text: str, role: str, now: datetime, zone: ZoneInfo
) -> Command | str:
    """The command that is meant; the verb alone where it only shows something."""
    words = take_apart(text)
    if words.verb in SHOWING:
        return words.verb
    who, at = words.one("as"), words.one("at")
    act = Act(
        resolve_names.resolve_stakeholder(definition, who) if who else role,
        at=parse_time(at, now, zone) if at else None,
        why=words.one("why"),
    )
    return build_command(definition, case, words.verb, _given(definition, words, now, zone), act)


def _given(definition: Definition, words: Words, now: datetime, zone: ZoneInfo) -> Given:
    """What the words give; `set` names its facts behind the verb."""
    named = words.rest if words.verb == "set" else words.every("set")
    facts = read_assignments(definition, map(split_assignment, named), now, zone)
    return Given(words.rest, facts, note=words.one("note"), readers=words.every("for"))
