"""A danger that is not the viewer's shows on no screen of another case: neither line nor shadow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.secrecy.places import Place, mask, new_place

PRIVATE = 'ask: "Infectious?", anytime: [doctor, nurse]'
LOOKS = (
    ("next",),
    ("next", "--all"),
    ("checklist",),
    ("note", "-"),
    ("do", "D1.1"),
    ("why", "D1.1"),
)


def evening(folder: Path, infectious: str) -> Place:
    """Two cases; the private fact of the first one says whether it is in danger."""
    place = new_place(folder, "after-a-fall", 5)
    workflow = place.folder / "workflows" / "after-a-fall.yaml"
    text = workflow.read_text("utf-8").replace(PRIVATE, f"{PRIVATE}, urgent: true")
    workflow.write_text(text, "utf-8")
    facts = "came_from=home\n"
    place.open("after-a-fall", "--set-from", "-", as_="clerk", stdin=facts)
    place.ok("set", f"infectious={infectious}", as_="doctor")
    place.seed = 6  # of the ID of the next case
    place.open("after-a-fall", "--set-from", "-", as_="clerk", stdin=facts)
    return place


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Place]:
    folder = tmp_path_factory.mktemp("twins")
    return evening(folder / "left", "yes"), evening(folder / "rite", "no")


@pytest.mark.parametrize("who", ["clerk", "guard", None])
@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_who_may_not_see_the_danger_learns_nothing_in_another_case(
    twins: tuple[Place, Place], words: tuple[str, ...], who: str | None
) -> None:
    told = [place.run(*words, as_=who, stdin="x") for place in twins]
    left, right = (mask(one.out + one.err, place) for one, place in zip(told, twins, strict=True))
    assert left == right
    assert "IN DANGER" not in left


def test_the_doctor_may_see_it(twins: tuple[Place, Place]) -> None:
    told = ["IN DANGER elsewhere" in place.run("next", as_="doctor").out for place in twins]
    assert told == [True, False]
