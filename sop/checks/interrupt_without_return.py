"""An interrupt into steps that can only be left by another interrupt.

After an interrupt the work continues: with `to: back`, at an end, or at a step that the interrupt
had left. If the outcomes from its target lead to none of these, the case stays there until another
interrupt is raised. A step from which no path at all leads to an end is reported by
`no-end-reachable`.

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

from sop.checks.reasoning.locations import interrupt_place, make_finding
from sop.checks.reasoning.step_graph import find_reachable, list_edges
from sop.definition.load import LoadedWorkflow
from sop.model.definition import BACK, Definition, Interrupt, Track
from sop.model.finding import Finding, Severity

NAME = "interrupt-without-return"
SEVERITY: Severity = "warning"


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for interrupt in definition.interrupts():
        track = definition.track_at(interrupt.path)
        if not interrupt.sources or _returns(track, interrupt):
            continue
        if _reaches_an_end(track, interrupt):
            target = interrupt.to
            message = (
                f"from '{target}' no outcome leads back, to an end,"
                " or to a step that was interrupted"
            )
            remedy = f"Add an outcome `to: back`, to an end or to another step, to '{target}'."
            path = (*interrupt_place(interrupt), "to")
            yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)


def _reaches_an_end(track: Track, interrupt: Interrupt) -> bool:
    reached = find_reachable([interrupt.to], list_edges(track))
    return any(track.steps[name].end for name in reached)


def _returns(track: Track, interrupt: Interrupt) -> bool:
    """Return whether outcomes lead from the target to an end, back, or to a step that was left."""
    seen, queue = {interrupt.to}, [interrupt.to]
    while queue:
        step = track.steps[queue.pop()]
        targets = {outcome.to for outcome in step.outcomes.values()}
        if step.end or step.id in interrupt.sources or BACK in targets:
            return True
        queue += targets - seen
        seen |= targets
    return False
