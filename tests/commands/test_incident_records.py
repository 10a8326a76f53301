"""Facts, notes and interrupts in all cases of an incident, or in none."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist

NIGHT = ("--incident", "factory")


@pytest.fixture
def factory(sop: Typist) -> Typist:
    """Three persons of one incident; two have a label."""
    sop.patch.setenv("SOP_AS", "saps")
    labels = ("--label", "yellow scarf", "--label", "red cap")
    sop.ok("open", "za-trafficking", *NIGHT, "--persons", "3", *labels)
    return sop


def cases(sop: Typist) -> dict[str | None, str]:
    return {one["label"]: one["case"] for one in sop.ok("case", "list", *NIGHT).data["cases"]}


def test_a_fact_is_recorded_in_all_cases_but_the_one_left_out(factory: Typist) -> None:
    told = factory.ok("set", "in_danger=yes", *NIGHT, "--except", "red cap")
    assert len(told.data["cases"]) == 2
    listed = factory.ok("case", "list", *NIGHT).data["cases"]
    assert {one["label"]: one["version"] for one in listed} == {
        "yellow scarf": 3,
        "red cap": 2,
        None: 2,
    }


def test_a_correction_needs_its_reason_in_all_cases(factory: Typist) -> None:
    factory.ok("do", "I1.1", *NIGHT, "--set", "signal_source=police")
    refused = factory.json("set", "signal_source=hotline", *NIGHT)
    assert refused.code != 0
    told = factory.ok("set", "signal_source=hotline", *NIGHT, "--why", "a slip", "--accept")
    assert len(told.data["cases"]) == 3
    asked = factory(
        "set", "signal_source=police", *NIGHT, "--accept", terminal=True, stdin="slip\nA\n"
    )
    assert (asked.code, asked.err.count("Reason")) == (0, 1), asked.err


def test_a_note_is_read_once_and_written_in_each(factory: Typist) -> None:
    told = factory.ok("note", "-", *NIGHT, "--only", "red cap", "--only", "yellow scarf", stdin="x")
    assert len(told.data["cases"]) == 2
    assert [one["why"] for one in told.data["skipped"]] == ["excepted"]


def test_an_interrupt_is_raised_in_all_cases_or_in_none(factory: Typist) -> None:
    told = factory.ok("raise", "danger", *NIGHT, "--why", "a car waits outside")
    assert len(told.data["cases"]) == 3
    assert factory.json("raise", *NIGHT).code == 2


def test_only_and_except_need_an_incident(factory: Typist) -> None:
    for verb in (("set", "in_danger=yes"), ("raise", "danger"), ("note", "-"), ("do", "I1.1")):
        for option in ("--only", "--except"):
            told = factory(*verb, option, "red cap", "-c", "yellow scarf", stdin="x")
            assert (told.code, f"{option} is only for an incident" in told.err) == (2, True)


def test_only_one_case_of_the_incident_is_chosen(factory: Typist) -> None:
    told = factory.ok("do", "I1.1", *NIGHT, "--only", "red cap", "--set", "signal_source=police")
    assert [one["label"] for one in told.data["cases"]] == ["red cap"]


def test_reasons_of_several_actions_name_their_action(factory: Typist) -> None:
    factory.ok("set", "in_danger=yes", *NIGHT)
    told = factory.json("do", "I1.1", "I1.2", *NIGHT, "--as", "npa")
    what = [one["what"] for one in told.json["reasons"]]
    assert all("I1.1" in text or "I1.2" in text for text in what), what


def test_a_fact_that_is_recorded_is_not_called_unknown(factory: Typist) -> None:
    given = ("signal_source=police", "information_given=yes", "alone=yes")
    facts = [word for fact in given for word in ("--set", fact)]
    factory.ok("do", "I1.1", "I1.2", "I1.3", *NIGHT, *facts)
    factory.ok("advance", "go_on", *NIGHT)

    def what() -> set[str]:
        refused = factory.json("do", "I2.1", *NIGHT, "--only", "red cap").data["refused"]
        return {one["what"] for case in refused for one in case["reasons"]}

    unknown = '"in_danger" is not yet known, and I2.1 must record it.'
    assert what() == {unknown}  # what no one stated is not recorded
    factory.ok("set", "in_danger=no", *NIGHT)
    known = 'I2.1 must record "in_danger" itself, although a value is recorded already.'
    assert what() == {known}
