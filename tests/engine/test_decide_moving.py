"""Rules of meaning 1 to 7: tracks, outcomes, visits, actions, interrupts, closing."""

from __future__ import annotations

from datetime import timedelta

from sop.model.commands import Act, Open
from sop.model.definition import Closing, Definition, Fact
from sop.model.refusal import Refusal
from tests.engine import building as b
from tests.engine.building import Run, accepted, codes, helps, reason


def one_step(*actions: object, facts: tuple[Fact, ...] = (), **rest: object) -> Run:
    """A track of one step with these actions and one outcome."""
    look = b.step("look", *actions, b.outcome("over", "end"))  # type: ignore[arg-type]
    return Run(b.workflow(b.track("find", look, b.step("end"), **rest), facts=facts))  # type: ignore[arg-type]


# 1. Tracks start ------------------------------------------------------------------------------------------------


def chain() -> Definition:
    """`find` runs at once; `inform` starts once `mend` runs; `mend` once there is alarm; `inform` stands first."""

    def simple(name: str, **rest: object) -> object:
        return b.track(name, b.step("s1", b.outcome("over", "end")), b.step("end"), **rest)  # type: ignore[arg-type]

    inform = simple("inform", starts=(b.status("mend", "running"),))
    mend = simple("mend", starts=(b.yes("alarm"),))
    quiet = simple("quiet", starts=(b.no("alarm"),))
    facts = (b.flag("alarm", anytime=("lab",)),)
    return b.workflow(simple("find"), inform, mend, quiet, facts=facts)  # type: ignore[arg-type]


def test_tracks_without_a_condition_start_when_the_case_opens() -> None:
    run = Run(chain())
    assert {name: state.status for name, state in run.case.tracks.items()} == {
        "find": "running",
        "inform": "waiting",
        "mend": "waiting",
        "quiet": "waiting",
    }


def test_one_event_starts_a_chain_of_tracks_until_nothing_changes() -> None:
    run = Run(chain())
    run.now += timedelta(hours=1)
    events = accepted(run.set(alarm=True))
    assert len(events) == 1
    assert [run.case.tracks[t].status for t in ("mend", "inform", "quiet")] == [
        "running",
        "running",
        "waiting",
    ]
    assert run.visit("inform").since == run.now
    assert run.visit("inform").event == events[0].id


def test_a_track_starts_at_the_time_when_the_event_happened() -> None:
    run = Run(chain())
    run.now += timedelta(hours=5)
    run.set(alarm=True, at=b.MONDAY + timedelta(hours=2))
    assert run.visit("mend").since == b.MONDAY + timedelta(hours=2)


def test_a_running_track_runs_on_when_its_starts_no_longer_holds() -> None:
    run = Run(chain())
    run.set(alarm=True)
    run.set(alarm=False)
    assert run.case.tracks["mend"].status == "running"
    assert run.case.tracks["quiet"].status == "running"


def test_a_track_that_ended_never_starts_again() -> None:
    run = Run(chain())
    run.set(alarm=True)
    run.advance("mend.s1.over")
    run.set(alarm=False)
    run.set(alarm=True)
    assert (run.case.tracks["mend"].status, run.step("mend")) == ("ended", "end")
    assert codes(run.advance("mend.s1.over")) == ["track_ended"]


def test_nothing_can_be_done_in_a_track_that_has_not_started() -> None:
    run = Run(chain())
    waits = reason(run.advance("mend.s1.over"), "track_waiting")
    assert waits.what == 'Mend has not started: it starts once "alarm" (alarm is unknown) holds.'
    assert (waits.ask, helps(waits), waits.fact) == ("Is it alarm?", "set, asks alarm", "alarm")


# 2. Outcomes ----------------------------------------------------------------------------------------------------


