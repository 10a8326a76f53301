"""Which cases of an incident refuse, which only lack an answer, and the command for the others."""

from __future__ import annotations

import shlex

import pytest

from tests.commands.typing_in import Typist

NIGHT = ("--incident", "factory")


@pytest.fixture
def one_in_danger(sop: Typist) -> Typist:
    """Three persons; the emergency of the first one interrupts its first contact."""
    sop.patch.setenv("SOP_AS", "saps")
    sop.patch.setenv("SOP_NAME", "B. Nkosi")
    sop.ok("open", "za-trafficking", *NIGHT, "--persons", "3", "--label", "yellow scarf")
    sop.ok("do", "I1.1", *NIGHT, "--set", "signal_source=police")
    sop.ok("case", "label", first(sop), "grey coat")
    sop.ok("raise", "collapse", "-c", first(sop))
    return sop


def first(sop: Typist) -> str:
    found = sop.ok("case", "list", *NIGHT).data["cases"]
    return min(one["case"] for one in found)


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_only_the_cases_that_cannot_are_counted_and_the_line_for_the_others_is_whole(
    one_in_danger: Typist,
) -> None:
    """Eleven of twelve lacked an answer; it printed the command for a single one of them."""
    case = first(one_in_danger)
    told = one_in_danger("do", "I1.2", *NIGHT)
    shown = one_line(told.out)
    assert "Refused in 1 case of incident factory." in shown
    assert "Only an answer is missing in 2 other cases of incident factory." in shown
    line = f"sop do I1.2 --incident factory --except {case} --set information_given="
    assert (told.code, line in shown) == (1, True), shown
    assert f"-c {case}" not in shown.partition("Only an answer")[2]
    assert "sop do I1.2 -c" not in shown
    assert one_in_danger.ok(*shlex.split(f"{line}yes")[1:]).json["changed"]


def test_a_script_reads_which_cases_refuse_and_which_lack_an_answer(
    one_in_danger: Typist,
) -> None:
    told = one_in_danger.json("do", "I1.2", *NIGHT)
    case = first(one_in_danger)
    assert told.data["without"] == f"--except {case}"
    assert (len(told.data["refused"]), len(told.data["lacking"])) == (3, 2)
    assert case not in told.data["lacking"]
    assert "1 case of incident factory refuses" in told.json["message"]
    assert "--set information_given=" in told.data["again"]["do"]


def test_at_a_terminal_the_line_for_the_others_asks_for_the_answer(
    one_in_danger: Typist,
) -> None:
    told = one_in_danger("do", "I1.2", *NIGHT, terminal=True, stdin="")
    case = first(one_in_danger)
    line = f"sop do I1.2 --incident factory --except {case}"
    shown = one_line(told.out)
    assert (told.code, line in shown) == (1, True), shown
    assert "sop do I1.2 -c" not in shown
    done = one_in_danger(*shlex.split(line)[1:], terminal=True, stdin="yes\n")
    assert (done.code, "Each answer is for 2 cases" in done.err) == (0, True)


def test_the_persons_are_listed_before_it_is_recorded(one_in_danger: Typist) -> None:
    """Without a question no screen named them before the record."""
    told = one_in_danger("note", *NIGHT, terminal=True, stdin="the van is grey\n")
    assert told.code == 0, told.err
    assert "This command is for 3 cases of incident factory:" in told.err
    assert '"grey coat"' in told.err


def test_a_reason_that_is_missing_is_asked_once_or_has_its_place_in_the_line(
    sop: Typist,
) -> None:
    sop.patch.setenv("SOP_AS", "responder")
    sop.patch.setenv("SOP_NAME", "B. Nkosi")
    yard = ("--incident", "yard")
    sop.ok("open", "osce-nrm", *yard, "--persons", "2")
    sop.ok("do", "separate", "first_needs", "interpreter", *yard)
    sop.ok("do", "ask_age", *yard, "--set", "age_group=adult")
    sop.ok("do", "look_for_signs", *yard, "--set", "signs=absent")
    words = ("advance", "no_signs", *yard)
    told = sop(*words)
    shown = one_line(told.out)
    assert "Only an answer is missing in 2 cases of incident yard." in shown
    assert "sop advance no_signs --incident yard --why ''" in shown
    assert sop(*words, "--why", "").code != 0
    done = sop(*words, terminal=True, stdin="nothing was seen\n")
    assert (done.code, done.err.count("Reason (required)")) == (0, 1), done.err
    assert done.err.index("This command is for 2 cases") < done.err.index("Reason (required)")
