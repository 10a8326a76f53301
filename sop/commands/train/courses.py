"""`sop train course` and `progress`: courses over the scenarios, and how far each learner's code has come."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import calendar_of
from sop.casework.library import Library, NotCompiled, WorkflowEntry
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.output import EXIT_DONE, EXIT_REFUSED, CommandResult
from sop.commands.train.training_context import (
    holidays_of,
    learner_code,
    load_play,
    round_number,
    sessions_of,
    training_library,
)
from sop.definition.curricula import read_curricula
from sop.model.curriculum import Curriculum
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
    """A curriculum with its workflow and the scenarios that it chooses from."""

    listed: WorkflowEntry
    curriculum: Curriculum
    scenarios: tuple[Scenario, ...]

    @property
    def name(self) -> str:
        return f"{self.listed.id}/{self.curriculum.id}"


def courses(library: Library) -> list[Course]:
    """Every course within reach. NotCompiled where a curriculum has errors: nobody learns from half of it."""
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


def course(
    session: CommandContext, word: str | None, learner: str | None, check: bool
) -> CommandResult:
    """The list of courses, or a learner's way through one; with `--check` the model answers are played."""
    library = training_library(session)
    found = courses(library)
    if word is None:
        pairs = [(one.name, one.curriculum) for one in found]
        data: Json = {
            "courses": [_course_json(one) for one in found],
            "modules": [],
            "next": None,
            "completed": False,
        }
        return CommandResult(data=data, blocks=lambda: courses_screen(pairs))
    chosen = _find(found, word)
    code = learner_code(learner)
    results = collect_results(session) if code else []
    way = course_progress(chosen.curriculum, chosen.listed.id, chosen.scenarios, results, code)
    played = _play_model_answers(session, library, chosen, way) if check else {}
    bad = [name for name, passed in played.items() if not passed]
    shown = [_scenario_row(one, played) for one in way.scenarios]
    last = _next_step_text(way, chosen, code, played, bad)
    data = {
        "courses": [_course_json(chosen)],
        "modules": _modules_json(way, played),
        "completed": way.completed,
        "next": way.next.scenario.id if way.next and not check else None,
    }
    return CommandResult(
        data=data,
        code=EXIT_REFUSED if bad else EXIT_DONE,
        error="findings" if bad else None,
        message=f"the model answers of {', '.join(bad)} do not pass." if bad else "",
        blocks=lambda: course_screen(
            chosen.curriculum, shown, [one.id for one in way.empty], code, last
        ),
    )


def _find(found: Sequence[Course], word: str) -> Course:
    fitting = [one for one in found if word in (one.name, one.curriculum.id)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(one.name for one in (fitting or found)) or "none"
    raise UsageError(
        f"'{word}' is {'several courses' if fitting else 'no course'}.", f"there is: {names}"
    )


def _play_model_answers(
    session: CommandContext, library: Library, chosen: Course, way: CourseProgress
) -> dict[str, bool]:
    """Scenario -> whether its model answers pass the mark of its module. Nothing is written."""
    definition = library.load(chosen.listed).definition
    assert definition is not None
    calendar = calendar_of(definition, holidays_of(session))
    return {
        one.scenario.id: score_stage(
            play_model_path(definition, one.scenario, calendar), one.module.pass_mark
        ).passed
        for one in way.scenarios
    }


def collect_results(session: CommandContext) -> list[Result]:
    """Every session that names a learner, judged."""
    store = sessions_of(session)
    named = [store.load(store.path(one)).header for one in store.ids()]
    found = []
    for header in named:
        if header.learner:
            score = score_stage(load_play(session, str(store.path(header.id))).stage)
            found.append(
                Result(
                    header.id,
                    header.learner,
                    header.workflow,
                    header.scenario,
                    score,
                    header.assess,
                )
            )
    return found


def progress(session: CommandContext, learner: str | None) -> CommandResult:
    """How far each code has come."""
    code = learner_code(learner)
    results = [one for one in collect_results(session) if code in (None, one.learner)]
    known = courses(training_library(session)) if results else []
    learners = [_learner(one, results, known) for one in sorted({one.learner for one in results})]
    data = {"learners": [_learner_json(one, results) for one in learners]}
    return CommandResult(data=data, blocks=lambda: progress_screen(learners))


def _learner(code: str, results: Sequence[Result], known: Sequence[Course]) -> LearnerRow:
    mine = [one for one in results if one.learner == code]
    passed = {(one.workflow, one.scenario) for one in mine if one.score.passed}
    done = tuple(
        one.name
        for one in known
        if course_progress(one.curriculum, one.listed.id, one.scenarios, results, code).completed
    )
    return LearnerRow(
        code, len({(one.workflow, one.scenario) for one in mine}), len(passed), len(mine), done
    )


def _scenario_row(one: CourseScenario, played: dict[str, bool]) -> CourseScenarioRow:
    state = "passed" if one.passed else "tried" if one.tries else "open"
    if one.scenario.id in played:
        state = "passed" if played[one.scenario.id] else "failed"
    best = "" if one.best is None else f"{points_text(one.best)} %"
    return CourseScenarioRow(
        one.module.id,
        one.scenario.id,
        one.scenario.title,
        one.scenario.level,
        one.scenario.minutes,
        state,
        best,
    )


def _next_step_text(
    way: CourseProgress,
    chosen: Course,
    code: str | None,
    played: dict[str, bool],
    bad: Sequence[str],
) -> Wordy:
    if played:
        return f"The model answers of {len(played) - len(bad)} of {len(played)} scenarios pass."
    if way.completed:
        return "The course is completed."
    if way.next is None:
        return "No scenario is left to play."
    options = (("learner", code),) if code else ()
    return words(
        "Next: ",
        Suggestion("train run", f"{chosen.listed.id}/{way.next.scenario.id}", options=options),
    )


# ---- JSON


def _course_json(one: Course) -> Json:
    return {
        "course": one.name,
        "title": one.curriculum.title,
        "for": one.curriculum.audience,
        "modules": len(one.curriculum.modules),
    }


def _modules_json(way: CourseProgress, played: dict[str, bool]) -> list[Json]:
    return [
        {
            "id": module.id,
            "title": module.title,
            "aims": list(module.aims),
            "pass_mark": module.pass_mark,
            "scenarios": [
                {
                    "scenario": one.scenario.id,
                    "level": one.scenario.level or None,
                    "tries": one.tries,
                    "best": None if one.best is None else round_number(one.best),
                    "passed": one.passed,
                    "model_passes": played.get(one.scenario.id),
                }
                for one in way.scenarios
                if one.module is module
            ],
        }
        for module in way.curriculum.modules
    ]


def _learner_json(one: LearnerRow, results: Sequence[Result]) -> Json:
    mine = [each for each in results if each.learner == one.code]
    return {
        "learner": one.code,
        "scenarios": one.scenarios,
        "passed": one.passed,
        "completed": list(one.completed),
        "sessions": [
            {
                "session": each.session,
                "scenario": each.scenario,
                "workflow": each.workflow,
                "percent": round_number(each.score.percent),
                "passed": each.score.passed,
                "assess": each.assess,
            }
            for each in mine
        ],
    }
