"""The real command killed with SIGKILL 200 times, around the moment at which it writes: what it
confirmed is there.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from sop.store.verify_case import verify_log
from tests.commands.typing_in import Typist, new_typist
from tests.store.samples import SampleStore
from tests.volume import SEED, times

KILLS = times(200)
AT_ONCE = 2
CASES = 8
ROOT = Path(__file__).resolve().parents[2]
ACTIONS = ("drill.alarm.tell_fire_brigade", "drill.alarm.sound_alarm")


class Asked(NamedTuple):
    """What a command was asked to write: to which case, and the word by which it is found in the
    history.
    """

    case: str
    word: str
    argv: tuple[str, ...]
    stdin: str


class Running(NamedTuple):
    asked: Asked
    process: subprocess.Popen[str]
    started: float


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


def a_request(number: int, cases: list[str], fresh: list[str]) -> Asked:
    """A note on a shared case, or an action of a case that nobody else writes to."""
    if number % 4 == 0 and fresh:
        case = fresh.pop()
        return Asked(case, f"k{number}", ("do", ACTIONS[0], "--key", f"k{number}"), "")
    return Asked(cases[number % len(cases)], f"n{number}.", ("note", "-"), f"n{number}.")


def start(sop: Typist, asked: Asked) -> Running:
    command = [
        sys.executable,
        "-m",
        "sop",
        *asked.argv,
        "-c",
        asked.case,
        "--as",
        "warden",
        "--json",
    ]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command,
        cwd=sop.folder,
        env=environ,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(asked.stdin)
    process.stdin.close()
    process.stdin = None
    return Running(asked, process, time.monotonic())


def end(running: Running, moment: float, mark: Path) -> tuple[int, str]:
    """Kill the command once its mark has been there for `moment` seconds, or never; its status and
    what it answered.
    """
    process = running.process
    while process.poll() is None and not mark.exists():
        time.sleep(0.0005)
        if time.monotonic() > running.started + 60:
            break
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGKILL), err
    return process.returncode, out


def confirmed(status: int, out: str) -> bool:
    """Whether the answer had been given: the whole JSON document, or the exit code."""
    try:
        return bool(json.loads(out)["ok"])
    except ValueError:
        return status == 0


def test_what_a_killed_command_had_confirmed_is_there_once(sop: Typist) -> None:
    sop.patch.delenv("SOP_NOW")
    (sop.folder / "sop.toml").write_text("", "utf-8")
    cases = [sop.open() for _ in range(CASES)]
    fresh = [sop.open() for _ in range(KILLS // 3)]
    for name in ("SOP_CASE", "SOP_AS"):
        sop.patch.delenv(name, raising=False)
    source, killed, number = random.Random(4 + SEED), 0, 0
    answers: list[tuple[Asked, bool, bool]] = []
    data = sop.folder / "data"
    running: list[Running] = []
    while killed < KILLS:
        while len(running) < AT_ONCE:
            running.append(start(sop, a_request(number, cases, fresh)))
            number += 1
        one = running.pop(0)
        moment = source.choice([0.0, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016])
        status, out = end(one, moment, data / "dirty" / one.asked.case)
        killed += status != 0
        answers.append((one.asked, confirmed(status, out), status != 0))
        assert number < 3 * KILLS, "most commands end before they are killed"
    for one in running:
        out, err = one.process.communicate(timeout=60)
        assert one.process.returncode == 0, err
        answers.append((one.asked, True, False))

    told = Counter((is_confirmed, was_killed) for _, is_confirmed, was_killed in answers)
    there = check(data, answers)
    print(
        f"{killed} kills of the real command, {told[True, True]} of them after the answer, "
        f"{told[True, False]} not killed; {there} written but not confirmed"
    )
    assert killed >= KILLS
    assert there > 0  # some died between the write and the answer
    listed = json.loads(sop("case", "verify", "--json").out)
    assert [one["case"] for one in listed["data"]["cases"] if not one["ok"]] == []


def check(data: Path, answers: list[tuple[Asked, bool, bool]]) -> int:
    """Everything confirmed is in its history once, everything else once or not at all; how much was
    not confirmed.
    """
    store = SampleStore(data)
    found: Counter[str] = Counter()
    for case in store.cases():
        path = store.database(case).log.place.log
        verified = verify_log(
            case, path.read_bytes(), store.index_sync.indexed_head(case), store.definitions.problem
        )
        assert verified.ok, verified.problem
        for each in store.load(case)[0]:
            text = getattr(each.body, "text", None)
            found[text or (each.key or "").split(" ")[0]] += 1
    lost = [asked for asked, is_confirmed, _ in answers if is_confirmed and found[asked.word] != 1]
    doubled = [asked for asked, _, _ in answers if found[asked.word] > 1]
    assert (lost, doubled) == ([], [])
    return sum(found[asked.word] for asked, is_confirmed, _ in answers if not is_confirmed)
