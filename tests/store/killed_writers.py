"""Run by test_kills.py in its own process: forks writers, kills them at random moments, prints what
they confirmed.

A writer appends to shared cases as fast as it can. A line goes to its pipe only after `append` has
returned, so a line that arrived is an acknowledgement, whatever happened to the writer next.
"""

from __future__ import annotations

import gc
import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path
from typing import NamedTuple

from sop.store.case_ids import new_case_id
from sop.store.port import StoreTrouble, UnknownCase, VersionConflict
from tests.store.samples import embedded, event

CASES = tuple(new_case_id(random.Random(seed)) for seed in range(40))
AT_ONCE = 4


def write_until_killed(folder: Path, name: int, seed: int, pipe: int) -> None:
    """Append one to three events at a time to a random case; each event says which append it
    belongs to.
    """
    source = random.Random(seed)
    for turn in range(10**6):
        store = embedded(folder)
        case = source.choice(CASES)
        try:
            version = store.load(case)[1]
        except UnknownCase:
            version = 0
        count = source.randint(1, 3)
        key = f"{name}.{turn}.{count}"
        try:
            store.append(
                case,
                version,
                [event(version + place + 1, key=f"{key}.{place}") for place in range(count)],
            )
        except VersionConflict:
            continue
        os.write(pipe, f"{case} {version} {key}\n".encode())


class Writer(NamedTuple):
    """A running writer: its process, its pipe, after how many acknowledgements and how much later
    it is killed.
    """

    process: int
    pipe: int
    lines: int
    seconds: float


def main(folder: Path, kills: int, seed: int) -> None:
    """Kill `kills` writers, `AT_ONCE` of them at work at any time; print the acknowledgements as
    JSON.
    """
    source = random.Random(seed)
    gc.freeze()  # what is loaded is shared with every writer instead of being copied for it
    running: list[Writer] = []
    acknowledged: list[str] = []
    died_otherwise: list[int] = []
    for name in range(kills):
        running.append(start(folder, name, source))
        if len(running) == AT_ONCE:
            died_otherwise += finish(running.pop(source.randrange(AT_ONCE)), acknowledged)
    while running:
        died_otherwise += finish(running.pop(), acknowledged)
    json.dump(
        {"kills": kills - len(died_otherwise), "otherwise": died_otherwise, "lines": acknowledged},
        sys.stdout,
    )


def start(folder: Path, name: int, source: random.Random) -> Writer:
    """A new writer. Its moment depends on what it did, not on how fast the machine is."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            write_until_killed(folder, name, name, writer)
        except StoreTrouble as error:
            os.write(2, f"{error.message}\n".encode())
        finally:
            os._exit(1)
    os.close(writer)
    return Writer(child, reader, source.randrange(3), source.uniform(0.0, 0.005))


def finish(writer: Writer, acknowledged: list[str]) -> list[int]:
    """Read a writer's lines until its moment has come, kill it, read the rest; its status if it
    died by itself.
    """
    content = b""
    while content.count(b"\n") < writer.lines and (more := os.read(writer.pipe, 65536)):
        content += more
    end = time.monotonic() + writer.seconds
    while (left := end - time.monotonic()) > 0 and select.select([writer.pipe], [], [], left)[0]:
        if not (more := os.read(writer.pipe, 65536)):
            break
        content += more
    os.kill(writer.process, signal.SIGKILL)
    _, status = os.waitpid(writer.process, 0)
    while more := os.read(writer.pipe, 65536):
        content += more
    os.close(writer.pipe)
    acknowledged += content.decode().splitlines()
    return [] if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL else [status]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
