"""An urgent fact that can be recorded, and then nothing is to be done.

Anyone who records a danger must find something to do: an interrupt with this value in its `tells:`,
or a track that starts because of it. Otherwise the only thing left is to record that the danger is
over, although no one has acted. An interrupt does not count if its `when` is false once the value
is recorded, or if no step has it.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      smoke: {type: boolean, ask: Is there smoke?, anytime: any, urgent: true}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            outcomes: {here: {to: over, when: not smoke}}
          rescue:
            title: Rescue
            responsible: warden
            actions: {call: {do: Call the fire brigade, records: [smoke]}}
            outcomes: {safe: {to: back}}
          over: {title: Over, end: true}
        interrupts:
          alarm: {from: any, to: rescue, tells: {smoke: true}}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      smoke: {type: boolean, ask: Is there smoke?, anytime: any, urgent: true}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            outcomes: {here: {to: over, when: not smoke}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import make_finding
from sop.definition.condition_names import format_value
from sop.definition.load import LoadedWorkflow
from sop.engine.urgent_values import find_urgent_values, judge_value, starts_only_with
from sop.model.condition import Value
from sop.model.definition import Definition, Interrupt
from sop.model.fact import Fact
from sop.model.finding import Finding, Severity

NAME = "danger-without-duty"
SEVERITY: Severity = "warning"
REMEDY = (
    "Add `tells: {{{told}}}` to the interrupt that answers it, let a track start with it, "
    "or write `urgent: false`."
)


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for fact in definition.facts.values():
        for value in find_urgent_values(definition, fact):
            if not _has_duty(definition, fact, value):
                yield _make(loaded, fact, value)


def _has_duty(definition: Definition, fact: Fact, value: Value) -> bool:
    """Whether recording the value leaves an interrupt to raise, or starts a track."""
    if any(_answers(definition, one, fact, value) for one in definition.interrupts()):
        return True
    tracks = definition.tracks.values()
    return any(starts_only_with(definition, track, fact, value) for track in tracks)


def _answers(definition: Definition, interrupt: Interrupt, fact: Fact, value: Value) -> bool:
    if fact.id not in interrupt.tells or interrupt.tells[fact.id] != value:
        return False
    if not interrupt.sources or not interrupt.by:
        return False
    return judge_value(definition, interrupt.when, fact, value) is not False


def _make(loaded: LoadedWorkflow, fact: Fact, value: Value) -> Finding:
    told = f"{fact.id}: {format_value(value)}"
    message = f"'{fact.id} is {format_value(value)}' is urgent, but leaves nothing to do"
    remedy = REMEDY.format(told=told)
    return make_finding(loaded, NAME, SEVERITY, ("facts", fact.id), message, remedy, key=True)
