"""Which values of a fact put a case in danger."""

from __future__ import annotations

import pytest

from sop.engine.urgent_values import find_urgent_values, judge_value, starts_only_with
from sop.model.condition import Condition, Value
from sop.model.definition import Definition
from sop.model.fact import Fact
from tests.engine import building as b

HEAT = b.choice("heat", "cold", "warm", "hot", anytime=("lab",))
BURNS = b.flag("burns", anytime=("lab",))
PAIN = b.number("pain", 0, 4, anytime=("lab",))


def held_while(*lines: Condition, facts: tuple[Fact, ...] = (HEAT, BURNS, PAIN)) -> Definition:
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    return b.workflow(b.track("find", look, b.step("end"), hold=lines), facts=facts)


@pytest.mark.parametrize(
    ("line", "fact", "values"),
    [
        (b.yes("burns"), BURNS, (True,)),
        (b.no("burns"), BURNS, (False,)),
        (b.either(b.yes("burns"), b.is_("heat", "hot")), HEAT, ("hot",)),
        (b.negated(b.is_("heat", "cold")), HEAT, ("warm", "hot")),
        (b.both(b.yes("burns"), b.is_("heat", "hot")), BURNS, (True,)),
        (b.at_least("pain", 3), PAIN, (3, 4)),
        (b.current("find.look"), BURNS, ()),
        (b.known("burns"), BURNS, (True, False)),
    ],
)
def test_a_fact_that_holds_a_track_is_urgent_with_the_values_that_hold_it(
    line: Condition, fact: Fact, values: tuple[Value, ...]
) -> None:
    assert find_urgent_values(held_while(line), fact) == values


def test_what_the_author_says_counts_and_a_fact_of_actions_only_is_never_urgent() -> None:
    from dataclasses import replace

    definition = held_while(b.yes("burns"))
    assert find_urgent_values(definition, replace(BURNS, urgent=())) == ()
    assert find_urgent_values(definition, replace(HEAT, urgent=("hot",))) == ("hot",)
    assert find_urgent_values(definition, replace(BURNS, anytime=())) == ()


def test_a_term_of_the_hold_is_read_too() -> None:
    from sop.model.definition import Term

    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    track = b.track("find", look, b.step("end"), hold=(b.term("unsafe"),))
    definition = b.workflow(track, facts=(BURNS,), terms=(Term("unsafe", b.yes("burns")),))
    assert find_urgent_values(definition, BURNS) == (True,)
    assert judge_value(definition, (b.term("unsafe"),), BURNS, False) is False


def test_a_track_starts_because_of_a_value_only_if_another_value_would_not_start_it() -> None:
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    care = b.track("care", look, b.step("end"), starts=(b.yes("burns"),))
    free = b.track("free", look, b.step("end"), starts=(b.known("burns"),))
    definition = b.workflow(care, free, facts=(BURNS,))
    found = {
        (track.id, value): starts_only_with(definition, track, BURNS, value)
        for track in definition.tracks.values()
        for value in (True, False)
    }
    assert found == {
        ("care", True): True,
        ("care", False): False,
        ("free", True): False,
        ("free", False): False,
    }
