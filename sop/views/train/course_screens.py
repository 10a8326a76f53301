"""Screens of courses and of the progress of learners, who are shown by code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.model.curriculum import Curriculum, Module
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.views.labels import count_text
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Span,
    Table,
    Wordy,
    labelled,
    labelled_lines,
    labelled_table,
    line,
    row,
)

COURSES = (Column("course", 34), Column("title", flex=True), Column("modules", 8))
SCENARIOS = (
    Column("", 9),
    Column("scenario", flex=True),
    Column("level", 12),
    Column("min", 4),
    Column("best", 6),
)
LEARNERS = (
    Column("learner", 13),
    Column("scenarios", 9),
    Column("passed", 7),
    Column("sessions", 9),
    Column("courses completed", flex=True),
)
STATES = {
    "passed": Span("[x] yes", "good"),
    "failed": Span("[!] no", "late"),
    "tried": Span("[~] tried"),
}
OPEN = Span("[ ] open")


@value
class CourseScenarioRow:
    """A scenario of a module. `state`: passed, tried, failed or open; `best`: the best score."""

    module: str
    scenario: str
    title: str
    level: str
    minutes: int | None
    state: str
    best: str


@value
class LearnerRow:
    """A learner's numbers. `completed`: the names of completed courses."""

    code: str
    scenarios: int
    passed: int
    sessions: int
    completed: tuple[str, ...]


def courses_screen(courses: Sequence[tuple[str, Curriculum]]) -> Blocks:
    """Return all courses, each with its name and number of modules."""
    head = line(Span("TRAINING", "caution"), "  Courses")
    if not courses:
        text = "There are no courses yet. Write one in the folder curricula/ of a workflow."
        return (head, BLANK, line(text))
    rows = [row(name, course.title, str(len(course.modules))) for name, course in courses]
    hint = line("Look at a course: ", Suggestion("train course", courses[0][0]))
    return (head, BLANK, labelled_table(COURSES, rows), BLANK, hint)


def course_screen(
    curriculum: Curriculum,
    stops: Sequence[CourseScenarioRow],
    empty: Sequence[str],
    learner: str | None,
    last: Wordy,
) -> Blocks:
    """Return the course module by module.

    `empty`: the ids of modules without a scenario. `last`: what to do next.
    """
    title = Span(f"TRAINING  {curriculum.title}", "caution")
    blocks: list[Block] = [line(title, labelled("   learner ", learner or ""))]
    blocks += labelled_lines(("", curriculum.about))
    for number, module in enumerate(curriculum.modules, 1):
        own = [stop for stop in stops if stop.module == module.id]
        blocks += _module(number, module, own)
        if module.id in empty:
            blocks.append(line("No scenario fits this module yet.", indent=2))
    return (*blocks, BLANK, line(last))


def _module(number: int, module: Module, stops: Sequence[CourseScenarioRow]) -> Iterator[Block]:
    yield BLANK
    yield line(Span(f"{number}. {module.title}", "strong"), f", pass mark {module.pass_mark} %")
    for aim in module.aims:
        yield line(f"- {aim}", indent=2, hang=4)
    if stops:
        yield Table(SCENARIOS, tuple(map(_scenario_row, stops)))


def _scenario_row(stop: CourseScenarioRow) -> Row:
    state = STATES.get(stop.state, OPEN)
    return row(state, stop.title, stop.level, str(stop.minutes or ""), stop.best)


def progress_screen(learners: Sequence[LearnerRow]) -> Blocks:
    """Return a row for each learner."""
    head = line(Span("TRAINING", "caution"), "  Progress by learner's code")
    if not learners:
        text = "No session names a learner. Give a code when a session begins: "
        return (head, BLANK, line(text, Suggestion("train run")))
    total = line(f"{count_text(len(learners), 'learner')}, each shown by code, never by name.")
    return (head, BLANK, labelled_table(LEARNERS, map(_learner_row, learners)), BLANK, total)


def _learner_row(learner: LearnerRow) -> Row:
    return row(
        learner.code,
        str(learner.scenarios),
        str(learner.passed),
        str(learner.sessions),
        ", ".join(learner.completed) or "-",
    )
