"""`sop next` on one screen: what matters least is left out first, so that nothing scrolls away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sop.commands.one_screen import ROWS, fit_items
from sop.engine.checklist_lines import ActionLine, Checklist
from sop.model.definition import Definition
from sop.views.labels import Wording
from sop.views.next_actions import WHOLE, Detail, NextList, next_screen
from sop.views.terminal.blocks import Blocks
from sop.views.terminal.screen import Screen

LESS_DETAIL = (
    WHOLE,
    Detail(escapes=2),
    Detail(notes=False, escapes=2),
    Detail(notes=False, guidance=False, escapes=1),
)
"""In order: the next one is taken where the first items do not fit with this one."""


def next_page(
    screen: Screen,
    definition: Definition,
    shown: Checklist,
    items: Sequence[ActionLine],
    viewer: str | None,
    *,
    head: Blocks,
    clock: Blocks = (),
    everything: bool = False,
    whole: Checklist | None = None,
) -> Blocks:
    """Return the heading and the list; without `everything` as much of it as fits one screen.

    `head` has what is urgent, so it is never cut. `clock` are the lines about wrong clocks.
    """
    make = partial(
        next_screen, definition, shown, items, viewer, everything=everything, whole=whole
    )
    if everything:
        return (*head, *clock, *make())
    most = len(NextList(Wording(definition, shown.now), shown, items, viewer).rows)
    page: Blocks = ()

    def draw(detail: Detail, number: int) -> Blocks:
        return (*head, *clock, *make(detail=detail, most=number))

    for detail in LESS_DETAIL:
        page = fit_items(screen, partial(draw, detail), most)
        if screen.count_rows(page) < ROWS:
            break
    return page
