"""What a case in danger shows: what was reported, when, and what answers it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sop.engine.danger import Danger, find_dangers
from sop.engine.decision_context import Situation
from sop.model.definition import Definition
from sop.model.fact import Fact
from tests.engine import building as b
from tests.engine.building import Run

PERIL = b.flag("peril", anytime=("lab", "office", "shop"), urgent=(True,))


def rescue(
    *facts: Fact, tells: Any = None, urgent_step: bool = True, look_duty: bool = False
) -> Definition:
    """A held track, and a watch with an emergency that the interrupt `alarm` leads to."""
    parts = [b.action("ask"), b.outcome("over", "end")]
    if look_duty:
        parts.append(b.action("call_now", when=(b.yes("peril"),), even_on_hold=True))
    find = b.track("find", b.step("look", *parts), b.step("end"), hold=(b.yes("peril"),))
    emergency = b.step(
        "emergency",
        b.action("assess", records=("peril",), again=True),
        b.action("carry", by="office"),
        b.outcome("safe", "back", when=(b.no("peril"),)),
        urgent=urgent_step,
    )
    told = {"peril": True} if tells is None else tells
    alarm = b.interrupt("alarm", "watch", "emergency", "lab shop", tells=told, title="It burns")
    watch = b.track(
        "guard",
        b.step(
            "watch",
            b.action("check", required=False, again=True, records=("peril",)),
            b.outcome("done_with", "end"),
        ),
        emergency,
        b.step("end"),
        interrupts=(alarm,),
    )
    return b.workflow(find, watch, facts=facts or (PERIL,))


def dangers(run: Run, as_: str | None = None) -> tuple[Danger, ...]:
    return find_dangers(Situation(run.definition, run.case, run.now, as_))


def first_answers(run: Run, as_: str | None = None) -> list[str]:
    """The paths of the answers to the first danger."""
    (danger, *_) = dangers(run, as_)
    return [answer.path for answer in danger.answers]


def test_a_reported_danger_says_what_when_by_whom_and_the_interrupt_that_answers_it() -> None:
    run = Run(rescue())
    assert dangers(run) == ()
    run.now += timedelta(hours=2)
    happened = run.now - timedelta(hours=1)
    b.accepted(run.set("shop", peril=True, at=happened))
    (danger,) = dangers(run, "lab")
    assert (danger.path, danger.what, danger.since, danger.by, danger.assumed) == (
        "peril",
        "Is it peril? yes",
        happened,
        "shop",
        False,
    )
    best = danger.best
    assert best is not None
    assert (best.suggest.verb, best.suggest.target, best.suggest.yours) == ("raise", "alarm", True)


def test_recording_that_it_is_over_is_never_the_answer() -> None:
    run = Run(rescue(tells={}))
    run.set(peril=True)
    assert first_answers(run) == ["guard.alarm"]  # it leads to where the fact is asked again
    without = replace(
        run.definition,
        tracks={
            name: replace(track, interrupts={}) for name, track in run.definition.tracks.items()
        },
    )
    (danger,) = find_dangers(Situation(without, run.case, run.now))
    assert (danger.answers, danger.best) == ((), None)


def test_after_the_interrupt_the_duties_of_its_step_answer_help_before_assessment() -> None:
    run = Run(rescue())
    run.set(peril=True)
    b.accepted(run.raise_("alarm"))
    assert first_answers(run) == ["guard.emergency.carry", "guard.emergency.assess"]
    assert len(dangers(run)) == 1  # the step is not listed a second time
    (danger,) = dangers(run, "lab")
    best = danger.best
    assert best is not None
    assert (best.path, danger.answers[0].suggest.yours) == ("guard.emergency.assess", False)


def test_an_urgent_step_is_a_danger_without_any_fact_until_it_is_left() -> None:
    run = Run(rescue(tells={}))
    b.accepted(run.raise_("alarm"))
    (danger,) = dangers(run)
    assert (danger.path, danger.what) == ("guard.emergency", "G2 Emergency")
    run.do("carry", "office")
    run.do("assess", peril=False)
    assert first_answers(run) == ["guard.emergency.safe"]
    b.accepted(run.advance("safe"))
    assert dangers(run) == ()


def test_where_the_interrupt_is_not_open_a_duty_that_is_needed_because_of_it_answers() -> None:
    definition = rescue(look_duty=True, tells={"peril": False})
    run = Run(definition)
    run.set(peril=True)
    assert first_answers(run) == ["find.look.call_now"]


def test_a_track_that_starts_because_of_the_danger_answers_it() -> None:
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    find = b.track("find", look, b.step("end"), hold=(b.yes("peril"),))
    help_ = b.step("help", b.action("call"), b.outcome("over", "end"))
    care = b.track("care", help_, b.step("end"), starts=(b.yes("peril"),))
    run = Run(b.workflow(find, care, facts=(replace(PERIL, initially=False),)))
    run.set(peril=True)
    assert first_answers(run) == ["care.help.call"]


def test_who_may_not_see_the_fact_does_not_see_the_danger() -> None:
    run = Run(rescue(replace(PERIL, seen_by=("lab",))))
    run.set(peril=True)
    assert len(dangers(run, "lab")) == 1
    assert dangers(run, "office") == dangers(run) == ()
    sensitive = Run(rescue(replace(PERIL, sensitive=True)))
    sensitive.set(peril=True)
    assert len(dangers(sensitive, "office")) == 1
    assert dangers(sensitive) == ()


def test_an_index_of_all_cases_gets_every_danger() -> None:
    run = Run(rescue(replace(PERIL, seen_by=("lab",))))
    run.set(peril=True)
    (danger,) = find_dangers(Situation(run.definition, run.case, run.now), everyone=True)
    assert (danger.path, danger.answers) == ("peril", ())
    assert dangers(run) == ()


def test_a_value_that_the_case_began_with_is_marked_as_assumed() -> None:
    run = Run(rescue(replace(PERIL, initially=True)))
    (danger,) = dangers(run)
    assert danger.assumed
    b.accepted(run.set(peril=False))
    assert dangers(run) == ()


def test_a_hold_names_what_answers_the_danger_and_not_the_fact_that_takes_it_back() -> None:
    run = Run(rescue())
    run.set(peril=True)
    reason = b.reason(run.do("ask"), "on_hold")
    assert b.helps(reason) == "raise alarm"
    (held,) = run.line("find").reasons
    assert b.helps(held) == "raise alarm"
    run.raise_("alarm")
    reason = b.reason(run.do("ask"), "on_hold")
    assert b.helps(reason) == "do G2.1, asks peril"  # lab's own duty; office carries


def test_safety_is_known_to_the_checklist() -> None:
    run = Run(rescue())
    run.set(peril=True)
    run.raise_("alarm")
    listed = run.list("lab")
    assert listed.urgent_paths == {"guard.emergency.assess", "guard.emergency.carry"}


def test_a_private_answer_is_not_shown_and_decides_nothing() -> None:
    """Only the office may know the infection; what the emergency asks of the lab looks the same."""
    infected = b.flag("infected", anytime=("office",), seen_by=("office",))
    emergency = b.step(
        "emergency",
        b.action("carry", by="office", when=(b.yes("infected"),)),
        b.action("assess", records=("peril",), again=True),
        b.outcome("safe", "back", when=(b.no("peril"),)),
    )
    told = {"peril": True}
    alarm = b.interrupt("alarm", "watch", "emergency", "lab", tells=told, when=(b.yes("infected"),))
    watch = b.step("watch", b.action("check", required=False), b.outcome("done_with", "end"))
    track = b.track("guard", watch, emergency, b.step("end"), interrupts=(alarm,))
    seen: list[dict[str, list[str]]] = []
    for value in (True, False):
        run = Run(b.workflow(track, facts=(PERIL, infected)))
        run.set("office", infected=True)
        b.accepted(run.raise_("alarm", "lab"))
        run.set("office", infected=value)
        seen.append({name: first_answers(run, name) for name in ("office", "lab")})
    assert [one["lab"] for one in seen] == [["guard.emergency.assess"]] * 2
    assert seen[0]["office"] == ["guard.emergency.carry", "guard.emergency.assess"]
