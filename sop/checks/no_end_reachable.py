"""Steps from which no end of the track can be reached by any outcomes and interrupts.

A case closes when each track that started has ended, so a circle of steps without a way to an end keeps every case
open that enters it. A track without any end step is the same mistake. Steps that only lead to a step without a way out,
or to a `back` that has nothing to go back to, are left to `step-without-way-out` and `back-without-interrupt`, which
name the cause. Conditions are not looked at here.

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
          search: {title: Search, responsible: warden, outcomes: {found: {to: count}}}
          count: {title: Count, responsible: warden, outcomes: {missing: {to: search}, all_here: {to: over}}}
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
          gather: {title: Gather, responsible: warden, outcomes: {all_here: {to: over}, missing: {to: search}}}
          search: {title: Search, responsible: warden, outcomes: {found: {to: count}}}
          count: {title: Count, responsible: warden, outcomes: {missing: {to: search}}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import list_names, make_finding
from sop.checks.reasoning.step_graph import (
    find_reachable,
    find_resumable_steps,
    find_shortest_path,
    list_edges,
    reverse_edges,
)
from sop.checks.step_without_way_out import leads_out
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Track
from sop.model.finding import Finding, Severity

NAME = "no-end-reachable"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    for track in loaded.definition.tracks.values():
        if not any(step.end for step in track.steps.values()):
            message = f"track '{track.id}' has no end step, so no case that starts it can be closed"
            remedy = "Add a step with `end: true` and an outcome that leads there."
            yield make_finding(
                loaded, NAME, SEVERITY, ("tracks", track.id, "steps"), message, remedy, key=True
            )
        else:
            yield from _traps(loaded, track)


def _traps(loaded: LoadedWorkflow, track: Track) -> Iterator[Finding]:
    """One finding for each circle of steps that never comes to an end."""
    told: set[str] = set()
    for name in _endless(track):
        here = find_reachable([name], list_edges(track))
        if name in told or not all(
            name in find_reachable([other], list_edges(track)) for other in here
        ):
            continue
        told |= here
        circle = [step for step in track.steps if step in here]
        message = f"from {'steps' if len(circle) > 1 else 'step'} {list_names(circle)} no end can be reached"
        ends = [step.id for step in track.steps.values() if step.end]
        remedy = f"Add an outcome that leads towards an end: {list_names(ends, 'or')}."
        way = find_shortest_path(track, track.steps[name])
        yield make_finding(
            loaded,
            NAME,
            SEVERITY,
            ("tracks", track.id, "steps", name),
            message,
            remedy,
            key=True,
            path_to=way,
        )


def _endless(track: Track) -> list[str]:
    """The steps that can be entered and reach no end, nor a step whose mistake another rule names; in file order."""
    resumed = find_resumable_steps(track)
    last = [
        s.id
        for s in track.steps.values()
        if s.end or not leads_out(track, s) or resumed.get(s.id) == ()
    ]
    coming = find_reachable(last, reverse_edges(list_edges(track)))
    entered = find_reachable([track.first.id], list_edges(track))
    return [step for step in track.steps if step in entered and step not in coming]
