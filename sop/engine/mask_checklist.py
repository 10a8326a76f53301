"""A checklist as a viewer may see it: parts that private facts decide look the same in every case.

A private action keeps its code, so that people can name it; its title is the definition's
`shown_as` of the stakeholder, or `Something for CLINIC`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sop.engine.checklist_lines import (
    ActionLine,
    Checklist,
    ClosingLine,
    TrackLine,
    TransitionLine,
    WaitingLine,
)
from sop.engine.condition_state import HIDDEN_RULE
from sop.engine.danger import may_see_danger
from sop.engine.private_rules import PrivateRules, find_private_rules
from sop.engine.word_lists import join_words
from sop.model.definition import Definition
from sop.model.refusal import Reason, Refusal
from sop.model.value import replace

PRIVATE_STATE = f"{HIDDEN_RULE[0].upper()}{HIDDEN_RULE[1:]} decides this."


def mask_checklist(definition: Definition, seen: Checklist, viewer: str | None) -> Checklist:
    """Return the checklist without anything that shows the viewer a private fact or its shadow."""
    private = find_private_rules(definition, viewer)
    if not private.facts:
        return seen
    facts = {name: value for name, value in seen.facts.items() if name not in private.facts}
    not_known = tuple(name for name in seen.not_known if name not in private.facts)
    dangers = tuple(one for one in seen.dangers if may_see_danger(one.path, private))
    tracks = tuple(_mask_track(definition, track, private) for track in seen.tracks)
    closing = _mask_closing(seen.closing, private)
    shown = replace(seen, tracks=tracks, closing=closing, facts=facts)
    return replace(shown, dangers=dangers, not_known=not_known)


def mask_refusal(refusal: Refusal, private: PrivateRules) -> Refusal:
    """Return the refusal without reasons about private parts.

    One reason says that there are such parts, unless another reason refuses the command anyway:
    then it would only show that the private rule is not met.
    """
    shown = tuple(reason for reason in refusal.reasons if not is_private_reason(reason, private))
    if shown or not refusal.reasons:
        return replace(refusal, reasons=shown)
    # The place of a reason shows which part of the rule is not met, so only its track is named.
    track = (refusal.reasons[0].at or "").partition(".")[0]
    return replace(refusal, reasons=(private_reason(track or None),))


def mask_message(definition: Definition, message: str, private: PrivateRules) -> str:
    """Return what was refused, without the title of an action that is private."""
    for action in definition.actions():
        if private.hides(action.path) and f"{action.code} {action.title}" in message:
            return message.replace(action.title, private_title(definition, action.by))
    return message


def is_private_reason(reason: Reason, private: PrivateRules) -> bool:
    """Whether the reason is about a part that is private to the viewer."""
    if reason.fact is not None and reason.fact in private.facts:
        return True
    if reason.code == "on_hold" and reason.at in private.held_tracks:
        return True
    if reason.at == "closing":
        return private.closing
    return reason.at is not None and private.hides(reason.at)


def private_reason(path: str | None) -> Reason:
    """Return the reason that stands for everything that a private rule would say."""
    return Reason("private", PRIVATE_STATE, at=path)


def private_title(definition: Definition, by: Iterable[str]) -> str:
    """Return what others see of a private duty of these stakeholders."""
    stakeholders = [definition.stakeholders[one] for one in by]
    for stakeholder in stakeholders:
        if stakeholder.shown_as:
            return stakeholder.shown_as
    return f"Something for {join_words([one.short for one in stakeholders], 'or')}"


def mask_waiting(
    definition: Definition, lines: Iterable[WaitingLine], private: PrivateRules
) -> tuple[WaitingLine, ...]:
    """Return the steps that wait, without the titles of what they owe that is private."""
    return tuple(_mask_owed(definition, one, private) for one in lines)


def _mask_owed(definition: Definition, line: WaitingLine, private: PrivateRules) -> WaitingLine:
    owed = [
        replace(one, title=private_title(definition, one.by)) if private.hides(one.path) else one
        for one in line.owed
    ]
    return replace(line, owed=tuple(owed))


def _mask_track(definition: Definition, line: TrackLine, private: PrivateRules) -> TrackLine:
    if line.track in private.tracks:
        return TrackLine(
            track=line.track,
            code=line.code,
            title=line.title,
            lead=line.lead,
            status="private",
            reasons=(private_reason(line.track),),
        )
    if line.track in private.held_tracks and line.status == "held":
        free = tuple(replace(one, held=False) for one in line.actions)
        line = replace(line, status="running", reasons=(), actions=free)
    path = f"{line.track}.{line.step}"
    if private.hides_due(path):
        line = replace(line, **_without_due())
    actions = tuple(_mask_action(definition, one, private) for one in line.actions)
    outcomes = tuple(_mask_transition(definition, one, private) for one in line.outcomes)
    interrupts = tuple(_mask_transition(definition, one, private) for one in line.interrupts)
    waits = mask_waiting(definition, line.waits, private)
    return replace(line, actions=actions, outcomes=outcomes, interrupts=interrupts, waits=waits)


def _mask_action(definition: Definition, line: ActionLine, private: PrivateRules) -> ActionLine:
    if private.hides(line.path):
        return ActionLine(
            path=line.path,
            code=line.code,
            title=private_title(definition, line.by),
            by=line.by,
            state="private",
            required=line.required,
            reasons=(private_reason(line.path),),
            due_is_private=True,
        )
    if private.hides_due(line.path):
        return replace(line, **_without_due())
    return line


def _without_due() -> dict[str, Any]:
    """Return the fields of a line that show when it is due, empty."""
    return {
        "due": None,
        "due_not_running": None,
        "uncertain_start": "",
        "late_after": None,
        "overdue": False,
        "at_latest": None,
        "possibly_overdue": False,
        "due_is_private": True,
    }


def _mask_transition(
    definition: Definition, line: TransitionLine, private: PrivateRules
) -> TransitionLine:
    line = replace(line, drops=mask_waiting(definition, line.drops, private))
    if private.hides(line.path):
        return replace(
            line,
            title="",
            open=False,
            reasons=(private_reason(line.path),),
            opens_at=None,
            law=(),
            suggest=None,
            is_private=True,
        )
    if private.hides_due(line.path):
        return replace(line, opens_at=None)
    return line


def _mask_closing(line: ClosingLine | None, private: PrivateRules) -> ClosingLine | None:
    if line is None or not private.closing:
        return line
    return replace(line, open=False, reasons=(private_reason("closing"),), suggest=None)
