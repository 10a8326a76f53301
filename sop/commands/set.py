"""`sop set`: record an `anytime` fact, or correct another fact with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.inputs import only_one_stdin, read_fact_options
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, write_with_reason
from sop.grammar import Words
from sop.model.commands import SetFacts
from sop.model.condition import Value
from sop.model.refusal import UsageError

app = new_app()


@verb_command(app, "set")
def set_(session: CommandContext, words: Words) -> CommandResult:
    """Record a fact that may be set at any time, or correct another fact; then --why is required.

    Example: sop set in_danger=yes
    """
    why, at, set_from = words.one("why"), words.one("at"), words.one("set-from")
    only_one_stdin(set_from, why)
    file = session.file()
    as_ = session.writer(file.definition)
    values = _values(session, file, words.rest, set_from)
    corrects = any(as_ not in file.definition.facts[name].anytime for name in values)
    request = act(session, file.definition, at)
    return write_with_reason(session, file, SetFacts(request, values), why, corrects, at)


def _values(
    session: CommandContext, file: LoadedCase, words: Sequence[str], source: str | None
) -> dict[str, Value]:
    """Return the facts that are given, or asked for where only their name is given."""
    if not words and source is None:
        words = [_ask_fact_name(session, file)]
    values = read_fact_options(session, file.definition, words, source)
    if not values:
        raise UsageError(
            "No fact given.", "Write FACT=VALUE, or only FACT to be asked for its value."
        )
    return values


def _ask_fact_name(session: CommandContext, file: LoadedCase) -> str:
    choices = {fact.id: fact.ask for fact in file.definition.facts.values() if fact.anytime}
    if session.may_ask and choices:
        return session.prompt.choice("Which fact?", choices)
    listed = ", ".join(choices) or "none"
    raise UsageError("No fact given.", f"Facts that may be set at any time: {listed}.")
