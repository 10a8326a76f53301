"""The first thing of `sop next` is the viewer's own, and required; its texts are one row each."""

from __future__ import annotations

from sop.engine.guided_way import sort_actions
from sop.views.next_guidance import find_first, first_guidance
from sop.views.terminal.rows import as_text
from tests.views.example import DEFINITION, STEPS, listed

NOW, OPENED = "20T17:00", STEPS[0]


def first_of(viewer: str | None) -> str | None:
    shown = listed(NOW, OPENED, as_=viewer)
    found = find_first(shown, sort_actions(shown, viewer), viewer)
    return None if found is None else found.code


def test_the_first_thing_is_the_viewers_own_action_that_can_be_done() -> None:
    assert {who: first_of(who) for who in (None, "lab", "office", "shop")} == {
        None: "L1.1",
        "lab": "L1.1",
        "office": None,
        "shop": "R1.3",
    }


def test_its_texts_have_a_row_each_and_without_an_own_thing_there_are_none() -> None:
    shown = listed(NOW, OPENED, as_="shop")
    rows = as_text(first_guidance(DEFINITION, shown, sort_actions(shown, "shop"), "shop"), 40)
    assert rows == (
        " Step R1: Say: Thank you for calling.\n Step R1: What can go wrong: Waiting ...\n"
    )
    shown = listed(NOW, OPENED, as_="office")
    assert first_guidance(DEFINITION, shown, sort_actions(shown, "office"), "office") == ()
