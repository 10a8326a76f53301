"""A case gets a label and references: kept as changes, undone like any event."""

from __future__ import annotations

import pytest

from sop.engine.decide import Answer
from sop.model.commands import Act, LabelCase, Open, Undo
from sop.model.events import CaseLabelled, CaseOpened
from sop.model.refusal import UsageError
from tests.engine import building as b
from tests.engine.building import Run, accepted


def recall() -> Run:
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    return Run(b.workflow(b.track("find", look, b.step("end"))))


def label(
    run: Run, text: str | None = None, *references: str, clears: bool = False, as_: str = "office"
) -> Answer:
    return run.give(LabelCase(run.act(as_, None, None), text, references, clears))


def named(run: Run) -> tuple[str | None, tuple[str, ...]]:
    return run.case.label, run.case.references


def test_the_event_keeps_only_what_changes() -> None:
    run = recall()
    (event,) = accepted(label(run, "person 3", "CAS 1/2"))
    assert event.body == CaseLabelled("person 3", ("CAS 1/2",))
    (event,) = accepted(label(run, "person 3", "CAS 1/2", "J88 7"))
    assert event.body == CaseLabelled(None, ("J88 7",))
    assert named(run) == ("person 3", ("CAS 1/2", "J88 7"))


def test_what_is_so_already_is_not_recorded_again() -> None:
    run = recall()
    accepted(label(run, "person 3"))
    assert accepted(label(run, " person  3 ")) == ()
    assert accepted(label(recall(), clears=True)) == ()


def test_a_label_is_corrected_by_another_one_and_cleared_with_the_references() -> None:
    run = recall()
    accepted(label(run, "person 3", "CAS 1/2"))
    accepted(label(run, "person 4"))
    assert named(run) == ("person 4", ("CAS 1/2",))
    accepted(label(run, clears=True))
    assert named(run) == (None, ())


def test_undoing_a_label_brings_the_earlier_one_back_and_nothing_else() -> None:
    run = recall()
    accepted(label(run, "person 3"))
    accepted(label(run, "person 4", "CAS 1/2"))
    accepted(label(run, None, "J88 7"))
    accepted(run.give(Undo(run.act("office", "wrong", None), 3)))
    assert named(run) == ("person 3", ("J88 7",))


def test_an_opening_with_a_label_is_two_events() -> None:
    """The opening cannot be undone; a wrong label can."""
    run = recall()
    run.events, run.case = (), type(run.case)(id="CASE")
    opened, labelled = accepted(run.give(Open(Act("lab"), label=" green  jersey")))
    assert isinstance(opened.body, CaseOpened)
    assert labelled.body == CaseLabelled("green jersey")


def test_a_closed_case_is_labelled_too() -> None:
    look = b.step("look", b.outcome("over", "end"))
    run = Run(b.workflow(b.track("find", look, b.step("end"))))
    accepted(run.advance("find.look.over"))
    assert run.case.is_closed
    accepted(label(run, "person 3"))
    assert named(run) == ("person 3", ())


def test_a_label_that_is_too_long_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="characters"):
        label(recall(), "x" * 31)
