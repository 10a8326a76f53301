"""`sop waive`: leave out an action, where the workflow allows it."""

from __future__ import annotations

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, write_with_reason
from sop.engine.resolve_names import resolve_action
from sop.grammar import Words
from sop.model.commands import Waive
from sop.model.definition import Action
from sop.model.refusal import UsageError

app = new_app()


@verb_command(app, "waive")
def waive(session: CommandContext, words: Words) -> CommandResult:
    """Waive an action, where the workflow allows you to; a reason is required.

    Example: sop waive P1.2 --why "the person declined"
    """
    file = session.file()
    chosen = _choose_action(session, file, words.word(0))
    why, at = words.one("why"), words.one("at")
    request = act(session, file.definition, at, may=chosen.waivable_by)
    return write_with_reason(session, file, Waive(request, chosen.path), why, needed=True, at=at)


def _choose_action(session: CommandContext, file: LoadedCase, word: str | None) -> Action:
    if word is not None:
        return resolve_action(file.definition, file.case, word)
    lines = session.service.checklist(file, session.viewer(file.definition)).actions()
    pending = [line for line in lines if line.state in ("open", "waiting", "gated")]
    waivable = [line for line in pending if line.waivable_by]
    choices = {line.code: line.title for line in waivable}
    if session.may_ask and choices:
        from sop.commands.menu import choose, plain_choices  # late: start-up

        code = choose(session.prompt, "Which action?", plain_choices(choices))
        return resolve_action(file.definition, file.case, code)
    listed = ", ".join(choices) or "none"
    raise UsageError("No action given.", f"Actions that may be waived now: {listed}.")
