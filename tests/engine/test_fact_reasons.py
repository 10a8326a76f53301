"""A fact that is not yet known: who can answer, and how."""

from __future__ import annotations

from tests.engine import building as b
from tests.engine.building import Run, accepted, codes, helps, one_step, reason


def test_an_unknown_when_blocks_the_action_and_its_step() -> None:
    run = one_step(
        b.action("weigh", when=(b.yes("heavy"),)), facts=(b.flag("heavy", anytime=("shop",)),)
    )
    refused = run.do("weigh")
    assert codes(refused) == ["fact_unknown"]
    assert (
        reason(refused, "fact_unknown").what
        == '"heavy" is not yet known. So it is not yet known whether F1.1 is needed.'
    )
    assert run.action("find.look.weigh").state == "unknown"
    assert codes(run.advance("over")) == ["fact_unknown"]


def test_an_unknown_fact_that_a_later_step_asks_for_names_that_step_and_suggests_nothing() -> None:
    look = b.step("look", b.outcome("on", "weigh"), b.outcome("out", "end", when=(b.yes("heavy"),)))
    weigh = b.step("weigh", b.action("sum", "shop", records=("heavy",)), b.outcome("over", "end"))
    run = Run(b.workflow(b.track("find", look, weigh, b.step("end")), facts=(b.flag("heavy"),)))
    asked = reason(run.advance("out"), "fact_unknown")
    assert (asked.what, asked.who, helps(asked)) == (
        '"heavy" is not yet known; F2.1 records it.',
        ("shop",),
        "",
    )
    run.advance("on")
    assert (
        helps(reason(run.set(heavy=True, why="x"), "fact_unknown"))
        == "do F2.1, asks heavy, by shop"
    )


def test_the_value_of_a_sensitive_fact_is_never_written_into_a_command() -> None:
    run = one_step(
        b.action("ask", records=("name",)),
        facts=(b.text("name", sensitive=True), b.flag("ill", sensitive=True, anytime=("lab",))),
        hold=(b.yes("ill"),),
    )
    assert helps(reason(run.do("ask"), "on_hold")) == "set, asks ill"
    assert helps(reason(run.do("ask"), "fact_unknown")) == ""  # not while the track is on hold
    accepted(run.set(ill=False))
    assert helps(reason(run.do("ask"), "fact_unknown")) == "do F1.1, asks name"
