"""`sop set`: record an `anytime` fact, correct another fact, or state what it is from now on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sop.casework.case_service import LoadedCase
from sop.casework.parse_facts import refuse_missing_sign, resolve_typed_fact
from sop.commands.context import CommandContext
from sop.commands.inputs import ask_reason, only_one_stdin, read_fact_options
from sop.commands.options import refuse_excepts
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import (
    act,
    confirm_write,
    nothing_written,
    refusal_answer,
    result_answer,
    trial_of,
    write_result,
)
from sop.grammar import Words
from sop.model.commands import Act, SetFacts
from sop.model.condition import Value
from sop.model.fact import Fact
from sop.model.refusal import Refusal, UsageError
from sop.model.value import replace
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks

if TYPE_CHECKING:
    from sop.casework.fact_changes import ChangeConsequences

app = new_app()


@verb_command(app, "set")
def set_(session: CommandContext, words: Words) -> CommandResult:
    """Record a fact that may be set at any time, or correct another fact; then --why is required.

    With --from-now the earlier value was right, and the new one holds from now on. What a
    correction changes is shown first; in a script --accept accepts it.

    Example: sop set in_danger=yes
    """
    why, at, set_from = words.one("why"), words.one("at"), words.one("set-from")
    only_one_stdin(set_from, why)
    if words.has("incident"):
        from sop.commands.incident_records import set_in_incident  # late: start-up

        return set_in_incident(session, words)
    refuse_excepts(words)
    file = session.file()
    named = words.rest
    refuse_missing_sign(file.definition, named)
    if not named and set_from is None:
        named = (_ask_fact_name(session, file),)
    from_now = words.has("from-now")
    viewer = session.viewer(file.definition)
    as_ = session.writer(file.definition, _list_setters(file, named, from_now, viewer))
    refusal = _refusal_of_any_value(session, file, as_, named, from_now=from_now)
    if refusal is not None:
        return refusal_answer(session, file, refusal)
    values = _values(session, file, named, set_from)
    needs_reason = any(as_ not in file.definition.facts[name].anytime for name in values)
    request = act(session, file.definition, at)
    wanted = SetFacts(request, values, from_now, words.has("accept"))
    found: ChangeConsequences | None = None
    if needs_reason:
        trial = trial_of(session, file, replace(wanted, accept=True))
        if isinstance(trial, Refusal) and session.may_ask:
            return refusal_answer(session, file, trial)  # a reason would not help
        if not isinstance(trial, Refusal):
            from sop.casework.fact_changes import find_consequences  # late: start-up

            found = find_consequences(trial.before, trial.events)
    has_consequences = found is not None and found.is_any
    if found is not None and has_consequences and not session.given.json:
        show = session.show_about if session.may_ask else session.talk.show
        show(_consequence_blocks(session, file, found))
    if session.may_ask:
        wanted = replace(wanted, accept=True)  # once the user has confirmed it below
    reason = ask_reason(session, why, needed=needs_reason)
    if has_consequences and not confirm_write(session, "Write this change?"):
        return nothing_written()
    wanted = replace(wanted, act=replace(wanted.act, why=reason))
    return _write(session, file, wanted, found=found, at=at)


def _write(
    session: CommandContext,
    file: LoadedCase,
    wanted: SetFacts,
    *,
    found: ChangeConsequences | None,
    at: str | None,
) -> CommandResult:
    """Write the command; the answer has the consequences, also where they prevent it."""
    result = write_result(session, file, [wanted], at)
    data = {"consequences": consequences_json(found)}
    if not isinstance(result, Refusal):
        return result_answer(session, file, result, [wanted], data)
    answer = refusal_answer(session, file, result)
    if "has_consequences" not in result.codes:
        return answer
    return replace(answer, data={"events": [], "opened": [], "closed": [], **data})


def _consequence_blocks(
    session: CommandContext, file: LoadedCase, found: ChangeConsequences
) -> Blocks:
    # late: start-up; only a correction with consequences is explained
    from sop.casework.visibility import filter_events
    from sop.views.fact_consequences import consequences_screen

    viewer = session.writer(file.definition)
    seen = filter_events(file.definition, file.history, viewer)
    return consequences_screen(Wording(file.definition, session.now), found, seen)


def consequences_json(found: ChangeConsequences | None) -> dict[str, object]:
    """Return the consequences as every answer has them; None: none."""
    if found is None:
        return {"events": [], "guarantees": [], "rested": []}
    return {
        "events": [{"id": one.id, "codes": list(one.codes)} for one in found.events],
        "guarantees": list(found.guarantees),
        "rested": list(found.rested),
    }


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


def _list_setters(
    file: LoadedCase, words: Sequence[str], from_now: bool, viewer: str | None
) -> tuple[str, ...]:
    """Return who may set a value of these facts, correct or change it; empty if anyone can."""
    found: list[str] = []
    for word in words:
        fact = resolve_typed_fact(file.definition, word.partition("=")[0].strip(), viewer)
        if from_now:
            found += [*fact.anytime, *fact.changes]
            continue
        recorders = file.definition.recorders(fact.id)
        found += [*fact.anytime, *(by for action in recorders for by in action.by)]
        if not recorders and fact.at_opening:
            found.append(file.case.opened_as or "")
    return tuple(dict.fromkeys(found))


def _refusal_of_any_value(
    session: CommandContext, file: LoadedCase, as_: str, words: Sequence[str], *, from_now: bool
) -> Refusal | None:
    """Return the refusal that is certain whatever the value; None if there is none.

    With it the user is not asked for a value.
    """
    asked = [resolve_typed_fact(file.definition, word) for word in words if "=" not in word]
    if not session.may_ask or all(as_ in fact.anytime for fact in asked):
        return None
    values = {fact.id: _example_value(session, fact) for fact in asked}
    trial = trial_of(session, file, SetFacts(Act(as_), values, from_now, accept=True))
    return trial if isinstance(trial, Refusal) else None


def _example_value(session: CommandContext, fact: Fact) -> Value:
    if fact.type == "datetime":
        return session.now.isoformat()
    if fact.type == "date":
        return session.now.date().isoformat()
    return (*fact.domain(), "example")[0]


def _ask_fact_name(session: CommandContext, file: LoadedCase) -> str:
    viewer = session.viewer(file.definition)
    facts = [fact for fact in file.definition.facts.values() if fact.anytime]
    own = [fact for fact in facts if viewer in fact.anytime]
    choices = {fact.id: fact.ask for fact in own or facts}
    if session.may_ask and choices:
        from sop.commands.menu import choose, plain_choices  # late: start-up

        return choose(session.prompt, "Which fact?", plain_choices(choices))
    listed = ", ".join(choices) or "none"
    raise UsageError("No fact given.", f"Facts that may be set at any time: {listed}.")
