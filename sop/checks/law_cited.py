"""A law entry that is not confirmed, or that nothing cites.

An entry that is `to_be_confirmed` is an honest gap: the note keeps it in sight, once an entry, until somebody has seen
the source. An entry that nothing cites is a leftover, or the `law:` was forgotten where it belongs. Citing an entry
that does not exist is told by `unknown-law`; `verified` without a citation is refused when the file is read.
`sop check --explain citations WORKFLOW` and `sop workflow show WORKFLOW --law` list all entries by status.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    law:
      fire_code: {cite: "Fire code, section 2", about: drills, status: verified}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {call: {do: Call the fire brigade, law: [fire_code]}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    law:
      fire_code: {cite: null, about: drills, status: to_be_confirmed}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {call: {do: Call the fire brigade, law: [fire_code]}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sop.checks.reasoning.fact_sources import every_action
from sop.checks.reasoning.locations import make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, LawEntry
from sop.model.finding import Finding, Severity
from sop.model.scenario import Scenario

NAME = "law-cited"
SEVERITY: Severity = "note"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    cited = Counter(
        [*_list_citations(loaded.definition), *_list_scenario_citations(loaded.scenarios)]
    )
    for entry in loaded.definition.law.values():
        if told := _judge_entry(entry, cited[entry.id]):
            yield make_finding(loaded, NAME, SEVERITY, ("law", entry.id), *told, key=True)


def _judge_entry(entry: LawEntry, times: int) -> tuple[str, str] | None:
    """What is to be said about the entry, and what to do."""
    if times == 0:
        return (
            f"nothing cites the law entry '{entry.id}'",
            "Name it under `law:` where it applies, or delete it.",
        )
    if entry.status != "to_be_confirmed":
        return None
    where = "one place rests on it" if times == 1 else f"{times} places rest on it"
    remedy = "See the source, give its citation, and set `status: verified`."
    return f"the law entry '{entry.id}' is to be confirmed; {where}", remedy


def _list_citations(definition: Definition) -> Iterator[str]:
    for switch in definition.switches.values():
        yield from switch.law
    for guarantee in definition.guarantees.values():
        yield from guarantee.law
    for _, _, action in every_action(definition):
        yield from {*action.law, *(action.due.law if action.due else ())}
    for track in definition.tracks.values():
        for interrupt in track.interrupts.values():
            yield from interrupt.law
        for step in track.steps.values():
            yield from step.due.law if step.due else ()
            for outcome in step.outcomes.values():
                yield from outcome.law


def _list_scenario_citations(scenarios: tuple[Scenario, ...]) -> Iterator[str]:
    for scenario in scenarios:
        for turn in scenario.turns:
            for choice in turn.choices:
                yield from choice.law
