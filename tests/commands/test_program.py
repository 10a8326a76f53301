"""The program itself: lazy commands, help, one program by three names, no traceback."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sop.commands.main import COMMANDS
from tests.commands.typing_in import Typist

ROOT = Path(__file__).resolve().parent.parent.parent


def program(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SOP_")}
    return subprocess.run(
        [sys.executable, "-m", "sop", *words],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_help_lists_every_command_with_its_line(sop: Typist) -> None:
    told = sop("--help")
    assert told.code == 0
    shown = " ".join(told.out.split())  # a long line is wrapped
    for name, (_, line) in COMMANDS.items():
        assert f"{name} {line}" in shown


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_of_its_own(sop: Typist, name: str) -> None:
    told = sop(name, "--help")
    assert (told.code, told.out.startswith(f"Usage: sop {name}")) == (0, True)
    assert importlib.import_module(f"sop.commands.{COMMANDS[name][0]}").__doc__


def test_a_mistyped_command_gets_the_nearest(sop: Typist) -> None:
    assert "checklist" in sop("cheklist").err


def test_options_follow_the_command(sop: Typist) -> None:
    told = sop("--json", "checklist")
    assert (told.code, "Options follow the command" in told.json["message"]) == (2, True)


def test_three_names_are_one_program(tmp_path: Path) -> None:
    version = program("--version", folder=tmp_path).stdout
    beside = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert version == beside.stdout == "sop 0.1.0\n"


def test_commands_that_show_import_no_yaml_no_jsonschema_no_rich(tmp_path: Path) -> None:
    case = opened(tmp_path)
    shows = (
        ["checklist", "-c", case],
        ["next", "-c", case],
        ["case", "show", case],
        ["case", "timeline", case],
    )
    for words in (*shows, ["worklist"], ["do", "D1.1", "-c", case, "--as", "warden"]):
        assert heavy_imports(tmp_path, words).splitlines()[-1] == "[]", words


def heavy_imports(folder: Path, words: list[str]) -> str:
    """Which of the heavy libraries the command line imports."""
    heavy = ("yaml", "jsonschema", "rich", "holidays", "transitions", "platformdirs", "pydantic")
    code = "import sys; from sop.commands.main import run; run(sys.argv[1:]);"
    code += f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    typed = [sys.executable, "-c", code, *words]
    return subprocess.run(typed, cwd=folder, capture_output=True, text=True, timeout=60).stderr


def opened(folder: Path) -> str:
    program("init", folder=folder)
    told = program("open", "fire-drill", "--as", "warden", folder=folder)
    assert told.returncode == 0, told.stderr
    return told.stdout.split("Case ")[1].split()[0]


def test_a_case_from_open_to_closed_in_processes_of_their_own(tmp_path: Path) -> None:
    case = opened(tmp_path)
    on = ("-c", case, "--as", "warden")
    steps = [
        ("do", "D1.1", "D1.2"),
        ("advance", "started"),
        ("do", "count", "--set", "everyone_out=yes"),
        ("advance", "all_out"),
        ("do", "write_report", "--set", "faults=nothing_found"),
        ("advance", "reviewed"),
    ]
    for words in steps:
        told = program(*words, *on, folder=tmp_path)
        assert told.returncode == 0, told.stdout + told.stderr
        assert case in told.stdout.splitlines()[0]
    assert "Closed on " in program("case", "show", case, folder=tmp_path).stdout
    assert program("checklist", "-c", "0000-0000-0", folder=tmp_path).returncode == 2
    assert program("case", "verify", folder=tmp_path).returncode == 0


def test_ctrl_c_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    program("init", folder=tmp_path)
    waiting = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "sop",
            "set",
            "--set-from",
            "-",
            "-c",
            opened(tmp_path),
            "--as",
            "warden",
        ],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until_it_reads(waiting.pid)
    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate(timeout=60)
    assert (waiting.returncode, out) == (130, "")
    assert "Traceback" not in err


def until_it_reads(pid: int) -> None:
    """Waits until the process waits for its stdin."""
    place = Path(f"/proc/{pid}/wchan")
    if not place.exists():
        pytest.skip("this system does not say what a process waits for")
    for _ in range(2000):
        if "pipe" in place.read_text():
            return
        time.sleep(0.005)
    raise AssertionError("it never read its stdin")


def test_a_reader_that_went_away_makes_no_noise(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m sop --help | head -n 1'
    told = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert told.stderr == ""


def test_letters_that_the_terminal_lacks_are_shown_by_their_code(tmp_path: Path) -> None:
    program("init", folder=tmp_path)
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "SOP_PLAIN": "1"}
    told = subprocess.run(
        [sys.executable, "-m", "sop", "do", "čaj"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        timeout=60,
    )
    assert (told.returncode, b"Traceback" in told.stderr) == (2, False)


@pytest.mark.parametrize("group", ["case", "store", "workflow", "config"])
@pytest.mark.parametrize("width", ["40", "80"])
def test_the_help_of_a_group_cuts_no_line(sop: Typist, group: str, width: str) -> None:
    sop.patch.setenv("COLUMNS", width)
    told = sop(group, "--help")
    assert (told.code, "..." in told.out.partition("Commands:")[2]) == (0, False)
