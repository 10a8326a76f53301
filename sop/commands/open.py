"""`sop open`: open a case of a workflow, pinned to the hash of its definition."""

from __future__ import annotations

import random
from collections.abc import Mapping

from sop.casework.case_lookup import id_for_key
from sop.casework.case_service import WriteResult
from sop.casework.library import NotCompiled, WorkflowEntry
from sop.commands.authorship import ask_authors, mention_missing_name
from sop.commands.context import CommandContext
from sop.commands.errors import invalid_reasons
from sop.commands.inputs import ask_facts, read_fact_options, read_text
from sop.commands.label_input import check_references, read_labels, warn_of_same_label
from sop.commands.options import describe_workspace_copy
from sop.commands.output import EXIT_REFUSED, CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, refusal_answer, result_answer, write_options
from sop.grammar import Words
from sop.model.commands import Open
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.store.case_ids import new_case_id

app = new_app()
MOST_PERSONS = 500
"""So that a typing error does not open thousands of cases."""


@verb_command(app, "open")
def open_(session: CommandContext, words: Words) -> CommandResult:
    """Open a case of a workflow and print its ID.

    With --persons it opens one case for each person of an incident, all of them or none. A label
    says which person a case is about, such as "green jersey". Everyone on the case sees it, so
    write no names. A reference is the number of the case in another register.

    Example: sop open fire-drill
    """
    incident, at = words.one("incident"), words.one("at")
    persons = None
    if words.has("persons"):
        persons = int(words.one("persons") or 0)
        _check_persons(session, persons, incident)
    listed = _workflow(session, words.word(0))
    try:
        definition, texts = session.library.compile_for_case(listed)
    except NotCompiled as invalid:
        return _refuse_invalid(invalid)
    session.asks_about = definition
    request = act(session, definition, at)
    facts = read_fact_options(session, definition, words.every("set"), words.one("set-from"))
    facts |= _ask_needed(session, definition, facts)
    named, warnings = _settle_incident(session, read_text(incident, "The incident"))
    labels = read_labels(session, words.every("label"), persons, named)
    if named is None:  # the labels of an incident were compared with those of its cases
        warnings = (*warnings, *warn_of_same_label(session, labels))
    wanted = Open(request, facts, named, references=_read_references(session, words, persons))
    (wanted,) = ask_authors(session, [wanted])
    session.hold_interrupts()
    options = write_options(session, at)
    ids = _new_ids(session.given.key, persons or 1)
    outcome = session.service.open_cases(
        ids, definition, wanted, texts=lambda: texts, options=options, labels=labels
    )
    first = session.service.new_case(ids[0], definition)
    if outcome.refused:
        refusal = _keep_options(words, outcome.refused[0][1])  # the same for each
        return refusal_answer(session, first, refusal)
    if outcome.changed:
        mention_missing_name(session)
    if persons is not None:
        from sop.commands.incident_write import outcome_answer  # late: start-up

        several = outcome_answer(
            session, wanted.incident or "", outcome, _about(definition), opens=True
        )
        return replace(several, warnings=(*warnings, *several.warnings))
    _remember(session, outcome.results[0])
    answer = result_answer(session, first, outcome.results[0], [wanted], _about(definition))
    return replace(answer, warnings=(*warnings, *answer.warnings))


def _read_references(session: CommandContext, words: Words, persons: int | None) -> tuple[str, ...]:
    """Return the numbers of the case elsewhere; each of several cases has its own."""
    given = words.every("reference")
    if given and (persons or 1) > 1:
        label = Suggestion("case label --help")
        raise UsageError("--reference is only for a single case.", "Add them later", label)
    return check_references(session, given)


def _keep_options(words: Words, refusal: Refusal) -> Refusal:
    """Return the refusal with what was typed in the commands that open the case."""
    given = tuple((name, text) for name, texts in words.options.items() for text in texts)
    reasons: list[Reason] = []
    for one in refusal.reasons:
        found = one.suggest
        if found is not None and found.verb == "open":
            one = replace(one, suggest=replace(found, options=(*given, *found.options)))
        reasons.append(one)
    return replace(refusal, reasons=tuple(reasons))


def _settle_incident(
    session: CommandContext, incident: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """Return the incident as it was first spelled, and warnings about near ones."""
    if incident is None:
        return None, ()
    from sop.commands.incident_names import settle_spelling  # late: start-up

    return settle_spelling(session.store.case_lines(), incident)


def _ask_needed(
    session: CommandContext, definition: Definition, given: Mapping[str, Value]
) -> dict[str, Value]:
    """Ask for the facts without which no case is opened, where a user can be asked."""
    needed = [fact.id for fact in definition.facts.values() if fact.needed_at_opening]
    missing = [name for name in needed if name not in given]
    if not session.may_ask:
        return {}
    return ask_facts(session, definition, missing)


def _about(definition: Definition) -> dict[str, object]:
    return {
        "workflow": definition.id,
        "workflow_version": definition.version,
        "definition": definition.hash,
    }


def _new_ids(key: str | None, number: int) -> list[str]:
    """Return new case IDs. A key gives the same IDs again; the first is that of a single case."""
    if not key:
        return [new_case_id(random.SystemRandom()) for _ in range(number)]
    others = [id_for_key(f"{key}\0{place}") for place in range(1, number)]
    return [id_for_key(key), *others]


def _check_persons(session: CommandContext, persons: int, incident: str | None) -> None:
    if not 1 <= persons <= MOST_PERSONS:
        raise UsageError(
            f"{persons} is not a valid number of persons.",
            f"Give a number from 1 to {MOST_PERSONS}.",
        )
    if not (incident or "").strip():
        raise UsageError("--persons needs an incident.", "Add --incident ID.")
    if session.given.if_version is not None:
        raise UsageError("--if-version is only for a single case.", "Leave it out.")


def _workflow(session: CommandContext, word: str | None) -> WorkflowEntry:
    if word is not None:
        if word in session.library.list_shadowed():
            session.talk.say(describe_workspace_copy(word))
        return session.library.find(word)
    return session.ask_workflow(session.library)


def _refuse_invalid(invalid: NotCompiled) -> CommandResult:
    """Return the refusal to open a case of a workflow with errors."""
    refusal = Refusal(
        f"{invalid.listed.id} has errors, so no case can be opened", invalid_reasons(invalid)
    )
    from sop.views.refusal_screen import refusal_screen  # late: start-up

    return CommandResult(
        code=EXIT_REFUSED,
        error="refused",
        message=refusal.message,
        reasons=refusal.reasons,
        blocks=lambda: refusal_screen(refusal),
    )


def _remember(session: CommandContext, result: WriteResult) -> None:
    """Make the new case the current one of the user at the terminal."""
    if session.at_terminal and result.changed and not session.given.dry_run:
        session.keep_identity(session.identity.with_case(result.after.id, session.now))
