"""The shipped mechanisms beside the first procedure: complete, visited by their scenarios, honest
about their law.
"""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

import pytest

from sop.casework.library import Library, find_shipped_folder
from sop.casework.scenario_tests import rehearsals
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Action, Step
from sop.model.events import ActionDone, ActionWaived, Event, InterruptRaised, OutcomeTaken
from sop.store.calendars import holidays_of

LIBRARY = Library(None, find_shipped_folder())
UK, TEMPLATE = (LIBRARY.load(LIBRARY.find(one)) for one in ("uk-nrm", "osce-nrm"))
VERIFIED = {
    "Modern Slavery Act 2015, section 52",
    "Modern Slavery Act 2015, section 45",
    "Modern Slavery Act 2015, section 49 (statutory guidance)",
    "College of Policing, Authorised Professional Practice",
    "St Philips Chambers, note on the National Referral Mechanism",
    "Online referral form and prompt sheet",
    "Hansard, 13 December 2022",
    "Guidance on the devolved decision-making pilot, 5 December 2023",
    "Statutory guidance under section 49, version 2.3, contents page",
    "Guidance of the Crown Prosecution Service",
}
"""What was seen in a public source. Adding to it means having seen the source."""


def steps(loaded: LoadedWorkflow) -> dict[str, Step]:
    assert loaded.definition is not None
    return {
        f"{t.id}.{s.id}": s for t in loaded.definition.tracks.values() for s in t.steps.values()
    }


def actions(loaded: LoadedWorkflow) -> list[Action]:
    return [action for step in steps(loaded).values() for action in step.actions.values()]


def at_work(loaded: LoadedWorkflow) -> dict[str, Step]:
    return {name: step for name, step in steps(loaded).items() if not step.end}


@cache
def events() -> dict[str, tuple[Event, ...]]:
    """What happened in each scenario of the mechanism; every one went as written."""
    found = tuple(rehearsals(LIBRARY, ["uk-nrm"], lambda country: holidays_of(country, None)))
    assert [one.problem for one in found if not one.ok] == []
    return {one.id: one.events for one in found}


@pytest.mark.parametrize("loaded", [UK, TEMPLATE], ids=["uk-nrm", "osce-nrm"])
def test_nothing_is_found_but_the_law_that_is_to_be_confirmed(loaded: LoadedWorkflow) -> None:
    assert {finding.rule for finding in LIBRARY.findings(loaded)} == {"law-cited"}


def test_the_uk_mechanism_is_a_complete_procedure() -> None:
    definition = UK.definition
    assert definition is not None
    assert (len(at_work(UK)), len(actions(UK)), len(definition.guarantees), len(UK.scenarios)) == (
        41,
        135,
        25,
        13,
    )
    assert {one.level for one in UK.scenarios} == {"beginner", "intermediate", "advanced"}
    assert [one.id for one in UK.scenarios if not any(turn.choices for turn in one.turns)] == []
    for one in UK.scenarios:
        assert {turn.call.as_ for turn in one.turns if turn.choices} <= set(one.roles), one.id


def test_its_scenarios_visit_every_step_do_every_action_and_take_every_way() -> None:
    bodies = [event.body for happened in events().values() for event in happened]
    done = {body.action for body in bodies if isinstance(body, ActionDone | ActionWaived)}
    taken = {body.outcome for body in bodies if isinstance(body, OutcomeTaken)}
    raised = {body.interrupt for body in bodies if isinstance(body, InterruptRaised)}
    assert UK.definition is not None
    tracks = UK.definition.tracks.values()
    assert done == {action.path for action in actions(UK)}
    assert taken == {
        f"{name}.{outcome}" for name, step in steps(UK).items() for outcome in step.outcomes
    }
    assert raised == {
        f"{track.id}.{interrupt}" for track in tracks for interrupt in track.interrupts
    }


@pytest.mark.parametrize("loaded", [UK, TEMPLATE], ids=["uk-nrm", "osce-nrm"])
def test_every_step_says_why_and_what_goes_wrong(loaded: LoadedWorkflow) -> None:
    lacking = [
        name for name, step in at_work(loaded).items() if not (step.purpose and step.goes_wrong)
    ]
    silent = {name for name, step in at_work(loaded).items() if not step.say}
    alone = {name for name, step in at_work(loaded).items() if not step.support}
    assert lacking == []
    # Nobody speaks with the person there, or nobody else is needed.
    assert silent <= {"decisions.reasonable_grounds", "justice.crime_record", "justice.evidence"}
    assert alone <= {"identification.language", "identification.notify", "support.own_wish"}


def test_only_what_was_seen_is_called_verified_and_it_names_its_source() -> None:
    assert UK.definition is not None and TEMPLATE.definition is not None
    law = UK.definition.law.values()
    assert {entry.cite for entry in law if entry.status == "verified"} == VERIFIED
    assert [entry.id for entry in law if entry.status == "verified" and not entry.source] == []
    assert {entry.cite for entry in law if entry.status != "verified"} == {None}
    assert {entry.status for entry in TEMPLATE.definition.law.values()} == {"to_be_confirmed"}
    dues = [
        due
        for step in steps(UK).values()
        for due in (step.due, *(a.due for a in step.actions.values()))
        if due
    ]
    assert {due.nature for due in dues} == {"practice", "policy"}


def test_a_day_is_24_hours_also_where_the_clocks_change() -> None:
    def due(scenario: str, action: str) -> set[str]:
        times = [event.dues.get(action) for event in events()[f"uk-nrm/{scenario}"]]
        return {
            time.astimezone(ZoneInfo("Europe/London")).isoformat()
            for time in times
            if time is not None
        }

    # The night to 29 March has 23 hours, that to 25 October has 25.
    assert "2026-03-29T11:00:00+01:00" in due("the_nail_bar", "support.safe_house.explain_rules")
    assert "2026-10-25T22:30:00+00:00" in due(
        "the_boy_with_two_telephones", "child.safeguarding.tell_services"
    )
    # Five working days, over Easter and over Christmas with the Monday in place of Boxing Day.
    assert "2026-04-10T23:59:59+01:00" in due(
        "the_man_from_the_yard", "decisions.reasonable_grounds"
    )
    assert "2026-12-29T23:59:59+00:00" in due("a_second_look", "decisions.reasonable_grounds")
