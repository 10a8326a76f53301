"""Which steps can be visited a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.checks.reasoning.step_graph import list_edges
from sop.model.definition import BACK, Track


def find_revisited_steps(track: Track) -> frozenset[str]:
    """Return the steps that a case can leave and enter again.

    Resuming a visit after an interrupt does not count: it is the same visit.
    """
    onward: dict[str, list[str]] = {step: [] for step in track.steps}
    for edge in list_edges(track):
        if edge.by_interrupt or track.steps[edge.source].outcomes[edge.name].to != BACK:
            onward[edge.source].append(edge.target)
    return _find_circular_nodes(onward) | frozenset(_list_pauses(track))


def _list_pauses(track: Track) -> Iterator[str]:
    """Yield the steps with `to: back` that interrupts enter: each interrupt begins a new visit."""
    for interrupt in track.interrupts.values():
        if interrupt.sources and track.steps[interrupt.to].resumes:
            yield interrupt.to


def _find_circular_nodes(onward: Mapping[str, list[str]]) -> frozenset[str]:
    """Return the nodes in a circle (strongly connected components, Kosaraju's algorithm)."""
    backward: dict[str, list[str]] = {node: [] for node in onward}
    for node, targets in onward.items():
        for target in targets:
            backward[target].append(node)
    seen: set[str] = set()
    circular: set[str] = set()
    for start in reversed(_order_by_finish(onward)):
        if start in seen:
            continue
        component = _collect_component(start, backward, seen)
        if len(component) > 1 or start in onward[start]:
            circular |= component
    return frozenset(circular)


def _collect_component(start: str, backward: Mapping[str, list[str]], seen: set[str]) -> set[str]:
    """Return the start and all unseen nodes that lead to it, and mark them as seen."""
    component, queue = {start}, [start]
    seen.add(start)
    while queue:
        new = set(backward[queue.pop()]) - seen
        seen |= new
        component |= new
        queue += new
    return component


def _order_by_finish(onward: Mapping[str, list[str]]) -> list[str]:
    """Return the nodes in the order in which a depth-first search leaves them.

    With a stack of its own: a long track would exceed the recursion limit.
    """
    seen: set[str] = set()
    order: list[str] = []
    for start in onward:
        if start in seen:
            continue
        seen.add(start)
        stack = [(start, iter(onward[start]))]
        while stack:
            node, targets = stack[-1]
            target = next((each for each in targets if each not in seen), None)
            if target is None:
                order.append(node)
                stack.pop()
            else:
                seen.add(target)
                stack.append((target, iter(onward[target])))
    return order
