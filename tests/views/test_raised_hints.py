"""Advice to raise an interrupt is left out once it is raised, and nothing else is."""

from __future__ import annotations

from sop.engine.checklist_lines import Checklist
from sop.model.definition import Definition
from sop.views.raised_hints import without_raised_hints
from tests.engine.scenario_states import list_states

ADVICE = "Then raise danger, so that somebody is sent: sop raise danger."
CARE = "Who takes no food is asked again later."


def at_danger(is_raised: bool) -> tuple[Definition, Checklist]:
    """A state of za-trafficking whose emergency step is current or waits, or one without it."""
    for state in list_states():
        if state.definition.id != "za-trafficking":
            continue
        shown = state.checklist(state.viewers[0])
        track = next(one for one in shown.tracks if one.track == "safety")
        here = track.step == "emergency" or any(one.id == "emergency" for one in track.waits)
        if here == is_raised:
            return state.definition, shown
    raise AssertionError(is_raised)


def test_advice_to_raise_what_is_raised_is_left_out_and_the_rest_is_not() -> None:
    """After the emergency was raised, the warning still asked for it."""
    raised = at_danger(True)
    assert without_raised_hints(*raised, ADVICE) == ""
    assert without_raised_hints(*raised, f"{ADVICE} {CARE}") == CARE
    assert without_raised_hints(*raised, f"Danger: now (sop raise danger). {CARE}") == CARE


def test_advice_stays_while_it_is_not_raised() -> None:
    assert without_raised_hints(*at_danger(False), f"{ADVICE} {CARE}") == f"{ADVICE} {CARE}"


def test_a_sentence_that_may_say_more_is_never_left_out() -> None:
    for text in (
        "Type sop raise danger and stay with the person.",
        "Look for another danger: sop raise collapse.",
        "No such interrupt: sop raise nothing.",
        "Danger is near.",
    ):
        assert without_raised_hints(*at_danger(True), text) == text
