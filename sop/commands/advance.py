"""`sop advance`: take an outcome. Where several are open the person chooses; the program never does."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.inputs import read_text
from sop.commands.options import refuse_excepts
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, write_with_reason
from sop.engine.checklist_lines import WayLine
from sop.engine.command_builder import resolve_outcome_words
from sop.engine.resolve_names import is_track, resolve_outcome, resolve_track
from sop.grammar import Words
from sop.model.commands import Advance
from sop.model.definition import Outcome
from sop.model.refusal import UsageError
from sop.views.labels import Wording

app = new_app()


@verb_command(app, "advance")
def advance(session: CommandContext, words: Words) -> CommandResult:
    """Take an outcome: move a track to its next step.

    With --incident in every open case of the incident, all or none: one refusal, and nothing is written.

    Example: sop advance drill started
    """
    why, at = words.one("why"), words.one("at")
    if words.has("incident"):
        return _advance_incident(session, words, why, at)
    refuse_excepts(words)
    file = session.file()
    chosen = _choose_outcome(session, file, words.rest)
    needs_reason = chosen.reason_required or chosen.skips_actions
    request = act(session, file.definition, at)
    return write_with_reason(session, file, Advance(request, chosen.path), why, needs_reason, at)


def _advance_incident(
    session: CommandContext, words: Words, why: str | None, at: str | None
) -> CommandResult:
    """The outcome taken in all open cases of the incident. Nothing is asked for: what is missing is a refusal."""
    from sop.commands.incident_write import in_case, write_in_incident

    if not words.rest:
        raise UsageError(
            "it is not said which outcome.", "with --incident name it: TRACK OUTCOME, or OUTCOME"
        )
    reason = read_text(why, "the reason")

    def build_command(file: LoadedCase) -> Advance:
        chosen = resolve_outcome_words(file.definition, file.case, words.rest)
        return Advance(act(session, file.definition, at, reason), chosen.path)

    incident, excepts = words.one("incident") or "", words.every("except")
    return write_in_incident(
        session, incident, excepts, lambda file: in_case(file, lambda: build_command(file)), at
    )


def _choose_outcome(session: CommandContext, file: LoadedCase, words: Sequence[str]) -> Outcome:
    """The outcome meant: TRACK OUTCOME, OUTCOME alone, or asked for."""
    definition, case = file.definition, file.case
    if len(words) > 1 or (words and not is_track(definition, words[0])):
        return resolve_outcome_words(definition, case, tuple(words))
    track = resolve_track(definition, words[0]).id if words else None
    choices = _choices(session, file, track)
    if session.may_ask and choices:
        word = session.prompt.choice("Which outcome?", choices)
        return resolve_outcome(definition, case, word)
    listed = ", ".join(choices) or "none: no step is current there"
    raise UsageError("it is not said which outcome.", f"the choices are: {listed}")


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
