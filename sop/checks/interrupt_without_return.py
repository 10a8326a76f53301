"""An interrupt into steps that nothing but another interrupt leaves again.

After an interrupt the work goes on: with `to: back`, at an end, or at a step that the interrupt had left. If the
outcomes from its target lead to none of these, the case stays there until somebody raises another interrupt. A step
from which nothing at all leads to an end is told by `no-end-reachable`.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: over}}}
          rescue: {title: Rescue, responsible: warden, outcomes: {safe: {to: back}}}
          over: {title: Over, end: true}
        interrupts:
          smoke: {from: [gather], to: rescue}
          called_off: {from: any, to: over}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather: {title: Gather, responsible: warden, outcomes: {here: {to: over}}}
          rescue: {title: Rescue, responsible: warden, outcomes: {search_on: {to: rescue}}}
          over: {title: Over, end: true}
        interrupts:
          smoke: {from: [gather], to: rescue}
          called_off: {from: any, to: over}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import make_finding
from sop.checks.reasoning.step_graph import find_reachable, list_edges
from sop.definition.load import LoadedWorkflow
from sop.model.definition import BACK, Interrupt, Track
from sop.model.finding import Finding, Severity

NAME = "interrupt-without-return"
SEVERITY: Severity = "warning"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    for track in loaded.definition.tracks.values():
        for interrupt in track.interrupts.values():
            if (
                interrupt.sources
                and not _leads_to_step(track, interrupt)
                and _reaches_an_end(track, interrupt)
            ):
                path = ("tracks", track.id, "interrupts", interrupt.id, "to")
                message = f"from '{interrupt.to}' no outcome leads back, to an end, or to a step that was interrupted"
                remedy = (
                    f"Add an outcome `to: back`, to an end or to another step, to '{interrupt.to}'."
                )
                yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)


def _reaches_an_end(track: Track, interrupt: Interrupt) -> bool:
    return any(track.steps[name].end for name in find_reachable([interrupt.to], list_edges(track)))


def _leads_to_step(track: Track, interrupt: Interrupt) -> bool:
    seen, queue = {interrupt.to}, [interrupt.to]
    while queue:
        step = track.steps[queue.pop()]
        if step.end or step.id in interrupt.sources:
            return True
        for outcome in step.outcomes.values():
            if outcome.to == BACK:
                return True
            if outcome.to not in seen:
                seen.add(outcome.to)
                queue.append(outcome.to)
    return False
