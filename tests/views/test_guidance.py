"""What a person reads before doing an action."""

from __future__ import annotations

from sop.views.guidance import guidance_lines
from sop.views.terminal.rows import as_text
from tests.views.example import DEFINITION

STEP = DEFINITION.step("recall.assessment")


def shown(*names: str) -> str:
    actions = [STEP.actions[name] for name in names]
    return as_text(guidance_lines(DEFINITION, actions), 120)


def test_the_actions_own_words_come_before_those_of_its_step() -> None:
    assert shown("interview") == (
        "R1.2 Complete the interview with the shop's keeper\n  Say: You can stop at any time.\n"
    )
    assert shown("tell_office") == (
        "R1.1 Tell the provincial office of the finding\n"
        "  Say: Thank you for calling.\n"
        "  Warning: Never name a customer in the report.\n"
    )


def test_the_same_words_are_shown_once() -> None:
    assert shown("quarantine", "doctor").count("Thank you for calling.") == 1
