"""`sop case time`, and clocks that were wrong: named by every list, and locks nowhere."""

from __future__ import annotations

from tests.commands.typing_in import Typist

AHEAD = "2031-03-12T10:00:00"
NOW = "2026-03-02T11:00:00"


def test_a_late_entry_before_the_opening_finds_the_way_that_the_refusal_names(
    recall: Typist,
) -> None:
    late = ("do", "take_complaint", "--at", "2026-03-02T02:00")
    refused = recall.json(*late)
    assert refused.reasons == ["time_before_step"]
    way = refused.json["reasons"][0]["do"].split()
    assert way[:4] == ["sop", "case", "time", "1"]
    recall.ok(*way[1:], "--why", "entered in the morning")
    assert recall.ok(*late).json["changed"] is True
    told = recall("case", "timeline").out
    assert "Time corrected: event 1 happened on Mon 2 Mar 02:00" in told
    assert "1     Mon 2 Mar 02:00" in told or "event 1, Mon 2 Mar 02:00" in told
    assert "Time corrected: it was recorded with Mon 2 Mar 10:00" in told
    first, second, _ = recall.ok("case", "timeline").data["events"]
    assert (first["at"][:13], first["happened"][:13]) == ("2026-03-02T10", "2026-03-02T02")
    assert second["happened"] is None
    assert recall.ok("case", "list").data["cases"][0]["opened_at"][:13] == "2026-03-02T02"


def test_the_time_is_asked_at_a_terminal_and_needed_elsewhere(recall: Typist) -> None:
    assert recall.json("case", "time").code == 2
    told = recall("case", "time", stdin="\nyesterday 22:00\nentered late\ny\n", terminal=True)
    assert (told.code, "An answer is required" in told.err) == (0, True)
    assert "event 1 happened on Sun 1 Mar 22:00" in told.out
    assert recall.json("case", "time", "1", "--at", "01:00").reasons == ["reason_missing"]


def ahead(recall: Typist) -> Typist:
    """A recall with an event that a clock five years ahead recorded; it is 2026 again."""
    recall.at(AHEAD)
    recall.ok("raise", "alarm")
    recall.at(NOW)
    return recall


def test_every_list_names_what_lies_ahead_of_the_clock(recall: Typist) -> None:
    ahead(recall)
    (fault,) = recall.ok("next").data["clock"]
    assert (fault["event"], fault["kind"]) == (2, "ahead")
    shown = recall("next").out
    assert "Event 2 is dated 2031-03-12 10:00, ahead of this computer's clock." in shown
    assert f"sop case time 2 -c {recall.case}" in shown
    (line,) = recall.ok("worklist", "--all").data["clock"]
    assert (line["case"], line["latest"][:10], line["behind"]) == (recall.case, "2031-03-12", None)
    assert "CLOCK" in recall("worklist", "--all").out
    found = recall.ok("store", "check").data["findings"]
    assert [(one["about"], one["place"], one["is_damage"]) for one in found] == [
        ("clock", recall.case, False)
    ]
    checks = {one["check"]: one for one in recall.json("doctor").data["checks"]}
    assert (checks["times"]["ok"], recall.case in checks["times"]["found"]) == (False, True)


def test_every_list_names_what_a_clock_behind_recorded(recall: Typist) -> None:
    recall.at("2024-01-05T08:00:00")
    told = recall.ok("set", "illness=yes")
    assert "ahead of this computer's clock" in told.json["warnings"][-1]  # it seems so now
    recall.at(NOW)
    assert [fault["kind"] for fault in recall.ok("next").data["clock"]] == ["behind"]
    assert recall.ok("worklist", "--all").data["clock"][0]["behind"] == 2
    assert "clock was wrong" in recall.ok("store", "check").data["findings"][0]["what"]
    checks = {one["check"]: one for one in recall.json("doctor").data["checks"]}
    assert "go backwards" in checks["times"]["found"]


def test_a_wrong_clock_warns_each_write_and_prevents_none(recall: Typist) -> None:
    ahead(recall)
    for words in (
        ("do", "all_clear", "--as", "authority"),
        ("advance", "resume", "--as", "authority"),
        ("set", "illness=yes"),
        ("set", "product=meat", "--why", "misread"),
        ("raise", "alarm"),
        ("undo", "--why", "by mistake"),
    ):
        if words[1] == "product=meat":
            words = (*words, "--as", "plant")
        told = recall.json(*words)
        if "fact_unknown" in (told.reasons if told.code else []):
            continue  # the fact has no value to correct
        assert told.code == 0, (words, told.out)
        assert "ahead of this computer's clock" in told.json["warnings"][-1]
        assert "ahead of this computer's clock" in told.err
    noted = recall.ok("note", "-", stdin="the clock was wrong")
    assert noted.json["warnings"] != []


