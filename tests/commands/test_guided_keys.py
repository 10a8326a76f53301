"""The keys of every turn: emergency, not possible, later, back, undo, note, list, why, help."""

from __future__ import annotations

import re

from tests.commands.guided_desk import (
    GuidedDesk,
    at_case,
    at_first_turn,
    begin,
    events,
    facts,
    last_line,
    script,
)
from tests.commands.night_call import NightCall
from tests.commands.typing_in import Typist


def test_an_emergency_can_be_reported_at_every_question(sop: Typist) -> None:
    desk, night = GuidedDesk(sop), NightCall()
    reported: list[str] = []

    def answer(shown: str) -> str:
        if reported:
            return "q" if "Call emergency help" in shown or len(reported) > 2 else "1"
        if "3 of 14" in shown:
            reported.append("form")
            return "!"
        return night(shown)

    visit = desk.go(answer)
    assert "What has happened? It is recorded at once." in visit.text
    assert facts(sop)["in_danger"] is True


def test_what_is_not_possible_is_written_down_with_its_reason(sop: Typist) -> None:
    text = at_first_turn(sop, "x", "1", "no connection to the hotline")
    assert "I1.1 is not possible. What now?" in text
    note = next(event for event in events(sop) if event["type"] == "note_written")
    assert note["text"].endswith("not possible now. no connection to the hotline")
    assert "I1.2 1-2" in text  # the next thing comes up


def test_what_was_put_off_is_named_as_what_the_step_lacks(sop: Typist) -> None:
    """A step that could not move on was left without a word for another track."""
    put_off = at_first_turn(sop, "x", "1", "no connection to the hotline")
    shown = " ".join(put_off.split())
    assert 'I1 First contact cannot move on yet ("go on"). It lacks: I1.1 Log time' in shown


def test_a_step_that_is_left_for_another_track_says_what_it_lacks(sop: Typist) -> None:
    desk, night = GuidedDesk(sop), NightCall()

    def answer(shown: str) -> str:
        if "P1.2 Enter" in last_line(shown):
            return "x"
        if "P1.2 is not possible" in shown:
            return "1"
        if "Why is it not possible?" in shown:
            return "the boss has the papers"
        return night(shown)

    accepted = " ".join(desk.go(answer).text.rpartition("Done: P1.9")[2].split())
    lacks = "It lacks: P1.2 Fetch belongings, papers and medicine; give a signed list."
    assert f'P1 Referral to a shelter cannot move on yet ("placed"). {lacks}' in accepted


def test_the_last_record_is_undone_and_kept_in_the_history(sop: Typist) -> None:
    text = at_first_turn(sop, "3", "u", "a slip", "y")
    assert "Undone: event" in text
    assert facts(sop).get("signal_source") in (None, {}) or "signal_source" not in facts(sop)
    assert events(sop)[-1]["type"] == "event_undone"


def test_a_note_says_who_may_read_it(sop: Typist) -> None:
    at_first_turn(sop, "n", "bring the green bag", "2")
    note = events(sop)[-1]
    assert (note["text"], note["readers"]) == ("bring the green bag", ["saps"])


def test_who_can_read_a_note_is_said_before_it_is_typed(sop: Typist) -> None:
    text = " ".join(at_first_turn(sop, "n", "", "x", "1", "").split())
    readers = "Before it is written you choose who can read it: everyone on the case, or SAPS."
    assert f"{readers} Note (Enter: none):" in text
    everyone = "It is written as a note. Everyone on the case can read it."
    assert f"{everyone} Why is it not possible? (Enter: go back):" in text
    assert [event["type"] for event in events(sop)] == ["case_opened"]