def ways_out() -> Run:
    look = b.step(
        "look",
        b.action("ask", records=("agreed",)),
        b.action("weigh", when=(b.yes("agreed"),)),
        b.action("leaflet", required=False),
        b.outcome("yes", "end", when=(b.yes("agreed"),)),
        b.outcome("no", "end", "lab office", when=(b.no("agreed"), b.at_least("tests", 1))),
        b.outcome("cut_short", "end", skips_actions=True),
        b.outcome("with_reason", "end", reason_required=True),
    )
    return Run(
        b.workflow(
            b.track("find", look, b.step("end")), facts=(b.flag("agreed"), b.number("tests", 0, 3))
        )
    )


def test_an_outcome_names_every_open_action_and_every_unknown_fact() -> None:
    run = ways_out()
    refused = run.advance("look.yes")
    assert codes(refused) == ["action_open", "fact_unknown"]
    assert reason(refused, "action_open").what == 'F1.1 "Ask" is not done.'
    assert helps(reason(refused, "action_open")) == "do F1.1, asks agreed"
    assert (
        reason(refused, "fact_unknown").what
        == '"agreed" is not yet known, so F1.2 may be required.'
    )


def test_an_outcome_waits_for_needed_actions_only() -> None:
    run = ways_out()
    run.do("ask", agreed=True)
    assert codes(run.advance("look.yes")) == ["action_open"]
    run.do("weigh")
    assert accepted(run.advance("look.yes"))
    assert run.case.tracks["find"].status == "ended"


def test_an_optional_action_never_blocks() -> None:
    run = ways_out()
    run.do("ask", agreed=False)
    assert [a.state for a in run.line("find").actions] == ["done", "not_needed", "open"]
    assert accepted(run.advance("with_reason", why="none needed"))


def test_each_line_of_a_condition_has_its_own_reason() -> None:
    run = ways_out()
    run.do("ask", agreed=True)
    run.do("weigh")
    refused = run.advance("look.no")
    assert codes(refused) == ["condition_false", "fact_unknown"]
    assert reason(refused, "condition_false").what == '"not agreed" (agreed is yes) does not hold.'


def test_an_outcome_that_skips_actions_asks_a_reason_instead() -> None:
    run = ways_out()
    assert codes(run.advance("cut_short")) == ["reason_missing"]
    assert accepted(run.advance("cut_short", why="the owner left"))


def test_an_outcome_is_for_those_in_its_by() -> None:
    run = one_step()
    refused = run.advance("over", "shop")
    assert codes(refused) == ["not_yours"]
    assert reason(refused, "not_yours").what == 'Only LAB may take the outcome "over". Ask LAB.'
    assert helps(reason(refused, "not_yours")) == "advance find.look.over, by lab"


def test_an_outcome_of_another_step_is_refused_with_where_the_track_is() -> None:
    run = Run(chain_of_two())
    refused = run.advance("weigh.over", "shop")
    assert codes(refused) == ["step_not_current", "not_yours"]
    assert reason(refused, "step_not_current").what == (
        'The outcome "over" leads out of F2 Weigh; the track is at F1 Look.'
    )


def chain_of_two() -> Definition:
    look = b.step("look", b.action("ask"), b.outcome("on", "weigh"))
    weigh = b.step("weigh", b.action("ask"), b.outcome("over", "end"), b.outcome("return", "look"))
    return b.workflow(b.track("find", look, weigh, b.step("end")))


def test_a_held_track_cannot_be_advanced() -> None:
    run = one_step(
        facts=(b.flag("alarm", anytime=("lab",), initially=False),), hold=(b.yes("alarm"),)
    )
    run.set(alarm=True)
    refused = run.advance("over")
    assert codes(refused) == ["on_hold"]
    assert reason(refused, "on_hold").what == 'Find is on hold while "alarm" (alarm is yes) holds.'
    assert helps(reason(refused, "on_hold")) == "set, asks alarm"
    run.set(alarm=False)
    assert accepted(run.advance("over"))


# 3. Visits ------------------------------------------------------------------------------------------------------


