"""`sop advance`: take an outcome. Where several are open the person chooses; the program never does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.inputs import read_text
from sop.commands.options import At, Excepts, Incident, Why, refuse_excepts
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.commands.submit import act, write_with_reason
from sop.engine.checklist_lines import WayLine
from sop.engine.resolve_names import is_track, resolve_outcome, resolve_track
from sop.model.commands import Advance
from sop.model.definition import Definition, Outcome
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views.labels import Wording

app = new_app()


@command(app, "advance", case=True, writes=True)
def advance(
    session: CommandContext,
    track: Annotated[
        str | None, typer.Argument(metavar="[TRACK]", help="The track; or the outcome alone.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Argument(metavar="[OUTCOME]", help="The outcome to take.")
    ] = None,
    why: Why = None,
    at: At = None,
    incident: Incident = None,
    excepts: Excepts = None,
) -> CommandResult:
    """Take an outcome: move a track to its next step.

    With --incident in every open case of the incident, all or none: one refusal, and nothing is written.

    Example: sop advance drill started
    """
    if incident is not None:
        return _advance_incident(
            session, incident, excepts or [], [one for one in (track, outcome) if one], why, at
        )
    refuse_excepts(excepts)
    file = session.file()
    chosen = _choose_outcome(session, file, track, outcome)
    needs_reason = chosen.reason_required or chosen.skips_actions
    request = act(session, file.definition, at)
    return write_with_reason(session, file, Advance(request, chosen.path), why, needs_reason, at)


def _advance_incident(
    session: CommandContext,
    incident: str,
    excepts: Sequence[str],
    words: Sequence[str],
    why: str | None,
    at: str | None,
) -> CommandResult:
    """The outcome taken in all open cases of the incident. Nothing is asked for: what is missing is a refusal."""
    from sop.commands.incident_write import in_case, write_in_incident

    if not words:
        raise UsageError(
            "it is not said which outcome.", "with --incident name it: TRACK OUTCOME, or OUTCOME"
        )
    reason = read_text(why, "the reason")

    def build_command(file: LoadedCase) -> Advance:
        chosen = _find_outcome(file, words[0], *words[1:])
        return Advance(act(session, file.definition, at, reason), chosen.path)

    return write_in_incident(
        session, incident, excepts, lambda file: in_case(file, lambda: build_command(file)), at
    )


def _find_outcome(file: LoadedCase, first: str, second: str | None = None) -> Outcome:
    """The outcome that TRACK OUTCOME, or OUTCOME alone, means."""
    definition, case = file.definition, file.case
    if second is not None:
        return resolve_outcome(definition, case, second, resolve_track(definition, first).id)
    _refuse_interrupt(definition, first)
    return resolve_outcome(definition, case, first)


def _choose_outcome(
    session: CommandContext, file: LoadedCase, first: str | None, second: str | None
) -> Outcome:
    """The outcome meant: TRACK OUTCOME, OUTCOME alone, or asked for."""
    definition, case = file.definition, file.case
    if first is not None and (second is not None or not is_track(definition, first)):
        return _find_outcome(file, first, second)
    track = resolve_track(definition, first).id if first is not None else None
    choices = _choices(session, file, track)
    if session.may_ask and choices:
        word = session.prompt.choice("Which outcome?", choices)
        return resolve_outcome(definition, case, word)
    listed = ", ".join(choices) or "none: no step is current there"
    raise UsageError("it is not said which outcome.", f"the choices are: {listed}")


def _refuse_interrupt(definition: Definition, word: str) -> None:
    """Misuse for the name of an interrupt: interrupts are raised, and no outcome of a like name is taken for one."""
    names = {name for one in definition.interrupts() for name in (one.id, one.path)}
    if word in names - {outcome.id for outcome in definition.outcomes()}:
        raise UsageError(
            f"'{word}' is an interrupt, not an outcome.", "raise it", Suggestion("raise", word)
        )


def _choices(session: CommandContext, file: LoadedCase, track: str | None) -> dict[str, str]:
    """The outcomes of the current steps with where they lead, whether they are open, and for whom."""
    viewer = session.viewer(file.definition)
    wording = Wording(file.definition, session.now)
    lines = [
        line
        for line in session.service.checklist(file, viewer).tracks
        if track in (None, line.track)
    ]
    return {way.path: _meaning(wording, way, viewer) for line in lines for way in line.outcomes}


def _meaning(wording: Wording, way: WayLine, viewer: str | None) -> str:
    name = way.title or way.to_title or "back"
    if not way.open:
        return f"{name} (not yet)"
    return (
        name
        if viewer is None or viewer in way.by
        else f"{name} (for {wording.stakeholder_names(way.by)})"
    )
