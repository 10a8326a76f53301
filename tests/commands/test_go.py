"""The guided way from the first call to an accepted referral, and every way to leave it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sop.views.sanitize import cells
from tests.commands.guided_desk import GuidedDesk, last_line
from tests.commands.night_call import NightCall
from tests.commands.typing_in import Typist

MOST_KEYS = 120
"""Keys from the first call to an accepted referral; before, an expert needed 590."""
ROWS = 24
FORM = {
    "place_private": True,
    "interpreter": "not_needed",
    "act": "seen",
    "means": "seen",
    "purpose": "seen",
}


def at_case(sop: Typist) -> str:
    """Let the commands that follow be about the one case of the workspace."""
    found: str = sop.ok("case", "list", "--as", "saps").data["cases"][0]["case"]
    sop.patch.setenv("SOP_AS", "saps")
    sop.patch.setenv("SOP_CASE", found)
    return found


def events(sop: Typist) -> list[dict[str, Any]]:
    at_case(sop)
    found: list[dict[str, Any]] = sop.ok("case", "timeline").data["events"]
    sop.patch.delenv("SOP_AS")
    sop.patch.delenv("SOP_CASE")
    return found


def facts(sop: Typist) -> dict[str, Any]:
    at_case(sop)
    found: dict[str, Any] = sop.ok("case", "show").data["facts"]
    sop.patch.delenv("SOP_AS")
    sop.patch.delenv("SOP_CASE")
    return found


def script(*answers: str | BaseException) -> Any:
    """Answers in their order; afterwards `q`."""
    left: Iterator[str | BaseException] = iter(answers)
    return lambda shown: next(left, "q")


def begin(sop: Typist) -> tuple[str, ...]:
    """The answers that open a case of za-trafficking for the police, with nothing else."""
    listed = sop("workflow", "list").out
    assert "za-trafficking" in listed
    found: list[str] = []

    def answer(shown: str) -> str | BaseException:
        rows = re.findall(r"^ *(\d+) Victim assistance", shown, re.M)
        found.extend(rows)
        return KeyboardInterrupt()

    GuidedDesk(sop).go(answer)
    return (found[0], "1", "", "", "")


# ---- the night


def test_the_night_call_takes_at_most_120_keys_and_no_other_command(sop: Typist) -> None:
    night = GuidedDesk(sop).go(NightCall())
    assert (night.code, night.keys <= MOST_KEYS) == (0, True), f"{night.keys} keys"
    written = events(sop)
    assert night.recorded == [event["id"] for event in written]
    for done in ("Done: S2.1 Call emergency help", "Done: P1.9 Accept the referral"):
        assert done in night.text, done


def test_the_night_records_what_was_answered_and_nothing_else(sop: Typist) -> None:
    GuidedDesk(sop).go(NightCall())
    form = next(event["form"] for event in events(sop) if event.get("form"))
    assert form == FORM
    known = facts(sop)
    expected = {
        "in_danger": False,
        "signal_source": "immigration",
        "information_given": True,
        "alone": True,
        "health_need": "routine",
        "language_shared": True,
        "age_group": "adult",
        "screening_consent": "given",
        "signs": "strong",
        "exploitation": "labour",
        "movement": "within_the_country",
        "nationality": "south_african",
        "others_at_risk": "suspected" if known["others_at_risk"] == "suspected" else "nobody_known",
        "reporter_at_risk": False,
        "shelter_consent": "given",
        "dependants": "alone",
        "shelter_valid": True,
    }
    assert {name: known[name] for name in expected} == expected


@pytest.mark.parametrize("plain", [False, True], ids=["colour-off", "plain"])
@pytest.mark.parametrize("columns", [80, 40])
def test_every_screen_of_the_night_fits_and_no_word_is_torn(
    sop: Typist, columns: int, plain: bool
) -> None:
    sop.patch.setenv("COLUMNS", str(columns))
    desk = GuidedDesk(sop)
    night = desk.go(NightCall(), *(("--plain",) if plain else ()))
    assert night.code == 0
    for shown in night.shown:
        rows = shown.split("\n")
        taken = sum(max(1, -(-cells(row) // columns)) for row in rows)
        assert taken <= (ROWS if columns == 80 else 2 * ROWS), shown
        if not plain:
            assert max(map(cells, rows)) <= columns, shown


def test_danger_comes_before_everything_and_leads_to_help(sop: Typist) -> None:
    opened = GuidedDesk(sop).go(script(*begin(sop)[:3], "1"))
    assert "IN DANGER" in opened.text
    assert "Call emergency help" in opened.text
    assert facts(sop)["in_danger"] is True
    assert opened.text.index("IN DANGER") < opened.text.index("S2.1  Call emergency help")


def test_each_record_is_shown_as_the_command_that_one_could_have_typed(sop: Typist) -> None:
    night = " ".join(GuidedDesk(sop).go(NightCall()).text.split())
    for command in (
        "sop do S2.1",
        "sop advance safety safe_again",
        "sop do I1.1",
        "sop do I6.2",
        "sop do P1.9",
    ):
        assert f"As a command: {command} " in night.replace("   ", " "), command
    assert "--set" not in night


# ---- Enter alone


def test_enter_alone_never_supplies_a_fact_a_consent_or_an_outcome(sop: Typist) -> None:
    number = iter(range(60))
    first = iter(begin(sop))

    def press_enter(shown: str) -> str:
        opening = next(first, None)
        if opening is not None:
            return opening
        return "" if next(number, None) is not None else "q"

    visit = GuidedDesk(sop).go(press_enter)
    assert "Enter alone answers nothing here." in visit.text
    written = events(sop)
    assert {event["type"] for event in written} <= {"case_opened", "action_done"}, written
    assert all(not event.get("facts") for event in written)


# ---- interrupted


def test_interrupted_at_every_question_nothing_is_lost_and_nothing_is_half_written(
    sop: Typist,
) -> None:
    """Each question is left twice, by Ctrl-C and by Ctrl-D, and then answered."""
    desk, night = GuidedDesk(sop), NightCall()
    left: dict[str, int] = {}
    ways = (KeyboardInterrupt, EOFError)

    def answer(shown: str) -> str | BaseException:
        question = last_line(shown)
        again = "Use these answers again?" in shown or "Record these answers?" in shown
        times = left.get(question, 0)
        if times < len(ways) and not again:
            left[question] = times + 1
            return ways[times]()
        return night(shown)

    for _ in range(200):
        visit = desk.go(answer)
        assert visit.code in (0, 130), visit.text[-600:]
        if visit.code == 0:
            break
    assert sum(left.values()) > 100
    written = events(sop)
    assert desk.recorded == [event["id"] for event in written]
    (form,) = [event["form"] for event in written if event.get("form")]
    assert form == FORM
    at_case(sop)
    assert sop("case", "verify").code == 0


def test_quit_keeps_everything_and_the_next_visit_goes_on_at_the_same_place(
    sop: Typist,
) -> None:
    first = GuidedDesk(sop).go(script(*begin(sop), "3", "q"))
    assert first.code == 0
    assert "To go on: sop go" in " ".join(first.text.split())
    again = GuidedDesk(sop).go(script("q"))
    assert "I1.2" in again.text
    assert "For whom do you act?" not in again.text
    assert "Which case?" not in again.text


def test_answers_of_a_form_that_was_left_are_offered_again(sop: Typist) -> None:
    desk, night = GuidedDesk(sop), NightCall()

    def leave_the_form(shown: str) -> str:
        return "quit" if "4 of 8" in shown else night(shown)

    def stop(shown: str) -> str | BaseException:
        if "I6.2 Enter" in last_line(shown) and "Stopped." in shown:
            return "q"
        return leave_the_form(shown)

    visit = desk.go(stop)
    assert visit.code == 0
    before = len(events(sop))
    again = desk.go(script("", "y", "quit", "q"))
    assert "You answered 3 of 14 questions" in again.text
    assert "Interpreter: not needed" in again.text
    assert len(events(sop)) == before


def test_who_was_slower_is_told_and_sees_what_the_other_recorded(sop: Typist) -> None:
    begun = begin(sop)
    typed = iter((*begun, "MEANWHILE", "q"))

    def answer(shown: str) -> str:
        found = next(typed)
        if found != "MEANWHILE":
            return found
        with sop.patch.context():
            at_case(sop)
        sop.ok("do", "I1.2", "--set", "information_given=yes")
        sop.patch.delenv("SOP_AS")
        sop.patch.delenv("SOP_CASE")
        return "3"

    visit = GuidedDesk(sop).go(answer)
    assert "Nothing of yours was written." in " ".join(visit.text.split())
    assert "Meanwhile" in visit.text
    assert "signal_source" not in {
        name for event in events(sop) for name in event.get("facts") or {}
    }


# ---- the keys


def at_first_turn(sop: Typist, *answers: str) -> str:
    """The text of a visit that opens a case and then types these answers."""
    return GuidedDesk(sop).go(script(*begin(sop), *answers)).text


def test_an_emergency_can_be_reported_at_every_question(sop: Typist) -> None:
    desk, night = GuidedDesk(sop), NightCall()
    reported: list[str] = []

    def answer(shown: str) -> str:
        if reported:
            return "q" if "Call emergency help" in shown or len(reported) > 2 else "1"
        if "3 of 8" in shown:
            reported.append("form")
            return "!"
        return night(shown)

    visit = desk.go(answer)
    assert "What has happened? It is recorded at once." in visit.text
    assert facts(sop)["in_danger"] is True


def test_before_there_is_a_case_the_emergency_key_says_what_comes_first(sop: Typist) -> None:
    visit = GuidedDesk(sop).go(script("!", "q"))
    assert "First the case" in visit.text


def test_what_is_not_possible_is_written_down_with_its_reason(sop: Typist) -> None:
    text = at_first_turn(sop, "x", "1", "no connection to the hotline")
    assert "I1.1 is not possible. What now?" in text
    note = next(event for event in events(sop) if event["type"] == "note_written")
    assert note["text"].endswith("not possible now. no connection to the hotline")
    assert "I1.2 1-2" in text  # the next thing comes up


def test_later_shows_the_next_thing_and_back_returns_to_it(sop: Typist) -> None:
    text = at_first_turn(sop, "s", "b")
    assert text.index("I1.2 1-2") < text.rindex("I1.1 1-12")


def test_the_last_record_is_undone_and_kept_in_the_history(sop: Typist) -> None:
    text = at_first_turn(sop, "3", "u", "a slip", "y")
    assert "Undone: event" in text
    assert facts(sop).get("signal_source") in (None, {}) or "signal_source" not in facts(sop)
    assert events(sop)[-1]["type"] == "event_undone"


def test_a_note_says_who_may_read_it(sop: Typist) -> None:
    at_first_turn(sop, "n", "bring the green bag", "2")
    note = events(sop)[-1]
    assert (note["text"], note["readers"]) == ("bring the green bag", ["saps"])


def test_the_list_leads_to_what_is_chosen(sop: Typist) -> None:
    text = at_first_turn(sop, "l", "3")
    assert "I1.3 1-2" in text


def test_why_and_help_show_more_and_ask_again(sop: Typist) -> None:
    text = at_first_turn(sop, "w", "?")
    assert text.count("I1.1 1-12") >= 3
    assert "Purpose:" in text
    assert "!: report an emergency" in text


def test_another_agency_is_recorded_with_who_reported_it(sop: Typist) -> None:
    GuidedDesk(sop).go(NightCall())
    last = [event for event in events(sop) if event["as"] == "shelter"]
    assert [event["reported_by"] for event in last] == ["the person on duty"]
    assert {event["home"] for event in last} == {"saps"}


def test_a_number_is_not_taken_for_who_reported_it(sop: Typist) -> None:
    desk, night = GuidedDesk(sop), NightCall()
    tried: list[str] = []

    def answer(shown: str) -> str:
        if "Who at" in shown and not tried:
            tried.append(shown)
            return "2"
        return night(shown)

    visit = desk.go(answer)
    assert "'2' is not a person or a function." in visit.text
    assert {event.get("reported_by") for event in events(sop)} <= {None, "the person on duty"}


def test_a_letter_that_is_no_key_is_refused_with_what_is(sop: Typist) -> None:
    text = at_first_turn(sop, "z", "13")
    assert "'z' is not" in text
    assert "Type 1 to 12" in text or "no answer 13" in text


# ---- where it works


def test_without_a_terminal_it_is_refused_with_what_works_there(sop: Typist) -> None:
    told = sop("go")
    assert told.code == 2
    assert "only at a terminal" in told.err
    assert "sop next" in told.err


@pytest.mark.parametrize("option", ["--no-input", "--json"])
def test_where_nothing_may_be_asked_it_is_refused(sop: Typist, option: str) -> None:
    assert sop("go", option, terminal=True).code == 2


def test_a_case_that_has_ended_says_so(sop: Typist) -> None:
    sop.open("fire-drill", as_="warden")
    sop.ok("raise", "fire")
    visit = GuidedDesk(sop).go(script())
    assert "The case has ended." in visit.text
