"""Proves a large workflow in two processes: the guarantees in one, everything else in the other.

Each computes the reachable configurations on its own, which costs less than passing them over.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue as Answers
from queue import Empty

from sop.definition.load import LoadedWorkflow
from sop.model.calendar import Calendar
from sop.model.finding import Finding
from sop.model.proof import Proof
from sop.proof import prove
from sop.proof.prove import ProofPart

Answer = tuple[Proof | None, tuple[Finding, ...], float]
"""A proof, what it found, and the seconds that it took."""
PATIENCE = 0.5
"""Seconds between two checks whether a process is still running."""
SMALL = 120
"""Actions, below which a second process costs more than it saves."""
PROCESSES: tuple[ProofPart, ...] = ("built in", "guarantees")


def answers(loaded: LoadedWorkflow, nodes: int, calendar: Calendar) -> Iterator[Answer]:
    """Yield every answer as it comes; those of the two processes in turn."""
    if not _is_large(loaded) or not _can_fork():
        yield from _time_answers(loaded, nodes, calendar=calendar, part="all")
        return
    context = multiprocessing.get_context("fork")
    queue: Answers[Answer | BaseException | None] = context.Queue()
    workers: list[BaseProcess] = []
    for part in PROCESSES:
        arguments = (queue, loaded, nodes, calendar, part)
        workers.append(context.Process(target=_send_answers, args=arguments, daemon=True))
    try:
        for worker in workers:
            worker.start()
        yield from _receive_answers(queue, workers)
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _is_large(loaded: LoadedWorkflow) -> bool:
    definition = loaded.definition
    return definition is not None and len(definition.actions()) >= SMALL


def _can_fork() -> bool:
    """Whether two processes can run at once and share what is loaded already."""
    if (os.cpu_count() or 1) < len(PROCESSES):
        return False
    return "fork" in multiprocessing.get_all_start_methods()


def _receive_answers(
    queue: Answers[Answer | BaseException | None], workers: Sequence[BaseProcess]
) -> Iterator[Answer]:
    """Yield the answers of the processes until each has sent its last one or has died.

    A process that the system killed leaves its properties without an answer.
    """
    finished = 0
    while finished < len(workers):
        try:
            answer = queue.get(timeout=PATIENCE)
        except Empty:
            if all(worker.exitcode is not None for worker in workers) and queue.empty():
                return
            continue
        if isinstance(answer, BaseException):
            raise answer
        if answer is None:
            finished += 1
        else:
            yield answer


def _send_answers(
    queue: Answers[Answer | BaseException | None],
    loaded: LoadedWorkflow,
    nodes: int,
    calendar: Calendar,
    part: ProofPart,
) -> None:
    """Send the answers of one process, then None, or the error that ended it."""
    try:
        for answer in _time_answers(loaded, nodes, calendar=calendar, part=part):
            queue.put(answer)
        queue.put(None)
    except KeyboardInterrupt:
        return  # the first process reports what was proved
    except Exception as error:
        queue.put(error)


def _time_answers(
    loaded: LoadedWorkflow, nodes: int, *, calendar: Calendar, part: ProofPart
) -> Iterator[Answer]:
    found = prove.prove_workflow(loaded, nodes, calendar, part)
    while True:
        start = time.perf_counter()
        answered = next(found, None)
        if answered is None:
            return
        yield answered.proof, answered.findings, round(time.perf_counter() - start, 3)
