"""What can be true together: the small worlds agree with trying every case through the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.checks.reasoning.satisfiability import (
    FAILS,
    HOLDS,
    NOT_TRUE,
    UNKNOWN,
    Requirement,
    at_slot,
    is_possible,
)
from sop.engine.evaluate import evaluate_condition
from sop.model.case_state import ActionRecord, Case, FactRecord, TrackState, Visit
from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Not,
    Or,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
)
from sop.model.definition import Action, Definition, Outcome, Stakeholder, Step, Switch, Term, Track
from sop.model.fact import Fact

NOW = datetime(2026, 3, 2, tzinfo=UTC)
AGE = Fact("age", "choices", choices=("adult", "child", "disputed"))
HURT = Fact("hurt", "boolean")
VISITS = Fact("visits", "integer", min=0, max=5)
MET = Fact("met", "datetime")


def action(path: str) -> Action:
    return Action(path.rsplit(".", 1)[1], path, "T1.1", "Look", ("clerk",))


def step(name: str, to: str | None) -> Step:
    if to is None:
        return Step(name, f"t.{name}", "T", name, end=True)
    outcomes = {"on": Outcome("on", f"t.{name}.on", to, ("clerk",))}
    return Step(
        name,
        f"t.{name}",
        "T",
        name,
        responsible="clerk",
        actions={"look": action(f"t.{name}.look")},
        outcomes=outcomes,
    )


TRACK = Track(
    "t",
    "T",
    "Track",
    "clerk",
    {s.id: s for s in (step("a", "b"), step("b", "c"), step("c", None))},
    {},
)


def definition(switch: bool = False) -> Definition:
    grown = Term("grown", FactIs("age", ("adult",), "age is adult"))
    return Definition(
        "w",
        "1.0.0",
        "W",
        {"clerk": Stakeholder("clerk", "Clerk", "C")},
        {f.id: f for f in (AGE, HURT, VISITS, MET)},
        {"law": Switch("law", switch)},
        {"grown": grown},
        {},
        {},
        {"t": TRACK},
        {},
    )


ADULT = FactIs("age", ("adult",), "age is adult")
CHILD = FactIs("age", ("child",), "age is child")
QUESTIONS: list[Condition] = [
    ADULT,
    CHILD,
    FactIs("age", ("adult", "disputed"), ""),
    FactKnown("age", ""),
    FactIs("hurt", (True,), "hurt"),
    FactBetween("visits", 3, None, ""),
    FactBetween("visits", None, 2, ""),
    FactIs("visits", (3,), ""),
    FactKnown("met", ""),
    SwitchOn("law", ""),
    TermHolds("grown", ""),
    ActionIsDone("t", "a", "look", ""),
    ActionIsDone("t", "b", "look", ""),
    StepCurrent("t", "a", ""),
    StepCurrent("t", "b", ""),
    StepVisited("t", "b", ""),
    StepVisited("t", "a", ""),
    TrackIs("t", "waiting", ""),
    TrackIs("t", "running", ""),
    TrackIs("t", "ended", ""),
]


def built_of(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        parts.map(lambda part: Not(part, "")),
        some.map(lambda several: And(several, "")),
        some.map(lambda several: Or(several, "")),
    )


CONDITIONS = st.recursive(st.sampled_from(QUESTIONS), built_of, max_leaves=6)


def visit(name: str, done: bool) -> Visit:
    record = {"look": ActionRecord("done", 1, NOW, "clerk")} if done else {}
    return Visit(name, 1, NOW, 1, record)


def states() -> Iterator[TrackState]:
    """Every stand of the track in which what is done was visited and its first step was."""
    yield TrackState()
    for at, been, did_a, did_b in product("abc", (True, False), (True, False), (True, False)):
        names = [n for n in "abc" if n in ("a", at) or (n == "b" and been)]
        if did_b and "b" not in names:
            continue
        visits = {n: visit(n, (n == "a" and did_a) or (n == "b" and did_b)) for n in names}
        yield TrackState("ended" if at == "c" else "running", at, visits)


CASES = [
    Case(
        "x",
        tracks={"t": state},
        facts={k: FactRecord(v, 1, NOW, "clerk") for k, v in known.items() if v is not None},
    )
    for state in states()
    for known in (
        dict(zip(("age", "hurt", "visits", "met"), values, strict=True))
        for values in product(
            (*AGE.choices, None), (True, False, None), (0, 2, 3, 4, None), ("2026-03-02", None)
        )
    )
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(CONDITIONS, min_size=1, max_size=2),
    st.sampled_from([HOLDS, FAILS, UNKNOWN, NOT_TRUE]),
)
def test_possible_agrees_with_trying_every_case(
    conditions: list[Condition], allowed: frozenset[bool | None]
) -> None:
    tried = any(
        all(
            evaluate_condition(definition(switch), case, condition) in allowed
            for condition in conditions
        )
        for switch in (True, False)
        for case in CASES
    )
    assert is_possible(definition(), [Requirement(c, allowed) for c in conditions]) is tried


@pytest.mark.parametrize(
    ("at", "condition", "can_hold"),
    [
        ("a", StepCurrent("t", "b", ""), False),
        ("a", StepVisited("t", "b", ""), True),
        ("b", TrackIs("t", "running", ""), True),
        ("c", TrackIs("t", "running", ""), False),
    ],
)
def test_what_is_certain_about_a_track_limits_its_worlds(
    at: str, condition: Condition, can_hold: bool
) -> None:
    assert (
        is_possible(definition(), [Requirement(condition)], {at_slot("t"): frozenset({at})})
        is can_hold
    )


def test_a_fact_with_a_first_value_is_never_unknown() -> None:
    told = Fact("told", "boolean", anytime=("clerk",), initially=False)
    known = Definition("w", "1.0.0", "W", {}, {"told": told}, {}, {}, {}, {}, {}, {})
    assert is_possible(known, [Requirement(Not(FactKnown("told", ""), ""))]) is False


def test_a_wide_range_of_numbers_is_told_apart_where_questions_are() -> None:
    money = Fact("money", "integer", min=0, max=1_000_000_000)
    rich = Definition("w", "1.0.0", "W", {}, {"money": money}, {}, {}, {}, {}, {}, {})
    high, low = FactBetween("money", 500_000, None, ""), FactBetween("money", None, 499_999, "")
    assert is_possible(rich, [Requirement(high)]) is True
    assert is_possible(rich, [Requirement(high), Requirement(low)]) is False


def test_too_many_worlds_are_not_judged() -> None:
    facts = {f"f{n}": Fact(f"f{n}", "boolean") for n in range(12)}
    many = Definition("w", "1.0.0", "W", {}, facts, {}, {}, {}, {}, {}, {})
    each = Or(tuple(FactIs(name, (True,), "") for name in facts), "")
    assert is_possible(many, [Requirement(each)]) is None


def test_lines_that_share_nothing_are_judged_apart_however_many_they_are() -> None:
    facts = {f"f{n}": Fact(f"f{n}", "boolean") for n in range(40)}
    many = Definition("w", "1.0.0", "W", {}, facts, {}, {}, {}, {}, {}, {})
    assert is_possible(many, [Requirement(FactIs(name, (True,), "")) for name in facts]) is True
