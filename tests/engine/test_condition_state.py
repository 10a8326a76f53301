"""What gives a condition its value now, in words."""

from __future__ import annotations

from sop.model.definition import Switch, Term
from sop.model.refusal import Refusal
from tests.engine import building as b
from tests.engine.building import Run, helps, reason


def test_a_refusal_quotes_the_rule_and_says_what_gives_it_its_value_now() -> None:
    unsafe = b.either(
        b.yes("alarm"), b.current("mend.s1"), b.both(b.yes("heavy"), b.at_least("tests", 2))
    )
    facts = (
        b.flag("alarm", anytime=("shop",), initially=False),
        b.flag("heavy", at_opening=True),
        b.number("tests", 0, 3, at_opening=True),
    )
    look = b.step(
        "look",
        b.outcome("safe", "end", when=(b.negated(b.term("unsafe")),)),
        b.outcome("unsafe", "end", when=(b.term("unsafe"),)),
        b.outcome("law", "end", when=(b.switch("in_force"),)),
        b.outcome(
            "mended",
            "end",
            when=(b.visited("mend.end"), b.status("mend", "ended"), b.negated(b.known("alarm"))),
        ),
    )
    mend = b.track(
        "mend", b.step("s1", b.outcome("over", "end")), b.step("end"), starts=(b.yes("alarm"),)
    )
    definition = b.workflow(
        b.track("find", look, b.step("end")),
        mend,
        facts=facts,
        terms=(Term("unsafe", unsafe, "is unsafe"),),
        switches=(Switch("in_force", False),),
    )
    run = Run(definition, heavy=True, tests=1)
    refused = reason(run.advance("find.look.unsafe"), "condition_false")
    assert refused.what == (
        'This is possible only if "unsafe" is yes. '
        "Now: alarm is no, MEND has not started, tests is 1."
    )
    assert (refused.who, helps(refused)) == (("shop",), "set, asks alarm, by shop")
    law = reason(run.advance("law"), "condition_false")
    assert law.what == (
        'This is possible only if "in_force" is yes. Now: in_force is no in this version.'
    )
    run.set("shop", alarm=True)
    run.set("shop", alarm=False)  # mend has started and goes on
    held = reason(run.advance("find.look.safe"), "condition_false")
    assert held.what == 'This is possible only if "unsafe" is no. Now: MEND is at M1 "S1".'
    assert (held.who, helps(held)) == ((), "")
    mended = run.advance("mended")
    assert isinstance(mended, Refusal)
    assert [one.what for one in mended.reasons] == [
        'This is possible only if MEND has reached "End".',
        'This is possible only if "mend is ended". Now: mend is running.',
        'This is possible only if "alarm" is not known. Now: alarm is no.',
    ]
