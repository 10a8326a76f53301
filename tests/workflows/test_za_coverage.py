"""The trafficking workflow is as large as promised, and its scenarios go through all of it but what
is listed here.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from sop.casework.case_service import calendar_of
from sop.definition.load import LoadedWorkflow, load_workflow
from sop.engine.rehearse import run_rehearsal
from sop.engine.scenario_coverage import Coverage, measure_coverage
from sop.store.calendars import holidays_of

FOLDER = Path(__file__).resolve().parents[2] / "workflows" / "za-trafficking"
AUDIENCES = (
    "social_worker",
    "labour_inspector",
    "immigration_official",
    "medical_staff",
    "task_team_member",
)
NOT_REHEARSED = {
    "lawful_stay.route.police_confirmation": "section 15 is switched off",
    "lawful_stay.route.recovery_visa": "section 15 is switched off",
    "lawful_stay.keeping.extend_visa": "section 15 is switched off",
    "lawful_stay.keeping.safety_inquiry": "section 15 is switched off",
    "lawful_stay.keeping.witness_stay": "section 16 is switched off",
    "return_home.prepare.inform_by_law": "section 31(2)(b)(ii) is switched off",
    "criminal_justice.sentence.sex_register": "no scenario ends with a conviction for sexual "
    "exploitation",
}


@cache
def loaded() -> LoadedWorkflow:
    return load_workflow(FOLDER)


@cache
def measured() -> Coverage:
    definition = loaded().definition
    assert definition is not None
    calendar = calendar_of(definition, lambda country: holidays_of(country, None))
    runs = [run_rehearsal(definition, scenario, calendar) for scenario in loaded().scenarios]
    assert [(run.id, run.turn, run.problem) for run in runs if not run.ok] == []
    return measure_coverage(definition, runs)


def test_every_step_outcome_and_interrupt_is_rehearsed() -> None:
    found = measured()
    assert (found.steps.missing, found.outcomes.missing, found.interrupts.missing) == ((), (), ())


def test_every_action_is_rehearsed_but_those_listed_with_a_reason() -> None:
    found = measured().actions
    assert (set(found.missing), found.percent >= 95) == (set(NOT_REHEARSED), True)


def test_the_workflow_is_as_large_as_promised() -> None:
    definition = loaded().definition
    assert definition is not None
    steps = [
        step
        for track in definition.tracks.values()
        for step in track.steps.values()
        if not step.end
    ]
    counts = {
        "steps": len(steps),
        "actions": sum(len(step.actions) for step in steps),
        "facts": len(definition.facts),
        "stakeholders": len(definition.stakeholders),
        "guarantees": len(definition.guarantees),
    }
    least = {"steps": 60, "actions": 180, "facts": 40, "stakeholders": 14, "guarantees": 26}
    assert {name: count for name, count in counts.items() if count < least[name]} == {}
    assert [one.id for one in definition.guarantees.values() if not one.because] == []


def test_every_step_says_why_it_is_there_what_goes_wrong_what_to_say_and_what_to_do_at_a_no() -> (
    None
):
    definition = loaded().definition
    assert definition is not None
    steps = [
        step
        for track in definition.tracks.values()
        for step in track.steps.values()
        if not step.end
    ]
    texts = {
        step.path: (step.purpose, step.goes_wrong, step.say, step.if_refused) for step in steps
    }
    assert [path for path, told in texts.items() if not all(told)] == []


def test_each_audience_has_four_scenarios_at_three_levels() -> None:
    levels = {
        name: Counter(one.level for one in loaded().scenarios if name in one.audience)
        for name in AUDIENCES
    }
    assert {name: sum(found.values()) >= 4 for name, found in levels.items()} == dict.fromkeys(
        AUDIENCES, True
    )
    assert {name: len(found) for name, found in levels.items()} == dict.fromkeys(AUDIENCES, 3)


def test_every_scenario_has_a_story_three_decisions_and_objectives() -> None:
    scenarios = loaded().scenarios
    assert len(scenarios) >= 20
    decisions = {one.id: sum(bool(turn.choices) for turn in one.turns) for one in scenarios}
    assert {name: count for name, count in decisions.items() if count < 3} == {}
    bare = [
        one.id
        for one in scenarios
        if not all((one.story, one.objectives, one.minutes, one.roles, one.ends))
    ]
    mistakes = [
        choice.id
        for one in scenarios
        for turn in one.turns
        for choice in turn.choices
        if not choice.mistake
    ]
    assert (bare, mistakes) == ([], [])
