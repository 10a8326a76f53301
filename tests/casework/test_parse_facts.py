"""Facts as they are given: types, domains, files."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sop.casework.parse_facts import (
    MissingSign,
    read_assignments,
    read_value,
    refuse_missing_sign,
    refuse_private,
    split_assignment,
    split_lines,
)
from sop.model.definition import Definition
from sop.model.fact import Fact
from sop.model.refusal import UsageError

NOW, UTC = datetime.fromisoformat("2026-03-02T08:15:00+00:00"), ZoneInfo("UTC")
FACTS = {
    "injured": Fact("injured", "boolean"),
    "age": Fact("age", "choices", choices=("adult", "child")),
    "visits": Fact("visits", "integer", min=0, max=6),
    "seen_at": Fact("seen_at", "datetime"),
    "name": Fact("name", "text", sensitive=True),
}
DEFINITION = Definition("d", "1.0.0", "D", {}, FACTS, {}, {}, {}, {}, {}, {})


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("injured", "Yes", True),
        ("injured", "FALSE", False),
        ("age", "child", "child"),
        ("visits", "6", 6),
        ("seen_at", "-2h", "2026-03-02T06:15:00+00:00"),
        ("name", "Zoe\u0301 = Z", "Zoé = Z"),
    ],
)
def test_a_value_has_its_facts_type(fact: str, text: str, value: object) -> None:
    found = read_value(FACTS[fact], text, NOW, UTC)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("injured", "1"),
        ("age", "Grown"),
        ("visits", "7"),
        ("visits", "-1"),
        ("visits", "2.0"),
        ("seen_at", "soon"),
        ("name", ""),
    ],
)
def test_a_value_outside_the_domain_is_refused_with_what_is_allowed(fact: str, text: str) -> None:
    with pytest.raises(UsageError) as told:
        read_value(FACTS[fact], text, NOW, UTC)
    assert told.value.remedy


def test_the_same_value_twice_is_one_and_two_values_are_a_mistake() -> None:
    assert read_assignments(DEFINITION, [("injured", "yes"), ("injured", "true")], NOW, UTC) == {
        "injured": True
    }
    with pytest.raises(UsageError, match="twice"):
        read_assignments(DEFINITION, [("injured", "yes"), ("injured", "no")], NOW, UTC)


def test_an_unknown_fact_gets_the_nearest() -> None:
    with pytest.raises(UsageError) as told:
        read_assignments(DEFINITION, [("injurd", "yes")], NOW, UTC)
    assert "injured" in told.value.remedy


def test_private_facts_are_refused_by_name_without_their_value() -> None:
    with pytest.raises(UsageError) as told:
        refuse_private(DEFINITION, [("name", "A. Nel")])
    assert "Nel" not in told.value.message + told.value.remedy


def test_a_file_has_a_fact_a_line_or_one_json_object() -> None:
    assert split_lines("# told by telephone\n\nname = A=B \ninjured=yes\n") == [
        ("name", "A=B"),
        ("injured", "yes"),
    ]
    assert split_lines('{"injured": true, "visits": 3}') == [("injured", "true"), ("visits", "3")]


@pytest.mark.parametrize("odd", ["\u2028", "\u0085", "\x0b", "\x1c", "\r"])
def test_a_fact_ends_with_its_line_only(odd: str) -> None:
    assert split_lines(f"name=A{odd}injured=yes\r\nvisits=3") == [
        ("name", f"A{odd}injured=yes"),
        ("visits", "3"),
    ]


@pytest.mark.parametrize("text", ["A. Nel of 4 High Street", "{", "{" * 100000])
def test_an_unreadable_file_of_facts_is_not_repeated(text: str) -> None:
    with pytest.raises(UsageError) as told:
        split_lines(text)
    assert "Nel" not in told.value.message


@pytest.mark.parametrize("text", ["injured", "=yes", " = "])
def test_an_assignment_has_two_sides(text: str) -> None:
    with pytest.raises(UsageError):
        split_assignment(text)


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("injured yes", "injured=yes"),
        ("age = child", "age=child"),
        ("age= child", "age=child"),
        ("age =child injured", "age=child injured"),
        ("visits=2 injured yes age adult", "visits=2 injured=yes age=adult"),
        ("seen_at 30 Nov 11:40", "'seen_at=30 Nov 11:40'"),
    ],
)
def test_a_value_without_the_sign_is_answered_with_the_words_put_right(
    words: str, right: str
) -> None:
    with pytest.raises(MissingSign) as wrong:
        refuse_missing_sign(DEFINITION, words.split())
    assert wrong.value.message == f"'{words}' does not have the form FACT=VALUE."
    assert wrong.value.remedy == f"Write {right}"


@pytest.mark.parametrize(
    "words", ["injured", "injured age", "injured=yes age", "injury yes", "age="]
)
def test_facts_alone_are_asked_for_and_unknown_words_are_judged_elsewhere(words: str) -> None:
    refuse_missing_sign(DEFINITION, words.split())  # raises nothing
    with pytest.raises(UsageError):
        refuse_missing_sign(DEFINITION, ["injured", "yes"])


def test_a_private_value_without_the_sign_is_not_repeated() -> None:
    with pytest.raises(UsageError) as wrong:
        refuse_missing_sign(DEFINITION, ["name", "Thandi"])
    assert "'name' is private" in wrong.value.message
    assert "Thandi" not in wrong.value.message + wrong.value.remedy
