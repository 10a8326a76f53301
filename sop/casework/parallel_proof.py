"""A large proof in two processes: the guarantees in one, everything else in the other.

Each works out the reachable configurations for itself, which costs less than handing them over would.
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
"""Seconds between two looks at whether a process is still there."""
SMALL = 120
"""Actions, below which a second process costs more than it saves."""


def answers(loaded: LoadedWorkflow, nodes: int, calendar: Calendar) -> Iterator[Answer]:
    """Every answer as it comes; those of the two processes in turn."""
    parts: tuple[ProofPart, ...] = ("built in", "guarantees")
    if (
        not _is_large(loaded)
        or (os.cpu_count() or 1) < len(parts)
        or "fork" not in multiprocessing.get_all_start_methods()
    ):
        yield from _time_answers(loaded, nodes, calendar, "all")
        return
    context = multiprocessing.get_context("fork")
    heard: Answers[Answer | BaseException | None] = context.Queue()
    workers = [
        context.Process(
            target=_send_answers, args=(heard, loaded, nodes, calendar, part), daemon=True
        )
        for part in parts
    ]
    try:
        for worker in workers:
            worker.start()
        yield from _receive_answers(heard, workers)
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _is_large(loaded: LoadedWorkflow) -> bool:
    definition = loaded.definition
    if definition is None:
        return False
    return (
        sum(
            len(step.actions)
            for track in definition.tracks.values()
            for step in track.steps.values()
        )
        >= SMALL
    )


def _receive_answers(
    heard: Answers[Answer | BaseException | None], workers: Sequence[BaseProcess]
) -> Iterator[Answer]:
    """What the processes tell, until each has told all or is gone: one that the system ended leaves its share open."""
    told = 0
    while told < len(workers):
        try:
            answer = heard.get(timeout=PATIENCE)
        except Empty:
            if all(worker.exitcode is not None for worker in workers) and heard.empty():
                return
            continue
        if isinstance(answer, BaseException):
            raise answer
        if answer is None:
            told += 1
        else:
            yield answer


def _send_answers(
    heard: Answers[Answer | BaseException | None],
    loaded: LoadedWorkflow,
    nodes: int,
    calendar: Calendar,
    part: ProofPart,
) -> None:
    """One process's share; it ends with None, or with what went wrong."""
    try:
        for answer in _time_answers(loaded, nodes, calendar, part):
            heard.put(answer)
        heard.put(None)
    except KeyboardInterrupt:
        return  # the first process tells what was proved
    except Exception as trouble:
        heard.put(trouble)


def _time_answers(
    loaded: LoadedWorkflow, nodes: int, calendar: Calendar, part: ProofPart
) -> Iterator[Answer]:
    found = prove.prove_workflow(loaded, nodes, calendar, part)
    while True:
        start = time.perf_counter()
        answered = next(found, None)
        if answered is None:
            return
        yield answered.proof, answered.findings, round(time.perf_counter() - start, 3)