def test_the_list_begins_with_what_presses_and_ends_with_what_is_optional(sop: Typist) -> None:
    """What others had to do now came below what the own agency may do."""
    desk, night = GuidedDesk(sop), NightCall()
    listed: list[str] = []

    def answer(shown: str) -> str:
        if not listed and "S2.2 Enter" in last_line(shown):
            listed.append("")
            return "l"
        if listed == [""]:
            listed[:] = re.findall(r"^ +\d+ (NOW|OVERDUE|TO DO|DECIDE|OPTIONAL|EXC)", shown, re.M)
            return ""
        return night(shown)

    desk.go(answer)
    places = {"OVERDUE": 0, "NOW": 0, "TO DO": 1, "DECIDE": 1, "OPTIONAL": 2, "EXC": 3}
    found = [places[word] for word in listed]
    assert (found, found[:1]) == (sorted(found), [0])
    assert 2 in found or 1 in found


def test_a_report_of_another_agency_is_asked_for_once_and_shows_what_to_say(sop: Typist) -> None:
    """After "record it for them" its turn asked the same again, without the words to say."""
    reporter = "the inspector at the house"
    first = ("h", "1", "3", "dha", "1", reporter, "")
    text = at_first_turn(sop, *first, "h", "1", "2", "dha", "1", "1", "")
    flat = " ".join(text.split())
    assert "record it for them 3 Go on" not in flat
    assert text.count("Step I1: Say: You are not in trouble") == 2
    done = [event for event in events(sop) if event["as"] == "dha"]
    assert [event["reported_by"] for event in done] == [reporter, reporter]
    assert f"1 {reporter}, 2 the person on duty, or write who" in flat


def test_the_last_reporter_is_offered_after_a_restart_but_never_by_enter(sop: Typist) -> None:
    reporter = "the inspector at the house"
    at_first_turn(sop, "h", "1", "3", "dha", "1", reporter, "")
    again = GuidedDesk(sop).go(script("h", "1", "2", "dha", "1", "", "q"))
    assert f"1 {reporter}, 2 the person on duty" in " ".join(again.text.split())
    assert len([event for event in events(sop) if event["as"] == "dha"]) == 1


def test_a_question_mark_explains_every_question_and_is_no_answer(sop: Typist) -> None:
    """It was recorded as the one who reported."""
    begun = begin(sop)
    first = ("?", begun[0], "?", "1", "?", "", "?", "", "?", "", "?", "")
    report = ("h", "?", "1", "?", "3", "?", "dha", "?", "1", "?", "!", "", "n", "?", "", "x", "?")
    visit = GuidedDesk(sop).go(script(*first, *report, "1", "?"))
    asked = [
        at for at, shown in enumerate(visit.shown[:-1]) if "?" in (*first, *report)[at : at + 1]
    ]
    assert len(asked) > 10
    for at in asked:
        shown = visit.shown[at + 1]
        assert "? explains it" in shown or "?: " in shown or "write a note" in shown, shown
    assert [event["type"] for event in events(sop)] == ["case_opened"]


def test_a_lone_letter_or_a_sign_is_not_who_reported_it(sop: Typist) -> None:
    text = at_first_turn(sop, "h", "1", "3", "dha", "1", "?", "n", "...", "7")
    for wrong in ("'n' is not", "'...' is not", "'7' is not"):
        assert f"{wrong} a person or a function." in text
    assert len(events(sop)) == 1


def test_the_list_leads_to_what_is_chosen(sop: Typist) -> None:
    text = at_first_turn(sop, "l", "3")
    assert "I1.3 1-2" in text


def test_why_and_help_show_more_and_ask_again(sop: Typist) -> None:
    text = at_first_turn(sop, "w", "?")
    assert text.count("I1.1 1-12") >= 3
    assert "Purpose:" in text
    assert "!: report an emergency" in text


def test_a_key_is_never_taken_for_the_text_of_a_note(sop: Typist) -> None:
    GuidedDesk(sop).go(script(*begin(sop), "n", "b", "n", "q"))
    assert [event["type"] for event in events(sop)] == ["case_opened"]


