"""`sop train course` and `progress`: courses of scenarios, and the progress of each learner."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import calendar_of
from sop.casework.library import Library, NotCompiled, WorkflowEntry
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult, as_failure
from sop.commands.train.training_context import (
    holidays_of,
    learner_code,
    load_play,
    round_number,
    sessions_of,
    training_library,
)
from sop.definition.curricula import read_curricula
from sop.model.curriculum import Curriculum, Module
from sop.model.refusal import UsageError
from sop.model.scenario import Scenario
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.training.learner_progress import CourseProgress, CourseScenario, Result, course_progress
from sop.training.model_path import play_model_path
from sop.training.scoring import score_stage
from sop.views.terminal.blocks import Wordy, words
from sop.views.train.course_screens import (
    CourseScenarioRow,
    LearnerRow,
    course_screen,
    courses_screen,
    progress_screen,
)
from sop.views.train.score_screens import points_text


@value
class Course:
    """A curriculum with its workflow and that workflow's scenarios."""

    listed: WorkflowEntry
    curriculum: Curriculum
    scenarios: tuple[Scenario, ...]

    @property
    def name(self) -> str:
        return f"{self.listed.id}/{self.curriculum.id}"


def courses(library: Library) -> list[Course]:
    """Return every available course. Raise NotCompiled if a curriculum has errors."""
    found: list[Course] = []
    for listed in library.list_workflows():
        if not listed.path.is_dir() or not (listed.path / "curricula").is_dir():
            continue
        loaded = library.load(listed)
        names = [one.id for one in loaded.scenarios]
        read, findings = read_curricula(listed.path, names, listed.shown_as)
        if findings:
            raise NotCompiled(listed, findings)
        found += [Course(listed, one, loaded.scenarios) for one in read]
    return found


def show_course(
    session: CommandContext, word: str | None, learner: str | None, check: bool
) -> CommandResult:
    """List the courses, or show one with the progress of a learner.

    `check`: play the model answers of its scenarios.
    """
    library = training_library(session)
    found = courses(library)
    if word is None:
        return _list_courses(found)
    chosen = _find(found, word)
    code = learner_code(learner)
    results = collect_results(session) if code else []
    reached = course_progress(chosen.curriculum, chosen.listed.id, chosen.scenarios, results, code)
    played: dict[str, bool] = {}
    if check:
        played = _play_model_answers(session, library, chosen, reached)
    bad = [name for name, passed in played.items() if not passed]
    next_ = None
    if reached.next and not check:
        next_ = reached.next.scenario.id
    data = {
        "courses": [_course_json(chosen)],
        "modules": [_module_json(one, reached, played) for one in reached.curriculum.modules],
        "completed": reached.completed,
        "next": next_,
    }
    rows = [_scenario_row(one, played) for one in reached.scenarios]
    empty = [one.id for one in reached.empty]
    last = _next_step_text(reached, chosen, code, played, bad)
    answer = CommandResult(
        data=data, blocks=lambda: course_screen(chosen.curriculum, rows, empty, code, last)
    )
    if not bad:
        return answer
    return as_failure(answer, f"The model answers of {', '.join(bad)} do not pass.")


def _list_courses(found: Sequence[Course]) -> CommandResult:
    pairs = [(one.name, one.curriculum) for one in found]
    data: Json = {
        "courses": [_course_json(one) for one in found],
        "modules": [],
        "next": None,
        "completed": False,
    }
    return CommandResult(data=data, blocks=lambda: courses_screen(pairs))


def _find(found: Sequence[Course], word: str) -> Course:
    matches = [one for one in found if word in (one.name, one.curriculum.id)]
    if len(matches) == 1:
        return matches[0]
    names = ", ".join(one.name for one in (matches or found)) or "none"
    message = f"There is no course '{word}'."
    if matches:
        message = f"'{word}' is the name of several courses."
    raise UsageError(message, f"Choose one of: {names}.")


def _play_model_answers(
    session: CommandContext, library: Library, chosen: Course, reached: CourseProgress
) -> dict[str, bool]:
    """Return by scenario whether its model answers reach the pass mark. Nothing is written."""
    definition = library.load(chosen.listed).definition
    assert definition is not None
    calendar = calendar_of(definition, holidays_of(session))
    passed: dict[str, bool] = {}
    for one in reached.scenarios:
        stage = play_model_path(definition, one.scenario, calendar)
        passed[one.scenario.id] = score_stage(stage, one.module.pass_mark).passed
    return passed