def test_entering_a_step_again_opens_its_actions_again() -> None:
    run = Run(chain_of_two())
    run.do("find.look.ask")
    run.advance("on")
    run.do("find.weigh.ask")
    run.advance("return")
    assert run.action("find.look.ask").state == "open"
    assert run.visit("find").number == 2
    assert codes(run.advance("on")) == ["action_open"]


def test_facts_keep_their_values_when_a_step_is_entered_again() -> None:
    look = b.step(
        "look",
        b.action("ask", records=("agreed",)),
        b.outcome("again", "look"),
        b.outcome("over", "end"),
    )
    run = Run(b.workflow(b.track("find", look, b.step("end")), facts=(b.flag("agreed"),)))
    run.do("ask", agreed=True)
    run.advance("again")
    assert run.case.value("agreed") is True
    assert codes(run.do("ask")) == ["fact_unknown"]  # the new visit must record it anew


def test_done_is_asked_of_the_latest_visit_only() -> None:
    look = b.step("look", b.action("ask"), b.outcome("again", "look"), b.outcome("over", "end"))
    other = b.track(
        "mend",
        b.step("s1", b.action("fix", only_if=(b.done("find.look.ask"),)), b.outcome("o", "end")),
        b.step("end"),
    )
    run = Run(b.workflow(b.track("find", look, b.step("end")), other))
    run.do("ask")
    run.advance("again")
    closed = reason(run.do("fix"), "gate_closed")
    assert closed.what == 'M1.1 may be done only if "find.look.ask is done" holds.'
    assert (closed.who, helps(closed)) == (("lab",), "do F1.1")
    run.do("ask")
    assert accepted(run.do("fix"))


# 4. Actions -----------------------------------------------------------------------------------------------------


def test_an_action_is_done_once_a_visit_and_repeating_it_changes_nothing() -> None:
    run = one_step(b.action("ask", records=("tests",)), facts=(b.number("tests", 0, 3),))
    accepted(run.do("ask", tests=2))
    assert run.do("ask") == ()
    assert run.do("ask", tests=2) == ()
    assert run.do("ask", "shop", tests=2) == ()
    again = run.do("ask", tests=3)
    assert codes(again) == ["already_done"]
    assert reason(again, "already_done").what == (
        "F1.1 was done by LAB on Mon 2 Mar 2026 08:00, and can be done once in this step."
    )
    assert helps(reason(again, "already_done")) == "undo 2"


def test_repeating_with_the_same_note_changes_nothing_and_with_another_is_refused() -> None:
    run = one_step(b.action("ask"))
    accepted(run.do("ask", note="by telephone"))
    assert run.do("ask", note="by telephone") == ()
    assert codes(run.do("ask", note="in person")) == ["already_done"]


def test_all_that_applies_is_said_of_a_repetition_too() -> None:
    run = one_step(
        b.action("ask", records=("tests",)),
        facts=(b.number("tests", 0, 3), b.flag("alarm", anytime=("lab",), initially=False)),
        hold=(b.yes("alarm"),),
    )
    run.do("ask", tests=1)
    run.set(alarm=True)
    assert codes(run.do("ask", "shop", tests=2)) == ["on_hold", "not_yours", "already_done"]


def test_an_action_with_again_may_be_repeated_and_the_last_record_counts() -> None:
    run = one_step(
        b.action("visit", records=("tests",), again=True), facts=(b.number("tests", 0, 3),)
    )
    accepted(run.do("visit", tests=1))
    assert run.action("find.look.visit").repeatable is True
    accepted(run.do("visit", tests=3))
    assert run.case.value("tests") == 3
    assert run.visit("find").actions["visit"].event == 3


def test_an_action_that_is_not_needed_cannot_be_done() -> None:
    run = one_step(
        b.action("weigh", when=(b.yes("heavy"),)), facts=(b.flag("heavy", anytime=("lab",)),)
    )
    run.set(heavy=False)
    refused = run.do("weigh")
    assert codes(refused) == ["not_needed"]
    assert (
        reason(refused, "not_needed").what
        == 'F1.1 is not needed: "heavy" (heavy is no) does not hold.'
    )
    assert accepted(run.advance("over"))


