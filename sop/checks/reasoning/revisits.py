"""Which steps can be visited a second time."""

from __future__ import annotations

from collections.abc import Mapping

from sop.checks.reasoning.step_graph import list_edges
from sop.model.definition import BACK, Track


def find_revisited_steps(track: Track) -> frozenset[str]:
    """The steps that a case can leave and enter anew. Resuming a visit after an interrupt is no new visit."""
    onward: dict[str, list[str]] = {step: [] for step in track.steps}
    for way in list_edges(track):
        if way.by_interrupt or track.steps[way.source].outcomes[way.name].to != BACK:
            onward[way.source].append(way.target)
    interrupted = {
        i.to for i in track.interrupts.values() if i.sources and track.steps[i.to].resumes
    }
    return _find_circular_nodes(onward) | interrupted


def _find_circular_nodes(onward: Mapping[str, list[str]]) -> frozenset[str]:
    """The nodes from which a walk leads back to themselves (strongly connected components, Kosaraju)."""
    against: dict[str, list[str]] = {node: [] for node in onward}
    for node, targets in onward.items():
        for target in targets:
            against[target].append(node)
    seen: set[str] = set()
    circling: set[str] = set()
    for start in reversed(_order_by_finish(onward)):
        if start in seen:
            continue
        component, queue = {start}, [start]
        seen.add(start)
        while queue:
            for node in against[queue.pop()]:
                if node not in seen:
                    seen.add(node)
                    component.add(node)
                    queue.append(node)
        if len(component) > 1 or start in onward[start]:
            circling |= component
    return frozenset(circling)


def _order_by_finish(onward: Mapping[str, list[str]]) -> list[str]:
    """The nodes in the order in which a walk in depth is done with them."""
    seen: set[str] = set()
    order: list[str] = []
    for start in onward:
        if start in seen:
            continue
        seen.add(start)
        path = [(start, iter(onward[start]))]
        while path:
            node, targets = path[-1]
            target = next((each for each in targets if each not in seen), None)
            if target is None:
                order.append(node)
                path.pop()
            else:
                seen.add(target)
                path.append((target, iter(onward[target])))
    return order
