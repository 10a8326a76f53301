"""The earliest time of things, some of which need all of several others, and some only one of them.

Knuth's generalisation of Dijkstra's algorithm (1977): the next to settle is the earliest of those
that have all they need. An edge back costs nothing, because nothing happens earlier by happening
after itself. Each node is settled once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from heapq import heappop, heappush
from math import inf
from typing import Generic, TypeVar

from sop.model.value import value

Node = tuple[str, str]
S = TypeVar("S")

LONG_AGO = -inf
"""The time of what may have happened at any moment before the start of the count."""


@value
class TimingConstraint(Generic[S]):
    """`head` can happen when each of `needs` has happened, later by as long as its stay lasts."""

    head: Node
    needs: tuple[tuple[Node, S | None], ...]


@value
class EarliestTimes(Generic[S]):
    """The earliest time of each node, and what it waited for last; missing nodes never happen."""

    when: Mapping[Node, float]
    by: Mapping[Node, tuple[Node, S | None] | None]

    def trail(self, node: Node) -> tuple[tuple[Node, S | None], ...]:
        """Return what the node waited for longest, from the start of the count on."""
        back: list[tuple[Node, S | None]] = []
        last = self.by.get(node)
        while last is not None and self.when[last[0]] != LONG_AGO:
            back.append(last)
            last = self.by.get(last[0])
        return tuple(reversed(back))


@value
class NodeUnion:
    """Both collections of nodes as one, without copying them."""

    one: Container[Node]
    other: Container[Node]

    def __contains__(self, node: object) -> bool:
        return node in self.one or node in self.other


class ConstraintSystem(Generic[S]):
    """Constraints, indexed by what they need and by what they allow."""

    def __init__(self, constraints: Collection[TimingConstraint[S]]) -> None:
        self._constraints = tuple(constraints)
        self._needing: dict[Node, list[int]] = {}
        self._allowing: dict[Node, list[TimingConstraint[S]]] = {}
        self._open: list[int] = []  # for each constraint how many nodes it needs
        for number, constraint in enumerate(self._constraints):
            needed = {node for node, _ in constraint.needs}
            for node in needed:
                self._needing.setdefault(node, []).append(number)
            self._allowing.setdefault(constraint.head, []).append(constraint)
            self._open.append(len(needed))
        heads = (constraint.head for constraint in self._constraints if not constraint.needs)
        self._free = tuple(dict.fromkeys(heads))

    def behind(
        self, nodes: Iterable[Node], stops: Container[Node]
    ) -> tuple[frozenset[Node], tuple[S, ...]]:
        """Return the nodes and what they need, as far back as the stops; and the stays between."""
        seen: set[Node] = set(nodes)
        stays: list[S] = []
        queue = list(seen)
        while queue:
            node = queue.pop()
            if node in stops:
                continue
            for constraint in self._allowing.get(node, ()):
                for need, stay in constraint.needs:
                    if stay is not None:
                        stays.append(stay)
                    if need not in seen:
                        seen.add(need)
                        queue.append(need)
        return frozenset(seen), tuple(stays)

    def soonest(
        self,
        starts: Mapping[Node, float],
        lasts: Callable[[S], float],
        barred: Container[Node] = (),
        within: Container[Node] | None = None,
    ) -> EarliestTimes[S]:
        """Settle everything (or all of `within`) from the starts on.

        A `barred` node happens only as a start. This is the inner loop of all rules about time,
        so it is one function with plain tuples.
        """
        settled: dict[Node, float] = {}
        by: dict[Node, tuple[Node, S | None] | None] = {}
        left = list(self._open)
        queue = self._first_in_queue(starts, barred, within)
        count = len(queue)  # keeps the order of equal times stable
        while queue:
            at, _, node, last = heappop(queue)
            if node in settled:
                continue
            settled[node], by[node] = at, last
            for number in self._needing.get(node, ()):
                left[number] -= 1
                constraint = self._constraints[number]
                head = constraint.head
                if left[number] or head in settled or head in barred:
                    continue
                if within is None or head in within:
                    when, longest = self._find_last_need(constraint, settled, lasts)
                    heappush(queue, (when, count, head, longest))
                    count += 1
        return EarliestTimes(settled, by)

    def _first_in_queue(
        self,
        starts: Mapping[Node, float],
        barred: Container[Node],
        within: Container[Node] | None,
    ) -> list[tuple[float, int, Node, tuple[Node, S | None] | None]]:
        queue: list[tuple[float, int, Node, tuple[Node, S | None] | None]] = []
        free = [(node, 0.0) for node in self._free if node not in barred]
        for node, at in (*starts.items(), *free):
            if within is None or node in within:
                heappush(queue, (at, len(queue), node, None))
        return queue

    def _find_last_need(
        self,
        constraint: TimingConstraint[S],
        settled: Mapping[Node, float],
        lasts: Callable[[S], float],
    ) -> tuple[float, tuple[Node, S | None]]:
        """Return when all needs are met, and the one that was met last."""
        best: tuple[float, tuple[Node, S | None]] | None = None
        for node, stay in constraint.needs:
            when = settled[node]
            if stay is not None:
                when += lasts(stay)
            if best is None or when > best[0]:
                best = (when, (node, stay))
        if best is None:
            raise AssertionError("A constraint that waited for a node needs one.")
        return best
