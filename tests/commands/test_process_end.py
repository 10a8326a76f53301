"""A process ends at once, and as Python would end it: output, exit code, and what runs at exit."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

END = "from sop.commands.process_end import end_process; import sys, atexit, threading, time\n"
FREED = """
class Noisy:
    def __del__(self): print("freed", flush=True)
kept = Noisy()
"""


def run_code(code: str) -> subprocess.CompletedProcess[str]:
    buffered = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        [sys.executable, "-c", END + code], capture_output=True, text=True, timeout=60, env=buffered
    )


@pytest.mark.parametrize("code", [0, 1, 5, 130])
def test_the_process_ends_with_its_code_and_everything_printed_and_nothing_freed(code: int) -> None:
    done = run_code(
        FREED + f"print('out' * 9999, end=''); print('err', file=sys.stderr); end_process({code})\n"
        "print('after')"
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, "out" * 9999, "err\n")


def test_what_was_registered_to_run_at_exit_is_run_once() -> None:
    done = run_code("atexit.register(print, 'at exit'); print('first'); end_process(3)")
    assert (done.returncode, done.stdout) == (3, "first\nat exit\n")


def test_python_ends_the_process_where_a_thread_still_works() -> None:
    done = run_code(
        "def work(): time.sleep(0.2); print('worked')\n"
        "threading.Thread(target=work).start(); end_process(0); sys.exit(4)"
    )
    assert (done.returncode, done.stdout) == (4, "worked\n")


def test_python_ends_the_process_where_its_output_cannot_be_written() -> None:
    done = run_code(
        "import os; read, write = os.pipe(); os.close(read); os.dup2(write, 1)\n"
        "print('lost'); end_process(0); sys.exit(0)"
    )
    assert done.returncode == 120  # as Python says it
    assert "BrokenPipeError" in done.stderr


def test_a_measured_program_is_ended_by_python() -> None:
    done = run_code("sys.setprofile(lambda *any: None); end_process(7); sys.exit(2)")
    assert done.returncode == 2


def test_the_program_ends_so() -> None:
    done = run_code(
        FREED + "sys.argv = ['sop', '--version']\nimport sop.__main__\nsop.__main__.program()"
    )
    assert done.returncode == 0
    assert done.stdout.startswith("sop ") and "freed" not in done.stdout
