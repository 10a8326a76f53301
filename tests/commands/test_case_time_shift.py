"""`sop case time --shift`: a whole night under a wrong clock is one correction."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist

WRONG = "2026-03-02T07:{:02}:00"  # the clock is three hours behind
RIGHT = "2026-03-02T11:00:00"


@pytest.fixture
def night(recall: Typist) -> Typist:
    """A recall with four events of a clock that was three hours behind, one of the authority."""
    recall.at(WRONG.format(1))
    recall.ok("do", "take_complaint")
    recall.at(WRONG.format(5))
    recall.ok("set", "illness=yes")
    recall.at(WRONG.format(9))
    recall.ok("note", "-", "--as", "authority", stdin="called")
    recall.at(WRONG.format(20))
    recall.ok("raise", "alarm")
    recall.at(RIGHT)
    return recall


def times(typist: Typist) -> list[str | None]:
    """When each event happened, where that was corrected."""
    events = typist.ok("case", "timeline").data["events"]
    return [event["happened"] and event["happened"][11:16] for event in events]


SHIFT = ("case", "time", "--shift", "+3h", "--since", "2")
WHY = ("--why", "the clock was three hours behind")


def test_all_own_events_move_by_one_event_and_come_back_by_one_undo(night: Typist) -> None:
    told = night.ok(*SHIFT, *WHY)
    assert told.data["events"] == [6]
    assert [one["event"] for one in told.data["moved"]] == [2, 3, 5]
    assert [one["is"][11:16] for one in told.data["moved"]] == ["10:01", "10:05", "10:20"]
    assert told.data["kept"] == [{"event": 4, "why": "not_yours"}]
    assert times(night) == [None, "10:01", "10:05", None, "10:20", None]
    assert night.ok("case", "verify").data["cases"][0]["ok"] is True
    night.ok("undo", "6", "--why", "it was two hours")
    assert times(night) == [None] * 7


def test_the_other_agency_shifts_its_own_events(night: Typist) -> None:
    night.ok(*SHIFT, *WHY)
    told = night.ok(*SHIFT, *WHY, "--as", "authority")
    assert [one["event"] for one in told.data["moved"]] == [4]
    assert night.ok("next").data["clock"] == []
    only_theirs = night.json(*SHIFT[:4], "--since", "4", "--until", "4", *WHY)
    assert (only_theirs.code, only_theirs.json["changed"]) == (0, False)


def test_only_events_of_another_agency_are_refused(night: Typist) -> None:
    refused = night.json(*SHIFT[:4], "--since", "4", "--until", "4", *WHY)
    assert refused.reasons == ["not_yours"]
    assert times(night) == [None] * 5


def test_the_range_ends_where_until_says(night: Typist) -> None:
    told = night.ok(*SHIFT, "--until", "3", *WHY)
    assert [one["event"] for one in told.data["moved"]] == [2, 3]


def test_the_same_shift_again_changes_nothing(night: Typist) -> None:
    night.ok(*SHIFT, *WHY)
    assert night.ok(*SHIFT, *WHY).json["changed"] is False


def test_a_time_that_was_given_or_corrected_before_stays(recall: Typist) -> None:
    recall.at(WRONG.format(5))
    recall.ok("set", "illness=yes")
    recall.ok("set", "illness=no", "--at", "2026-03-02T06:50")
    recall.ok("raise", "alarm")
    recall.at(RIGHT)
    recall.ok("case", "time", "4", "--at", "10:40", "--why", "looked at my watch")
    told = recall.ok(*SHIFT[:4], "--since", "2", "--until", "4", *WHY)
    assert [one["event"] for one in told.data["moved"]] == [2]
    assert told.data["kept"] == [
        {"event": 3, "why": "time_given"},
        {"event": 4, "why": "already_corrected"},
    ]


def test_no_event_is_moved_into_the_future(night: Typist) -> None:
    refused = night.json("case", "time", "--shift", "+5h", "--since", "2", *WHY)
    assert refused.reasons == ["time_in_future"]
    assert "Event 2" in refused.json["reasons"][0]["what"]
    remedy = "Shift by less, or end before event 2."
    assert refused.json["reasons"][0]["remedy"] == remedy
    assert times(night) == [None] * 5


def test_an_event_that_would_come_before_its_step_is_refused(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    refused = recall.json("case", "time", "--shift", "-3h", "--since", "2", *WHY)
    assert refused.reasons == ["time_before_step"]
    assert recall.ok("case", "time", "--shift", "-3h", "--since", "1", *WHY).json["changed"]
    assert times(recall) == ["07:00", "07:00", None]


def test_without_until_it_ends_where_the_clock_was_set_back(recall: Typist) -> None:
    recall.at("2026-03-02T14:00:00")
    recall.ok("set", "illness=yes")
    recall.at(RIGHT)
    recall.ok("set", "illness=no")
    told = recall.ok("case", "time", "--shift", "-3h30m", "--since", "2", *WHY)
    assert [(one["event"], one["is"][11:16]) for one in told.data["moved"]] == [(2, "10:30")]


def test_a_correction_under_a_wrong_clock_is_not_named_as_one_to_correct(recall: Typist) -> None:
    recall.at("2026-03-02T14:00:00")
    recall.ok("case", "time", "1", "--at", "2026-03-02T09:00", *WHY)
    recall.at(RIGHT)
    assert recall.ok("next").data["clock"] == []


def test_a_note_that_passes_an_earlier_event_is_warned_of(recall: Typist) -> None:
    recall.at(RIGHT)
    recall.ok("set", "illness=yes")
    recall.ok("note", "-", stdin="called")
    told = recall.ok("case", "time", "--shift", "-1h", "--since", "3", *WHY)
    assert told.json["warnings"] == [
        "Event 3 now happened before event 2, which was recorded before it."
    ]


def test_every_time_is_shown_before_the_one_question(night: Typist) -> None:
    night.patch.setenv("NO_COLOR", "1")
    told = night(*SHIFT, stdin="the clock was behind\nn\n", terminal=True)
    assert "Event 2:  Mon 2 Mar 07:01 -> Mon 2 Mar 10:01  Done: R1.1" in told.err
    assert "Event 4:  stays: FSA recorded it" in told.err
    assert told.err.count("Write this correction?") == 1
    assert "Nothing was written." in told.out
    assert times(night) == [None] * 5
    told = night(*SHIFT, stdin="the clock was behind\ny\n", terminal=True)
    assert "Time corrected by +3 h: events 2, 3, 5" in told.out
    assert "->" not in told.out  # the times were shown before the question


def test_the_shift_is_asked_for_at_a_terminal(night: Typist) -> None:
    told = night("case", "time", "--since", "2", stdin="3h\n+3h\nwhy\ny\n", terminal=True)
    assert (told.code, "'3h' is not a valid shift" in told.err) == (0, True)
    assert times(night)[1] == "10:01"


def test_a_dry_run_shows_the_times_and_writes_nothing(night: Typist) -> None:
    told = night(*SHIFT, "--dry-run", *WHY)
    assert "Event 2:  Mon 2 Mar 07:01 -> Mon 2 Mar 10:01" in told.out
    assert times(night) == [None] * 5


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--shift", "+3h"), "--shift needs --since"),
        (("--since", "2"), "No shift given"),
        (("--shift", "3h", "--since", "2"), "not a valid shift"),
        (("--shift", "+3h", "--since", "9"), "no event 9"),
        (("--shift", "+3h", "--since", "3", "--until", "2"), "comes after"),
        (("2", "--shift", "+3h", "--since", "2"), "moves several events"),
        (("--at", "10:00", "--shift", "+3h", "--since", "2"), "moves several events"),
    ],
)
def test_a_request_that_is_not_clear_is_a_usage_error(
    night: Typist, words: tuple[str, ...], message: str
) -> None:
    told = night.json("case", "time", *words, *WHY)
    assert (told.code, message in told.json["message"]) == (2, True), told.out


def test_a_time_computed_from_the_wrong_clock_is_offered_with_the_whole_command(
    recall: Typist,
) -> None:
    recall.ok("case", "time", "1", "--at", "07:00", *WHY)
    recall.at(WRONG.format(30))
    recall.ok("set", "illness=yes", "--at", "30 minutes ago")
    recall.ok("raise", "alarm")
    recall.at(RIGHT)
    outcome = recall(*SHIFT[:4], "--since", "3", *WHY)
    assert outcome.code == 0, outcome.err
    told = " ".join(outcome.out.split())
    assert "If the wrong clock gave this time too, it is Mon 2 Mar 10:00:" in told
    command = (
        f"sop case time 3 --at 2026-03-02T10:00:00+02:00 --why 'the clock was three hours behind' "
        f"-c {recall.case}"
    )
    assert command in told
    recall.ok("case", "time", "3", "--at", "2026-03-02T10:00:00+02:00", *WHY)
    assert times(recall)[2] == "10:00"


def test_where_only_a_computed_time_is_in_the_range_the_error_has_the_command(
    recall: Typist,
) -> None:
    recall.at(WRONG.format(30))
    recall.ok("set", "illness=yes", "--at", "30 minutes ago")
    recall.at(RIGHT)
    told = " ".join(recall(*SHIFT, *WHY).err.split())
    assert "sop case time 2 --at 2026-03-02T10:00:00+02:00" in told


def test_a_time_that_would_be_in_the_future_or_was_moved_by_this_shift_is_not_offered(
    night: Typist,
) -> None:
    night.ok(*SHIFT, *WHY)
    assert "If the wrong clock" not in night(*SHIFT, *WHY).out
    night.at("2026-03-02T11:05:00")
    night.ok("set", "illness=no", "--at", "2026-03-02T11:00")
    assert "If the wrong clock" not in night(*SHIFT[:4], "--since", "7", *WHY).out


def test_the_history_has_the_amount_of_the_shift(night: Typist) -> None:
    night.ok(*SHIFT, *WHY)
    assert "Time corrected by +3 h: events 2, 3, 5" in night("case", "timeline").out
    assert night.ok("case", "timeline").data["events"][-1]["shift_seconds"] == 3 * 60 * 60


def test_a_correction_of_a_time_has_no_place_in_the_order(recall: Typist) -> None:
    recall.at("2026-03-02T10:30:00")
    recall.ok("case", "time", "1", "--at", "2026-03-02T09:00", *WHY)
    recall.ok("set", "illness=yes")
    recall.at(RIGHT)
    told = recall.ok("case", "time", "--shift", "-1h", "--since", "3", *WHY)
    assert told.json.get("warnings", []) == []


def test_a_warning_of_the_question_is_not_repeated_after_it(recall: Typist) -> None:
    recall.at(RIGHT)
    recall.ok("set", "illness=yes")
    recall.ok("note", "-", stdin="called")
    back = ("case", "time", "--shift", "-1h", "--since", "3", *WHY)
    told = recall(*back, stdin="y\n", terminal=True)
    assert (told.code, told.err.count("now happened before event 2")) == (0, 1)
    assert "now happened before" not in told.out


def blocked_by_a_given_time(recall: Typist) -> Typist:
    """An action whose time was counted from the wrong clock, in a step that began by that clock."""
    recall.at(WRONG.format(0))
    recall.open("food-recall", as_="plant")
    recall.at(WRONG.format(30))
    recall.ok("do", "take_complaint", "--at", "10 minutes ago")
    recall.at(RIGHT)
    return recall


def test_a_shift_that_a_given_time_blocks_has_the_command_for_that_event(recall: Typist) -> None:
    blocked_by_a_given_time(recall)
    shift = ("case", "time", "--shift", "+3h", "--since", "1", *WHY)
    refused = recall.json(*shift)
    (reason,) = refused.json["reasons"]
    assert reason["code"] == "event_depended_on"
    assert reason["do"].startswith("sop case time 2 --at 2026-03-02T10:20:00+02:00")
    recall.ok(*reason["do"].split()[1:], *WHY)
    assert [one["event"] for one in recall.ok(*shift).data["moved"]] == [1]


def test_an_undo_does_not_block_a_shift(night: Typist) -> None:
    night.ok("undo", "4", "--why", "wrong case", "--as", "authority")
    told = night.ok(*SHIFT, *WHY)
    assert [one["event"] for one in told.data["moved"]] == [2, 3, 5]


def test_a_terminal_offers_to_move_a_given_time_too(recall: Typist) -> None:
    blocked_by_a_given_time(recall)
    shift = ("case", "time", "--shift", "+3h", "--since", "1")
    told = recall(*shift, stdin="n\n", terminal=True)
    assert "Events whose time was given when they were entered: 2." in told.err
    assert (told.code, times(recall)) == (1, [None, None])
    told = recall(*shift, stdin="y\nslow\ny\n", terminal=True)
    assert told.code == 0, told.err
    assert times(recall)[:2] == ["10:00", "10:20"]
