"""Scenarios that run as written, and what is said of those that do not."""

from __future__ import annotations

import pytest

from sop.engine.evolve import evolve
from sop.engine.rehearse import Rehearsal, run_rehearsal
from sop.model.definition import Definition
from sop.model.scenario import Call, Expect, Scenario, Turn
from tests.engine import building as b


def recall(timezone: str = "Africa/Johannesburg") -> Definition:
    look = b.step(
        "look",
        b.action("ask", records=("found_at", "agreed"), due=b.due("2 hours")),
        b.action(
            "weigh",
            after=("ask",),
            waivable_by=("office",),
            due=b.due("3 days", from_fact="found_at"),
        ),
        b.outcome("on", "weigh", when=(b.yes("agreed"),)),
        due=b.due("1 weeks"),
    )
    weigh = b.step("weigh", b.outcome("over", "end", "lab office"))
    stop = b.interrupt("stop", "look weigh", "lost", "shop")
    track = b.track("find", look, weigh, b.step("end"), b.step("lost"), interrupts=(stop,))
    mend = b.track(
        "mend", b.step("fix", b.outcome("over", "end")), b.step("end"), starts=(b.yes("broken"),)
    )
    facts = (
        b.moment("found_at"),
        b.flag("agreed"),
        b.flag("broken", anytime=("lab",)),
        b.choice("region", "north", "south", at_opening=True),
    )
    closing = b.Closing(("office",))
    return b.workflow(track, mend, facts=facts, closing=closing, timezone=timezone)


def call(kind: str, target: str | None = None, as_: str | None = "lab", **rest: object) -> Call:
    return Call(kind, as_, target, **rest)  # type: ignore[arg-type]


ASK = Turn(
    call("do", "ask", facts={"found_at": "2026-03-02 07:00", "agreed": True}), at="+20 minutes"
)
WEIGH = Turn(call("do", "F1.2"), at="+1 hour")
ON = Turn(call("advance", "find", outcome="on"))


def played(*turns: Turn, definition: Definition | None = None, **rest: object) -> Rehearsal:
    rest.setdefault("opens", "2026-03-02 08:10")
    return run_rehearsal(
        definition or recall(), Scenario("a_jar", "A jar", "recall", turns=turns, **rest)
    )  # type: ignore[arg-type]


def test_a_scenario_runs_from_its_opening_to_its_ends() -> None:
    result = played(
        Turn(call("set", facts={"broken": True})),
        Turn(call("tell", as_=None), tell="The telephone rings."),
        ASK,
        Turn(call("waive", "weigh", "office", why="no scales"), at="2026-03-03 09:00"),
        ON,
        Turn(call("note", "all quiet")),
        Turn(call("advance", "find", "office", outcome="over")),
        Turn(call("advance", "mend", outcome="over")),
        Turn(call("close", as_="office")),
        facts={"region": "north"},
        ends={"find": "end", "mend": "any"},
    )
    assert (result.ok, result.turn, result.problem, result.reasons) == (True, None, "", ())
    assert [type(event.body).__name__ for event in result.events] == [
        "CaseOpened",
        "FactsRecorded",
        "ActionDone",
        "ActionWaived",
        "OutcomeTaken",
        "NoteWritten",
        "OutcomeTaken",
        "OutcomeTaken",
        "CaseClosed",
    ]
    assert str(result.events[2].at) == "2026-03-02 08:30:00+02:00"
    assert result.case.value("found_at") == "2026-03-02T07:00:00+02:00"
    assert result.case.is_closed


def test_a_turn_that_is_refused_stops_the_scenario_with_its_number_and_reasons() -> None:
    result = played(ASK, ON, WEIGH)
    assert (result.ok, result.turn) == (False, 2)
    assert (
        result.problem
        == "F1 Look -> F2 Weigh: refused, but the scenario expects that it is accepted."
    )
    assert [one.code for one in result.reasons] == ["action_open"]
    assert len(result.events) == 2


def test_what_must_be_refused_is_refused_for_these_reasons_and_writes_nothing() -> None:
    tried = Turn(call("do", "weigh"), refused=("out_of_order",))
    assert played(tried, ASK).ok
    assert len(played(tried).events) == 1


def test_a_try_that_is_accepted_is_a_failure() -> None:
    result = played(Turn(ASK.call, refused=("action_open", "on_hold")))
    assert (result.ok, result.turn) == (False, 1)
    assert (
        result.problem
        == "do ask: accepted, but the scenario expects a refusal (action_open, on_hold)."
    )


def test_a_try_that_is_refused_for_another_reason_is_a_failure() -> None:
    result = played(Turn(call("do", "weigh"), refused=("out_of_order", "on_hold", "not_needed")))
    assert (result.ok, result.turn) == (False, 1)
    assert (
        result.problem
        == "do weigh: refused, but not for the expected reason (on_hold, not_needed)."
    )
    assert [one.code for one in result.reasons] == ["out_of_order"]


def expecting(**rest: object) -> Turn:
    return Turn(call("expect", as_=None), expect=Expect(**rest))  # type: ignore[arg-type]


