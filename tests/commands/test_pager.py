"""A long answer goes through the pager of the user, on a terminal only."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from sop.commands.pager import LESS
from tests.commands.typing_in import Typist

ROWS, COLUMNS = 24, 80


def run_on_terminal(words: tuple[str, ...], environ: Mapping[str, str], folder: Path) -> str:
    """What a terminal of 80x24 gets from the command."""
    import fcntl
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "sop", *words],
        stdin=follower,
        stdout=follower,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **environ},
    )
    os.close(follower)
    found = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # Linux reports the end of a terminal so
            break
        if not part:
            break
        found += part
    process.wait()
    os.close(leader)
    return found.decode().replace("\r\n", "\n")


@pytest.fixture
def pager(sop: Typist) -> Typist:
    """A case, and a pager that prints a line before what it is given."""
    sop.open()
    script = sop.folder / "pager.sh"
    script.write_text("#!/bin/sh\necho PAGED\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    sop.patch.setenv("PAGER", str(script))
    return sop


LONG = ("workflow", "show", "fire-drill")


def test_what_does_not_fit_the_terminal_goes_through_the_pager(pager: Typist) -> None:
    told = run_on_terminal(LONG, {}, pager.folder)
    assert told.startswith("PAGED\n")
    assert told.count("\n") > ROWS
    assert "\x1b" not in told  # this pager would show the codes of colours


@pytest.mark.parametrize(
    "words", [("--help",), ("-h",), ("worklist", "--help"), ("help", "do"), ("help",)], ids=" ".join
)
def test_a_help_text_that_is_longer_than_the_terminal_goes_through_the_pager(
    pager: Typist, words: tuple[str, ...]
) -> None:
    told = run_on_terminal(words, {}, pager.folder)
    assert told.startswith("PAGED\nUsage: sop")
    assert told.count("Usage: sop") == 1


def test_a_long_refusal_of_a_workflow_goes_through_the_pager(pager: Typist) -> None:
    lines = "".join(f"thing{number}: 1\n" for number in range(40))
    (pager.folder / "workflows" / "wrong.yaml").write_text(f"language: 1\n{lines}", "utf-8")
    told = run_on_terminal(("open", "wrong", "--as", "x"), {}, pager.folder)
    assert told.startswith("PAGED\n")


@pytest.mark.parametrize(
    ("words", "environ"),
    [
        (("--help", "--no-pager"), {}),
        (("worklist", "--help", "--plain"), {}),
        ((*LONG, "--no-pager"), {}),
        ((*LONG, "--plain"), {}),
        ((*LONG, "--json"), {}),
        (LONG, {"TERM": "dumb"}),
        (("next",), {}),  # it fits
    ],
)
def test_no_pager_where_nobody_asked_for_one(
    pager: Typist, words: tuple[str, ...], environ: Mapping[str, str]
) -> None:
    assert "PAGED" not in run_on_terminal(words, environ, pager.folder)


def test_a_pipe_gets_the_whole_answer_directly(pager: Typist) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sop", *LONG], capture_output=True, text=True, check=True
    )
    assert "PAGED" not in done.stdout
    assert done.stdout.count("\n") > ROWS


def test_less_gets_the_colours(pager: Typist) -> None:
    from sop.commands.pager import _keeps_colours

    assert _keeps_colours({}) and _keeps_colours({"PAGER": "less -R", "LESS": ""})
    assert _keeps_colours({"PAGER": "/usr/bin/less", "LESS": "FRX"})
    assert not _keeps_colours({"PAGER": "less", "LESS": "F"})
    assert not _keeps_colours({"PAGER": "more"})


DAILY = (
    ("next",),
    ("next", "--all"),
    ("checklist",),
    ("checklist", "--all"),
    ("why", "advance"),
    ("case", "show"),
    ("case", "timeline"),
    ("case", "audit"),
    ("case", "list"),
    ("worklist", "--all"),
    ("workflow", "show", "za-trafficking"),
    (),
)


def test_no_daily_command_prints_more_than_a_screen_past_the_pager(pager: Typist) -> None:
    pager.open("za-trafficking", as_="saps")
    long = 0
    for words in DAILY:
        told = run_on_terminal(words, {}, pager.folder)
        is_paged = told.startswith("PAGED\n")
        long += is_paged
        assert is_paged or told.count("\n") < ROWS, f"{words}:\n{told}"
    assert long > 3


def test_the_last_line_of_the_pager_names_the_end(tmp_path: Path) -> None:
    import fcntl
    import struct
    import termios
    import time

    long = tmp_path / "long.txt"
    long.write_text("\n".join(map(str, range(100))), encoding="utf-8")
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    process = subprocess.Popen(
        ["less", str(long)],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "xterm", "LESS": LESS},
        start_new_session=True,
    )
    time.sleep(0.5)
    first = os.read(leader, 65536).decode()
    os.write(leader, b"G")
    time.sleep(0.5)
    last = os.read(leader, 65536).decode()
    os.write(leader, b"q")
    process.wait(timeout=10)
    os.close(follower)
    os.close(leader)
    assert "press space for more, q to go back" in first
    assert "(END) press q to go back" in last
    assert "press space for more" not in last
