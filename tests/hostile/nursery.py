"""Runs what may crash, hang or eat memory in children of its own, and says how each case ended.

A module with a function `cases(kind, folder) -> list` is given by name; each case is a callable
that answers with a sentence about what was wrong, or None. A child works through its share and
notes the case at hand before it begins, so that one that dies by a signal is named and the next
child goes on behind it. As a program of its own it is small before the first fork: what a child's
memory comes to is the case's doing.

    python -m tests.hostile.nursery tests.hostile.mutants workflows 2000 FOLDER
"""

from __future__ import annotations

import importlib
import json
import mmap
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_SECONDS = 5
MOST_MEGABYTES = 300
WORKERS = 2
Case = Callable[[], str | None]


class TooSlow(BaseException):
    """The alarm of one case; not an Exception, so that no handler takes it for its own failure."""


def _ring(number: int, frame: object) -> None:
    raise TooSlow


def begun(case: Case) -> str | None:
    """What went wrong in one case, in a sentence. Time is the processor's: others may be at work
    here.
    """
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    signal.setitimer(
        signal.ITIMER_VIRTUAL, 2 * MOST_SECONDS
    )  # these two end the child where no alarm is heard
    signal.setitimer(
        signal.ITIMER_REAL, 600
    )  # one that waits for something; others may be at work here
    try:
        return case()
    except TooSlow:
        where = "".join(traceback.format_exc().splitlines(keepends=True)[-8:])
        return f"took more than {MOST_SECONDS} s\n{where}"
    except BaseException:
        return traceback.format_exc()
    finally:
        for timer in (signal.ITIMER_PROF, signal.ITIMER_VIRTUAL, signal.ITIMER_REAL):
            signal.setitimer(timer, 0)


def work(cases: list[Case], share: range, at_hand: mmap.mmap, told: Path) -> None:
    """One child: its share of the cases, a line for each that went wrong."""
    signal.signal(signal.SIGPROF, _ring)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with told.open("a", encoding="utf-8") as out:
        for number in share:
            at_hand[:8] = number.to_bytes(8, "little")
            wrong = begun(cases[number])
            at_hand[8:] = (int.from_bytes(at_hand[8:], "little") + 1).to_bytes(8, "little")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            if wrong is None and peak > MOST_MEGABYTES:
                wrong = f"took {peak} MB"
            if wrong is not None:
                out.write(json.dumps([number, wrong]) + "\n")
                out.flush()
            if peak > MOST_MEGABYTES:
                os._exit(7)  # the next child starts small again


def _worker(cases: list[Case], share: range, told: Path, at_hand: mmap.mmap) -> int:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work(cases, share, at_hand, told)
            code = 0
        finally:
            os._exit(code)
    return child


def run_all(cases: list[Case], told: Path) -> int:
    """All cases in two children, whoever dies followed by another; how many came to an end."""
    shares = {n: range(n, len(cases), WORKERS) for n in range(WORKERS)}
    notes = {n: mmap.mmap(-1, 16) for n in shares}
    alive = {_worker(cases, share, told, notes[n]): n for n, share in shares.items()}
    while alive:
        pid, status = os.wait()
        n = alive.pop(pid)
        if os.waitstatus_to_exitcode(status) == 0:
            continue
        last = int.from_bytes(notes[n][:8], "little")
        if os.waitstatus_to_exitcode(status) != 7:
            with told.open("a", encoding="utf-8") as out:
                out.write(json.dumps([last, f"died: {os.waitstatus_to_exitcode(status)}"]) + "\n")
        rest = range(last + WORKERS, len(cases), WORKERS)
        if rest:
            alive[_worker(cases, rest, told, notes[n])] = n
    return sum(int.from_bytes(note[8:], "little") for note in notes.values())


def nursed(module: str, kind: str, count: int, folder: Path) -> tuple[int, list[str]]:
    """How many cases ran, and a sentence for each that went wrong."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.nursery", module, kind, str(count), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"{answer['ran']} cases of {kind}; {len(answer['wrong'])} went wrong")
    return answer["ran"], answer["wrong"]


def main(module: str, kind: str, count: str, folder: str) -> None:
    maker = importlib.import_module(module)
    told = Path(folder) / "told.jsonl"
    told.touch()
    named: list[tuple[str, Case]] = maker.cases(kind, int(count), Path(folder))
    ran = run_all([case for _, case in named], told)
    wrong = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    print(json.dumps({"ran": ran, "wrong": [f"{named[n][0]}: {text}" for n, text in wrong]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
