"""Taking outcomes, raising interrupts, closing the case."""

from __future__ import annotations

from datetime import timedelta

from sop.model.definition import Closing
from sop.model.events import InterruptRaised
from sop.model.refusal import Refusal
from tests.engine import building as b
from tests.engine.building import Run, accepted, chain_of_two, codes, helps, one_step, reason


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
        == '"agreed" is not yet known. So it is not yet known whether F1.2 is needed. '
        'Also, the outcome "yes" is possible only if "agreed" is yes.'
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
    assert reason(refused, "condition_false").what == (
        'This is possible only if "agreed" is no. Now: agreed is yes.'
    )


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
        'The outcome "over" leads out of F2 "Weigh"; the track is at F1 "Look".'
    )


def test_a_held_track_cannot_be_advanced() -> None:
    run = one_step(
        facts=(b.flag("alarm", anytime=("lab",), initially=False),), hold=(b.yes("alarm"),)
    )
    run.set(alarm=True)
    refused = run.advance("over")
    assert codes(refused) == ["on_hold"]
    assert reason(refused, "on_hold").what == 'FIND is on hold, because "alarm" is yes.'
    assert helps(reason(refused, "on_hold")) == "set, asks alarm"
    run.set(alarm=False)
    assert accepted(run.advance("over"))


def interrupted(hold: bool = False, **rest: object) -> Run:
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
    return Run(b.workflow(track, facts=facts, **rest))


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
        'The interrupt "stops" cannot be raised from there; the track is at F1 "Look".'
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


def test_back_after_two_interrupts_resumes_the_first_emergency_and_then_what_it_left() -> None:
    run = interrupted()
    run.do("find.look.ask")
    run.raise_("burns")
    run.set(wet=True)
    run.raise_("floods", why="a pipe broke")
    assert run.way("find.flood.dry").to == "fire"
    run.advance("dry")
    assert (run.step("find"), run.visit("find").number) == ("fire", 1)
    assert codes(run.advance("out")) == ["action_open"]  # help is still to be called
    run.do("call")
    run.advance("out")
    assert (run.step("find"), run.visit("find").number) == ("look", 1)
    assert run.action("find.look.ask").state == "done"


def test_a_case_of_meaning_1_goes_back_past_the_interrupted_emergency() -> None:
    run = interrupted(meaning=1)
    run.raise_("burns")
    run.set(wet=True)
    run.raise_("floods", why="a pipe broke")
    assert run.way("find.flood.dry").to == "look"
    run.advance("dry")
    assert (run.step("find"), run.visit("find").number) == ("look", 1)


def alarms(**rest: object) -> Run:
    """Fire, flood and gas can each be raised during the others; help is called in each."""
    steps = [
        b.step(name, b.action("call"), b.outcome("over", "back")) for name in ("fire", "flood")
    ]
    gas = b.step("gas", b.action("air"), b.action("leave"), b.outcome("gone", "back"))
    ways = (
        b.interrupt("burns", "look flood gas", "fire", tells={"smoke": True}),
        b.interrupt("floods", "look fire gas", "flood"),
        b.interrupt("leaks", "look fire flood", "gas"),
        b.interrupt("stops", "look fire flood gas", "shut", drops_waiting=True),
    )
    look = b.step("look", b.action("ask"), b.outcome("done", "shut"))
    track = b.track("find", look, *steps, gas, b.step("shut"), interrupts=ways)
    return Run(b.workflow(track, facts=(b.flag("smoke", **rest),)))


def test_several_emergencies_wait_one_below_the_other() -> None:
    run = alarms()
    for name in ("burns", "floods", "leaks"):
        accepted(run.raise_(name))
    assert run.case.tracks["find"].interrupted == ("flood", "fire", "look")
    run.do("air")
    run.do("leave")
    run.advance("gone")
    assert (run.step("find"), run.case.tracks["find"].interrupted) == ("flood", ("fire", "look"))


def test_an_emergency_that_waits_can_be_raised_again_and_is_then_on_top_in_a_new_visit() -> None:
    run = alarms()
    run.raise_("burns")
    run.do("find.fire.call")
    run.raise_("floods")
    run.raise_("leaks")
    accepted(run.raise_("burns"))
    assert (run.step("find"), run.visit("find").number) == ("fire", 2)
    assert run.case.tracks["find"].interrupted == ("gas", "flood", "look")
    assert run.action("find.fire.call").state == "open"
    run.do("find.fire.call")
    run.advance("find.fire.over")
    assert run.step("find") == "gas"


def test_the_clocks_of_a_visit_that_waits_run_on() -> None:
    look = b.step("look", b.outcome("on", "end"))
    fire = b.step("fire", b.action("call", due=b.due("2 hours")), b.outcome("out", "back"))
    flood = b.step("flood", b.outcome("dry", "back"))
    ways = (b.interrupt("burns", "look", "fire"), b.interrupt("floods", "fire", "flood"))
    run = Run(b.workflow(b.track("find", look, fire, flood, b.step("end"), interrupts=ways)))
    run.raise_("burns")
    run.raise_("floods")
    run.now += timedelta(hours=3)
    run.advance("dry")
    assert run.due("find.fire.call") == "2026-03-02 10:00:00 +0000"
    assert run.action("find.fire.call").overdue


def test_an_interrupt_records_what_it_tells_in_its_event() -> None:
    run = alarms()
    (event,) = accepted(run.raise_("burns"))
    assert event.body == InterruptRaised("find.burns", "look", {"smoke": True})
    record = run.case.facts["smoke"]
    assert (record.value, record.event, record.as_, record.origin) == (True, event.id, "lab", None)
    run.undo(event.id)
    assert "smoke" not in run.case.facts and run.step("find") == "look"


def test_what_only_an_interrupt_tells_may_be_corrected_by_those_who_may_raise_it() -> None:
    run = alarms()
    run.raise_("burns")
    assert codes(run.set("shop", why="it was steam", smoke=False)) == ["not_yours"]
    assert accepted(run.set("lab", why="it was steam", smoke=False))


def test_a_way_that_drops_what_waits_names_what_is_still_owed() -> None:
    run = alarms()
    run.raise_("burns")
    run.raise_("floods")
    dropped = run.way("find.stops").drops
    assert [(one.code, [action.path for action in one.owed]) for one in dropped] == [
        ("F2", ["find.fire.call"]),
        ("F1", ["find.look.ask"]),
    ]
    assert run.way("find.flood.over").drops == ()
    waiting = run.line("find").waits
    assert [one.code for one in waiting] == ["F2", "F1"]
    accepted(run.raise_("stops"))
    assert run.case.tracks["find"].interrupted == ()


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
        'FIND has not ended: it is at F1 "S1".',
        "MEND has not started and may still start.",
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


def test_several_outcomes_may_be_open_at_once_and_time_alone_moves_nothing() -> None:
    look = b.step("look", b.outcome("one", "end"), b.outcome("two", "end"), due=b.due("1 hours"))
    run = Run(b.workflow(b.track("find", look, b.step("end"))))
    run.now += timedelta(days=400)
    line = run.line("find")
    assert [way.open for way in line.outcomes] == [True, True]
    assert (line.step, line.overdue) == ("look", True)
