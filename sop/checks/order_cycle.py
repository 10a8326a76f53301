"""Actions of one step that wait for each other in a circle.

`after: [a]` means that the action cannot be done before `a` is done, waived or not needed. When `a` waits for `b` and
`b` for `a`, neither can ever be done, and a required one keeps the step closed.

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

from sop.checks.reasoning.locations import make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Step
from sop.model.finding import Finding, Severity

NAME = "order-cycle"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    for track in loaded.definition.tracks.values():
        for step in track.steps.values():
            for circle in _circles(step):
                path = ("tracks", track.id, "steps", step.id, "actions", circle[0], "after")
                remedy = "Remove one of these names from its `after`."
                yield make_finding(loaded, NAME, SEVERITY, path, _message(circle), remedy)


def _circles(step: Step) -> Iterator[tuple[str, ...]]:
    """For the first action of each circle: the shortest circle through it, in the order of waiting."""
    told: set[str] = set()
    for action in step.actions:
        circle = () if action in told else _circle_through(step, action)
        if circle:
            told |= set(circle)
            yield circle


def _circle_through(step: Step, action: str) -> tuple[str, ...]:
    waiting: list[tuple[str, ...]] = [(action,)]
    seen: set[str] = set()
    for chain in waiting:
        for before in step.actions[chain[-1]].after:
            if before == action:
                return chain
            if before in step.actions and before not in seen:
                seen.add(before)
                waiting.append((*chain, before))
    return ()


def _message(circle: tuple[str, ...]) -> str:
    if len(circle) == 1:
        return f"action '{circle[0]}' waits for itself"
    pairs = zip(circle, (*circle[1:], circle[0]), strict=True)
    waits = ", ".join(f"'{one}' waits for '{other}'" for one, other in pairs)
    return f"these actions wait for each other in a circle: {waits}"
