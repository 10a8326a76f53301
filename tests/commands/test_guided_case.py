"""A case from turn to turn: left at every question, and taken up again at the same place."""

from __future__ import annotations

from tests.commands.guided_desk import (
    GuidedDesk,
    at_case,
    at_first_turn,
    begin,
    events,
    last_line,
    script,
)
from tests.commands.night_call import FORM, NightCall
from tests.commands.typing_in import Typist


def test_interrupted_at_every_question_nothing_is_lost_and_nothing_is_half_written(
    sop: Typist,
) -> None:
    """Each question is left twice, by Ctrl-C and by Ctrl-D, and then answered."""
    desk, night = GuidedDesk(sop), NightCall()
    left: dict[str, int] = {}
    ways = (KeyboardInterrupt, EOFError)

    def answer(shown: str) -> str | BaseException:
        night.notice(shown)
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


def test_later_shows_the_next_thing_and_back_returns_to_it(sop: Typist) -> None:
    text = at_first_turn(sop, "s", "b")
    assert text.index("I1.2 1-2") < text.rindex("I1.1 1-12")


def test_a_case_that_has_ended_says_so(sop: Typist) -> None:
    sop.open("fire-drill", as_="warden")
    sop.ok("raise", "fire")
    visit = GuidedDesk(sop).go(script(""))
    assert "The case has ended." in visit.text


def test_a_danger_that_is_over_is_not_called_a_danger_until_it_is_decided(sop: Typist) -> None:
    """After "in danger: no" the heading still said IN DANGER."""
    text = " ".join(GuidedDesk(sop).go(NightCall()).text.split())
    after = text.partition("in_danger: no")[2].partition("What is decided?")[0]
    assert "IN DANGER" not in after
    assert "S2 Immediate danger goes on (since" in after
    assert "until it is decided that: safe again" in after
