"""Facts that are asked once for all cases of an incident."""

from __future__ import annotations

import shlex

import pytest

from tests.commands.typing_in import Typist

NIGHT = ("--incident", "factory")


@pytest.fixture
def factory(sop: Typist) -> Typist:
    """Three persons of one incident."""
    sop.patch.setenv("SOP_AS", "saps")
    sop.patch.setenv("SOP_NAME", "B. Nkosi")
    sop.ok("open", "za-trafficking", *NIGHT, "--persons", "3", "--label", "yellow scarf")
    return sop


def cases(sop: Typist) -> list[str]:
    return [one["case"] for one in sop.ok("case", "list", *NIGHT).data["cases"]]


def versions(sop: Typist) -> set[int]:
    return {one["version"] for one in sop.ok("case", "list", *NIGHT).data["cases"]}


def test_a_fact_is_asked_once_and_recorded_in_all_cases(factory: Typist) -> None:
    told = factory("do", "I1.1", *NIGHT, terminal=True, stdin="police\n")
    assert told.code == 0, told.err
    assert told.err.count("Where did the first sign come from?") == 1
    assert "Each answer is for 3 cases of incident factory:" in told.err
    assert '"yellow scarf"' in told.err
    for case in cases(factory):
        facts = factory.ok("case", "show", case).data["facts"]
        assert facts["signal_source"] == "police"


def test_an_empty_answer_and_an_interrupt_record_nothing(factory: Typist) -> None:
    before = versions(factory)
    for stdin in ("", "\n\n", "quit\n"):
        told = factory("do", "I1.1", *NIGHT, terminal=True, stdin=stdin)
        assert (told.code != 0, versions(factory)) == (True, before)


def test_answers_that_were_interrupted_are_offered_for_the_same_cases_only(
    factory: Typist,
) -> None:
    stopped = factory("do", "I1.1", "I1.2", *NIGHT, terminal=True, stdin="police\nquit\n")
    assert "for you and these cases only" in " ".join(stopped.err.split())
    other = factory(
        "do", "I1.1", "I1.2", *NIGHT, "--except", cases(factory)[0], terminal=True, stdin="quit\n"
    )
    assert "Use these answers again?" not in other.err
    told = factory("do", "I1.1", "I1.2", *NIGHT, terminal=True, stdin="y\nyes\n")
    assert (told.code, "Use these answers again?" in told.err) == (0, True), told.err


def test_what_to_say_is_shown_before_it_is_recorded(factory: Typist) -> None:
    told = factory("do", "I1.2", *NIGHT, terminal=True, stdin="quit\n")
    assert "Say" in told.err.partition("Does the person know")[0]


def test_nothing_is_asked_where_no_answer_helps(factory: Typist) -> None:
    told = factory("do", "I2.3", *NIGHT, terminal=True, stdin="")
    assert (told.code, "Each answer" in told.err) == (1, False)


def test_in_a_pipe_the_command_for_all_cases_is_ready(factory: Typist) -> None:
    told = factory("do", "I1.1", *NIGHT)
    line = "sop do I1.1 --incident factory --set signal_source="
    assert (told.code, line in " ".join(told.out.split())) == (1, True), told.out
    assert "police, labour" in told.out
    again = factory.json("do", "I1.1", *NIGHT).json["reasons"][0]["do"]
    assert again == "sop do I1.1 --incident factory --as saps" or "--incident factory" in again
    assert factory.ok(*shlex.split(f"{line}police")[1:]).json["changed"]
