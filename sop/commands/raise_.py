"""`sop raise`: raise an interrupt, which never waits for actions."""

from __future__ import annotations

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.options import refuse_excepts
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, write_with_reason
from sop.engine.command_builder import resolve_interrupt_word
from sop.engine.open_choices import list_open_paths
from sop.engine.resolve_names import AmbiguousName
from sop.grammar import Words
from sop.model.commands import Raise
from sop.model.definition import Interrupt
from sop.model.refusal import UsageError

app = new_app()


@verb_command(app, "raise")
def raise_(session: CommandContext, words: Words) -> CommandResult:
    """Raise an interrupt: leave the current step at once.

    The words of its title are enough: `sop raise fire`. Without a name it asks which one.

    Example: sop raise fire
    """
    if words.has("incident"):
        from sop.commands.incident_records import raise_in_incident  # late: start-up

        return raise_in_incident(session, words)
    refuse_excepts(words)
    file = session.file()
    chosen = _choose_interrupt(session, file, words.word(0))
    why, at = words.one("why"), words.one("at")
    request = act(session, file.definition, at, may=chosen.by)
    return write_with_reason(
        session, file, Raise(request, chosen.path), why, chosen.reason_required, at
    )


def _choose_interrupt(session: CommandContext, file: LoadedCase, word: str | None) -> Interrupt:
    if word is None:
        return _ask_interrupt(session, file)
    try:
        return resolve_interrupt_word(file.definition, file.case, word)
    except AmbiguousName as several:
        if not session.may_ask:
            raise
        from sop.commands.menu import choose, path_choices  # late: start-up

        path = choose(session.prompt, several.message, path_choices(several.choices))
        return file.definition.interrupt(path)


def _ask_interrupt(session: CommandContext, file: LoadedCase) -> Interrupt:
    """Ask for one of the interrupts of the current steps: what is open and urgent comes first."""
    order = list_open_paths(file.definition, file.case, session.viewer(file.definition))
    choices: dict[str, str] = {}
    for path in order:
        if path.count(".") == 1:
            interrupt = file.definition.interrupt(path)
            target = file.definition.track_at(path).steps[interrupt.to]
            choices[path] = interrupt.title or target.title
    if session.may_ask and choices:
        from sop.commands.menu import choose, path_choices  # late: start-up

        path = choose(session.prompt, "Which interrupt?", path_choices(choices))
        return file.definition.interrupt(path)
    listed = ", ".join(choices) or "none"
    raise UsageError("No interrupt given.", f"Interrupts that may be raised now: {listed}.")
