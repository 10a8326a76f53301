"""The work of an incident: each action once, with the cases in which it can be done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sop.casework.worklist import WorkItem
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.store.index_rows import WorkRow
from sop.views.incident_work import (
    group_work,
    incident_work_screen,
    is_doable,
    sort_groups,
)
from sop.views.terminal.rows import as_text
from tests.views.example import at

NOW = at("23T10:15")


def work(case: str, code: str = "R1.1", **rest: object) -> WorkItem:
    row = WorkRow(
        case,
        "recall",
        "recall",
        "look",
        f"recall.look.{code}",
        code,
        "Tell",
        ("lab",),
        None,
        "open",
    )
    item = WorkItem(replace(row, **rest), None, None)
    return item


def shown(*items: WorkItem, cases: int = 3, width: int = 80, **rest: object) -> str:
    blocks = incident_work_screen(items, {}, NOW, cases={"recall": cases}, **rest)  # type: ignore[arg-type]
    return as_text(blocks, width)


def test_equal_work_is_one_entry_with_its_cases() -> None:
    items = (work("A", label="red cap"), work("A", "R1.2"), work("B"))
    assert [len(group) for group in group_work(items)] == [2, 1]
    text = " ".join(shown(*items).split())
    assert 'open in 2 of 3: A "red cap", B' in text
    assert "open in 1 of 3: A" in text


def test_what_cannot_be_done_now_is_named_apart() -> None:
    held = work("B", held=True)
    assert (is_doable(work("A")), is_doable(held)) == (True, False)
    text = " ".join(shown(work("A"), held).split())
    assert ("open in 1 of 3: A" in text, "on hold in 1 of 3: B" in text) == (True, True), text


def test_danger_the_earliest_time_and_the_command_for_all_are_shown() -> None:
    due = NOW + timedelta(hours=1)
    late = WorkItem(work("A").row, NOW - timedelta(hours=1), timedelta(hours=1))
    together = Suggestion("do", "R1.1", options=(("incident", "harbour"),))
    items = (late, WorkItem(work("B").row, due, None))
    text = shown(*items, in_danger={"A"}, together=((items, together),))
    assert text.split()[0] == "OVERDUE"
    assert "A (IN DANGER), B" in text
    assert "To do the first action in all its cases: " in text


@pytest.mark.parametrize("width", [40, 80])
def test_the_list_fits_the_screen(width: int) -> None:
    names = [work(f"7K3M-9QTD-{n}", label=f"person {n}, green jersey") for n in range(6)]
    text = shown(*names, cases=6, width=width)
    assert max(map(len, text.splitlines())) <= width, text


def test_danger_comes_first_then_the_order_of_urgency_and_what_waits_last() -> None:
    due = WorkItem(work("B", "R1.9", due="x").row, NOW, None, is_due=True)
    danger = WorkItem(work("A", "R1.8").row, NOW - timedelta(hours=1), timedelta(hours=1))
    items = (
        work("B", "R1.1", optional=True),
        work("B", "R1.2", kind="decision"),
        work("B", "R1.3", held=True),
        work("B", "R1.4"),
        due,
        danger,
    )
    codes = [group[0].row.code for group in sort_groups(group_work(items), {"A"})]
    assert codes == ["R1.8", "R1.9", "R1.4", "R1.2", "R1.1", "R1.3"]


def test_work_of_all_cases_or_all_but_few_is_not_a_list_of_names() -> None:
    labels = {f"C{n}": f"person {n}" for n in range(8)}
    every = [work(case, label=label) for case, label in labels.items()]
    text = " ".join(shown(*every, cases=8, names={"recall": labels}).split())
    assert ("open in all 8" in text, "person 1" in text) == (True, False)
    text = " ".join(shown(*every[2:], cases=8, names={"recall": labels}).split())
    assert 'open in all 8 but 2: C0 "person 0", C1 "person 1"' in text
    text = " ".join(shown(*every, in_danger={"C3"}, names={"recall": labels}).split())
    assert 'open in all 8; C3 "person 3" (IN DANGER)' in text
