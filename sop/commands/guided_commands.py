"""The command that does the same as what was recorded in the guided way for another agency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.engine.fact_values import say_value
from sop.model.commands import Command, Do, SetFacts, WriteNote
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.suggestion import Suggestion
from sop.model.value import replace


def with_its_options(
    definition: Definition, command: Command, typed: Suggestion, viewer: str
) -> Suggestion | None:
    """Return the command that was `typed` with the options without which it does something else.

    An own command asks for its values itself. One for another agency has all of them, because it is
    copied to record the same again. None where a line cannot do the same: no option takes a form
    from the terminal, and what is private does not belong in a line.
    """
    if isinstance(command, WriteNote):
        return replace(typed, options=tuple(("for", one) for one in command.readers))
    if command.act.as_ == viewer:
        return replace(typed, options=(*typed.options, *_list_times(command)))
    facts = _facts_of(command)
    if isinstance(command, Do) and command.form is not None:
        return None
    if any(_is_private(definition, name) for name in facts):
        return None
    # Its own `--as`: the user did exactly this.
    return replace(typed, asks=(), yours=False, options=tuple(_list_options(command, facts)))


def _list_options(command: Command, facts: Mapping[str, Value]) -> Iterator[tuple[str, str | None]]:
    yield "as", command.act.as_
    if command.act.reported_by:
        yield "reported-by", command.act.reported_by
    for name, found in facts.items():
        yield "set", f"{name}={say_value(found)}"
    yield from _list_times(command)
    if command.act.why:
        yield "why", command.act.why


def _list_times(command: Command) -> Iterator[tuple[str, str | None]]:
    if command.act.at is not None:
        yield "at", command.act.at.isoformat()


def _facts_of(command: Command) -> Mapping[str, Value]:
    return command.facts if isinstance(command, Do | SetFacts) else {}


def _is_private(definition: Definition, name: str) -> bool:
    fact = definition.facts[name]
    return fact.sensitive or fact.seen_by is not None
