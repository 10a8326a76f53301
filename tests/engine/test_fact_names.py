"""A word that is no fact: what is proposed instead, and to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.engine.fact_names import refuse_unknown_fact
from tests.commands.typing_in import Typist, new_typist
from tests.engine.scenario_states import list_states


@pytest.fixture
def rescue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    sop = new_typist(tmp_path, monkeypatch)
    sop.patch.setenv("SOP_AS", "saps")
    sop.patch.setenv("SOP_NAME", "B. Nkosi")
    sop.patch.setenv("SOP_CASE", sop.ok("open", "za-trafficking").json["case"])
    return sop


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_choice_leads_to_its_fact_and_to_the_actions_that_record_it(rescue: Typist) -> None:
    """`child` led to child_finding, the finding of a court, which the police may not record."""
    told = rescue("set", "child=yes")
    shown = one_line(told.err)
    assert told.code == 2
    assert '"age_group" (choices: adult, child, disputed) has it as a choice.' in shown
    assert "It is recorded at C8.1 or I4.2 or P13.2, by DSD, SAPS" in shown
    assert "sop why age_group" in shown
    assert "child_finding" not in shown


def test_a_fact_that_the_user_may_not_record_is_not_proposed(rescue: Typist) -> None:
    assert "Did you mean in_danger?" in rescue("set", "in_dangr=yes").err
    assert "child_finding" not in rescue("set", "child_findng=victim").err


def test_a_fact_that_only_an_action_records_is_refused_with_that_action(rescue: Typist) -> None:
    told = rescue("set", "age_group=child")
    shown = one_line(told.out)
    assert told.code == 1
    assert 'I4.2 "Ask the age; look at papers without taking them" records it in step I4' in shown
    assert "It cannot be done now." in shown
    assert "sop why age_group" in shown
    assert rescue("why", "age_group").code == 0


def test_without_a_viewer_names_alone_decide() -> None:
    states = list_states()
    definition = next(one for one in states if one.definition.id == "za-trafficking").definition
    assert refuse_unknown_fact(definition, "child_findng").remedy == "Did you mean child_finding?"
    unlike = refuse_unknown_fact(definition, "zzzz")
    assert "Did you mean" not in unlike.remedy
