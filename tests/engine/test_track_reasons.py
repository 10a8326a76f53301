"""Why a whole track is on hold or has not started."""

from __future__ import annotations

from sop.model.definition import Term
from tests.engine import building as b
from tests.engine.building import Run, accepted, helps, one_step, reason


def test_a_track_with_an_unknown_hold_is_held_and_asks() -> None:
    run = one_step(
        b.action("ask"),
        facts=(b.flag("alarm", anytime=("shop",)), b.flag("wet", anytime=("shop",))),
        hold=(b.yes("alarm"), b.yes("wet")),
    )
    held = reason(run.do("ask"), "on_hold")
    assert held.what == (
        'FIND is on hold, because it is not yet known whether "alarm" is yes, '
        'and it is not yet known whether "wet" is yes.'
    )
    assert (held.ask, held.who, helps(held)) == (
        "Is it alarm?",
        ("shop",),
        "set, asks alarm, by shop",
    )
    assert [one.fact for one in run.line("find").reasons] == ["alarm", "wet"]
    run.set("shop", alarm=False)
    assert accepted(run.do("ask"))


def test_a_waiting_track_names_every_fact_to_be_asked() -> None:
    first = b.track("find", b.step("s1", b.outcome("over", "end")), b.step("end"))
    second = b.track(
        "mend",
        b.step("s1", b.outcome("over", "end")),
        b.step("end"),
        starts=(b.yes("broken"), b.yes("heavy")),
    )
    run = Run(
        b.workflow(
            first,
            second,
            facts=(b.flag("broken", anytime=("lab",)), b.flag("heavy", anytime=("lab",))),
        )
    )
    assert [one.fact for one in run.line("mend").reasons] == ["broken", "heavy"]


def test_a_hold_names_the_place_by_its_title_and_what_is_so_now() -> None:
    mend = b.track("mend", b.step("s1", b.outcome("over", "end")), b.step("end"))
    either = b.either(b.current("mend.s1"), b.at_least("tests", 2))
    both = b.both(b.current("mend.s1"), b.at_least("tests", 1))
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    find = b.track("find", look, b.step("end"), hold=(either, both))
    facts = (b.number("tests", 0, 3, at_opening=True),)
    run = Run(b.workflow(find, mend, facts=facts), tests=1)
    assert reason(run.do("ask"), "on_hold").what == (
        'FIND is on hold, because MEND is at M1 "S1", and MEND is at M1 "S1" and tests is 1.'
    )


def test_a_term_that_holds_a_track_is_shown_in_its_own_words() -> None:
    said = Term("bad", b.yes("alarm"), "the building is not safe")
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    find = b.track("find", look, b.step("end"), hold=(b.term("bad"),))
    run = Run(b.workflow(find, facts=(b.flag("alarm", anytime=("shop",)),), terms=(said,)))
    assert reason(run.do("ask"), "on_hold").what == (
        'FIND is on hold, because it is not yet known whether "the building is not safe" is true '
        "(facts: alarm)."
    )
    run.set("shop", alarm=True)
    assert reason(run.do("ask"), "on_hold").what == ("FIND is on hold, because alarm is yes.")


def test_a_hold_names_which_of_many_things_is_so_and_not_those_that_are_not() -> None:
    trouble = b.either(b.yes("alarm"), b.yes("flood"), b.current("mend.s1"))
    said = Term("bad", trouble, "is on fire, under water, or has fallen down")
    mend = b.track("mend", b.step("s1", b.outcome("over", "end")), b.step("end"))
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    find = b.track("find", look, b.step("end"), hold=(b.term("bad"),))
    facts = (b.flag("alarm", anytime=("shop",)), b.flag("flood", anytime=("shop",)))
    run = Run(b.workflow(find, mend, facts=facts, terms=(said,)))
    run.set("shop", alarm=True, flood=False)
    assert reason(run.do("ask"), "on_hold").what == (
        'FIND is on hold, because alarm is yes and MEND is at M1 "S1".'
    )
