"""Every seeded weakening of the shipped procedure is named in words, in the right group, and
nothing else is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.comparison.change import Change
from sop.comparison.compare import compare_definitions
from sop.definition.load import load_workflow
from sop.model.definition import Definition
from tests.comparison.weakenings import PROCEDURE, WEAKENINGS, Weakening, weakened

PROMISED = 40


@pytest.fixture(scope="module")
def shipped() -> Definition:
    definition = load_workflow(PROCEDURE).definition
    assert definition is not None
    return definition


@pytest.mark.parametrize("one", WEAKENINGS, ids=lambda one: one.name)
def test_a_weakening_is_named_in_its_group_and_nothing_else_is(
    one: Weakening, shipped: Definition, tmp_path: Path
) -> None:
    weaker = weakened(one, tmp_path)
    assert compare_definitions(shipped, weaker) == (
        Change(one.group, one.direction, one.place, one.text),
    )
    (back,) = compare_definitions(weaker, shipped)
    assert (back.direction, back.place) == (
        "stricter" if one.direction == "looser" else "changed",
        one.place,
    )


def test_as_many_weakenings_are_tried_as_were_promised(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{len(WEAKENINGS)} seeded weakenings")
    assert (
        len({one.name for one in WEAKENINGS})
        == len({(w.file, w.key) for w in WEAKENINGS})
        == len(WEAKENINGS)
    )
    assert len(WEAKENINGS) >= PROMISED
