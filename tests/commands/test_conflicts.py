"""A write that meets other writers is decided again on what they wrote, five times in all, then it
is a conflict.

The rival is another process of the program: it writes a note into the case just before the store
appends.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from sop.store.embedded_store import EmbeddedStore
from tests.commands.typing_in import Typist

ATTEMPTS = 5  # the first and four more: a person who waits for longer should hear of it


@dataclass
class Rivals:
    """Writes to `case` before each append while `left` lasts; counts how often the store was asked
    to append.
    """

    case: str
    left: int
    asked: int = field(default=0)

    def before(self, append: Callable[..., None]) -> Callable[..., None]:
        def late(*given: Any, **named: Any) -> None:
            self.asked += 1
            if self.left:
                self.left -= 1
                write_a_note(self.case)
            append(*given, **named)

        return late


def write_a_note(case: str) -> None:
    words = [sys.executable, "-m", "sop", "note", "-", "-c", case, "--json"]
    subprocess.run(words, input="I was here first.", text=True, check=True, capture_output=True)


def rivals_in(sop: Typist, case: str, number: int) -> Rivals:
    """Let rivals write to this case, this number of times."""
    rivals = Rivals(case, number)
    for name in ("append", "append_all"):
        sop.patch.setattr(EmbeddedStore, name, rivals.before(getattr(EmbeddedStore, name)))
    return rivals


def types(sop: Typist, case: str) -> list[str]:
    events = sop.ok("case", "timeline", case).data["events"]
    return [event["type"] for event in events]


def test_a_write_is_decided_again_until_the_fifth_attempt(sop: Typist) -> None:
    case = sop.open()
    rivals = rivals_in(sop, case, ATTEMPTS - 1)
    done = sop.json("do", "D1.1")
    assert (done.code, done.json["changed"], done.json["version"]) == (0, True, ATTEMPTS + 1)
    assert rivals.asked == ATTEMPTS
    assert types(sop, case) == ["case_opened", *["note_written"] * (ATTEMPTS - 1), "action_done"]


def test_after_five_attempts_it_is_a_conflict_and_nothing_was_written(sop: Typist) -> None:
    case = sop.open()
    rivals = rivals_in(sop, case, ATTEMPTS + 1)
    done = sop.json("do", "D1.1")
    assert (done.code, rivals.asked, rivals.left) == (3, ATTEMPTS, 1)
    assert types(sop, case) == ["case_opened", *["note_written"] * ATTEMPTS]


def test_a_write_for_one_version_is_attempted_once(sop: Typist) -> None:
    case = sop.open()
    rivals = rivals_in(sop, case, ATTEMPTS)
    done = sop.json("do", "D1.1", "--if-version", "1")
    assert (done.code, rivals.asked) == (3, 1)
    assert types(sop, case) == ["case_opened", "note_written"]


@pytest.mark.parametrize(("rivals", "code"), [(ATTEMPTS - 1, 0), (ATTEMPTS, 3)])
def test_a_write_in_an_incident_is_decided_again_as_often(
    sop: Typist, rivals: int, code: int
) -> None:
    opened = sop.ok("open", "fire-drill", "--as", "warden", "--incident", "I-7", "--persons", "2")
    cases = [one["case"] for one in opened.data["cases"]]
    sop.patch.setenv("SOP_AS", "warden")
    met = rivals_in(sop, cases[1], rivals)
    done = sop.json("do", "D1.1", "--incident", "I-7")
    assert (done.code, met.asked) == (code, ATTEMPTS)
    last = ["action_done"] if code == 0 else []
    assert types(sop, cases[0]) == ["case_opened", *last]
    assert types(sop, cases[1]) == ["case_opened", *["note_written"] * rivals, *last]