def test_what_is_expected_of_due_times_facts_places_and_open_ways_is_checked() -> None:
    as_it_is = expecting(
        due={
            "find.look.ask": "2026-03-02 10:10",
            "find.look.weigh": "2026-03-05 23:59",
            "find.look": "2026-03-09 23:59",
        },
        open=("find.look.weigh", "find.stop"),
        not_open=("find.look.on", "find.look.ask"),
        needed=("find.look.weigh",),
        who={"find.look.weigh": ("lab",), "find.look.on": ("lab",), "find.stop": ("shop",)},
        facts={"agreed": True, "broken": None, "found_at": "2026-03-02 07:00"},
        current={"find": "look"},
    )
    assert played(expecting(due={"find.look.weigh": None}), ASK, as_it_is).ok


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            {"due": {"find.look.ask": "2026-03-02 10:11"}},
            "find.look.ask is due 2026-03-02 10:10, expected 2026-03-02 10:11",
        ),
        (
            {"due": {"find.look.ask": None}},
            "find.look.ask is due 2026-03-02 10:10, expected no due time",
        ),
        (
            {"due": {"find.weigh": "2026-03-02 10:11"}},
            "find.weigh is due not running, expected 2026-03-02 10:11",
        ),
        ({"open": ("find.look.on",)}, "find.look.on is not open"),
        ({"not_open": ("find.look.weigh",)}, "find.look.weigh is open, expected closed"),
        ({"needed": ("find.look.ask",)}, "find.look.ask is not needed"),
        ({"who": {"find.look.weigh": ("nobody",)}}, "find.look.weigh is for lab, expected nobody"),
        ({"facts": {"agreed": False}}, "agreed is yes, expected no"),
        ({"facts": {"broken": True}}, "broken is unknown, expected yes"),
        ({"current": {"find": "weigh"}}, "find is at look, expected weigh"),
        ({"current": {"mend": "fix"}}, "mend is at no step, expected fix"),
        (
            {"current": {"sell": "fix"}},
            "'sell' is not a track of this workflow. Tracks: find, mend.",
        ),
    ],
)
def test_what_is_not_as_expected_is_said(wrong: dict[str, object], problem: str) -> None:
    result = played(ASK, expecting(**wrong))
    assert (result.ok, result.turn, result.problem) == (False, 2, problem)


@pytest.mark.parametrize(
    ("ends", "problem"),
    [
        ({"find": "end"}, "find is running at look, expected end"),
        ({"find": "any"}, "find is running at look, expected any"),
        ({"find": "stuck_at.weigh"}, "find is running at look, expected stuck_at.weigh"),
        ({"mend": "any"}, "mend is waiting at no step, expected any"),
    ],
)
def test_a_track_that_does_not_end_as_the_scenario_says_is_a_failure(
    ends: dict[str, str], problem: str
) -> None:
    result = played(ASK, ends=ends)
    assert (result.ok, result.turn, result.problem) == (False, 1, problem)


def test_a_counterexample_may_end_stuck_in_a_step_or_at_another_end() -> None:
    assert played(ASK, ends={"find": "stuck_at.look"}).ok
    stopped = Turn(call("raise", "stop", "shop"))
    assert played(stopped, ends={"find": "lost"}).ok
    assert not played(stopped, ends={"find": "end"}).ok
    assert not played(stopped, ends={"find": "stuck_at.lost"}).ok


def test_a_track_that_never_started_ends_as_any_once_the_case_is_closed() -> None:
    turns = (
        Turn(call("set", facts={"broken": False})),
        Turn(call("raise", "stop", "shop")),
        Turn(call("close", as_="office")),
    )
    assert played(*turns, ends={"mend": "any"}).ok


@pytest.mark.parametrize(
    ("turn", "problem"),
    [
        (
            Turn(call("do", "wiegh")),
            "'wiegh' is not an action of this workflow. Did you mean find.look.weigh?",
        ),
        (
            Turn(call("do", "ask", "labb")),
            "'labb' is not a stakeholder of this workflow. Did you mean lab?",
        ),
        (Turn(call("set", facts={"broken": 3})), "'3' is not a value of broken. Write yes or no."),
        (
            Turn(ON.call, at="tomorrow"),
            "'tomorrow' is not a date and time such as 2026-03-02 08:10.",
        ),
    ],
)
def test_a_word_that_means_nothing_fails_at_its_turn(turn: Turn, problem: str) -> None:
    result = played(turn)
    assert (result.ok, result.turn, result.problem) == (False, 1, problem)


def test_a_scenario_that_cannot_open_fails_before_its_first_turn() -> None:
    result = played(opens="noon")
    assert (result.ok, result.turn) == (False, 0)
    assert result.problem == "'noon' is not a date and time such as 2026-03-02 08:10."
    result = played(facts={"broken": True})
    assert (result.ok, result.turn) == (False, 0)
    assert "cannot be given at the opening" in result.problem


def test_minutes_and_hours_pass_through_a_change_of_the_clocks_and_days_keep_the_time_of_day() -> (
    None
):
    # On 29 March 2026 London has no 01:00 to 02:00.
    night = played(
        Turn(ASK.call, at="+6 hours"),
        Turn(WEIGH.call, at="+1 day"),
        definition=recall("Europe/London"),
        opens="2026-03-28 20:00",
    )
    assert [str(event.at) for event in night.events[1:]] == [
        "2026-03-29 03:00:00+01:00",
        "2026-03-30 03:00:00+01:00",
    ]
    slept = played(
        Turn(ASK.call, at="+1 days"), definition=recall("Europe/London"), opens="2026-03-28 20:00"
    )
    assert str(slept.events[1].at) == "2026-03-29 20:00:00+01:00"


def test_rehearsing_twice_gives_the_same_events() -> None:
    assert played(ASK, WEIGH, ON) == played(ASK, WEIGH, ON)


def test_the_case_of_a_rehearsal_is_the_fold_of_its_events() -> None:
    result = played(
        ASK, WEIGH, ON, Turn(call("note", "all quiet")), Turn(call("set", facts={"broken": True}))
    )
    assert (result.ok, len(result.events)) == (True, 6)
    assert result.case == evolve(recall(), result.events, "a_jar")
