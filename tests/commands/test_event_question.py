"""`sop case time` alone leads to the event and to the shift of several."""

from __future__ import annotations

from tests.commands.typing_in import Outcome, Typist


def asked(recall: Typist, *lines: str) -> Outcome:
    recall.patch.setenv("NO_COLOR", "1")
    recall.patch.setenv("COLUMNS", "200")
    return recall("case", "time", stdin="".join(f"{one}\n" for one in lines), terminal=True)


def test_each_event_is_shown_with_its_present_time_and_one_is_chosen(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    told = asked(recall, "2", "5 minutes ago")
    assert "Event 1:  Mon 2 Mar 10:00  Opened: a case of food-recall" in told.err
    assert told.err.count("Event 2:  Mon 2 Mar 10:00  Done: R1.1") == 2  # in the list, and alone
    assert "When did event 2 happen?" in told.err


def test_a_length_leads_to_the_shift_of_several_events(recall: Typist) -> None:
    told = asked(recall, "+3h", "quit")
    assert f"sop case time --shift +3h --since 1 -c {recall.case}" in told.err
    assert "future" not in told.err


def test_help_and_a_wrong_answer_say_how_times_are_written_and_name_the_shift(
    recall: Typist,
) -> None:
    for typed in ("?", "soon"):
        told = asked(recall, typed, "quit")
        assert "yesterday" in told.err, typed
        assert "sop case time --shift +3h --since 1" in told.err, typed


def test_a_time_in_the_future_offers_the_day_before(recall: Typist) -> None:
    recall.at("2026-03-03T00:30:00")
    told = asked(recall, "23:10", "quit")
    assert "For the day before, write yesterday 23:10." in told.err


def test_an_event_that_the_user_may_not_correct_is_not_taken(recall: Typist) -> None:
    recall.ok("set", "illness=yes")
    told = asked(recall, "9", "quit")
    assert "You can correct no event 9." in told.err
