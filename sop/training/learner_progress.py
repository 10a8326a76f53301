"""A learner's way through a course: which scenario comes next, what was reached, by the learner's code."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sop.model.curriculum import LEVELS, Curriculum, Module
from sop.model.scenario import Scenario
from sop.model.training import Score
from sop.model.value import value


@value
class Result:
    """A session of a learner, judged."""

    session: str
    learner: str
    workflow: str
    scenario: str
    score: Score
    assess: bool


@value
class CourseScenario:
    """One scenario on the way. `best` is the best per cent of the learner; None where it was never finished."""

    module: Module
    scenario: Scenario
    tries: int
    best: Fraction | None
    passed: bool


@value
class CourseProgress:
    """The whole course. `empty` are modules for which there is no scenario yet."""

    curriculum: Curriculum
    stops: tuple[CourseScenario, ...]
    empty: tuple[Module, ...]

    @property
    def next(self) -> CourseScenario | None:
        """The first scenario that is not passed."""
        return next((one for one in self.stops if not one.passed), None)

    @property
    def completed(self) -> bool:
        return bool(self.stops) and self.next is None and not self.empty


def module_scenarios(
    module: Module, scenarios: Sequence[Scenario], taken: Sequence[str] = ()
) -> tuple[Scenario, ...]:
    """The module's scenarios in order of level: those named, and those that fit and no earlier module has."""
    named = [one for name in module.scenarios for one in scenarios if one.id == name]
    fitting = [
        one for one in scenarios if one not in named and one.id not in taken and _fits(module, one)
    ]
    return tuple(sorted((*named, *fitting), key=_rank))


def _fits(module: Module, scenario: Scenario) -> bool:
    wanted = module.select
    if wanted is None:
        return False
    is_for = not wanted.audience or any(one in scenario.audience for one in wanted.audience)
    return is_for and (not wanted.level or scenario.level in wanted.level)


def _rank(scenario: Scenario) -> int:
    return LEVELS.index(scenario.level) if scenario.level in LEVELS else len(LEVELS)


def course_progress(
    curriculum: Curriculum,
    workflow: str,
    scenarios: Sequence[Scenario],
    results: Sequence[Result],
    learner: str | None,
) -> CourseProgress:
    """The course as it stands for the learner; without a code nothing is passed yet."""
    mine = [
        one
        for one in results
        if learner is not None and one.learner == learner and one.workflow == workflow
    ]
    stops: list[CourseScenario] = []
    empty: list[Module] = []
    for module in curriculum.modules:
        found = module_scenarios(module, scenarios, [one.scenario.id for one in stops])
        if not found:
            empty.append(module)
        stops += [_stop(module, one, mine) for one in found]
    return CourseProgress(curriculum, tuple(stops), tuple(empty))


def _stop(module: Module, scenario: Scenario, mine: Sequence[Result]) -> CourseScenario:
    tried = [one for one in mine if one.scenario == scenario.id]
    done = [one.score for one in tried if one.score.finished]
    passed = any(not one.mishaps and one.percent >= module.pass_mark for one in done)
    return CourseScenario(
        module, scenario, len(tried), max((one.percent for one in done), default=None), passed
    )
