"""Doing and waiving actions, with evidence."""

from __future__ import annotations

from datetime import timedelta

from sop.engine.evaluate import evaluate_condition
from sop.model.events import ActionDone
from sop.model.refusal import Refusal
from tests.engine import building as b
from tests.engine.building import Run, accepted, codes, helps, one_step, reason


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
        == 'F1.1 is not needed. It is needed only if "heavy" is yes. Now: heavy is no.'
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
        == 'F1.1 is allowed only if "agreed" is yes. Now: agreed is no.'
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


def waivable() -> Run:
    return one_step(
        b.action("weigh", when=(b.yes("heavy"),), waivable_by=("office",)),
        b.action("ask"),
        b.action("leaflet", required=False, waivable_by=("office",)),
        b.action("after_it", after=("weigh",), required=False),
        facts=(
            b.flag("heavy", anytime=("lab",)),
            b.flag("alarm", anytime=("lab",), initially=False),
        ),
        hold=(b.yes("alarm"),),
    )


def test_an_action_is_waived_by_those_named_with_a_reason_while_it_is_needed() -> None:
    run = waivable()
    assert codes(run.waive("weigh", "lab")) == ["fact_unknown", "not_yours", "reason_missing"]
    run.set(heavy=True)
    accepted(run.waive("weigh", "office", why="no scales"))
    assert run.action("find.look.weigh").state == "waived"
    assert run.waive("weigh", "office", why="no scales") == ()


def test_what_is_not_needed_cannot_be_waived() -> None:
    run = waivable()
    run.set(heavy=False)
    assert codes(run.waive("weigh", "office", why="no scales")) == ["not_needed"]


def test_what_nobody_may_waive_or_what_is_optional_is_not_waivable() -> None:
    run = waivable()
    assert (
        reason(run.waive("ask", "office", why="x"), "not_waivable").what
        == "F1.2 cannot be waived in this workflow."
    )
    assert codes(run.waive("leaflet", "office", why="x")) == ["not_waivable"]


def test_what_is_done_cannot_be_waived() -> None:
    run = waivable()
    run.set(heavy=True)
    run.do("weigh")
    assert codes(run.waive("weigh", "office", why="x")) == ["already_done"]


def test_a_hold_stops_a_waiver_too() -> None:
    run = waivable()
    run.set(heavy=True)
    run.set(alarm=True)
    assert codes(run.waive("weigh", "office", why="x")) == ["on_hold"]


def test_waived_is_settled_but_not_done() -> None:
    run = waivable()
    run.set(heavy=True)
    run.waive("weigh", "office", why="no scales")
    assert evaluate_condition(run.definition, run.case, b.done("find.look.weigh")) is False
    assert accepted(run.do("after_it"))
    assert codes(run.advance("over")) == ["action_open"]  # F1.2 only


def test_a_waived_action_may_still_be_done() -> None:
    run = waivable()
    run.set(heavy=True)
    run.waive("weigh", "office", why="no scales")
    assert run.action("find.look.weigh").repeatable is True
    accepted(run.do("weigh"))
    assert run.action("find.look.weigh").state == "done"


def test_a_waiver_of_another_step_is_refused_with_where_the_track_is() -> None:
    look = b.step("look", b.outcome("on", "weigh"))
    weigh = b.step("weigh", b.action("sum", waivable_by=("office",)), b.outcome("over", "end"))
    run = Run(b.workflow(b.track("find", look, weigh, b.step("end"))))
    assert codes(run.waive("sum")) == ["step_not_current", "not_yours"]


SCHEMA = '{"type": "object", "required": ["weight"], "properties": {"weight": {"type": "integer"}}}'


def with_form() -> Run:
    look = b.step("look", b.action("weigh", form="scales"), b.outcome("over", "end"))
    return Run(b.workflow(b.track("find", look, b.step("end")), forms={"scales": SCHEMA}))


def test_evidence_that_is_asked_for_is_missed() -> None:
    missing = reason(with_form().do("weigh"), "evidence_missing")
    assert missing.what == 'F1.1 needs the form "scales" as evidence.'
    assert helps(missing) == "do F1.1"


def test_evidence_is_held_against_its_form_with_a_reason_for_each_fault() -> None:
    refused = with_form().do("weigh", form='{"weight": "heavy"}')
    assert codes(refused) == ["evidence_invalid"]
    assert "weight" in reason(refused, "evidence_invalid").what
    assert "heavy" not in reason(refused, "evidence_invalid").what
    assert codes(with_form().do("weigh", form="{")) == ["evidence_invalid"]


def test_good_evidence_is_kept_and_giving_it_again_changes_nothing() -> None:
    run = with_form()
    (event,) = accepted(run.do("weigh", form='{"weight": 3}'))
    assert event.body == ActionDone("find.look.weigh", {}, '{"weight": 3}')
    assert run.do("weigh", form='{"weight": 3}') == ()
    assert run.do("weigh") == ()
    assert codes(run.do("weigh", form='{"weight": 4}')) == ["already_done"]
