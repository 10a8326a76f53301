"""What a person gives with a command: facts, forms, texts, times; from arguments, files, stdin or asked for."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sop.casework.parse_facts import (
    read_assignments,
    read_value,
    refuse_private,
    split_assignment,
    split_lines,
)
from sop.casework.parse_time import parse_time
from sop.commands.context import CommandContext
from sop.engine.deadlines import zone_of
from sop.engine.fact_values import describe_input, value_missing
from sop.engine.resolve_names import resolve_fact
from sop.model.condition import Value
from sop.model.definition import Action, Definition, Fact
from sop.model.refusal import UsageError


def read_source(source: str, what: str) -> str:
    """The text of a file, or of stdin for `-`; Misuse when it cannot be read."""
    try:
        if source == "-":
            return (
                sys.stdin.buffer.read().decode("utf-8-sig")
                if hasattr(sys.stdin, "buffer")
                else sys.stdin.read()
            )
        return Path(source).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as broken:
        raise UsageError(f"{what} '{source}' is not UTF-8 text.", "convert it to UTF-8") from broken
    except OSError as error:
        raise UsageError(
            f"{what} '{source}' cannot be read: {error.strerror}.", "give a file, or - for stdin"
        ) from error


def only_one_stdin(*sources: str | None) -> None:
    """Misuse when two things are to be read from stdin."""
    if sources.count("-") > 1:
        raise UsageError("two things are to be read from stdin.", "give a file for all but one")


def read_fact_options(
    session: CommandContext, definition: Definition, pairs: Sequence[str], source: str | None
) -> dict[str, Value]:
    """The facts of `--set` and `--set-from`, and those named without a value, which are asked for.

    The values of private facts come from `--set-from` or are asked for; they never stand on a command line.
    """
    given = read_facts(
        session, definition, [pair for pair in pairs if "=" in pair], read_fact_source(source)
    )
    return given | named_facts(session, definition, [pair for pair in pairs if "=" not in pair])


def named_facts(
    session: CommandContext, definition: Definition, names: Sequence[str]
) -> dict[str, Value]:
    """The values of facts that are named alone, asked at the terminal; Misuse with the choices where none is."""
    facts = [resolve_fact(definition, name) for name in names]
    if facts and not session.may_ask:
        raise value_missing(facts[0])
    return ask_facts(session, definition, [fact.id for fact in facts])


def read_fact_source(source: str | None) -> list[tuple[str, str]]:
    """The assignments of `--set-from`, not yet read into any workflow's facts."""
    return split_lines(read_source(source, "the facts' file")) if source is not None else []


def read_facts(
    session: CommandContext,
    definition: Definition,
    pairs: Sequence[str],
    kept: Sequence[tuple[str, str]],
) -> dict[str, Value]:
    """The facts of `--set` and of a file's assignments, as the workflow knows them."""
    spoken = [split_assignment(pair) for pair in pairs]
    refuse_private(definition, spoken)
    return read_assignments(definition, [*spoken, *kept], session.now, zone_of(definition.timezone))


def read_event_time(
    session: CommandContext, definition: Definition, text: str | None
) -> datetime | None:
    """When it happened, as `--at` says; None: now."""
    return None if text is None else parse_time(text, session.now, zone_of(definition.timezone))


def read_form(source: str | None) -> str | None:
    """The form's content as JSON text; Misuse when the file is no JSON."""
    if source is None:
        return None
    text = read_source(source, "the form")
    try:
        content = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as unreadable:
        raise UsageError(
            f"the form '{source}' is not JSON: {unreadable}.", "give one JSON object"
        ) from unreadable
    return json.dumps(content, ensure_ascii=False)


def read_text(text: str | None, what: str) -> str | None:
    """A text given as an argument, or read from stdin for `-`."""
    found = read_source("-", what) if text == "-" else text
    return None if found is None else unicodedata.normalize("NFC", found.strip()) or None


def ask_reason(session: CommandContext, why: str | None, needed: bool) -> str | None:
    """The reason; asked for where one is needed and a person can be asked."""
    if why is None and needed and session.may_ask:
        return unicodedata.normalize("NFC", session.prompt.required("Reason (required):"))
    return read_text(why, "the reason")


def ask_facts(
    session: CommandContext, definition: Definition, names: Iterable[str]
) -> dict[str, Value]:
    """The values of these facts, asked one by one; what is left empty stays unknown."""
    found: dict[str, Value] = {}
    for name in names:
        value = ask_fact(session, definition, definition.facts[name])
        if value is not None:
            found[name] = value
    return found


def ask_fact(session: CommandContext, definition: Definition, fact: Fact) -> Value | None:
    """The fact's value from the person at the terminal; a private one is not shown while it is typed."""
    zone = zone_of(definition.timezone)
    question = f"{fact.ask or fact.id} [{describe_input(fact)}, empty: not known]"
    return session.prompt.value(
        question, lambda text: read_value(fact, text, session.now, zone), fact.sensitive
    )


def assign_facts(actions: Sequence[Action], facts: dict[str, Value]) -> dict[str, dict[str, Value]]:
    """Each fact given to the one action that records it; Misuse where none or several do."""
    shares: dict[str, dict[str, Value]] = {action.path: {} for action in actions}
    for name, value in facts.items():
        takers = [
            action for action in actions if name in action.records or name in action.may_record
        ]
        if len(takers) != 1:
            raise UsageError(*_explain_assignment(name, actions, takers))
        shares[takers[0].path][name] = value
    return shares


def _explain_assignment(
    name: str, actions: Sequence[Action], takers: Sequence[Action]
) -> tuple[str, str]:
    if takers:
        return (
            f"{' and '.join(action.code for action in takers)} both record '{name}'.",
            "do them one by one",
        )
    recorded = [fact for action in actions for fact in (*action.records, *action.may_record)]
    codes = ", ".join(action.code for action in actions)
    listed = f"it records {', '.join(recorded)}" if recorded else "it records no facts"
    return f"{codes} does not record '{name}'.", listed


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