def test_an_only_if_refuses_and_the_action_is_still_needed() -> None:
    run = one_step(
        b.action("open_it", only_if=(b.yes("agreed"),)),
        facts=(b.flag("agreed", anytime=("shop",)),),
    )
    unknown = run.do("open_it")
    assert codes(unknown) == ["gate_closed", "fact_unknown"]
    assert helps(reason(unknown, "fact_unknown")) == "set, asks agreed, by shop"
    run.set("shop", agreed=False)
    refused = run.do("open_it")
    assert codes(refused) == ["gate_closed"]
    assert (
        reason(refused, "gate_closed").what
        == 'F1.1 may be done only if "agreed" (agreed is no) holds.'
    )
    assert run.action("find.look.open_it").state == "gated"
    assert codes(run.advance("over")) == ["action_open"]


def test_an_action_comes_after_those_that_it_names() -> None:
    run = one_step(
        b.action("first"),
        b.action("second", waivable_by=("lab",)),
        b.action("third", when=(b.yes("heavy"),)),
        b.action("last", after=("first", "second", "third")),
        facts=(b.flag("heavy", anytime=("lab",)),),
    )
    assert codes(run.do("last")) == ["out_of_order"] * 3
    run.do("first")
    run.waive("second", why="no scales")
    assert (
        reason(run.do("last"), "out_of_order").what
        == 'F1.3 "Third" comes before F1.4 and is not done.'
    )
    run.set(heavy=False)
    assert accepted(run.do("last"))


def test_an_action_of_a_held_track_waits_unless_it_may_be_done_even_on_hold() -> None:
    run = one_step(
        b.action("ask"),
        b.action("rescue", even_on_hold=True),
        facts=(b.flag("alarm", anytime=("lab",)),),
        hold=(b.yes("alarm"),),
    )
    run.set(alarm=True)
    assert codes(run.do("ask")) == ["on_hold"]
    assert run.action("find.look.ask").state == "waiting"
    assert accepted(run.do("rescue"))


def test_every_reason_is_given_at_once_in_the_order_of_the_checklist() -> None:
    run = one_step(
        b.action("first"),
        b.action("last", after=("first",), only_if=(b.yes("agreed"),), records=("tests",)),
        facts=(b.flag("agreed"), b.number("tests", 0, 3), b.flag("alarm", anytime=("lab",))),
        hold=(b.yes("alarm"),),
    )
    refused = run.do("last", "shop", at=b.MONDAY - timedelta(days=1))
    assert codes(refused) == [
        "on_hold",
        "gate_closed",
        "fact_unknown",
        "out_of_order",
        "not_yours",
        "fact_unknown",
        "time_before_step",
    ]


def test_a_refusal_writes_nothing() -> None:
    run = one_step(b.action("ask"))
    before = run.events
    assert isinstance(run.advance("over"), Refusal)
    assert run.events == before


# 5. Interrupts --------------------------------------------------------------------------------------------------


def interrupted(hold: bool = False) -> Run:
    """look and weigh may be interrupted by fire; fire by flood; both lead back or to the end."""
    look = b.step(
        "look", b.action("ask"), b.action("rescue"), b.outcome("on", "weigh"), due=b.due("5 hours")
    )
    weigh = b.step("weigh", b.outcome("over", "end"))
    fire = b.step("fire", b.action("call"), b.outcome("out", "back"), b.outcome("lost", "end"))
    flood = b.step("flood", b.outcome("dry", "back"), b.outcome("moved", "weigh"))
    ways = (
        b.interrupt("burns", "look weigh", "fire", "lab shop office", title="It burns"),
        b.interrupt(
            "floods", "look weigh fire", "flood", when=(b.yes("wet"),), reason_required=True
        ),
        b.interrupt("stops", "fire", "end"),
    )
    facts = (b.flag("wet", anytime=("lab",)), b.flag("alarm", anytime=("lab",), initially=hold))
    track = b.track(
        "find", look, weigh, fire, flood, b.step("end"), hold=(b.yes("alarm"),), interrupts=ways
    )
    return Run(b.workflow(track, facts=facts))


