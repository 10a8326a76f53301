"""The work of an incident: each action once, with the cases in which it can be done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sop.casework.worklist import WorkItem
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.store.index_rows import WorkRow
from sop.views.incident_work import group_work, incident_work_screen, is_doable
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
    text = shown(late, WorkItem(work("B").row, due, None), in_danger={"A"}, together=together)
    assert text.split()[0] == "OVERDUE"
    assert "A (IN DANGER), B" in text
    assert "To do the first action in all its cases: " in text


@pytest.mark.parametrize("width", [40, 80])
def test_the_list_fits_the_screen(width: int) -> None:
    names = [work(f"7K3M-9QTD-{n}", label=f"person {n}, green jersey") for n in range(6)]
    text = shown(*names, cases=6, width=width)
    assert max(map(len, text.splitlines())) <= width, text
