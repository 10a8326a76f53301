"""`sop set`: tell an `anytime` fact at any moment, or correct another one with a reason."""

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
    """Tell a fact that may be told at any moment; for any other fact it is a correction, and --why is required.

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
    """The facts given, and on a terminal those that are named without a value."""
    if not words and source is None:
        words = [_which(session, file)]
    values = read_fact_options(session, file.definition, words, source)
    if not values:
        raise UsageError(
            "no fact is given.", "write FACT=VALUE, or the fact alone to be asked for its value"
        )
    return values


def _which(session: CommandContext, file: LoadedCase) -> str:
    choices = {fact.id: fact.ask for fact in file.definition.facts.values() if fact.anytime}
    if session.may_ask and choices:
        return session.prompt.choice("Which fact?", choices)
    raise UsageError(
        "it is not said which fact.", f"may be told at any moment: {', '.join(choices) or 'none'}"
    )