def test_an_interrupt_never_waits_for_the_steps_actions_nor_for_a_hold() -> None:
    run = interrupted(hold=True)
    assert run.line("find").status == "held"
    assert accepted(run.raise_("burns", "shop"))
    assert run.step("find") == "fire"


def test_an_interrupt_is_refused_where_it_cannot_be_raised_from() -> None:
    run = interrupted()
    refused = run.raise_("stops")
    assert codes(refused) == ["step_not_current"]
    assert reason(refused, "step_not_current").what == (
        'The interrupt "stops" cannot be raised from there; the track is at F1 Look.'
    )


def test_an_interrupt_with_a_condition_and_a_reason_is_refused_for_both() -> None:
    run = interrupted()
    assert codes(run.raise_("floods", "shop")) == ["fact_unknown", "not_yours", "reason_missing"]
    run.set(wet=False)
    assert codes(run.raise_("floods")) == ["condition_false", "reason_missing"]


def test_back_resumes_the_visit_with_what_was_done_and_its_clocks() -> None:
    run = interrupted()
    run.do("find.look.ask")
    visit = run.visit("find")
    run.now += timedelta(hours=1)
    run.raise_("burns")
    assert run.way("find.fire.out").to == "look"
    run.do("call")
    run.advance("out")
    assert run.visit("find") == visit
    assert run.action("find.look.ask").state == "done"
    assert run.due("find.look") == "2026-03-02 13:00:00 +0000"
    assert run.case.tracks["find"].remembered is None


def test_back_after_two_interrupts_resumes_the_step_that_the_first_one_left() -> None:
    run = interrupted()
    run.do("find.look.ask")
    run.raise_("burns")
    run.set(wet=True)
    run.raise_("floods", why="a pipe broke")
    assert run.way("find.flood.dry").to == "look"
    run.advance("dry")
    assert (run.step("find"), run.visit("find").number) == ("look", 1)


def test_leaving_by_another_outcome_forgets_the_remembered_step() -> None:
    run = interrupted()
    run.raise_("burns")
    run.set(wet=True)
    run.raise_("floods", why="a pipe broke")
    run.advance("moved")
    assert run.case.tracks["find"].remembered is None
    run.raise_("burns")
    run.do("call")
    run.advance("out")
    assert run.step("find") == "weigh"


def test_an_interrupt_into_an_end_ends_the_track_and_forgets() -> None:
    run = interrupted()
    run.raise_("burns")
    run.raise_("stops")
    assert (run.case.tracks["find"].status, run.case.tracks["find"].remembered) == ("ended", None)


# 6. Closing -----------------------------------------------------------------------------------------------------


def closable(**rest: object) -> Run:
    first = b.track("find", b.step("s1", b.outcome("over", "end")), b.step("end"))
    second = b.track(
        "mend", b.step("s1", b.outcome("over", "end")), b.step("end"), starts=(b.yes("broken"),)
    )
    return Run(
        b.workflow(
            first, second, facts=(b.flag("broken", anytime=("lab",)), b.flag("missing")), **rest
        )
    )  # type: ignore[arg-type]


def test_without_closing_a_case_closes_with_its_last_end() -> None:
    run = closable()
    run.set(broken=False)
    run.now += timedelta(hours=1)
    run.advance("find.s1.over")
    assert run.case.closed_at == run.now
    assert len(run.events) == 3


def test_a_case_closes_by_itself_when_a_waiting_track_can_no_longer_start() -> None:
    run = closable()
    run.advance("find.s1.over")
    assert not run.case.is_closed
    run.set(broken=False)
    assert run.case.is_closed


def test_an_unknown_start_keeps_a_case_open_and_the_checklist_asks_for_the_fact() -> None:
    run = closable()
    run.advance("find.s1.over")
    assert not run.case.is_closed
    asked = run.line("mend").reasons[0]
    assert (asked.ask, asked.fact, helps(asked)) == ("Is it broken?", "broken", "set, asks broken")


