"""What a proof leaves out, where leaving it out went wrong or nearly did: each against every configuration."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sop.model.definition import Definition
from sop.proof import listed
from tests.engine import building as b
from tests.proof.differential import Comparison, Tally


def differences(definition: Definition) -> list[str]:
    all_of = listed.listed(definition)
    assert all_of is not None
    return list(Comparison(definition, all_of, Tally()).differences())


def waits_on_hold() -> Definition:
    """The second action goes on during a hold; the first, on which it waits, does not."""
    first = b.action("a1", by="lab")
    second = b.action("a2", by="lab", after=("a1",), even_on_hold=True)
    track = b.track(
        "find",
        b.step("s1", first, second, b.outcome("o1", "end1")),
        b.step("end1"),
        hold=(b.yes("alarm"),),
    )
    return b.workflow(track, facts=(b.flag("alarm", initially=True),))


def needed_and_then_unknown() -> Definition:
    """What made the action necessary may be unknown again, once it was done."""
    need = b.either(b.yes("alarm"), b.yes("safe"))
    only = b.both(b.no("alarm"), b.unknown("safe"))
    track = b.track(
        "find",
        b.step("s1", b.action("a1", by="lab", when=(need,)), b.outcome("o1", "end1", when=(only,))),
        b.step("end1"),
    )
    return b.workflow(track, facts=(b.flag("alarm", anytime=("lab",)), b.flag("safe", anytime=("lab",))))


def dead_at_the_start() -> Definition:
    """Only a step that lies behind the way in reads the fact that was given at the opening."""
    track = b.track(
        "find",
        b.step("s1", b.action("a1", by="lab"), b.outcome("o1", "end1")),
        b.step("s2", b.action("a2", by="lab", when=(b.is_("region", "north"),)), b.outcome("o1", "s1")),
        b.step("end1"),
    )
    return b.workflow(track, facts=(b.choice("region", "north", "south", at_opening=True),))


@pytest.mark.parametrize("made", [waits_on_hold, needed_and_then_unknown, dead_at_the_start])
def test_the_reduced_model_says_what_listing_says(made: Callable[[], Definition]) -> None:
    assert differences(made()) == []
