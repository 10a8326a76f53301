"""A refusal gives every reason, and nothing that the user may not see."""

from __future__ import annotations

import pytest

from sop.model.definition import Switch, Term
from sop.model.refusal import Refusal
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
        == 'It is not yet known whether F1.1 is needed: "heavy" is unknown.'
    )
    assert run.action("find.look.weigh").state == "unknown"
    assert codes(run.advance("over")) == ["fact_unknown"]


def test_a_track_with_an_unknown_hold_is_held_and_asks() -> None:
    run = one_step(
        b.action("ask"),
        facts=(b.flag("alarm", anytime=("shop",)), b.flag("wet", anytime=("shop",))),
        hold=(b.yes("alarm"), b.yes("wet")),
    )
    held = reason(run.do("ask"), "on_hold")
    assert held.what == ('Find is on hold: "alarm" is not yet known, and "wet" is not yet known.')
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
        "Now: alarm is no, mend.s1 is not current, tests is 1."
    )
    assert (refused.who, helps(refused)) == (("shop",), "set, asks alarm, by shop")
    law = reason(run.advance("law"), "condition_false")
    assert law.what == (
        'This is possible only if "in_force" is yes. Now: in_force is no in this version.'
    )
    run.set("shop", alarm=True)
    run.set("shop", alarm=False)  # mend has started and goes on
    held = reason(run.advance("find.look.safe"), "condition_false")
    assert held.what == 'This is possible only if "unsafe" is no. Now: mend.s1 is current.'
    assert (held.who, helps(held)) == ((), "")
    mended = run.advance("mended")
    assert isinstance(mended, Refusal)
    assert [one.what for one in mended.reasons] == [
        'This is possible only if "mend.end is visited". Now: mend.end is not visited.',
        'This is possible only if "mend is ended". Now: mend is running.',
        'This is possible only if "not (alarm is known)". Now: alarm is no.',
    ]


HIDDEN = "positive"


def secretive() -> Run:
    """`result` may be seen by the lab only; everything on the way reads it."""
    gate = (b.is_("result", "negative"),)
    look = b.step(
        "look",
        b.action("test", records=("result",), again=True),
        b.action("tell", "lab shop", when=(b.negated(b.is_("result", HIDDEN)),)),
        b.action("open_it", "lab shop", only_if=gate, required=False),
        b.outcome("over", "end", "lab shop", when=gate),
    )
    track = b.track(
        "find", look, b.step("end"), interrupts=(b.interrupt("stop", "look", "end", when=gate),)
    )
    fix = b.step("s1", b.action("fix", "shop"), b.outcome("o", "end"))
    held = b.track("mend", fix, b.step("end"), hold=(b.is_("result", HIDDEN),))
    write = b.step("s1", b.action("write", "shop"), b.outcome("o", "end"))
    later = b.track("inform", write, b.step("end"), starts=gate)
    result = b.choice("result", HIDDEN, "negative", sensitive=True, seen_by=("lab",))
    run = Run(b.workflow(track, held, later, facts=(result, b.number("tests", 0, 3))))
    accepted(run.do("test", result=HIDDEN))
    return run


def sentences(answer: object) -> str:
    assert isinstance(answer, Refusal), "accepted"
    return answer.message + " ".join(f"{one.what} {helps(one)} {one.ask}" for one in answer.reasons)


@pytest.mark.parametrize("as_", ["shop", "office"])
def test_no_refusal_tells_a_value_or_a_rule_that_the_one_who_asks_may_not_see(as_: str) -> None:
    run = secretive()
    for answer in (
        run.do("tell", as_),
        run.do("open_it", as_),
        run.advance("find.look.over", as_),
        run.raise_("stop", as_),
        run.do("fix", as_),
        run.do("write", as_),
        run.set(as_, result="negative", why="x"),
    ):
        said = sentences(answer)
        assert HIDDEN not in said and "negative" not in said, said


def test_a_hidden_rule_reads_as_a_whole_sentence() -> None:
    run = secretive()
    hidden = "rule about facts that you may not see"
    assert (
        reason(run.do("open_it", "shop"), "gate_closed").what
        == f"F1.3 is allowed only if a {hidden} is met."
    )
    assert (
        reason(run.advance("find.look.over", "shop"), "condition_false").what
        == f"This is possible only if a {hidden} is met."
    )
    assert reason(run.do("fix", "shop"), "on_hold").what == f"Mend is on hold: a {hidden} applies."


def test_who_may_see_a_sensitive_fact_sees_the_rule_but_never_the_value() -> None:
    what = reason(secretive().advance("find.look.over", "lab"), "condition_false").what
    assert what == (
        'This is possible only if "result is negative". Now: the value of result is private.'
    )


def test_an_unknown_fact_that_a_later_step_asks_for_names_that_step_and_suggests_nothing() -> None:
    look = b.step("look", b.outcome("on", "weigh"), b.outcome("out", "end", when=(b.yes("heavy"),)))
    weigh = b.step("weigh", b.action("sum", "shop", records=("heavy",)), b.outcome("over", "end"))
    run = Run(b.workflow(b.track("find", look, weigh, b.step("end")), facts=(b.flag("heavy"),)))
    asked = reason(run.advance("out"), "fact_unknown")
    assert (asked.what, asked.who, helps(asked)) == (
        '"heavy" is not yet known. F2.1 asks for it.',
        ("shop",),
        "",
    )
    run.advance("on")
    assert (
        helps(reason(run.set(heavy=True, why="x"), "fact_unknown"))
        == "do F2.1, asks heavy, by shop"
    )


@pytest.mark.parametrize("as_", [None, "shop"])
def test_a_checklist_shows_no_value_that_its_reader_may_not_see(as_: str | None) -> None:
    seen = secretive().list(as_)
    assert "result" not in seen.facts
    assert HIDDEN not in repr(seen.tracks).replace("negative", "")
    record = next(one.record for one in seen.actions() if one.path == "find.look.test")
    assert record is not None and dict(record.facts) == {}
    assert secretive().list("lab").facts == {"result": HIDDEN}


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


def test_doing_it_again_answers_no_guess_at_what_the_asker_may_not_see() -> None:
    taken = b.action("take", by="lab shop", records=("ill",), form="report")
    look = b.step("look", taken, b.outcome("over", "end"))
    facts = (b.flag("ill", seen_by=("office",)),)
    run = Run(
        b.workflow(
            b.track("find", look, b.step("end")),
            facts=facts,
            forms={"report": '{"type": "object"}'},
        )
    )
    accepted(run.do("take", "lab", form="{}", ill=True))
    for guess in (True, False):
        assert codes(run.do("take", "shop", ill=guess)) == ["already_done"]
        assert codes(run.do("take", "office", form="{}" if guess else "[]")) == [
            "not_yours",
            "already_done",
        ]
    assert run.do("take", "lab", ill=True) == ()
    assert run.do("take", "shop") == ()


def test_telling_it_again_answers_no_guess_at_what_the_asker_may_not_see() -> None:
    run = one_step(
        b.action("ask"), facts=(b.flag("ill", seen_by=("office",), anytime=("lab", "office")),)
    )
    run.set("lab", ill=True)
    assert accepted(run.set("lab", ill=True))
    assert run.set("office", ill=True) == ()
