"""`sop case reopen` and `sop case link`."""

from __future__ import annotations

from dataclasses import replace

from sop.casework.case_lookup import resolve_case
from sop.casework.case_service import CaseChange
from sop.commands.authorship import ask_authors, mention_missing_name
from sop.commands.case import app, case_argument
from sop.commands.context import CommandContext
from sop.commands.inputs import ask_reason
from sop.commands.output import CommandResult
from sop.commands.program import verb_command
from sop.commands.submit import (
    act,
    refusal_answer,
    result_answer,
    write_options,
    write_with_reason,
)
from sop.grammar import Words
from sop.model.commands import Link, Reopen


@verb_command(app, "reopen", group="case")
def reopen(session: CommandContext, words: Words) -> CommandResult:
    """Open a closed case again by undoing the event that closed it; the history keeps both.

    Example: sop case reopen 7K3 --why "a new threat"
    """
    file = session.file(case_argument(session, words.word(0)))
    command = Reopen(act(session, file.definition))
    return write_with_reason(session, file, command, words.one("why"), file.case.is_closed)


@verb_command(app, "link", group="case")
def link(session: CommandContext, words: Words) -> CommandResult:
    """Link two related cases, such as persons found at one place; each then names the other.

    Example: sop case link 7K3 8QX --why "found in one house"
    """
    file, other = (session.service.load(resolve_case(session.store, word)) for word in words.rest)
    reason = ask_reason(session, words.one("why"), needed=False)
    links = [
        Link(act(session, one.definition, None, reason), another.id)
        for one, another in ((file, other), (other, file))
    ]
    signed = ask_authors(session, links)
    changes = [CaseChange(one, (link,)) for one, link in zip((file, other), signed, strict=True)]
    session.hold_interrupts()
    outcome = session.service.write(changes, write_options(session))
    if outcome.refused:
        return refusal_answer(session, *outcome.refused[0])
    if outcome.changed:
        mention_missing_name(session)
    answer = result_answer(
        session, file, outcome.results[0], changes[0].commands, {"linked": other.id}
    )
    return replace(answer, changed=outcome.changed and not session.given.dry_run)
