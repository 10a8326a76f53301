"""Courses and the progress of learners, by code, on screen."""

from __future__ import annotations

from collections.abc import Sequence

from sop.model.curriculum import Curriculum
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.views.labels import count_text
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Section,
    Span,
    Table,
    Wordy,
    line,
    row,
)

COURSES = (Column("course", 34), Column("title", flex=True), Column("modules", 8))
STOPS = (
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


@value
class CourseScenarioRow:
    module: str
    scenario: str
    title: str
    level: str
    minutes: int | None
    state: str  # passed | tried | open | failed
    best: str


@value
class LearnerRow:
    code: str
    scenarios: int
    passed: int
    sessions: int
    completed: tuple[str, ...]


def courses_screen(courses: Sequence[tuple[str, Curriculum]]) -> Blocks:
    head = line(Span("TRAINING", "caution"), "  Courses")
    if not courses:
        return (
            head,
            BLANK,
            line("There is no course yet: write one in the folder curricula/ of a workflow."),
        )
    rows = tuple(row(name, one.title, str(len(one.modules))) for name, one in courses)
    look = line("Look: ", Suggestion("train course", courses[0][0]))
    return (head, BLANK, Table(COURSES, (Section((), labels=True), *rows)), BLANK, look)


def course_screen(
    curriculum: Curriculum,
    stops: Sequence[CourseScenarioRow],
    empty: Sequence[str],
    learner: str | None,
    last: Wordy,
) -> Blocks:
    """The way through the course, module by module. `last` is what to do next."""
    whose = f"   learner {learner}" if learner else ""
    blocks: list[Block] = [line(Span(f"TRAINING  {curriculum.title}", "caution"), whose)]
    blocks += [line(curriculum.about)] if curriculum.about else []
    for number, module in enumerate(curriculum.modules, 1):
        here = [one for one in stops if one.module == module.id]
        blocks += [
            BLANK,
            line(Span(f"{number}. {module.title}", "strong"), f", pass mark {module.pass_mark} %"),
        ]
        blocks += [line(f"- {aim}", indent=2, hang=4) for aim in module.aims]
        if here:
            rows = tuple(
                row(_state(one), one.title, one.level, str(one.minutes or ""), one.best)
                for one in here
            )
            blocks.append(Table(STOPS, rows))
        if module.id in empty:
            blocks.append(line("No scenario fits this module yet.", indent=2))
    return (*blocks, BLANK, line(last))


def _state(one: CourseScenarioRow) -> Wordy:
    words = {
        "passed": Span("[x] yes", "good"),
        "failed": Span("[!] no", "late"),
        "tried": Span("[~] tried"),
    }
    return words.get(one.state, Span("[ ] open"))


def progress_screen(learners: Sequence[LearnerRow]) -> Blocks:
    head = line(Span("TRAINING", "caution"), "  Progress by learner's code")
    if not learners:
        hint = line(
            "No session names a learner. Give a code when a session begins: ",
            Suggestion("train run"),
        )
        return (head, BLANK, hint)
    rows = tuple(
        row(
            one.code,
            str(one.scenarios),
            str(one.passed),
            str(one.sessions),
            ", ".join(one.completed) or "-",
        )
        for one in learners
    )
    return (
        head,
        BLANK,
        Table(LEARNERS, (Section((), labels=True), *rows)),
        BLANK,
        line(f"{count_text(len(learners), 'learner')}. A code, never a name."),
    )
