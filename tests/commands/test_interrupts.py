"""Ctrl-C ends the program without a traceback, at whatever moment it comes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sop.commands.interrupts import end_on_lost_interrupt, interrupts_heard

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = 40
PYTHONS_OWN_START = 2.5
"""How much longer than an empty program Python may take before the first line of ours runs."""


def time_of_start(tmp_path: Path) -> float:
    """Seconds until Python runs the first line of a program."""
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", ""], check=True)
    return time.monotonic() - start


def test_ctrl_c_at_many_moments_leaves_no_traceback(tmp_path: Path) -> None:
    before = PYTHONS_OWN_START * time_of_start(tmp_path)
    ended: set[int] = set()
    for number in range(MOMENTS):
        child = subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), "workflow", "list"],
            cwd=tmp_path,
            env={**os.environ, "HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(before + 0.01 * number)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate()
        assert "Traceback" not in err, err
        assert "ignored" not in err, err
        ended.add(child.returncode)
    assert ended <= {0, 130, -signal.SIGINT}
    assert -signal.SIGINT in ended or 130 in ended


@pytest.fixture
def handler() -> object:
    before = signal.getsignal(signal.SIGINT)
    yield before
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_is_heard_while_a_command_runs_only(handler: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with pytest.raises(KeyboardInterrupt), interrupts_heard():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL


def test_a_command_that_writes_goes_on_ignoring_it(handler: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with interrupts_heard():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_process_that_ignores_it_goes_on_ignoring_it(handler: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interrupts_heard():
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_other_lost_exceptions_are_still_shown(
    monkeypatch: pytest.MonkeyPatch, handler: object
) -> None:
    shown: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", shown.append)
    end_on_lost_interrupt()

    class Lost:
        exc_type = ValueError

    sys.unraisablehook(Lost())  # type: ignore[arg-type]
    assert len(shown) == 1
