"""An outcome or interrupt that ends a step which waits after an interrupt and still owes actions.

A step with `to: back` remembers the step that it interrupted, and several steps can wait one below
the other. Every outcome or interrupt to a step without `to: back` forgets them all. If one of them
has a required action that may not be done, no one is asked for it any more: the person who was to
be brought to a safe place is not. With `--prove` only those are reported by which a case can really
lose an action, as errors; without a proof all that could lose one, as warnings.

Let it lead to a step with `to: back`, or let the actions be done first. Where they are not
needed any more, write `drops_waiting: true` at the outcome or interrupt: `sop next` and the answer
then name what is dropped. What the current step itself leaves undone is not judged here; see
`law-deadline`.

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
          gather:
            title: Gather
            responsible: warden
            actions: {count: {do: Count everyone}}
            outcomes: {here: {to: over}}
          rescue:
            title: Rescue
            responsible: warden
            outcomes: {safe: {to: back}, all_left: {to: over, drops_waiting: true}}
          over: {title: Over, end: true}
        interrupts:
          smoke: {from: [gather], to: rescue}

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
          gather:
            title: Gather
            responsible: warden
            actions: {count: {do: Count everyone}}
            outcomes: {here: {to: over}}
          rescue:
            title: Rescue
            responsible: warden
            outcomes: {safe: {to: back}, all_left: {to: over}}
          over: {title: Over, end: true}
        interrupts:
          smoke: {from: [gather], to: rescue}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity
from sop.proof.dropped_duties import RULE, list_possible_drops
from sop.proof.proof_findings import report_drops

NAME = RULE
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    """Yield the drops that the graph allows: warnings, because a proof may exclude them."""
    yield from report_drops(loaded, definition, list_possible_drops(definition), "warning")