def collect_results(session: CommandContext) -> list[Result]:
    """Return the result of every session that names a learner."""
    store = sessions_of(session)
    found = []
    for name in store.ids():
        header = store.load(store.path(name)).header
        if not header.learner:
            continue
        score = score_stage(load_play(session, str(store.path(header.id))).stage)
        found.append(
            Result(
                session=header.id,
                learner=header.learner,
                workflow=header.workflow,
                scenario=header.scenario,
                score=score,
                assess=header.assess,
            )
        )
    return found


def show_progress(session: CommandContext, learner: str | None) -> CommandResult:
    """Show the progress of each learner."""
    code = learner_code(learner)
    results = [one for one in collect_results(session) if code in (None, one.learner)]
    known = courses(training_library(session)) if results else []
    codes = sorted({one.learner for one in results})
    learners = [_learner(one, results, known) for one in codes]
    data = {"learners": [_learner_json(one, results) for one in learners]}
    return CommandResult(data=data, blocks=lambda: progress_screen(learners))


def _learner(code: str, results: Sequence[Result], known: Sequence[Course]) -> LearnerRow:
    mine = [one for one in results if one.learner == code]
    tried = {(one.workflow, one.scenario) for one in mine}
    passed = {(one.workflow, one.scenario) for one in mine if one.score.passed}
    completed = []
    for one in known:
        reached = course_progress(one.curriculum, one.listed.id, one.scenarios, results, code)
        if reached.completed:
            completed.append(one.name)
    return LearnerRow(code, len(tried), len(passed), len(mine), tuple(completed))


def _scenario_row(one: CourseScenario, played: dict[str, bool]) -> CourseScenarioRow:
    scenario = one.scenario
    best = ""
    if one.best is not None:
        best = f"{points_text(one.best)} %"
    return CourseScenarioRow(
        one.module.id,
        scenario.id,
        scenario.title,
        scenario.level,
        scenario.minutes,
        _state(one, played),
        best,
    )


def _state(one: CourseScenario, played: dict[str, bool]) -> str:
    if one.scenario.id in played:
        return "passed" if played[one.scenario.id] else "failed"
    if one.passed:
        return "passed"
    return "tried" if one.tries else "open"


def _next_step_text(
    reached: CourseProgress,
    chosen: Course,
    code: str | None,
    played: dict[str, bool],
    bad: Sequence[str],
) -> Wordy:
    if played:
        return f"The model answers of {len(played) - len(bad)} of {len(played)} scenarios pass."
    if reached.completed:
        return "The course is completed."
    if reached.next is None:
        return "No scenario is left to play."
    options = (("learner", code),) if code else ()
    scenario = f"{chosen.listed.id}/{reached.next.scenario.id}"
    return words("Next: ", Suggestion("train run", scenario, options=options))


def _course_json(one: Course) -> Json:
    return {
        "course": one.name,
        "title": one.curriculum.title,
        "for": one.curriculum.audience,
        "modules": len(one.curriculum.modules),
    }


def _module_json(module: Module, reached: CourseProgress, played: dict[str, bool]) -> Json:
    mine = [one for one in reached.scenarios if one.module is module]
    return {
        "id": module.id,
        "title": module.title,
        "aims": list(module.aims),
        "pass_mark": module.pass_mark,
        "scenarios": [_scenario_json(one, played.get(one.scenario.id)) for one in mine],
    }


def _scenario_json(one: CourseScenario, model_passes: bool | None) -> Json:
    return {
        "scenario": one.scenario.id,
        "level": one.scenario.level or None,
        "tries": one.tries,
        "best": None if one.best is None else round_number(one.best),
        "passed": one.passed,
        "model_passes": model_passes,
    }


def _learner_json(one: LearnerRow, results: Sequence[Result]) -> Json:
    mine = [each for each in results if each.learner == one.code]
    return {
        "learner": one.code,
        "scenarios": one.scenarios,
        "passed": one.passed,
        "completed": list(one.completed),
        "sessions": list(map(_session_json, mine)),
    }


def _session_json(one: Result) -> Json:
    return {
        "session": one.session,
        "scenario": one.scenario,
        "workflow": one.workflow,
        "percent": round_number(one.score.percent),
        "passed": one.score.passed,
        "assess": one.assess,
    }
