"""The progress of a learner, known by a code, in a course: what is passed, and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sop.model.curriculum import LEVELS, Curriculum, Module
from sop.model.scenario import Scenario
from sop.model.training import Score
from sop.model.value import value


@value
class Result:
    """The result of one session. `assess`: it was an assessment."""

    session: str
    learner: str
    workflow: str
    scenario: str
    score: Score
    assess: bool


@value
class CourseScenario:
    """One scenario of a course. `best` is the learner's best percentage; None if never finished."""

    module: Module
    scenario: Scenario
    tries: int
    best: Fraction | None
    passed: bool


@value
class CourseProgress:
    """The whole course. `empty` are the modules for which there is no scenario yet."""

    curriculum: Curriculum
    scenarios: tuple[CourseScenario, ...]
    empty: tuple[Module, ...]

    @property
    def next(self) -> CourseScenario | None:
        """The first scenario that is not passed; None if all are."""
        return next((scenario for scenario in self.scenarios if not scenario.passed), None)

    @property
    def completed(self) -> bool:
        return bool(self.scenarios) and self.next is None and not self.empty


def module_scenarios(
    module: Module, scenarios: Sequence[Scenario], taken: Sequence[str] = ()
) -> tuple[Scenario, ...]:
    """Return the module's scenarios in order of level.

    They are those that the module names, and those that fit it and are not in `taken`, the ids of
    the scenarios of earlier modules.
    """
    by_id = {scenario.id: scenario for scenario in scenarios}
    named = [by_id[name] for name in module.scenarios if name in by_id]
    others = [scenario for scenario in scenarios if scenario not in named]
    fitting = [one for one in others if one.id not in taken and _fits(module, one)]
    return tuple(sorted((*named, *fitting), key=_rank))


def _fits(module: Module, scenario: Scenario) -> bool:
    selection = module.select
    if selection is None:
        return False
    if selection.audience and not set(selection.audience) & set(scenario.audience):
        return False
    return not selection.level or scenario.level in selection.level


def _rank(scenario: Scenario) -> int:
    """Return the place of the scenario's level; an unknown level comes last."""
    if scenario.level not in LEVELS:
        return len(LEVELS)
    return LEVELS.index(scenario.level)


def course_progress(
    curriculum: Curriculum,
    workflow: str,
    scenarios: Sequence[Scenario],
    results: Sequence[Result],
    learner: str | None,
) -> CourseProgress:
    """Return the learner's progress in the course; without a code nothing is passed yet."""
    own = _own_results(results, workflow, learner)
    progress: list[CourseScenario] = []
    empty: list[Module] = []
    for module in curriculum.modules:
        found = module_scenarios(module, scenarios, [one.scenario.id for one in progress])
        if not found:
            empty.append(module)
        progress += [_scenario_progress(module, scenario, own) for scenario in found]
    return CourseProgress(curriculum, tuple(progress), tuple(empty))


def _own_results(results: Sequence[Result], workflow: str, learner: str | None) -> list[Result]:
    """Return the results of the learner in the workflow; none without a code."""
    if learner is None:
        return []
    mine = (result for result in results if result.learner == learner)
    return [result for result in mine if result.workflow == workflow]


def _scenario_progress(module: Module, scenario: Scenario, own: Sequence[Result]) -> CourseScenario:
    tries = [result for result in own if result.scenario == scenario.id]
    finished = [result.score for result in tries if result.score.finished]
    best = max((score.percent for score in finished), default=None)
    return CourseScenario(
        module=module,
        scenario=scenario,
        tries=len(tries),
        best=best,
        passed=any(_passes(module, score) for score in finished),
    )


def _passes(module: Module, score: Score) -> bool:
    """Whether a finished session passes by the module's own pass mark."""
    return not score.mishaps and score.percent >= module.pass_mark
