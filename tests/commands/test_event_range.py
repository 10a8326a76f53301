"""`sop case timeline --since` and `--last`: a part of the history."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def night(sop: Typist) -> Typist:
    """Events 1 and 2 at 10:00; event 3, entered late at 12:00, happened at 10:05."""
    sop.open("fire-drill")
    sop.ok("do", "D1.1")
    sop.at("2026-03-02T12:00:00")
    sop.ok("do", "D1.2", "--at", "10:05")
    return sop


def numbers(sop: Typist, *words: str) -> list[int]:
    return [one["id"] for one in sop.ok("case", "timeline", *words).data["events"]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), [1, 2, 3]),
        (("--since", "2"), [2, 3]),
        (("--since", "10:30"), [3]),
        (("--since", "-1h"), [3]),
        (("--since", "10:00"), [1, 2, 3]),
        (("--last", "1"), [3]),
        (("--last", "9"), [1, 2, 3]),
        (("--since", "1", "--last", "2"), [2, 3]),
    ],
)
def test_a_part_of_the_history(night: Typist, words: tuple[str, ...], expected: list[int]) -> None:
    assert numbers(night, *words) == expected
    assert night.ok("case", "timeline", *words).data["left_out"] == 3 - len(expected)


def test_what_is_left_out_is_counted_with_the_command_for_all(night: Typist) -> None:
    shown = night("case", "timeline", "--last", "1").out
    assert "2 earlier events not listed. All events: sop case timeline" in shown
    assert "not listed" not in night("case", "timeline").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--since", "9"), "This case has no event 9."),
        (("--since", "0"), "This case has no event 0."),
        (("--since", "yesteryear"), "'yesteryear'"),
        (("--last", "0"), "0 is not a valid number of events."),
        (("--last", "many"), "many"),
    ],
)
def test_a_wrong_part_is_refused(night: Typist, words: tuple[str, ...], message: str) -> None:
    told = night("case", "timeline", *words)
    assert (told.code, message in told.err) == (2, True), told.err
