"""Values of facts: read as a person writes them, checked, and shown."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from sop.engine.fact_values import (
    check_value,
    describe_answer,
    describe_input,
    number_choice,
    read_value,
    say_value,
)
from sop.model.condition import Value
from sop.model.fact import Fact
from sop.model.refusal import UsageError
from tests.engine import building as b

JOBURG = ZoneInfo("Africa/Johannesburg")
FACTS = {
    "flag": b.flag("flag"),
    "kind": b.choice("kind", "glass", "metal"),
    "tests": b.number("tests", 0, 6),
    "found_at": b.moment("found_at"),
    "remark": b.text("remark"),
}


@pytest.mark.parametrize(
    ("fact", "written", "value"),
    [
        ("flag", "yes", True),
        ("flag", "TRUE", True),
        ("flag", " n ", False),
        ("kind", "glass", "glass"),
        ("tests", "6", 6),
        ("tests", "+0", 0),
        ("found_at", "2026-03-02 09:30", "2026-03-02T09:30:00+02:00"),
        ("found_at", "2026-03-02T09:30+00:00", "2026-03-02T09:30:00+00:00"),
        ("remark", " as it is ", " as it is "),
    ],
)
def test_a_value_is_read_as_a_person_writes_it(fact: str, written: str, value: Value) -> None:
    read = read_value(FACTS[fact], written, JOBURG)
    assert read == value and type(read) is type(value)


@pytest.mark.parametrize(
    ("fact", "written", "remedy"),
    [
        ("flag", "maybe", "Write yes or no."),
        ("kind", "Class", "Write one of glass, metal."),
        ("tests", "7", "Write a whole number from 0 to 6."),
        ("tests", "-1", "Write a whole number from 0 to 6."),
        ("tests", "1_0", "Write a whole number from 0 to 6."),
        ("tests", "١", "Write a whole number from 0 to 6."),
        ("tests", "9" * 5000, "Write a whole number from 0 to 6."),
        (
            "found_at",
            "noon",
            "Write a date and time such as 2026-11-23T09:30 or 2026-11-23T09:30+02:00.",
        ),
        (
            "found_at",
            "0001-01-01 00:00",
            "Write a date and time such as 2026-11-23T09:30 or 2026-11-23T09:30+02:00.",
        ),
        (
            "found_at",
            "9999-12-31 00:00",
            "Write a date and time such as 2026-11-23T09:30 or 2026-11-23T09:30+02:00.",
        ),
    ],
)
def test_a_value_outside_the_facts_domain_is_refused_with_what_is_allowed(
    fact: str, written: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as met:
        read_value(FACTS[fact], written, JOBURG)
    assert met.value.remedy == remedy
    assert met.value.message.endswith(f"is not a value of {fact}.")


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("flag", 1),
        ("flag", "yes"),
        ("tests", True),
        ("tests", "3"),
        ("kind", "wood"),
        ("found_at", "2026-03-02T09:30"),
        ("found_at", 3),
        ("remark", 3),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(fact: str, value: Value) -> None:
    with pytest.raises(UsageError):
        check_value(FACTS[fact], value)


def test_the_value_of_a_sensitive_fact_is_never_repeated() -> None:
    with pytest.raises(UsageError) as met:
        read_value(Fact("status", "choices", choices=("a", "b"), sensitive=True), "secret", JOBURG)
    assert met.value.message == "That is not a value of status."


def test_values_are_said_and_asked_for_in_words() -> None:
    assert [say_value(value) for value in (True, False, None, 3, "glass")] == [
        "yes",
        "no",
        "unknown",
        "3",
        "glass",
    ]
    assert [describe_input(fact) for fact in FACTS.values()] == [
        "yes|no",
        "glass|metal",
        "0..6",
        "TIME",
        "TEXT",
    ]


def test_a_choice_is_found_in_any_case_and_by_its_first_letters() -> None:
    source = Fact(
        "source", "choices", choices=("police", "police_station", "hospital", "not_known")
    )
    read = {word: read_value(source, word, JOBURG) for word in ("POLICE", "Hos", "not known")}
    assert read == {"POLICE": "police", "Hos": "hospital", "not known": "not_known"}


def test_the_beginning_of_two_choices_is_refused_with_both() -> None:
    source = Fact("source", "choices", choices=("mother", "motor_car"))
    with pytest.raises(UsageError) as met:
        read_value(source, "mot", JOBURG)
    assert met.value.remedy == "Write mother or motor_car."


def test_a_number_answers_a_question_with_numbered_choices_only() -> None:
    kind = Fact("kind", "choices", choices=("glass", "metal"))
    assert describe_answer(kind) == "1 glass, 2 metal"
    assert [number_choice(kind, answer) for answer in ("2", "3", "metal")] == [
        "metal",
        "3",
        "metal",
    ]
    assert number_choice(Fact("sold", "integer", min=0, max=9), "2") == "2"
    assert number_choice(Fact("year", "choices", choices=("2", "1")), "2") == "2"
