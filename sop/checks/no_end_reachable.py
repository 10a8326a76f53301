"""Steps from which no outcomes and interrupts lead to an end of the track.

A case closes when each track that started has ended, so a circle of steps without a path to an end
keeps every case open that enters it. A track without any end step is the same mistake. Steps that
only lead to a step which cannot be left, or to a `back` that has nothing to go back to, are
reported by `step-without-way-out` and `back-without-interrupt`, which name the cause. This rule
does not look at conditions.

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
          count:
            title: Count
            responsible: warden
            outcomes: {missing: {to: search}, all_here: {to: over}}
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
            outcomes: {all_here: {to: over}, missing: {to: search}}
          search: {title: Search, responsible: warden, outcomes: {found: {to: count}}}
          count: {title: Count, responsible: warden, outcomes: {missing: {to: search}}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.locations import list_names, make_finding, step_place
from sop.checks.reasoning.selections import choose_form, list_end_steps
from sop.checks.reasoning.step_graph import (
    find_reachable,
    find_shortest_path,
    leads_out,
    list_edges,
    reverse_edges,
)
from sop.definition.load import LoadedWorkflow
from sop.engine.transition_table import find_resumable_steps
from sop.model.definition import Definition, Track
from sop.model.finding import Finding, Severity

NAME = "no-end-reachable"
SEVERITY: Severity = "error"


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for track in definition.tracks.values():
        if not list_end_steps(track):
            yield _report_endless_track(loaded, track)
            continue
        for circle in _find_traps(track):
            yield _report_trap(loaded, track, circle)


def _report_endless_track(loaded: LoadedWorkflow, track: Track) -> Finding:
    path = ("tracks", track.id, "steps")
    message = f"track '{track.id}' has no end step, so no case that starts it can be closed"
    remedy = "Add a step with `end: true` and an outcome that leads there."
    return make_finding(loaded, NAME, SEVERITY, path, message, remedy, key=True)


def _report_trap(loaded: LoadedWorkflow, track: Track, circle: list[str]) -> Finding:
    noun = choose_form(circle, "step", "steps")
    message = f"from {noun} {list_names(circle)} no end can be reached"
    ends = list_names((end.id for end in list_end_steps(track)), "or")
    remedy = f"Add an outcome that leads towards an end: {ends}."
    first = track.steps[circle[0]]
    path, steps = step_place(first), find_shortest_path(track, first)
    return make_finding(loaded, NAME, SEVERITY, path, message, remedy, key=True, path_to=steps)


def _find_traps(track: Track) -> Iterator[list[str]]:
    """Yield each circle of steps that never reaches an end, its steps in file order."""
    edges = list_edges(track)
    reported: set[str] = set()
    for name in _list_endless_steps(track):
        reached = find_reachable([name], edges)
        if name in reported:
            continue
        if not all(name in find_reachable([other], edges) for other in reached):
            continue
        reported |= reached
        yield [step for step in track.steps if step in reached]


def _list_endless_steps(track: Track) -> list[str]:
    """Return the steps that can be entered but lead to no end, in file order.

    Steps that lead to a mistake of which another rule names the cause are left out.
    """
    resumed = find_resumable_steps(track)
    last = {step.id for step in track.steps.values() if step.end or not leads_out(track, step)}
    last.update(step for step, remembered in resumed.items() if not remembered)
    edges = list_edges(track)
    ending = find_reachable(last, reverse_edges(edges))
    entered = find_reachable([track.first.id], edges)
    endless = entered - ending
    return [step for step in track.steps if step in endless]
