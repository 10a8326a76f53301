"""A list of one's own work says how much of others' work it leaves out."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def recall_work(sop: Typist) -> Typist:
    """The plant has two actions in a case, another one is for others."""
    sop.open("food-recall", as_="plant")
    sop.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    sop.ok("do", "examine", "--set", "hazard=germs", "--form", "-", stdin=form)
    sop.ok("advance", "recall", "recall_it")
    return sop


def others(sop: Typist) -> int:
    """How many items the list of all has more than that of the plant, by JSON."""
    found = [sop.ok("worklist", *words).data["count"] for words in (("--all",), ())]
    return int(found[0] - found[1])


def test_the_last_line_of_the_worklist_counts_the_work_remainder(recall_work: Typist) -> None:
    number = others(recall_work)
    assert number > 1
    told = recall_work("worklist").out.rstrip()
    assert told.endswith(f"{number} more are for others: sop worklist --all"), told
    recall_work.at("2026-03-09T10:00:00")
    told = " ".join(recall_work("worklist").out.split())
    late = [
        one
        for one in recall_work.ok("worklist", "--all", "--overdue").data["items"]
        if "plant" not in one["by"]
    ]
    number = others(recall_work)
    assert late and told.endswith(
        f"{number} more are for others, {len(late)} of them due at once or overdue: "
        "sop worklist --all"
    ), told


def test_the_command_keeps_the_limits_of_the_list(recall_work: Typist) -> None:
    told = " ".join(recall_work("worklist", "--track", "recall").out.split())
    assert told.endswith("1 more is for others: sop worklist --all --track recall"), told
    listed = recall_work.ok("worklist", "--all", "--track", "recall").data["count"]
    assert listed == recall_work.ok("worklist", "--track", "recall").data["count"] + 1


def test_a_list_that_leaves_nothing_out_has_no_such_line(recall_work: Typist) -> None:
    for words in (("worklist", "--all"), ("worklist", "--as", "authority", "--overdue")):
        assert "for others" not in recall_work(*words).out


def test_the_handover_counts_what_it_leaves_out_on_the_screen_and_on_paper(
    recall_work: Typist,
) -> None:
    line = f"{others(recall_work)} more are for others"
    told = recall_work("shift").out.rstrip()
    assert told.endswith(f"{line}: sop worklist --all"), told
    assert line in recall_work("shift", "--format", "md").out
