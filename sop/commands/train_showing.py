"""What only shows, in an exercise as at work: the checklist, `next` and `why`, each as one role may see it."""

from __future__ import annotations

from sop.commands.next import in_order
from sop.engine.checklist import checklist
from sop.engine.explain import explain
from sop.engine.situation import Situation
from sop.model.refusal import Misuse
from sop.training.stage import Stage
from sop.training.typed import Words
from sop.views.layout import Blocks, line
from sop.views.train_play import heading
from sop.views.wording import Wording


def shown(stage: Stage, role: str | None, words: Words) -> Blocks:
    """The screen that the words ask for. `role` None: whoever plays all of them."""
    if words.verb == "checklist":
        return shown_checklist(stage, role)
    return (
        _next(stage, role)
        if words.verb == "next"
        else _why(stage, role, words.rest[0] if words.rest else "advance")
    )


def shown_checklist(stage: Stage, role: str | None) -> Blocks:
    from sop.views.checklist import checklist_screen

    found = checklist(stage.definition, stage.case, stage.now, role, stage.calendar)
    you = Wording(stage.definition, stage.now).short(role) if role else ""
    return (
        heading(stage.scenario, right="checklist", you=you),
        *checklist_screen(stage.definition, found),
    )


def _next(stage: Stage, role: str | None) -> Blocks:
    from sop.views.next_ import next_screen

    found = checklist(stage.definition, stage.case, stage.now, role, stage.calendar)
    return (
        heading(stage.scenario, right="next"),
        *next_screen(stage.definition, found, in_order(found), role),
    )


def _why(stage: Stage, role: str | None, what: str) -> Blocks:
    from sop.views.why import why_screen

    at = Situation(stage.definition, stage.case, stage.now, role, stage.calendar)
    try:
        found = explain(at, what)
    except Misuse as misuse:
        return (line(f"{misuse.message} {misuse.remedy}"),)
    head = heading(stage.scenario, right="why")
    return (head, *why_screen(Wording(stage.definition, stage.now), found))
