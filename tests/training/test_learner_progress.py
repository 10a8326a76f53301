"""Which scenarios a module of a course has, and what a learner has reached."""

from __future__ import annotations

from sop.definition.curricula import read_curricula
from sop.definition.load import load_workflow
from sop.model.curriculum import LEVELS, Module, Selection
from sop.model.scenario import Scenario
from sop.training.learner_progress import course_progress, module_scenarios
from tests.training.games import WORKFLOWS

ZA = WORKFLOWS / "za-trafficking"


def scenario(name: str, level: str, *audience: str) -> Scenario:
    return Scenario(name, name, "w", "2026-03-02 10:00", (), level=level, audience=audience)


def test_each_course_has_injects_at_each_level_of_each_kind_somewhere() -> None:
    scenarios = load_workflow(ZA).scenarios
    courses, _ = read_curricula(ZA, [one.id for one in scenarios], "za")
    for course in courses:
        progress = course_progress(course, "za-trafficking", scenarios, (), None).scenarios
        with_some = {one.scenario.level for one in progress if one.scenario.injects}
        assert with_some == set(LEVELS), course.id
    injects = [one for scenario in scenarios for one in scenario.injects]
    assert {one.trigger for one in injects} == {"at", "after", "if_not"}
    assert {one.channel for one in injects} == {"telephone", "visitor", "e_mail", "radio"}


def test_a_module_takes_those_named_and_those_that_fit_in_order_of_level() -> None:
    hard, easy = scenario("hard", "advanced", "a"), scenario("easy", "beginner", "a", "b")
    known = (hard, easy, scenario("mid", "intermediate", "b"))
    chosen = module_scenarios(Module("m", "M", scenarios=("mid",), select=Selection(("a",))), known)
    assert [one.id for one in chosen] == ["easy", "mid", "hard"]
    fitting = Module("m", "M", select=Selection(("b",), ("beginner",)))
    assert [one.id for one in module_scenarios(fitting, known)] == ["easy"]
    assert module_scenarios(fitting, known, ["easy"]) == ()
