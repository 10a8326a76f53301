"""What the checks report about time agrees with every timed course of small random cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from random import Random

import pytest

from sop.checks.reasoning.critical_path import (
    earliest_finish,
    find_overrun,
    finish_nodes,
    starts_of,
)
from sop.checks.reasoning.duration_bounds import DurationBounds
from sop.checks.reasoning.enabling_events import find_starts
from sop.checks.reasoning.timing_constraints import Timing
from sop.checks.wait_missing import find_short_path
from sop.model.definition import Definition, Guarantee
from sop.model.duration import Due, Duration
from tests.checks.timed_cases import Answers, TimedCases, random_definition
from tests.engine import building as b

CASES = {1: 220, 2: 100}
LIMITS = (1, 2, 4)
Tried = tuple[int, Definition, Answers, tuple[str, str]]


@lru_cache(maxsize=3)
def tried(tracks: int, *, takes: bool = True) -> tuple[Tried, ...]:
    """Return for each seed its definition, what exploring it answered, and the watched steps."""
    return tuple(_tried(tracks, takes))


def _tried(tracks: int, takes: bool) -> Iterator[Tried]:
    seed = found = 0
    while found < CASES[tracks]:
        seed += 1
        random = Random(1_000 * tracks + seed)
        definition = random_definition(random, tracks, takes=takes)
        places = [
            step.path for track in definition.tracks.values() for step in track.steps.values()
        ]
        watched = (random.choice(places), random.choice(places))
        answers = TimedCases(definition, *watched).explore()
        if answers is not None:
            found += 1
            yield seed, definition, answers, watched


@pytest.mark.parametrize("tracks", [1, 2])
def test_the_earliest_finish_is_never_later_than_the_soonest_course(tracks: int) -> None:
    said: Counter[str] = Counter()
    for seed, definition, answers, _ in tried(tracks):
        bounds = earliest_finish(definition)
        for path, soonest in answers.finished.items():
            earliest = bounds[path].earliest
            assert earliest is not None and earliest <= soonest, (seed, path, bounds[path], soonest)
            said["equal" if earliest == soonest else "sooner"] += 1
            if tracks == 1:
                assert earliest == soonest, (seed, path)
        said["definitions"] += 1
        said["slow"] += any(value > 0 for value in answers.finished.values())
    print(f"\n{tracks} track(s): {dict(said)}")
    assert said["definitions"] == CASES[tracks]
    assert said["slow"] > CASES[tracks] // 2
    assert said["equal"] > 20 * said["sooner"]


@pytest.mark.parametrize("tracks", [1, 2])
def test_what_is_reported_as_impossible_is_impossible_in_every_course(tracks: int) -> None:
    said: Counter[str] = Counter()
    for seed, definition, answers, watched in tried(tracks):
        timing, lengths = Timing(definition), DurationBounds(definition)
        said["definitions"] += 1
        for track in definition.tracks.values():
            for step in track.steps.values():
                if step.end:
                    continue
                for kind, due, table in (
                    ("entry", Due(None), answers.left_at_age),
                    ("date", Due(None, "written_at"), answers.left_at_date),
                ):
                    certainty = "certain" if kind == "entry" else "unless_ahead"
                    starts = starts_of(timing, track, step, due=due, certainty=certainty)
                    soonest = table.get(step.path)
                    for limit in LIMITS:
                        late = find_overrun(
                            timing,
                            lengths,
                            starts,
                            nodes=finish_nodes(step),
                            limit=Duration(limit, "hours"),
                        )
                        _judge(
                            said,
                            f"{kind} {tracks}",
                            late is not None,
                            soonest,
                            limit,
                            (seed, step.path, watched),
                        )
        starts = find_starts(timing, b.visited(watched[0]))
        for limit in LIMITS:
            nodes = (timing.holds(b.visited(watched[1])),)
            late = find_overrun(
                timing, lengths, starts, nodes=nodes, limit=Duration(limit, "hours")
            )
            _judge(
                said,
                f"response {tracks}",
                late is not None,
                answers.answered,
                limit,
                (seed, "response", watched),
            )
    print(f"\n{tracks} track(s): {dict(said)}")
    assert said["definitions"] == CASES[tracks]
    for kind in ("entry", "date", "response"):
        assert said[f"{kind} {tracks}: rightly impossible"] > (10 if tracks == 1 else 2)


def test_a_path_without_enough_waits_is_reported_exactly_where_a_case_can_be_that_quick() -> None:
    said: Counter[str] = Counter()
    for seed, definition, answers, (first, then) in tried(1, takes=False):
        timing, lengths = Timing(definition), DurationBounds(definition)
        said["definitions"] += 1
        for hours in LIMITS:
            length = Duration(hours, "hours")
            guarantee = Guarantee(
                "g", "precedence", b.visited(first), b.visited(then), not_within=length
            )
            told = find_short_path(timing, lengths, guarantee) is not None
            quick = answers.answered is not None and answers.answered < hours
            assert told == quick, (seed, first, then, hours, answers.answered)
            said["told" if told else "kept" if answers.answered is not None else "never"] += 1
    print(f"\nwaits: {dict(said)}")
    assert said["definitions"] == CASES[1]
    assert min(said["told"], said["kept"]) >= 10


def _judge(
    said: Counter[str], kind: str, told: bool, soonest: int | None, limit: int, where: object
) -> None:
    if soonest is None:
        return
    assert not (told and soonest <= limit), (where, soonest, limit)
    if told:
        said[f"{kind}: rightly impossible"] += 1
    elif soonest > limit:
        said[f"{kind}: not noticed"] += 1
        if kind.startswith("entry") and kind.endswith("1"):
            raise AssertionError(("not noticed", where, soonest, limit))
