"""The screens of `checklist`, `next` and `why` in an exercise, as one role may see them."""

from __future__ import annotations

from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist
from sop.engine.danger import find_dangers
from sop.engine.decision_context import Situation
from sop.engine.explain import explain_target
from sop.engine.guided_way import sort_actions
from sop.engine.mask_checklist import mask_checklist
from sop.grammar import Words
from sop.model.refusal import UsageError
from sop.training.exercise import Exercise
from sop.views.labels import Wording
from sop.views.remedy import with_command
from sop.views.terminal.blocks import Blocks, line
from sop.views.train.play_screens import heading


def role_screen(stage: Exercise, role: str | None, words: Words) -> Blocks:
    """Return the screen that the words ask for. `role` None: the learner plays all roles."""
    if words.verb == "checklist":
        return role_checklist(stage, role)
    if words.verb == "next":
        return _next(stage, role, words.has("all"))
    return _why(stage, role, words.word(0) or "advance")


def role_checklist(stage: Exercise, role: str | None) -> Blocks:
    from sop.views.checklist import checklist_screen  # late: start-up
    from sop.views.danger_banner import danger_lines

    found = _build_visible_checklist(stage, role)
    wording = Wording(stage.definition, stage.now)
    you = wording.short(role) if role else ""
    return (
        heading(stage.scenario, right="checklist", you=you),
        *danger_lines(wording, found.dangers),
        *checklist_screen(stage.definition, found),
    )


def _build_visible_checklist(stage: Exercise, role: str | None) -> Checklist:
    """Return the checklist as the role may see it; who plays all roles sees everything."""
    found = build_checklist(stage.definition, stage.case, stage.now, role, stage.calendar)
    return found if role is None else mask_checklist(stage.definition, found, role)


def _next(stage: Exercise, role: str | None, everything: bool) -> Blocks:
    from sop.views.danger_banner import danger_lines  # late: start-up
    from sop.views.next_actions import next_screen  # late: start-up

    found = _build_visible_checklist(stage, role)
    return (
        heading(stage.scenario, right="next"),
        *danger_lines(Wording(stage.definition, stage.now), found.dangers),
        *next_screen(
            stage.definition, found, sort_actions(found, role), role, everything=everything
        ),
    )


def _why(stage: Exercise, role: str | None, what: str) -> Blocks:
    from sop.views.danger_banner import danger_lines  # late: start-up
    from sop.views.why import why_screen

    at = Situation(stage.definition, stage.case, stage.now, role, stage.calendar)
    try:
        found = explain_target(at, what)
    except UsageError as mistake:
        return (line(mistake.message, " ", with_command(mistake.remedy, mistake.suggest)),)
    head = heading(stage.scenario, right="why")
    wording = Wording(stage.definition, stage.now)
    return (head, *danger_lines(wording, find_dangers(at)), *why_screen(wording, found))
