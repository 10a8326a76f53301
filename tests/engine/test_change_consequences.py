"""What a correction or a change from now on means for the events that the case already has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sop.engine.change_consequences import LaterEvents, RefusedEvent, find_later_events
from sop.engine.decision_context import Situation
from sop.model.condition import Value
from sop.model.events import Event, FactsRecorded
from tests.engine import building as b
from tests.engine.building import Run, accepted


def asked(answer: str = "given") -> Run:
    """A sample is taken with consent, then weighed; a second track starts for a child."""
    look = b.step(
        "look",
        b.action("ask", records=("consent",), may_record=("age",)),
        b.action("take", when=(b.is_("consent", "given"),)),
        b.action("weigh", after=("take",)),
        b.action("clean"),
        b.outcome("agreed", "end", when=(b.is_("consent", "given"),)),
        b.outcome("refused", "end", when=(b.is_("consent", "refused"),)),
    )
    child = b.step("care", b.action("call"), b.outcome("over", "done"))
    facts = (
        b.choice("consent", "given", "refused", changes=("lab",)),
        b.choice("age", "adult", "child"),
        b.flag("secret", seen_by=("office",)),
    )
    run = Run(
        b.workflow(
            b.track("find", look, b.step("end")),
            b.track("child", child, b.step("done"), starts=(b.is_("age", "child"),)),
            facts=facts,
        )
    )
    run.do("ask", consent=answer, age="child")
    return run


def later(run: Run, *, as_: str = "lab", from_now: bool = False, **values: Value) -> LaterEvents:
    at = Situation(run.definition, run.case, run.now, as_, run.calendar)
    body = FactsRecorded(values, correction=not from_now, from_now=from_now)
    change = Event(run.case.version + 1, run.now, run.now, as_, body)
    return find_later_events(at, run.events, change, values)


def test_a_correction_names_the_events_that_would_be_refused_with_their_codes() -> None:
    run = asked()
    for action in ("clean", "take", "weigh"):
        run.do(action)
    run.advance("agreed")
    found = later(run, consent="refused")
    assert found.refused == (
        RefusedEvent(4, ("not_needed",)),
        RefusedEvent(6, ("condition_false",)),
    )
    assert found.rested == (4, 6)


def test_each_event_is_judged_at_its_own_place_and_not_for_the_one_before_it() -> None:
    run = asked()
    run.do("take")
    run.do("weigh")
    assert later(run, consent="refused").refused == (RefusedEvent(3, ("not_needed",)),)


def test_what_happened_in_a_track_that_would_not_have_started_rests_on_the_value() -> None:
    run = asked()
    run.do("call")
    run.do("clean")
    found = later(run, age="adult")
    assert found == LaterEvents((RefusedEvent(3, ("track_waiting",)),), (3,))


def test_a_correction_that_no_event_reads_has_no_consequences() -> None:
    run = asked()
    run.do("clean")
    assert later(run, consent="refused") == LaterEvents()


def test_the_source_is_the_event_that_recorded_the_value_and_not_an_earlier_correction() -> None:
    run = asked()
    run.do("take")
    accepted(run.set(consent="refused", why="misread"))
    assert later(run, consent="given") == LaterEvents((), (3,))
    back = asked("refused")
    accepted(back.set(consent="given", why="misread"))
    back.do("take")
    assert later(back, consent="refused") == LaterEvents((RefusedEvent(4, ("not_needed",)),), (4,))


def test_a_change_from_now_on_contradicts_only_what_happened_after_it() -> None:
    run = asked()
    run.now += timedelta(hours=1)
    run.do("take")
    assert later(run, from_now=True, consent="refused") == LaterEvents((), (3,))
    changed_at = run.now - timedelta(minutes=30)
    body = FactsRecorded({"consent": "refused"}, from_now=True)
    change = Event(4, changed_at, run.now, "lab", body)
    at = Situation(run.definition, run.case, run.now, "lab", run.calendar)
    found = find_later_events(at, run.events, change, {"consent": "refused"})
    assert found == LaterEvents((RefusedEvent(3, ("not_needed",)),), (3,))


def test_an_event_whose_rules_read_a_fact_that_the_asker_may_not_see_is_left_out() -> None:
    look = b.step(
        "look",
        b.action("ask", records=("consent", "secret")),
        b.action("take", when=(b.is_("consent", "given"), b.yes("secret"))),
        b.outcome("over", "end"),
    )
    facts: tuple[b.Fact, ...] = (
        b.choice("consent", "given", "refused"),
        b.flag("secret", seen_by=("office",)),
    )
    run = Run(b.workflow(b.track("find", look, b.step("end")), facts=facts))
    values: Mapping[str, Value] = {"consent": "given", "secret": True}
    run.do("ask", **values)
    run.do("take")
    assert later(run, consent="refused") == LaterEvents()
    assert later(run, as_="office", consent="refused").rested == (3,)
