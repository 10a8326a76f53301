"""Actions of one step that wait for each other in a circle.

`after: [a]` means that the action cannot be done before `a` is done, waived or not needed. If `a`
waits for `b` and `b` for `a`, neither can ever be done, and a required one keeps the step closed.

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
            actions:
              ring: {do: Ring the bell}
              count: {do: Count the people, after: [ring]}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}

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
            actions:
              ring: {do: Ring the bell, after: [count]}
              count: {do: Count the people, after: [ring]}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import action_place, make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, Step
from sop.model.finding import Finding, Severity

NAME = "order-cycle"
SEVERITY: Severity = "error"
REMEDY = "Remove one of these names from its `after`."


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for step in definition.steps():
        for circle in _find_circles(step):
            path = (*action_place(step.actions[circle[0]]), "after")
            yield make_finding(loaded, NAME, SEVERITY, path, _describe(circle), REMEDY)


def _find_circles(step: Step) -> Iterator[tuple[str, ...]]:
    """Yield each circle, the shortest through its first action, in the order of waiting."""
    reported: set[str] = set()
    for action in step.actions:
        if action in reported:
            continue
        circle = _find_circle_through(step, action)
        if circle:
            reported |= set(circle)
            yield circle


def _find_circle_through(step: Step, action: str) -> tuple[str, ...]:
    """Return the shortest circle through the action (breadth first); empty if there is none."""
    chains: list[tuple[str, ...]] = [(action,)]
    seen: set[str] = set()
    for chain in chains:
        for before in step.actions[chain[-1]].after:
            if before == action:
                return chain
            if before in step.actions and before not in seen:
                seen.add(before)
                chains.append((*chain, before))
    return ()


def _describe(circle: tuple[str, ...]) -> str:
    if len(circle) == 1:
        return f"action '{circle[0]}' waits for itself"
    pairs = zip(circle, (*circle[1:], circle[0]), strict=True)
    waits = ", ".join(f"'{later}' waits for '{earlier}'" for later, earlier in pairs)
    return f"these actions wait for each other in a circle: {waits}"