def test_every_screen_of_a_key_fits_forty_columns(sop: Typist) -> None:
    sop.patch.setenv("COLUMNS", "40")
    keys = ("l", "", "!", "", "x", "", "h", "1", "3", "note", "a text", "1", "u", "wrong", "y")
    more = ("?", "", "w", "l", "1", "x", "1", "not here")
    visit = GuidedDesk(sop).go(script(*begin(sop), *keys, *more))
    assert "Enter: more:" in visit.text
    for shown in visit.shown:
        rows = shown.split("\n")
        assert len(rows) <= 24, shown
        # A command that is copied stays one line.
        prose = [row for row in rows if not row.lstrip().startswith("sop ")]
        assert max(map(len, prose)) <= 40, shown


def test_what_the_own_agency_may_do_too_is_recorded_for_another(recall: Typist) -> None:
    typed = iter(["h", "1", "1", "the duty officer", "", "q"])

    def answer(shown: str) -> str:
        return "" if "Your name" in shown else next(typed, "q")

    visit = GuidedDesk(recall).go(answer)
    assert "Recorded as event" in visit.text, "@@".join(visit.shown)
    done = recall.ok("case", "timeline").data["events"][-1]
    assert (done["type"], done["as"], done["action"]) == (
        "action_done",
        "authority",
        "recall.assess.take_complaint",
    )
    assert done["reported_by"] == "the duty officer"


def test_an_emergency_keeps_its_number_when_another_is_reported(sop: Typist) -> None:
    """In danger, 1 was no longer the danger but the medical emergency, and was recorded at once."""
    shown = at_first_turn(sop, "3", "!", "1", "!", "1", "", "q")
    first, second = re.findall(r"What has happened\?.*?Enter to go back", shown, re.S)[:2]
    numbered = [re.findall(r"^ *(\d) (The person [a-z ]+)", one, re.M) for one in (first, second)]
    assert numbered[0] == numbered[1]
    assert "(reported already, or not possible now)" in " ".join(second.split())
    types = [one["type"] for one in events(sop)]
    assert types.count("interrupt_raised") == 1


def test_the_last_reporter_of_the_shift_is_offered_to_a_colleague_at_another_terminal(
    sop: Typist,
) -> None:
    """Only the same name in the same hour was offered it: "1" then recorded someone else."""
    reporter = "the inspector at the house"
    at_first_turn(sop, "h", "1", "3", "dha", "1", reporter, "")
    at_case(sop)
    sop.patch.setenv("TMUX_PANE", "%9")
    again = GuidedDesk(sop).go(script("T. Mokoena", "h", "1", "2", "dha", "1", "", "q"))
    assert f"1 {reporter}, 2 the person on duty" in " ".join(again.text.split())


def test_enter_in_a_list_goes_back_by_one_question(sop: Typist) -> None:
    """It went back two questions at once, so that a second Enter met the turn."""
    text = at_first_turn(sop, "h", "1", "")
    assert text.count("Who else?") == 2


def test_what_is_on_hold_is_listed_with_why(sop: Typist) -> None:
    """Two actions were missing from the list, and nothing said that a danger held them."""
    opening: tuple[str, ...] = (*begin(sop)[:3], "1", "")
    for keys in (("l",), ("h", "1")):
        shown = GuidedDesk(sop).go(script(*opening, *keys)).shown
        listed = " ".join(next(one for one in shown if "What is open:" in one).split())
        above = listed.partition("What is open:")[0]
        assert "INTAKE is on hold, because" in above
        assert "on hold I1.1 Log time and channel; write a reference, not a name (SAPS" in above
        assert "on hold I1.2 Say what can and what cannot stay confidential" in above
        assert "I1.3" not in above  # it goes on
        opening = ()


def test_to_go_back_from_who_reported_it_says_what_became_of_the_answers(sop: Typist) -> None:
    text = " ".join(at_first_turn(sop, "h", "1", "3", "dha", "1", "").split())
    assert "Nothing was recorded. Your answers are kept, and offered here again." in text
