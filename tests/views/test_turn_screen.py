"""One turn fits one screen in every state of every shipped scenario, and says what helps."""

from __future__ import annotations

from functools import cache

import pytest

from sop.engine.checklist_lines import Checklist
from sop.engine.guided_way import Task, list_tasks, next_task
from sop.model.definition import Definition
from sop.model.fact import Fact
from sop.views.labels import Wording
from sop.views.terminal.blocks import text_of
from sop.views.terminal.rows import lay_out
from sop.views.turn_screen import (
    DETAILS,
    TurnContent,
    cut_text,
    fact_answers,
    full_screen,
    missing_texts,
    outcome_text,
    task_word,
    turn_screen,
)
from tests.engine.scenario_states import list_states

ROWS = 23
"""A terminal has 24 rows; the last one is for what the user types."""
KEYS = ("! emergency", "x not possible", "s later", "l list", "w why", "n note", "? help")


def content_of(wording: Wording, shown: Checklist, task: Task) -> TurnContent:
    """What the turn of the task asks."""
    heading = "Case 7K3M-9QTD-X   za-trafficking   N. Dlamini, SAPS   Mon 30 Nov 21:44"
    if task.choices:
        answers = tuple(outcome_text(wording, one) for one in task.choices)
        missing = missing_texts(wording, shown, task)
        return TurnContent(heading, "What is decided?", answers, False, KEYS, missing=missing)
    action = None if task.kind != "action" else wording.definition.action(task.path)
    if action is None or not action.records:
        return TurnContent(heading, keys=KEYS)
    fact = wording.definition.facts[action.records[0]]
    return TurnContent(heading, fact.ask or fact.id, fact_answers(fact), True, KEYS)


def rows_of(definition: Definition, shown: Checklist, task: Task, columns: int) -> list[str]:
    wording = Wording(definition, shown.now)
    content = content_of(wording, shown, task)
    rows: list[str] = []
    for detail in DETAILS:
        blocks = turn_screen(wording, shown, task, content, detail)
        rows = [text_of(row) for row in lay_out(blocks, columns, False, str)]
        if len(rows) <= ROWS:
            break
    return rows


@cache
def list_turns() -> tuple[tuple[Definition, Checklist, Task], ...]:
    """What comes next in each state, for whoever acts next."""
    found: list[tuple[Definition, Checklist, Task]] = []
    for state in list_states():
        shown = state.checklist(state.viewers[0])
        task = next_task(list_tasks(state.definition, shown, state.viewers[0]))
        if task is not None:
            found.append((state.definition, shown, task))
    return tuple(found)


@pytest.mark.parametrize(("columns", "every"), [(80, 1), (60, 5)])
def test_the_next_turn_fits_one_screen_in_every_state(columns: int, every: int) -> None:
    assert len(list_turns()) > 500
    for definition, shown, task in list_turns()[::every]:
        rows = rows_of(definition, shown, task, columns)
        assert len(rows) <= ROWS, "\n".join(rows)
        assert max(map(len, rows)) <= columns


def test_say_and_warning_of_an_action_are_on_its_turn() -> None:
    found = 0
    for definition, shown, task in list_turns():
        if task.action is None or not task.is_own or not task.action.warn:
            continue
        found += 1
        text = " ".join(" ".join(rows_of(definition, shown, task, 80)).split())
        assert "Warning: " in text
        assert "Say to the person: " in text or not definition.step_at(task.path).say
    assert found > 20


def test_the_whole_of_every_text_is_in_the_help() -> None:
    state = next(one for one in list_states() if one.definition.id == "za-trafficking")
    shown = state.checklist("saps")
    task = next(one for one in list_tasks(state.definition, shown, "saps") if one.action)
    wording = Wording(state.definition, shown.now)
    rows = lay_out(full_screen(wording, shown, task), 80, False, str)
    text = " ".join(" ".join(map(text_of, rows)).split())
    step = state.definition.step_at(task.path)
    for part in (step.purpose, *step.goes_wrong):
        assert " ".join(part.split()) in text


def test_a_danger_is_now_and_a_decision_is_named_as_one() -> None:
    words = {task_word(task) for _, _, task in list_turns()}
    assert {"NOW", "TO DO", "OPTIONAL", "DECIDE"} <= words
    urgent = {task_word(task) for _, _, task in list_turns() if task.is_urgent}
    assert urgent <= {"NOW", "OVERDUE"}


@pytest.mark.parametrize(
    ("text", "letters", "found"),
    [("in full", 20, "in full"), ("Never in the same vehicle", 12, "Never in ...")],
)
def test_a_cut_text_ends_between_words_with_dots(text: str, letters: int, found: str) -> None:
    assert cut_text(text, letters) == found


def test_not_known_is_offered_only_where_it_is_accepted() -> None:
    assert fact_answers(Fact("a", "boolean")) == ("yes", "no")
    assert fact_answers(Fact("a", "datetime")) == ("now",)
    accepted = Fact("a", "datetime", may_be_not_known=True)
    assert fact_answers(accepted) == ("now", "not known")
    assert fact_answers(Fact("a", "text")) == ()
