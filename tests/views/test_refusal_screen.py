"""A refusal on the screen: each reason, with the command that helps."""

from __future__ import annotations

from dataclasses import replace

from sop.model.refusal import Reason, Refusal
from sop.model.suggestion import Suggestion
from sop.views.refusal_screen import refusal_screen
from sop.views.terminal.blocks import Blocks
from sop.views.terminal.rows import as_text
from tests.views.screens import command_line
from tests.views.test_labels import WORDING


def test_the_asker_s_own_command_stands_under_a_reason_and_another_agency_is_asked_instead() -> (
    None
):
    own = Suggestion("do", "R1.1", who=("lab",))
    reason = Reason("action_open", "It is not done.", ("lab",), own, ask="Is it a?")
    others = replace(reason, suggest=replace(own, yours=False))
    text = as_text(
        refusal_screen(Refusal("Close.", (reason, others)), WORDING), command_line=command_line
    )
    assert "      Who answers: LAB   Question: Is it a?   Do: sop do R1.1\n" in text
    assert "      Who answers: LAB   Question: Is it a?\n" in text
    assert text.count("sop do R1.1") == 1


def test_a_refusal_gives_every_part_of_every_reason() -> None:
    reason = Reason(
        "fact_unknown", '"a" is not yet known.', ("lab",), None, ("open",), "recall", "Is it a?"
    )
    text = _text(
        refusal_screen(Refusal("Close.", (reason, Reason("on_hold", "It is held."))), WORDING)
    )
    assert text.splitlines() == [
        "Refused: Close, 2 reasons.",
        "",
        ' 1. "a" is not yet known.',
        "      Who answers: LAB   Question: Is it a?",
        "      Source: Act 1, section 3 (to be confirmed)",
        " 2. It is held.",
        "",
        "Nothing was written.",
    ]


def test_a_refusal_without_a_definition_still_gives_its_reasons() -> None:
    text = _text(
        refusal_screen(
            Refusal("Open x", (Reason("definition_invalid", "x.yaml: no title", ("a", "b")),))
        )
    )
    assert " 1. x.yaml: no title\n      Who: a or b\n" in text


def _text(blocks: Blocks) -> str:
    return as_text(blocks, 80)
