"""`sop advance`: take an outcome. Where several are open the user chooses, never the program."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.inputs import read_text
from sop.commands.options import refuse_excepts
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, write_with_reason
from sop.engine.checklist_lines import TransitionLine
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

    With --incident it does so in every open case of the incident. If one case refuses, nothing is
    written.

    Example: sop advance drill started
    """
    why, at = words.one("why"), words.one("at")
    if words.has("incident"):
        return _advance_incident(session, words, why, at)
    refuse_excepts(words)
    file = session.file()
    chosen = _choose_outcome(session, file, words.rest)
    needs_reason = chosen.reason_required or chosen.skips_actions
    request = act(session, file.definition, at, may=chosen.by)
    return write_with_reason(session, file, Advance(request, chosen.path), why, needs_reason, at)


def _advance_incident(
    session: CommandContext, words: Words, why: str | None, at: str | None
) -> CommandResult:
    """Take the outcome in all open cases of the incident; it asks nothing."""
    from sop.commands.incident_write import in_case, write_in_incident  # late: start-up

    if not words.rest:
        raise UsageError("No outcome given.", "With --incident write TRACK OUTCOME, or OUTCOME.")
    reason = read_text(why, "The reason")

    def build_command(file: LoadedCase) -> Advance:
        chosen = resolve_outcome_words(file.definition, file.case, words.rest)
        return Advance(act(session, file.definition, at, reason, may=chosen.by), chosen.path)

    return write_in_incident(
        session, words, lambda file: in_case(file, lambda: (build_command(file),))
    )


def _choose_outcome(session: CommandContext, file: LoadedCase, words: Sequence[str]) -> Outcome:
    """Return the outcome that the words name, or ask for it: TRACK OUTCOME, TRACK or OUTCOME."""
    definition, case = file.definition, file.case
    if len(words) > 1 or (words and not is_track(definition, words[0])):
        return resolve_outcome_words(definition, case, tuple(words))
    track = None
    if words:
        track = resolve_track(definition, words[0]).id
    choices = _choices(session, file, track)
    if session.may_ask and choices:
        from sop.commands.menu import choose, path_choices  # late: start-up

        word = choose(session.prompt, "Which outcome?", path_choices(choices))
        return resolve_outcome(definition, case, word)
    if not choices:
        raise UsageError("No outcome given.", "No outcome can be taken: no step is current.")
    raise UsageError("No outcome given.", f"Choose one of: {', '.join(choices)}.")


def _choices(session: CommandContext, file: LoadedCase, track: str | None) -> dict[str, str]:
    """Return the outcomes of the current steps by path, each described; open ones first."""
    viewer = session.viewer(file.definition)
    wording = Wording(file.definition, session.now)
    tracks = session.service.checklist(file, viewer).tracks
    lines = [one for line in tracks if track in (None, line.track) for one in line.outcomes]
    lines.sort(key=lambda one: not one.open)
    return {one.path: _describe(wording, one, viewer) for one in lines}


def _describe(wording: Wording, outcome: TransitionLine, viewer: str | None) -> str:
    """Return its title or the step where it leads, whether it is open, and for whom it is."""
    name = outcome.title or outcome.to_title or "back"
    if not outcome.open:
        return f"{name} (not yet)"
    if viewer is None or viewer in outcome.by:
        return name
    return f"{name} (for {wording.stakeholder_names(outcome.by)})"
