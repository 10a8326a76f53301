"""`sop worklist --watch`: a line for each change, and nothing else, until Ctrl-C."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from sop.commands import worklist_watch
from tests.commands.typing_in import Outcome, Typist

FORM = '{"sample_number": 1, "cold_chain": true}'
Step = Callable[[], object]


def begin_recall(sop: Typist) -> str:
    """A recall with one action that is due at 14:00."""
    case = sop.open("food-recall", as_="plant")
    sop.ok("do", "take_complaint", "--as", "plant")
    sop.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=FORM)
    sop.ok("advance", "recall_it")
    return case


def watch(sop: Typist, *steps: Step, words: tuple[str, ...] = (), desktop: bool = False) -> Outcome:
    """What a terminal shows. Each step happens while the command waits; then Ctrl-C is pressed."""
    waiting: Iterator[Step] = iter(steps)
    waited: list[float] = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        step = next(waiting, None)
        if step is None:
            raise KeyboardInterrupt
        out = sys.stdout, sys.stderr, sys.stdin
        step()
        sys.stdout, sys.stderr, sys.stdin = out

    sop.patch.setattr(worklist_watch, "sleep", pause)
    quiet = () if desktop else ("--no-notify",)
    told = sop("worklist", "--watch", *quiet, *words, terminal=True)
    assert len(waited) == len(steps) + 1
    return told


def test_what_falls_due_and_becomes_overdue_is_one_line_each(sop: Typist) -> None:
    case = begin_recall(sop)
    told = watch(
        sop,
        lambda: sop.at("2026-03-02T13:59:59"),
        lambda: sop.at("2026-03-02T14:00:00"),
        lambda: sop.at("2026-03-02T14:00:30"),
        lambda: sop.at("2026-03-02T14:05:00"),
    )
    assert told.code == 130
    assert "Traceback" not in told.out + told.err
    lines = told.out.splitlines()
    assert lines[0] == "SIMULATED CLOCK  Watching: 0 overdue, 0 due now, 0 cases in danger."
    assert lines[1:] == [
        "It looks every 60 s; each change is one line. To end: Ctrl-C.",
        f"14:00; DUE; {case}; R2.1 Trace every delivery, due Mon 2 Mar 14:00",
        f"14:00; OVERDUE; {case}; R2.1 Trace every delivery, due Mon 2 Mar 14:00",
        "Watching has ended.",
    ]


def test_what_held_at_the_beginning_is_a_number(sop: Typist) -> None:
    begin_recall(sop)
    sop.at("2026-03-02T15:00:00")
    told = watch(sop, lambda: sop.at("2026-03-02T16:00:00"))
    assert "Watching: 1 overdue, 0 due now" in told.out
    assert "OVERDUE" not in told.out


def test_a_case_that_comes_into_danger_is_reported_again_after_it_was_safe(sop: Typist) -> None:
    case = sop.open("za-trafficking", as_="saps")
    told = watch(
        sop,
        lambda: sop.ok("set", "in_danger=yes", "--as", "saps", "-c", case),
        lambda: sop.ok("set", "in_danger=no", "--as", "saps", "-c", case, "--why", "safe"),
        words=("--as", "saps"),
    )
    lines = [line for line in told.out.splitlines() if "IN DANGER" in line]
    assert len(lines) >= 1
    assert lines[0].split("; ")[1:3] == ["IN DANGER", case]


class Terminal(io.StringIO):
    """Stdout of a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_bell_rings_on_a_terminal_unless_it_is_switched_off(
    sop: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_recall(sop)
    monkeypatch.setattr("tests.commands.typing_in.io", SimpleNamespace(StringIO=Terminal))
    monkeypatch.setenv("TERM", "dumb")
    late: Step = lambda: sop.at("2026-03-02T15:00:00")  # noqa: E731 (a step of a list)
    assert watch(sop, late).out.count("\a") == 1
    sop.at("2026-03-02T10:00:00")
    assert watch(sop, late, words=("--no-bell",)).out.count("\a") == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--every", "1d"), "'1d' is not a length of time."),
        (("--every", "1s"), "'1s' is not possible."),
        (("--every", "9h"), "'9h' is not possible."),
        (("--json",), "--watch needs a terminal"),
    ],
)
def test_what_cannot_be_watched_is_refused(
    sop: Typist, words: tuple[str, ...], message: str
) -> None:
    told = sop("worklist", "--watch", *words, terminal=True)
    assert told.code == 2
    assert message in told.out + told.err


def test_without_a_terminal_it_does_not_wait(sop: Typist) -> None:
    assert sop("worklist", "--watch").code == 2


def test_ctrl_c_ends_a_real_process_with_130_and_without_a_traceback(sop: Typist) -> None:
    sop.open()
    leader, follower = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sop", "worklist", "--watch"],
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=sop.folder,
    )
    assert process.stdout is not None
    first = process.stdout.readline() + process.stdout.readline()
    assert b"To end: Ctrl-C." in first
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    os.close(leader)
    os.close(follower)
    assert (process.returncode, rest.decode().strip()) == (130, "Watching has ended.")
