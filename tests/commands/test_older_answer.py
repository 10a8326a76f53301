"""A late entry that replaces an answer of a later moment never does so without a word."""

from __future__ import annotations

from tests.commands.typing_in import Typist

LATER = "2026-03-02T11:00:00"
OLDER = "2026-03-02T10:30:00"


def answered(recall: Typist) -> Typist:
    """A recall whose answer of 11:00 is no; it is 11:30."""
    recall.at(LATER)
    recall.ok("set", "illness=no")
    recall.at("2026-03-02T11:30:00")
    return recall


def test_an_older_answer_is_recorded_with_a_warning_in_a_script(recall: Typist) -> None:
    answered(recall)
    told = recall.ok("set", "illness=yes", "--at", OLDER)
    assert told.json["warnings"] == [
        'At Mon 2 Mar 2026 11:00 the answer to "illness" was no (event 2). This answer is older '
        "(Mon 2 Mar 2026 10:30). What is recorded last counts: yes. If no is still so, record it "
        "again."
    ]
    assert recall.ok("case", "show").data["facts"]["illness"] is True


def test_a_later_answer_or_the_same_one_is_not_warned_of(recall: Typist) -> None:
    answered(recall)
    assert "warnings" not in recall.ok("set", "illness=yes", "--at", "11:10").json
    assert "warnings" not in recall.ok("set", "illness=yes", "--at", "11:05").json


def test_a_terminal_asks_once_before_an_older_answer_counts(recall: Typist) -> None:
    answered(recall)
    late = ("set", "illness=yes", "--at", OLDER)
    told = recall(*late, stdin="n\n", terminal=True)
    assert " ".join(told.err.split()).count("This answer is older") == 1, told.err
    assert f"sop set illness -c {recall.case}" in " ".join(told.err.split())
    assert "Nothing was written." in told.err
    assert recall.ok("case", "show").data["facts"]["illness"] is False
    told = recall(*late, stdin="y\n", terminal=True)
    assert (told.code, told.err.count("[y/N]")) == (0, 1)
    assert recall.ok("case", "show").data["facts"]["illness"] is True


def test_an_older_answer_that_raises_a_danger_is_recorded_and_told(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.at(LATER)
    sop.ok("set", "in_danger=no")
    sop.at("2026-03-02T11:30:00")
    told = sop("set", "in_danger=yes", "--at", OLDER, stdin="", terminal=True)
    assert (told.code, "[y/N]" in told.err) == (0, False), told.err
    assert "This answer is older" in " ".join(told.err.split())
    told = sop("set", "in_danger=no", "--at", "10:40", stdin="", terminal=True)
    assert told.code == 0  # it is later than the answer that counts


def test_an_older_answer_that_would_end_a_danger_is_asked_first(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.at(LATER)
    sop.ok("set", "in_danger=yes")
    sop.at("2026-03-02T11:30:00")
    told = sop("set", "in_danger=no", "--at", OLDER, stdin="\n", terminal=True)
    assert (told.code, told.err.count("[y/N]")) == (130, 1)
    assert sop.ok("case", "show").data["facts"]["in_danger"] is True
