"""The monitors agree with a definition of each pattern over whole runs."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from sop.engine.evaluate import Truth
from sop.model.definition import Pattern
from sop.proof.monitor import Observation, Verdict, advance_monitor, first_state, judge_state

PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
RUNS = 2_000


def watched(pattern: Pattern, run: list[Observation], closed: bool) -> Verdict:
    state, before = first_state(pattern), None
    for look in run:
        state, before = advance_monitor(pattern, state, before, look), look
    return judge_state(state, closed)


def defined(pattern: Pattern, run: list[Observation], closed: bool) -> Verdict:
    """The verdict by the definition of the pattern, read off the whole run."""
    became = [
        n for n, look in enumerate(run) if look.a is True and (n == 0 or run[n - 1].a is not True)
    ]
    must_come = False
    match pattern:
        case "absence":
            bad = any(look.a is not False for look in run)
        case "universality":
            bad = not all(look.a is True for look in run)
        case "existence":
            bad, must_come = False, not any(look.a is True for look in run)
        case "precedence":
            first = next((n for n, look in enumerate(run) if look.a is True), len(run))
            bad = any(look.b is not False for look in run[:first])
        case "response":
            bad, must_come = False, any(not any(look.b is True for look in run[n:]) for n in became)
        case "precondition":
            bad = any(n == 0 or run[n - 1].b is not True for n in became)
    if not any(look.only is True for look in run):
        return "open" if bad and not closed else "kept"
    return "broken" if bad or (must_come and closed) else "open" if must_come else "kept"


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_monitor_and_the_definition_of_its_pattern_agree_on_random_runs(pattern: Pattern) -> None:
    chance = random.Random(f"runs of {pattern}")
    values: tuple[Truth, ...] = (True, False, None)
    met: dict[Verdict, int] = {"kept": 0, "broken": 0, "open": 0}
    for _ in range(RUNS):
        # Runs of one condition that is often the same are the ones in which nothing breaks at once.
        weights = chance.choice([(1, 1, 1), (6, 1, 0), (1, 6, 0)])
        run = [
            Observation(*(chance.choices(values, weights)[0] for _ in range(3)))
            for _ in range(chance.randint(1, 7))
        ]
        closed = chance.random() < 0.5
        found = watched(pattern, run, closed)
        assert found == defined(pattern, run, closed), (run, closed)
        met[found] += 1
    print(f"{pattern}: {sum(met.values())} runs, {met}")
    assert sum(met.values()) == RUNS
    assert met["kept"] > 50 and met["broken"] > 50


def test_unknown_is_cautious() -> None:
    assert watched("absence", [Observation(None)], False) == "broken"
    assert watched("universality", [Observation(None)], False) == "broken"
    assert watched("existence", [Observation(None)], True) == "broken"
    assert watched("precedence", [Observation(False, None)], False) == "broken"
    assert watched("precedence", [Observation(None, None)], False) == "broken"
    assert watched("response", [Observation(None, False)], True) == "kept"
    assert watched("response", [Observation(True, None)], True) == "broken"
    assert (
        watched("precondition", [Observation(False, None), Observation(True, True)], False)
        == "broken"
    )
    assert (
        watched("precondition", [Observation(False, True), Observation(None, None)], False)
        == "kept"
    )


def test_what_has_to_come_may_come_at_the_same_moment() -> None:
    assert watched("response", [Observation(False, False), Observation(True, True)], True) == "kept"
    assert (
        watched("precedence", [Observation(False, False), Observation(True, True)], True) == "kept"
    )
    assert (
        watched("precondition", [Observation(False, False), Observation(True, True)], True)
        == "broken"
    )


def test_a_guarantee_with_an_if_is_about_runs_in_which_it_was_true_at_some_point() -> None:
    bad = Observation(True, only=False)
    assert watched("absence", [bad], True) == "kept"
    assert watched("absence", [bad], False) == "open"
    assert watched("absence", [bad, Observation(False, only=True)], False) == "broken"