def test_a_workflow_that_closes_by_itself_cannot_be_closed_by_a_person() -> None:
    assert codes(closable().close()) == ["may_not_close"]
    assert closable().list().closing is None


def test_a_person_closes_when_everything_has_ended_and_the_condition_holds() -> None:
    run = closable(closing=Closing(("office",), (b.is_("missing", False),), True))
    refused = run.close()
    assert codes(refused) == [
        "may_not_close",
        "may_not_close",
        "fact_unknown",
        "fact_unknown",
        "not_yours",
        "reason_missing",
    ]
    assert isinstance(refused, Refusal)
    assert [one.what for one in refused.reasons[:3]] == [
        "Find has not ended: it is at F1 S1.",
        "Mend has not started and may still start.",
        '"broken" is not yet known.',
    ]
    run.advance("find.s1.over")
    run.set(broken=False)
    assert not run.case.is_closed
    assert codes(run.close("office", why="all done")) == ["fact_unknown"]


def test_closing_is_refused_while_its_condition_is_false() -> None:
    run = closable(closing=Closing(("office",), (b.no("broken"), b.yes("broken"))))
    run.advance("find.s1.over")
    run.set(broken=False)
    assert helps(reason(run.close("office"), "condition_false")) == "set, asks broken, by lab"


def test_a_closed_case_takes_notes_and_nothing_else() -> None:
    run = closable(closing=Closing(("office",)))
    run.set(broken=False)
    run.advance("find.s1.over")
    assert run.list().closing is not None and run.list().closing.open
    accepted(run.close("office"))
    assert run.case.closed_at == run.now
    for answer in (
        run.advance("find.s1.over"),
        run.set(broken=True),
        run.close("office"),
        run.undo(2),
    ):
        assert codes(answer) == ["case_closed"]
    assert "Mon 2 Mar 2026 08:00" in reason(run.close(), "case_closed").what
    assert accepted(run.note("the owner called"))
    assert run.list().closing is None
    assert run.list().actions() == ()


def test_opening_can_close_a_case_at_once() -> None:
    first = b.track(
        "find", b.step("s1", b.outcome("over", "end")), b.step("end"), starts=(b.yes("here"),)
    )
    run = Run(b.workflow(first, facts=(b.flag("here", at_opening=True),)), here=False)
    assert run.case.is_closed


# 7. The person chooses ------------------------------------------------------------------------------------------


def test_several_outcomes_may_be_open_at_once_and_time_alone_moves_nothing() -> None:
    look = b.step("look", b.outcome("one", "end"), b.outcome("two", "end"), due=b.due("1 hours"))
    run = Run(b.workflow(b.track("find", look, b.step("end"))))
    run.now += timedelta(days=400)
    line = run.line("find")
    assert [way.open for way in line.outcomes] == [True, True]
    assert (line.step, line.overdue) == ("look", True)


# Opening --------------------------------------------------------------------------------------------------------


def test_a_case_is_opened_with_initial_facts_and_those_of_the_opening() -> None:
    facts = (
        b.flag("alarm", anytime=("lab",), initially=False),
        b.choice("region", "north", "south", at_opening=True),
    )
    track = b.track("find", b.step("s", b.outcome("o", "end")), b.step("end"))
    run = Run(b.workflow(track, facts=facts), region="north")
    assert {name: record.value for name, record in run.case.facts.items()} == {
        "alarm": False,
        "region": "north",
    }
    assert (run.case.opened_as, run.case.opened_at, run.case.version) == ("lab", b.MONDAY, 1)


def test_a_case_is_opened_once_and_not_in_the_future() -> None:
    run = one_step()
    fresh = Run(run.definition)
    fresh.case = type(fresh.case)(id="NEW")
    late = fresh.give(Open(Act("lab", at=b.MONDAY + timedelta(days=1))))
    assert codes(late) == ["time_in_future"]
