"""`sop undo --incident`: undo what one command wrote to several cases of an incident together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sop.casework.case_service import CaseChange, LoadedCase
from sop.commands.authorship import ask_authors, mention_missing_name
from sop.commands.context import CommandContext
from sop.commands.incident_write import (
    Skipped,
    chosen_cases,
    outcome_answer,
    refuse_if_version,
)
from sop.commands.inputs import ask_reason
from sop.commands.output import CommandResult
from sop.commands.submit import act, confirm_write, nothing_written, write_options
from sop.engine.decide.corrections import path_of
from sop.grammar import Words
from sop.model.commands import Undo
from sop.model.events import CaseLabelled, Event
from sop.model.refusal import UsageError
from sop.views.case_name import case_name
from sop.views.event_text import sentence
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import Blocks, line, text_of

JointWrite = tuple[datetime, str, str, str]
"""When it was written, for whom, the kind of event, and the path: the same in every case of it."""


def undo_in_incident(session: CommandContext, words: Words) -> CommandResult:
    """Undo the last joint write in the open cases of the incident, all or none."""
    if words.rest:
        raise UsageError(
            "An event's number and --incident cannot be combined: the numbers differ by case.",
            "Leave the number out, or name one case with -c.",
        )
    if session.given.case is not None:
        raise UsageError("-c and --incident cannot be combined.", "Give one of them.")
    refuse_if_version(session)
    incident = words.one("incident") or ""
    files, skipped = chosen_cases(session, words)
    targets = _find_joint_write(files)
    if not targets:
        raise UsageError(
            f"No event was written to several open cases of incident '{incident}' together.",
            "Undo an event of one case: name the case with -c.",
        )
    skipped |= {file.id: "other" for file in files if file.id not in targets}
    chosen = [file for file in files if file.id in targets]
    if session.may_ask:
        session.talk.show(_target_lines(session, chosen, targets))
    reason = ask_reason(session, words.one("why"), needed=True)
    if not confirm_write(session, _question(session, chosen[0], targets)):
        return nothing_written()
    signed = ask_authors(
        session,
        [Undo(act(session, file.definition, None, reason), targets[file.id].id) for file in chosen],
    )
    changes = [CaseChange(file, (undo,)) for file, undo in zip(chosen, signed, strict=True)]
    session.hold_interrupts()
    outcome = session.service.write(changes, write_options(session))
    if outcome.changed:
        mention_missing_name(session)
    if outcome.refused:
        from sop.commands.incident_refusal import refused_answer  # late: start-up; most succeed

        return refused_answer(session, words, outcome, chosen)
    return outcome_answer(session, incident, outcome, {"skipped": _skipped_json(skipped)})


def _find_joint_write(files: Sequence[LoadedCase]) -> dict[str, Event]:
    """Return by case the event of the last write that several of the cases share.

    One command writes to all its cases at one moment by the clock.
    """
    writes: dict[JointWrite, dict[str, Event]] = {}
    for file in files:
        for event in file.undoable_events:
            if isinstance(event.body, CaseLabelled):
                continue  # each person has a label of their own
            kind = type(event.body).__name__
            write = (event.recorded, event.as_, kind, path_of(event))
            writes.setdefault(write, {})[file.id] = event
    joint = [write for write, events in writes.items() if len(events) > 1]
    if not joint:
        return {}
    # Of several actions of one command the last one, on which none of the others depends.
    return writes[max(joint, key=lambda write: (write[0], _last_number(writes[write])))]


def _last_number(events: dict[str, Event]) -> int:
    return max(event.id for event in events.values())


def _target_lines(
    session: CommandContext, files: Sequence[LoadedCase], targets: dict[str, Event]
) -> Blocks:
    """Return what would be undone and in which cases, before a reason is asked for."""
    names = [case_name(file.id, file.case.label) for file in files]
    what = sentence(Wording(files[0].definition, session.now), targets[files[0].id])
    title = f"To be undone in {count_text(len(files), 'case')}: "
    return line(title, what), line(", ".join(names), indent=1, hang=1)


def _question(session: CommandContext, file: LoadedCase, targets: dict[str, Event]) -> str:
    what = text_of(sentence(Wording(file.definition, session.now), targets[file.id]))
    return f"Undo in {count_text(len(targets), 'case')}: {what}?"


def _skipped_json(skipped: Skipped) -> list[dict[str, str]]:
    return [{"case": case, "why": why} for case, why in skipped.items()]
