"""What `sop do` asks for actions: their forms, then their facts, each once, in one dialog."""

from __future__ import annotations

from tests.commands.screening_case import CODE, FACT_ANSWERS, FORM_ANSWERS, come_to_screening
from tests.commands.typing_in import Typist

FORM = '{"sample_number": 1, "cold_chain": true}'


def test_a_fact_that_is_given_is_not_asked_for(sop: Typist) -> None:
    come_to_screening(sop)
    facts = FACT_ANSWERS.split("\n", 1)[1]  # the first one is signs
    told = sop("do", CODE, "--set", "signs=strong", terminal=True, stdin=FORM_ANSWERS + facts)
    assert told.code == 0, told.err
    assert "How strong are the signs" not in told.err
    assert sop.ok("case", "show").data["facts"]["signs"] == "strong"


def test_the_form_comes_before_the_facts(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    told = recall("do", "examine", terminal=True, stdin="7\ny\nglass\n")
    assert told.code == 0, told.err
    assert told.err.index("Form:") < told.err.rindex("1 germs, 2 glass, 3 nothing")
    events = recall.ok("case", "timeline").data["events"]
    assert events[-1]["form"] == {"sample_number": 7, "cold_chain": True}


def test_two_actions_are_asked_for_in_one_dialog_and_recorded_together(sop: Typist) -> None:
    case = sop.open("za-trafficking", as_="saps")
    before = sop.ok("case", "show").json["version"]
    stopped = sop("do", "I1.1", "I1.2", terminal=True, stdin="police\nquit\n")
    assert stopped.code == 130
    assert f"sop do I1.1 I1.2 -c {case}" in " ".join(stopped.err.split())
    assert sop.ok("case", "show").json["version"] == before
    told = sop("do", "I1.1", "I1.2", terminal=True, stdin="y\nyes\n")
    assert told.code == 0, told.err
    facts = sop.ok("case", "show").data["facts"]
    assert (facts["signal_source"], facts["information_given"]) == ("police", True)


def test_nothing_is_asked_for_an_action_that_is_not_theirs(sop: Typist) -> None:
    come_to_screening(sop)
    told = sop("do", CODE, "--as", "dha", terminal=True, stdin=FORM_ANSWERS)
    assert (told.code, "Form:" in told.err) == (1, False)