def test_the_corrected_time_ends_the_warning(recall: Typist) -> None:
    ahead(recall)
    told = recall.ok(
        "case", "time", "2", "--at", "10:30", "--why", "the clock was wrong", "--as", "plant"
    )
    assert "warnings" not in told.json
    assert recall.ok("next").data["clock"] == []
    assert recall.ok("worklist", "--all").data["clock"] == []
    assert recall.ok("store", "check").data["findings"] == []


def test_a_fact_of_an_earlier_time_is_recorded_with_a_warning(recall: Typist) -> None:
    told = recall.ok("set", "illness=yes", "--at", "2026-03-02T02:00")
    assert told.json["warnings"] == [
        "Mon 2 Mar 2026 02:00 is before this case was opened, on Mon 2 Mar 2026 10:00. "
        "It is recorded as given."
    ]
    assert recall.ok("raise", "alarm", "--at", "2026-03-02T02:00").json["warnings"] != []
    assert "warnings" not in recall.ok("note", "-", stdin="x").json


def test_at_a_terminal_what_the_new_time_changes_is_shown_before_one_question(
    recall: Typist,
) -> None:
    recall.ok("set", "illness=yes")
    recall.at(NOW)
    recall.ok("raise", "alarm")
    recall.patch.setenv("NO_COLOR", "1")
    back = ("case", "time", "3", "--at", "09:30", "--why", "wrong clock")
    recall.ok("case", "time", "1", "--at", "09:00", "--why", "wrong clock")
    told = recall(*back, stdin="n\n", terminal=True)
    assert "Event 3:  Mon 2 Mar 11:00 -> Mon 2 Mar 09:30  Raised:" in told.err
    assert "Event 3 now happened before event 2" in told.err
    assert told.err.count("Write this correction?") == 1
    assert "Nothing was written." in told.out
    told = recall(*back, stdin="y\n", terminal=True)
    assert (told.code, "now happened before" in told.out) == (0, False)
    assert recall.ok("case", "timeline").data["events"][2]["happened"][11:16] == "09:30"


def test_a_corrected_time_comes_first_on_every_screen_and_is_marked(recall: Typist) -> None:
    recall.patch.setenv("NO_COLOR", "1")
    recall.ok("set", "illness=yes")
    recall.at(NOW)
    recall.ok("case", "time", "2", "--at", "10:30", "--why", "wrong clock")
    (row,) = [one for one in recall("case", "timeline").out.splitlines() if "Recorded: ill" in one]
    assert "Mon 2 Mar 10:30" in row
    shift = " ".join(recall("shift").out.split())
    assert "Mon 2 Mar 10:30: PLANT: Recorded: illness: yes (time corrected, recorded with" in shift
    undo = recall("undo", "2", "--why", "wrong", stdin="n\n", terminal=True).err
    assert "Event 2:  Mon 2 Mar 10:30 (corrected, recorded with Mon 2 Mar 10:00)" in undo
    assert 'marked "undone by event 4"' in " ".join(undo.split())
    recall.ok("undo", "2", "--why", "wrong")
    assert "Undone by event 4: this no longer counts" in recall("case", "timeline").out


def test_a_time_of_the_evening_after_midnight_offers_the_day_before(recall: Typist) -> None:
    recall.at("2026-03-03T00:30:00")
    (reason,) = recall.json("set", "illness=yes", "--at", "23:10").json["reasons"]
    assert reason["remedy"].startswith("If it was the day before, write 'yesterday 23:10'.")
    assert "leave the time out" in reason["remedy"]
    (reason, *_) = recall.json("case", "time", "1", "--at", "23:10").json["reasons"]
    assert "leave the time out" not in reason["remedy"]


def test_a_time_before_the_opening_first_asks_for_the_clock_and_the_day(recall: Typist) -> None:
    (reason,) = recall.json("do", "take_complaint", "--at", "02:00").json["reasons"]
    clock = "It is Mon 2 Mar 2026 10:00 by this computer. Is the clock, and the day, right?"
    assert reason["remedy"].startswith(clock)
