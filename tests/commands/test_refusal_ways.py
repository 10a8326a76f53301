"""A refusal leads on: in a pipe to the option that is missing, and to what another one reported."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist

REPORTED = (
    "If this was done and reported to you, for example by telephone, record it for them: add --as,"
)


def test_in_a_pipe_the_option_is_named_and_the_same_command_is_not_suggested(
    recall: Typist,
) -> None:
    recall.ok("do", "take_complaint")
    refused = recall("do", "examine")
    assert refused.code == 1
    assert "Add --set hazard= with the answer: germs, glass or nothing." in refused.out
    assert "Add --form FILE, the evidence as JSON." in refused.out
    assert "Do: sop do" not in refused.out
    form = '{"sample_number": 1, "cold_chain": true}'
    recall.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)


def test_what_is_copied_without_an_answer_records_nothing(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    wrong = recall("do", "examine", "--set", "hazard=")
    assert (wrong.code, wrong.err.splitlines()[0]) == (2, "Usage error: 'hazard' has no value.")


def test_a_program_still_gets_the_command_that_asks_at_a_terminal(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    refused = recall.json("do", "examine")
    (unknown,) = [one for one in refused.json["reasons"] if one["code"] == "fact_unknown"]
    assert unknown["suggest"]["asks"] == ["hazard"]
    assert unknown["do"].startswith("sop do R1.2")
    assert unknown["remedy"] == "Add --set hazard= with the answer: germs, glass or nothing."


def test_the_command_of_another_action_is_still_suggested(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    refused = recall("advance", "recall", "recall_it")
    assert "Do: sop do R1.2" in refused.out
    assert "--set hazard=" not in refused.out


def test_a_missing_reason_names_its_option_in_a_pipe(recall: Typist) -> None:
    refused = recall("case", "void")
    assert "Add --why TEXT, or --why - to read the reason from a pipe or a file." in refused.out
    recall.ok("case", "void", "--why", "-", stdin="opened by mistake")


def test_in_an_incident_the_option_is_named_for_all_cases(sop: Typist) -> None:
    sop.ok("open", "food-recall", "--as", "plant", "--incident", "I-7", "--persons", "2")
    sop.patch.setenv("SOP_AS", "plant")
    sop.ok("do", "take_complaint", "--incident", "I-7")
    refused = sop("do", "examine", "--incident", "I-7")
    assert "Add --set hazard= with the answer: germs, glass or nothing." in refused.out
    assert "Do: sop do" not in refused.out


@pytest.mark.parametrize(
    ("line", "whose"),
    [("do examine", "lab"), ("do take_complaint", "lab"), ("advance recall recall_it", "lab")],
)
def test_what_another_agency_reported_by_telephone_can_be_recorded(
    recall: Typist, line: str, whose: str
) -> None:
    refused = recall(*line.split(), "--as", whose)
    assert (refused.code, refused.out.count(REPORTED)) == (1, 1)
    for other in ("plant", "authority", "shops"):
        assert f"--as {other}" not in refused.out


def test_the_way_for_a_telephone_report_works(recall: Typist) -> None:
    assert REPORTED in recall("do", "take_complaint", "--as", "shops").out
    done = recall.ok(
        "do", "take_complaint", "--as", "plant", "--reported-by", "the foreman", "--json"
    )
    assert done.json["changed"] is True


def test_what_no_one_can_have_reported_does_not_mention_a_report(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    assert REPORTED not in recall("undo", "2", "--as", "shops", "--why", "x").out
    assert REPORTED not in recall("do", "examine").out


@pytest.mark.parametrize("line", ["do inspect", "do trace", "waive destroy --why x"])
def test_what_cannot_be_recorded_now_in_any_way_does_not_mention_a_report(
    recall: Typist, line: str
) -> None:
    """With --as and --reported-by it would be refused as well: nobody is ill, the step is another
    one.
    """
    refused = recall(*line.split(), "--as", "lab")
    assert (refused.code, refused.out.count(REPORTED)) == (1, 0)
    assert ("not_yours" in recall.json(*line.split(), "--as", "lab").reasons) is True
