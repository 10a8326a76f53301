"""What a person reads before doing an action."""

from __future__ import annotations

from sop.views.guidance import guidance_lines, short_guidance_lines
from sop.views.terminal.rows import as_text
from tests.views.example import DEFINITION

STEP = DEFINITION.step("recall.assessment")
RISK = "  Step R1: What can go wrong: Waiting for the last result.\n"


def shown(*names: str) -> str:
    actions = [STEP.actions[name] for name in names]
    return as_text(guidance_lines(DEFINITION, actions), 120)


def short(name: str, width: int = 80, plain: bool = False) -> str:
    return as_text(short_guidance_lines(DEFINITION, STEP.actions[name]), width, plain)


def test_the_actions_own_words_come_before_those_of_its_step() -> None:
    assert shown("interview") == (
        "R1.2 Complete the interview with the shop's keeper\n"
        "  Say: You can stop at any time.\n"
        f"{RISK}"
        "  Records: injured (yes|no)\n"
    )
    assert shown("tell_office") == (
        "R1.1 Tell the provincial office of the finding\n"
        "  Step R1: Say: Thank you for calling.\n"
        "  Warning: Never name a customer in the report.\n"
        f"{RISK}"
    )


def test_the_same_words_are_shown_once() -> None:
    told = shown("quarantine", "doctor")
    assert (told.count("Thank you for calling."), told.count(RISK)) == (1, 1)


def test_in_a_list_each_text_has_one_row_and_is_cut_at_the_width() -> None:
    assert short("tell_office") == (
        " Step R1: Say: Thank you for calling.\n"
        " R1.1: Warning: Never name a customer in the report.\n"
        " Step R1: What can go wrong: Waiting for the last result.\n"
    )
    rows = short("tell_office", 40).splitlines()
    assert rows[1] == " R1.1: Warning: Never name a ..."
    assert [len(row) <= 40 for row in rows] == [True, True, True]


def test_what_an_action_says_itself_is_shown_as_its_own() -> None:
    assert short("interview").splitlines()[0] == " R1.2: Say: You can stop at any time."
    assert short("interview", plain=True).splitlines()[1].startswith("Step R1: What can go wrong: ")


def test_a_fact_whose_value_is_given_is_not_listed_as_if_it_were_asked() -> None:
    rows = as_text(guidance_lines(DEFINITION, [STEP.actions["interview"]], {"injured": True}), 120)
    assert "Records" not in rows
    assert "Say: You can stop at any time." in rows


def test_plain_mode_cuts_nothing() -> None:
    assert short("tell_office", 40, plain=True).splitlines()[1] == (
        "R1.1: Warning: Never name a customer in the report."
    )
