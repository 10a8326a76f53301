"""`sop set`: record an `anytime` fact, or correct another fact with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.inputs import only_one_stdin, read_fact_options
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, refusal_answer, trial_of, write_with_reason
from sop.engine.resolve_names import resolve_fact
from sop.grammar import Words
from sop.model.commands import Act, SetFacts
from sop.model.condition import Value
from sop.model.fact import Fact
from sop.model.refusal import Refusal, UsageError

app = new_app()


@verb_command(app, "set")
def set_(session: CommandContext, words: Words) -> CommandResult:
    """Record a fact that may be set at any time, or correct another fact; then --why is required.

    Example: sop set in_danger=yes
    """
    why, at, set_from = words.one("why"), words.one("at"), words.one("set-from")
    only_one_stdin(set_from, why)
    file = session.file()
    named = words.rest
    if not named and set_from is None:
        named = (_ask_fact_name(session, file),)
    as_ = session.writer(file.definition, _list_setters(file, named))
    refusal = _refusal_of_any_value(session, file, as_, named)
    if refusal is not None:
        return refusal_answer(session, file, refusal)
    values = _values(session, file, named, set_from)
    corrects = any(as_ not in file.definition.facts[name].anytime for name in values)
    request = act(session, file.definition, at)
    return write_with_reason(session, file, SetFacts(request, values), why, corrects, at)


def _values(
    session: CommandContext, file: LoadedCase, words: Sequence[str], source: str | None
) -> dict[str, Value]:
    """Return the facts that are given, or asked for where only their name is given."""
    values = read_fact_options(session, file.definition, words, source)
    if not values:
        raise UsageError(
            "No fact given.", "Write FACT=VALUE, or only FACT to be asked for its value."
        )
    return values


def _list_setters(file: LoadedCase, words: Sequence[str]) -> tuple[str, ...]:
    """Return who may set a value of these facts, or correct it; empty if any stakeholder can."""
    found: list[str] = []
    for word in words:
        fact = resolve_fact(file.definition, word.partition("=")[0].strip())
        recorders = file.definition.recorders(fact.id)
        found += [*fact.anytime, *(by for action in recorders for by in action.by)]
        if not recorders and fact.at_opening:
            found.append(file.case.opened_as or "")
    return tuple(dict.fromkeys(found))


def _refusal_of_any_value(
    session: CommandContext, file: LoadedCase, as_: str, words: Sequence[str]
) -> Refusal | None:
    """Return the refusal that is certain whatever the value; None if there is none.

    With it the user is not asked for a value.
    """
    asked = [resolve_fact(file.definition, word) for word in words if "=" not in word]
    if not session.may_ask or all(as_ in fact.anytime for fact in asked):
        return None
    values = {fact.id: _example_value(session, fact) for fact in asked}
    trial = trial_of(session, file, SetFacts(Act(as_), values))
    return trial if isinstance(trial, Refusal) else None


def _example_value(session: CommandContext, fact: Fact) -> Value:
    if fact.type == "datetime":
        return session.now.isoformat()
    return (*fact.domain(), "example")[0]


def _ask_fact_name(session: CommandContext, file: LoadedCase) -> str:
    viewer = session.viewer(file.definition)
    facts = [fact for fact in file.definition.facts.values() if fact.anytime]
    own = [fact for fact in facts if viewer in fact.anytime]
    choices = {fact.id: fact.ask for fact in own or facts}
    if session.may_ask and choices:
        return session.prompt.choice("Which fact?", choices)
    listed = ", ".join(choices) or "none"
    raise UsageError("No fact given.", f"Facts that may be set at any time: {listed}.")
