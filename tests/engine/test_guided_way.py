"""One thing comes next, safety first, and it is the same thing for `sop go` and for `sop next`."""

from __future__ import annotations

from sop.engine.checklist_lines import Checklist
from sop.engine.guided_way import (
    Task,
    find_alarm,
    list_repetitions,
    list_tasks,
    next_task,
    sort_actions,
)
from sop.model.definition import Definition
from sop.model.suggestion import Suggestion
from sop.views.labels import Wording
from sop.views.next_actions import NextList
from tests.engine.scenario_states import list_states

ENOUGH = 1500
"""States times viewers in the scenarios that are shipped: fewer means that they were not played."""


def suggestion_of(task: Task) -> Suggestion | None:
    if task.action is not None:
        return task.action.suggest
    return task.choices[0].suggest if task.choices else None


def suggests_it(task: Task) -> bool:
    """Whether `sop next` suggests it; for the task of others it says whom to ask."""
    return task.kind != "closing" and task.is_own


def suggested_by_next(definition: Definition, shown: Checklist, viewer: str) -> list[Suggestion]:
    """The commands in the last lines of `sop next`, in their order."""
    items = sort_actions(shown, viewer)
    footer = NextList(Wording(definition, shown.now), shown, items, viewer).footer(0)
    return [span.suggest for piece in footer.pieces for span in piece if span.suggest is not None]


def test_next_suggests_the_first_task_in_every_state_of_every_scenario() -> None:
    """In danger both begin with an answer to it; elsewhere with the same action or outcome."""
    compared = urgent = 0
    for state in list_states():
        for viewer in state.viewers:
            shown = state.checklist(viewer)
            if not shown.takes_work:
                assert list_tasks(state.definition, shown, viewer) == ()
                continue
            tasks = list_tasks(state.definition, shown, viewer)
            task = next_task(one for one in tasks if one.is_required)
            where = (state.scenario, len(state.history), viewer)
            compared += 1
            answers = [answer for danger in shown.dangers for answer in danger.answers]
            if answers:
                urgent += 1
                own = [answer for answer in answers if viewer in answer.by]
                suggested = {(own or answers)[0].path, (own or answers)[0].path.rpartition(".")[0]}
                assert task is not None, where
                assert task.is_urgent and task.path in suggested, where
            elif task is not None and suggests_it(task) and not shown.dangers:
                found = suggested_by_next(state.definition, shown, viewer)
                assert suggestion_of(task) in found[:1], where
    assert compared > ENOUGH
    assert urgent > 100


def test_own_open_actions_come_in_the_order_of_next() -> None:
    for state in list_states():
        for viewer in state.viewers:
            shown = state.checklist(viewer)
            if not shown.takes_work or shown.dangers:
                continue
            tasks = list_tasks(state.definition, shown, viewer)
            own = [one.path for one in tasks if one.kind == "action" and one.is_own]
            sorted_ = sort_actions(shown, viewer)
            expected = [one.path for one in sorted_ if one.state == "open" and viewer in one.by]
            required = {one.path for one in sorted_ if one.required}
            assert own == [path for path in expected if path in required] + [
                path for path in expected if path not in required
            ]


def test_an_optional_action_never_comes_before_something_required() -> None:
    optional = 0
    for state in list_states():
        for viewer in state.viewers:
            tasks = list_tasks(state.definition, state.checklist(viewer), viewer)
            listed = [one.is_required for one in tasks if one.kind != "closing"]
            assert listed == sorted(listed, reverse=True)
            optional += listed.count(False)
    assert optional > 1000


def test_every_task_is_listed_once_and_says_who_may_do_it() -> None:
    for state in list_states():
        for viewer in state.viewers:
            tasks = list_tasks(state.definition, state.checklist(viewer), viewer)
            assert len({one.path for one in tasks}) == len(tasks)
            for task in tasks:
                assert task.by
                assert task.is_own == (viewer in task.by)


def test_every_state_has_a_task_or_shows_what_it_waits_for() -> None:
    """Where no task is left, something waits for an answer, for time or for an interrupt."""
    waits = 0
    for state in list_states():
        for viewer in state.viewers:
            shown = state.checklist(viewer)
            if not shown.takes_work or next_task(list_tasks(state.definition, shown, viewer)):
                continue
            waits += 1
            reasons = [one.reasons for track in shown.tracks for one in track.actions]
            reasons += [one.reasons for track in shown.tracks for one in track.transitions]
            reasons += [track.reasons for track in shown.tracks]
            assert any(reasons), (state.scenario, len(state.history), viewer)
    assert waits < ENOUGH


def test_what_was_skipped_does_not_come_next_and_the_track_at_work_comes_first() -> None:
    state = next(one for one in list_states() if one.definition.id == "za-trafficking")
    viewer = state.viewers[0]
    tasks = list_tasks(state.definition, state.checklist(viewer), viewer)
    first = next_task(tasks)
    assert first is not None
    second = next_task(tasks, [first.path])
    assert second is not None
    assert second.path != first.path
    assert next_task(tasks, [one.path for one in tasks]) is None
    assert next_task(tasks, (), "no_such_track") == first


def test_what_was_done_elsewhere_comes_when_nothing_else_is_required() -> None:
    state = next(one for one in list_states() if one.definition.id == "za-trafficking")
    viewer = state.viewers[0]
    tasks = list_tasks(state.definition, state.checklist(viewer), viewer)
    every = [one.path for one in tasks]
    assert next_task(tasks, (), None, every) == next_task(tasks)
    assert list_repetitions(state.checklist(viewer)) == frozenset()  # no step is urgent yet


def test_the_interrupt_that_states_a_danger_is_found_for_those_who_may_raise_it() -> None:
    state = next(one for one in list_states() if one.definition.id == "za-trafficking")
    shown = state.checklist("saps")
    found = find_alarm(state.definition, shown, {"in_danger": True}, "saps")
    assert found == "safety.danger"
    assert find_alarm(state.definition, shown, {"missing": True}, "saps") == "safety.gone"
    assert find_alarm(state.definition, shown, {"in_danger": False}, "saps") is None
    assert find_alarm(state.definition, shown, {"in_danger": True}, "nobody") is None
