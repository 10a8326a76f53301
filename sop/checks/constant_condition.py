"""A condition that is always true or always false, in whatever state the case is.

The rule tries every value of every fact that the condition reads (unknown included), both values of
each switch, and every place where the tracks can be (one step at a time; a step with a done action
was visited). Terms are opened. In a step, the track is at that step, so `protection is running` is
always true in a step of protection.

- Never true, with an effect (an outcome that never opens, an action that is never needed, a track
  that never starts or is always on hold): an error. The lines of a list are judged one by one, then
  together.
- Never true in a term or in a guarantee: a warning. A track that is never on hold: a warning.
- Always true, or true as soon as its facts are known: a warning, because the line has no effect.

A condition about more facts than can be tried is not judged.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      size: {choices: [small, large], ask: How large is the fire?}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          look:
            title: Look
            responsible: warden
            actions: {look: {do: Look, records: [size]}}
            outcomes:
              put_out: {to: over, when: size is small}
              leave: {to: over, when: size is large}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    facts:
      size: {choices: [small, large], ask: How large is the fire?}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          look:
            title: Look
            responsible: warden
            actions: {look: {do: Look, records: [size]}}
            outcomes:
              put_out: {to: over, when: size is small and size is large}
              leave: {to: over}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import GatePlace, list_gates, make_finding
from sop.checks.reasoning.satisfiability import (
    FAILS,
    HOLDS,
    UNKNOWN,
    Requirement,
    is_possible,
    require_lines,
)
from sop.definition.load import LoadedWorkflow
from sop.engine.evaluate import Truth, find_read_facts
from sop.model.condition import Condition
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity

NAME = "constant-condition"
SEVERITY: Severity = "error"
REMOVE_IT = "Correct the condition, or remove it."


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for place in list_gates(definition):
        judge = _check_hold if place.path[-1] == "on_hold_while" else _check_opening_gate
        yield from judge(loaded, definition, place)


def _check_opening_gate(
    loaded: LoadedWorkflow, definition: Definition, place: GatePlace
) -> Iterator[Finding]:
    """Judge a gate that opens when all its lines hold."""
    never = [line for line in place.lines if not _can_be(definition, place, line, HOLDS)]
    for number, line in enumerate(place.lines):
        if line in never:
            message = f"'{line.text}' can never be true{_effect(place)}"
            yield _report_never(loaded, place, (*place.path, number), message)
        elif not _can_be(definition, place, line, FAILS):
            yield _report_always(loaded, definition, place, number)
    if never or len(place.lines) == 1:
        return
    if is_possible(definition, require_lines(place.lines), place.given) is False:
        message = f"these lines can never be true together{_effect(place)}"
        yield _report_never(loaded, place, place.path, message)


def _check_hold(
    loaded: LoadedWorkflow, definition: Definition, place: GatePlace
) -> Iterator[Finding]:
    """Judge an `on_hold_while`: the track is on hold unless a line is false."""
    if is_possible(definition, require_lines(place.lines), place.given) is False:
        message = f"the `on_hold_while` of {place.owner} can never be true"
        yield make_finding(loaded, NAME, "warning", place.path, message, REMOVE_IT)
    elif not any(_can_be(definition, place, line, FAILS) for line in place.lines):
        message = f"{place.owner} is always on hold: its `on_hold_while` is never false"
        yield make_finding(loaded, NAME, "error", place.path, message, REMOVE_IT)


def _can_be(
    definition: Definition, place: GatePlace, line: Condition, values: frozenset[Truth]
) -> bool:
    return is_possible(definition, (Requirement(line, values),), place.given) is not False


def _report_never(
    loaded: LoadedWorkflow, place: GatePlace, path: tuple[str | int, ...], message: str
) -> Finding:
    severity: Severity = "error" if place.dead else "warning"
    remedy = "Correct the condition, or remove what depends on it."
    return make_finding(loaded, NAME, severity, path, message, remedy)


def _report_always(
    loaded: LoadedWorkflow, definition: Definition, place: GatePlace, number: int
) -> Finding:
    line = place.lines[number]
    here = " here" if place.given else ""
    if _can_be(definition, place, line, UNKNOWN):
        read = find_read_facts(definition, line)
        known = " and ".join(f"{fact} is known" for fact in read)
        message = f"'{line.text}' of {place.owner} is true{here} whatever the answer is"
        remedy = f"Write '{known}' if that is the intention, or correct it."
    else:
        message = f"'{line.text}' of {place.owner} is always true{here}"
        remedy = "Remove it, or correct it: it has no effect."
    return make_finding(loaded, NAME, "warning", (*place.path, number), message, remedy)


def _effect(place: GatePlace) -> str:
    if place.path[0] == "guarantees":
        return f", so {place.owner} does not guarantee what it seems to"
    if not place.dead:
        return f", so {place.owner} never holds"
    if place.owner == "closing":
        return f", so {place.dead}"
    return f" in {place.owner}, so {place.dead}"
