"""Streams that are closed, full, or no longer read: the exit code still says what came of the
command.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.test_program import opened, program


def in_bash(folder: Path, line: str, *args: str) -> tuple[int, str, str]:
    """The exit code of `sop` in a bash line, where SOP stands for it; stdout and stderr of the
    whole line.
    """
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SOP_")}
    environ["SOP_NAME"] = "T. Mokoena"  # else stderr mentions that there is none
    script = (
        line.replace("SOP", f'"{sys.executable}" -m sop {" ".join(args)}')
        + "; echo ${PIPESTATUS[0]} >code"
    )
    told = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environ, capture_output=True, text=True, timeout=60
    )
    return int((folder / "code").read_text()), told.stdout, told.stderr


@pytest.fixture
def case(tmp_path: Path) -> str:
    program("init", folder=tmp_path)
    return opened(tmp_path)


def version(folder: Path, case: str) -> int:
    return (
        len(program("case", "timeline", case, "--json", folder=folder).stdout.split('"recorded"'))
        - 1
    )


@pytest.mark.parametrize("form", ["", "--json"])
def test_a_reader_that_went_away_changes_no_exit_code(tmp_path: Path, case: str, form: str) -> None:
    gone = "SOP | sleep 0"
    assert in_bash(tmp_path, gone, "checklist", "-c", case, form)[::2] == (0, "")
    assert in_bash(tmp_path, gone, "do", "sound_alarm", "--as", "warden", "-c", case, form)[
        ::2
    ] == (1, "")
    assert in_bash(tmp_path, gone, "do", "tell_fire_brigade", "--as", "warden", "-c", case, form)[
        ::2
    ] == (0, "")
    assert version(tmp_path, case) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full here")
@pytest.mark.parametrize("form", ["", "--json"])
def test_an_answer_that_cannot_be_printed_says_whether_it_was_written(
    tmp_path: Path, case: str, form: str
) -> None:
    full = "SOP >/dev/full"
    code, _, err = in_bash(
        tmp_path, full, "do", "tell_fire_brigade", "--as", "warden", "-c", case, form
    )
    assert (code, err) == (
        0,
        "The answer cannot be printed: No space left on device. What was asked for is written.\n",
    )
    code, _, err = in_bash(tmp_path, full, "checklist", "-c", case, form)
    assert (code, err) == (
        3,
        "The answer cannot be printed: No space left on device. Nothing was written by this.\n",
    )
    code, _, err = in_bash(tmp_path, full, "do", "count", "--as", "warden", "-c", case, form)
    assert (code, "Traceback" in err) == (1, False)


def test_closed_streams_end_no_command_with_a_traceback(tmp_path: Path, case: str) -> None:
    assert in_bash(tmp_path, "SOP >&-", "checklist", "-c", case) == (0, "", "")
    assert in_bash(tmp_path, "SOP 2>&-", "do", "no_such", "--as", "warden", "-c", case) == (
        2,
        "",
        "",
    )
    code, _, err = in_bash(tmp_path, "SOP <&-", "note", "-", "--as", "warden", "-c", case)
    assert (code, "The note is empty" in err) == (2, True)
