"""A refusal gives every reason, and nothing that the user may not see."""

from __future__ import annotations

import pytest

from sop.model.refusal import Refusal
from tests.engine import building as b
from tests.engine.building import Run, accepted, codes, helps, one_step, reason

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
    assert reason(run.do("fix", "shop"), "on_hold").what == (
        f"MEND is on hold, because a {hidden} applies."
    )


def test_who_may_see_a_sensitive_fact_sees_the_rule_but_never_the_value() -> None:
    what = reason(secretive().advance("find.look.over", "lab"), "condition_false").what
    assert what == (
        'This is possible only if "result is negative". Now: the value of result is private.'
    )


@pytest.mark.parametrize("as_", [None, "shop"])
def test_a_checklist_shows_no_value_that_its_reader_may_not_see(as_: str | None) -> None:
    seen = secretive().list(as_)
    assert "result" not in seen.facts
    assert HIDDEN not in repr(seen.tracks).replace("negative", "")
    record = next(one.record for one in seen.actions() if one.path == "find.look.test")
    assert record is not None and dict(record.facts) == {}
    assert secretive().list("lab").facts == {"result": HIDDEN}


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
