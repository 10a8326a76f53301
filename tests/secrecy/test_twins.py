"""Twins: two cases that differ only in what a viewer may not see give that viewer equal answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.secrecy.places import new_place
from tests.secrecy.readings import Line, count_events
from tests.secrecy.twins import assign, compare_line, heads, open_pair, try_pair, walk
from tests.volume import SEED, TIMES

PAIRS = {"after-a-fall": 5, "za-trafficking": 1}
LONG = {"after-a-fall": 28, "za-trafficking": 12}
"""Pairs for each of the 5 times of `.ci/long`: 200 together."""
LINES = 25
"""Reading commands, and as many writes that are tried, for each viewer of a pair."""


def list_pairs() -> list[tuple[str, int]]:
    """The workflow and the seed of each pair."""
    numbers = PAIRS if TIMES == 1 else {name: TIMES * count for name, count in LONG.items()}
    return [(name, SEED + seed) for name, count in numbers.items() for seed in range(count)]


@pytest.mark.parametrize(("workflow", "seed"), list_pairs())
def test_private_facts_do_not_show_in_any_answer(workflow: str, seed: int, tmp_path: Path) -> None:
    pair, found = try_pair(workflow, seed, tmp_path / "pair", LINES)
    print(
        f"{workflow} {seed}: {len(pair.written)} events, {pair.commands} commands as {pair.viewer}"
    )
    assert len(pair.written) > 0
    assert [str(one) for one in found] == []


def test_heads_of_equal_histories_differ_by_their_salts(tmp_path: Path) -> None:
    pair = open_pair("after-a-fall", 3, tmp_path / "pair")
    walk(pair)
    left, right = heads(pair)
    assert (len(left) > 0, set(left) & set(right)) == (True, set())
    same = [new_place(tmp_path / name, "after-a-fall", 7) for name in ("one", "two")]
    for place in same:
        place.open("after-a-fall", as_="clerk")
    assert same[0].case == same[1].case
    assert [count_events(place) for place in same] == [1, 1]
    shown = [place.run("case", "verify", place.case, "--json").out for place in same]
    assert shown[0] != shown[1]


def test_the_comparison_notices_a_shown_date(tmp_path: Path) -> None:
    """The judge is judged: as one who may see the facts the twins do differ."""
    pair = open_pair("after-a-fall", 1, tmp_path / "pair")
    facts = pair.values(["next_dose_at"]) if pair.is_private("next_dose_at") else None
    assert facts is not None
    said = ("set", "--set-from", "-")
    assert pair.write((said, said), "doctor", facts)
    answers = [place.run("case", "show", place.case, as_="doctor").out for place in pair.places]
    assert answers[0] != answers[1]


@pytest.mark.parametrize("seed", range(3))
def test_assignments_of_private_actions_show_neither_action_nor_person(
    seed: int, tmp_path: Path
) -> None:
    pair = open_pair("after-a-fall", seed, tmp_path / "pair")
    walk(pair)
    before = len(pair.written)
    for _ in range(40):
        assign(pair)
    assert len(pair.written) > before
    case = pair.places[0].case
    commands = (
        ("case", "timeline", case),
        ("case", "show", case),
        ("case", "print", case),
        ("next", "--all"),
        ("checklist", "--all"),
        ("worklist", "--all"),
        ("shift", "--since", "-99d", "--until", "+99d"),
    )
    lines = [Line((*words, *format_)) for words in commands for format_ in ((), ("--json",))]
    found = [compare_line(pair, line, who) for line in lines for who in (pair.viewer, None)]
    assert [str(one) for one in found if one is not None] == []
