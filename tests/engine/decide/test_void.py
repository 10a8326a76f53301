"""A case that was opened by mistake is made void: by whom, when not, and over nobody's head."""

from __future__ import annotations

from datetime import timedelta

from sop.engine.decide import Answer
from sop.model.commands import ChangeIncident, ConsentToVoid, Link, MakeVoid, Reopen
from sop.model.events import CaseVoided, EventUndone, VoidConsented
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from tests.engine import building as b
from tests.engine.building import Run, accepted, codes, helps, reason

OTHER = "0000-0000-1"


def drill(**facts: bool) -> Run:
    """The lab leads the first track; `threat` holds the other; `alarm` leads to a halt."""
    look = b.step(
        "look", b.action("ask", by="lab office shop"), b.outcome("over", "end", by="lab office")
    )
    halt = b.step("halt", b.action("calm"), b.outcome("on", "back"))
    alarm = b.interrupt("alarm", "look", "halt")
    find = b.track("find", look, halt, b.step("end"), interrupts=(alarm,))
    mend = b.track(
        "mend", b.step("fix", b.outcome("over", "end")), b.step("end"), hold=(b.yes("threat"),)
    )
    threat = b.flag("threat", anytime=("lab", "office"), initially=False)
    return Run(b.workflow(find, mend, facts=(threat,)))


def void(
    run: Run, as_: str = "lab", *, why: str | None = "opened twice", of: str | None = None
) -> Answer:
    return run.give(MakeVoid(run.act(as_, why, None), of))


def consent(run: Run, as_: str) -> Answer:
    return run.give(ConsentToVoid(run.act(as_, None, None)))


def test_who_opened_a_case_makes_it_void_with_a_reason() -> None:
    run = drill()
    assert codes(void(run, why=None)) == ["reason_missing"]
    (event,) = accepted(void(run, of=OTHER))
    assert (event.body, event.why) == (CaseVoided(OTHER), "opened twice")
    assert (run.case.status, run.case.is_closed, run.case.closed_at) == ("void", True, None)
    assert run.case.voided is not None
    assert (run.case.voided.event, run.case.voided.duplicate_of) == (2, OTHER)


def test_a_void_case_asks_for_nothing_and_takes_no_work() -> None:
    run = drill()
    void(run)
    assert [line.state for line in run.list().actions()] == []
    refused = run.do("ask")
    assert codes(refused) == ["case_void"]
    assert helps(reason(refused, "case_void")) == "undo 2"
    assert codes(run.set(threat=True)) == codes(run.raise_("alarm")) == ["case_void"]
    assert accepted(run.note("kept for the file"))
    assert accepted(run.give(Link(run.act("lab", None, None), OTHER)))
    assert void(run) == ()


def test_a_void_case_counts_again_by_undoing_that_event() -> None:
    run = drill()
    run.do("ask")
    before = run.case
    void(run)
    assert codes(run.undo(2)) == ["case_void"]
    (event,) = accepted(run.undo(3))
    assert event.body == EventUndone(3)
    assert (run.case.status, run.case.tracks, run.case.facts) == (
        "open",
        before.tracks,
        before.facts,
    )
    void(run)
    assert [event.body for event in accepted(run.give(Reopen(run.act("lab", "x", None))))] == [
        EventUndone(5)
    ]


def test_a_stakeholder_that_neither_opened_nor_leads_may_not() -> None:
    assert codes(void(drill(), "office")) == ["not_yours"]


def test_a_case_in_danger_is_not_made_void() -> None:
    held = drill()
    held.set(threat=True)
    refused = reason(void(held), "in_danger")
    assert refused.what == "The case is in danger: Is it threat? yes."
    # To report the danger as over is not the answer to it; what is to do is.
    assert refused.suggest == Suggestion("next")
    halted = drill()
    halted.raise_("alarm")
    assert "where an interrupt leads" in reason(void(halted), "in_danger").what


def hidden_drill(*sighted: str) -> Run:
    """The drill, where only these stakeholders see whether there is a threat."""
    known = drill().definition
    facts = {name: replace(one, seen_by=sighted) for name, one in known.facts.items()}
    return Run(replace(known, facts=facts))


def test_a_hidden_danger_and_no_danger_look_alike_and_both_count() -> None:
    calm, threatened = hidden_drill("office"), hidden_drill("office")
    accepted(calm.set("office", threat=False))
    accepted(threatened.set("office", threat=True))
    answers = [reason(void(run), "in_danger") for run in (calm, threatened)]
    assert answers[0] == answers[1]
    assert answers[0].what == (
        "The case is in danger, or may be: there may be a danger that you may not see."
    )
    assert answers[0].who == ("office",)


def test_who_sees_every_danger_makes_the_case_void_where_no_voider_does() -> None:
    run = hidden_drill("office")
    assert codes(void(run, "shop")) == ["in_danger", "not_yours"]
    accepted(void(run, "office"))
    assert run.case.status == "void"


def test_where_a_voider_sees_every_danger_nobody_else_may() -> None:
    assert codes(void(hidden_drill("lab", "office"), "office")) == ["not_yours"]


def test_no_case_is_made_void_over_the_head_of_another_stakeholder() -> None:
    run = drill()
    run.do("ask", as_="office")
    run.set("office", threat=False)
    refused = reason(void(run), "consent_missing")
    assert (refused.who, helps(refused)) == (("office",), "case void, consent None, by office")
    (event,) = accepted(consent(run, "office"))
    assert event.body == VoidConsented()
    assert consent(run, "office") == ()
    assert accepted(void(run))


def test_a_consent_covers_what_was_recorded_before_it_and_serves_once() -> None:
    run = drill()
    run.note("mine", "office")
    consent(run, "office")
    run.note("mine too", "office")
    assert codes(void(run)) == ["consent_missing"]
    consent(run, "office")
    accepted(void(run))
    accepted(run.undo(run.case.version))
    assert codes(void(run)) == ["consent_missing"]


def test_a_closed_case_can_be_made_void_and_its_closing_stays() -> None:
    run = drill()
    run.do("ask")
    run.advance("look.over")
    run.advance("fix.over")
    assert run.case.status == "closed"
    accepted(void(run))
    assert run.case.status == "void"
    accepted(run.undo(run.case.version))
    assert run.case.status == "closed"


def test_where_no_person_closes_the_refusal_leads_to_making_it_void() -> None:
    run = drill()
    refused = reason(run.close(), "may_not_close")
    assert (refused.remedy, helps(refused)) == (
        "If it should not have been opened, make it void.",
        "case void",
    )
    run.set(threat=True)
    assert reason(run.close(), "may_not_close").suggest is None


def test_an_incident_is_joined_and_left_and_its_case_does_not_matter() -> None:
    run = drill()
    assert accepted(run.give(ChangeIncident(run.act("office", None, None), "NIGHT-7")))
    assert run.case.incident == "NIGHT-7"
    assert run.give(ChangeIncident(run.act("lab", None, None), "night-7")) == ()
    run.now += timedelta(hours=1)
    assert accepted(run.give(ChangeIncident(run.act("lab", None, None), None)))
    assert run.case.incident is None
    accepted(run.undo(3))
    assert run.case.incident == "NIGHT-7"
