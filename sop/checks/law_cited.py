"""A law entry that is not confirmed, or that nothing cites.

An entry that is `to_be_confirmed` is an honest gap: the note, one per entry, keeps it visible until
a person has seen the source. An entry that nothing cites is a leftover, or the `law:` was forgotten
where it belongs. A citation of an entry that does not exist is reported by `unknown-law`;
`verified` without a citation is refused when the file is read. `sop check --explain citations
WORKFLOW` and `sop workflow show WORKFLOW --law` list all entries by status.

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
from itertools import chain

from sop.checks.reasoning.locations import make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, Guarantee, Interrupt, LawEntry, Outcome, Switch
from sop.model.duration import Due
from sop.model.finding import Finding, Severity
from sop.model.scenario import Scenario

NAME = "law-cited"
SEVERITY: Severity = "note"


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    cited = Counter([*_list_citations(definition), *_list_scenario_citations(loaded.scenarios)])
    for entry in definition.law.values():
        problem = _judge_entry(entry, cited[entry.id])
        if problem is not None:
            path = ("law", entry.id)
            yield make_finding(loaded, NAME, SEVERITY, path, *problem, key=True)


def _judge_entry(entry: LawEntry, times: int) -> tuple[str, str] | None:
    """Return the message about the entry and its remedy; None if nothing is wrong."""
    if times == 0:
        remedy = "Name it under `law:` where it applies, or delete it."
        return f"nothing cites the law entry '{entry.id}'", remedy
    if entry.status != "to_be_confirmed":
        return None
    users = "one place cites it" if times == 1 else f"{times} places cite it"
    remedy = "See the source, give its citation, and set `status: verified`."
    return f"the law entry '{entry.id}' is to be confirmed; {users}", remedy


def _list_citations(definition: Definition) -> Iterator[str]:
    """Yield the cited entries, once for each place; an action and its deadline are one place."""
    for action in definition.actions():
        yield from {*action.law, *_list_due_citations(action.due)}
    for step in definition.steps():
        yield from _list_due_citations(step.due)
    places: tuple[Switch | Guarantee | Interrupt | Outcome, ...] = (
        *definition.switches.values(),
        *definition.guarantees.values(),
        *definition.interrupts(),
        *definition.outcomes(),
    )
    for place in places:
        yield from place.law


def _list_due_citations(due: Due | None) -> tuple[str, ...]:
    return () if due is None else due.law


def _list_scenario_citations(scenarios: tuple[Scenario, ...]) -> Iterator[str]:
    turns = chain.from_iterable(scenario.turns for scenario in scenarios)
    for choice in chain.from_iterable(turn.choices for turn in turns):
        yield from choice.law
