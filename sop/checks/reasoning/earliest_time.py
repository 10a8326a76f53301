"""The soonest that something can happen where some things need all of several others, and some need only one.

Knuth's generalisation of Dijkstra's algorithm (1977): what is settled next is the soonest of what has all it needs.
A way back costs nothing, because nothing happens sooner by happening after itself. Each thing is settled once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from heapq import heappop, heappush
from math import inf
from typing import Generic, TypeVar

from sop.model.value import value

Node = tuple[str, str]
S = TypeVar("S")

LONG_AGO = -inf
"""When something happened that may lie any time before the start of the count."""


@value
class TimingConstraint(Generic[S]):
    """`head` can happen once each of `needs` has happened, and so much later as its stay lasts."""

    head: Node
    needs: tuple[tuple[Node, S | None], ...]


@value
class EarliestTimes(Generic[S]):
    """When each thing can happen at the soonest, and by which law; what is missing can never happen."""

    when: Mapping[Node, float]
    by: Mapping[Node, tuple[Node, S | None] | None]

    def trail(self, node: Node) -> tuple[tuple[Node, S | None], ...]:
        """What the node waited for longest, back to the start of the count, told forwards."""
        back: list[tuple[Node, S | None]] = []
        last = self.by.get(node)
        while last is not None and self.when[last[0]] != LONG_AGO:
            back.append(last)
            last = self.by.get(last[0])
        return tuple(reversed(back))


class ConstraintSystem(Generic[S]):
    """Laws, indexed by what they need."""

    def __init__(self, laws: Collection[TimingConstraint[S]]) -> None:
        self._laws = tuple(laws)
        self._needing: dict[Node, list[int]] = {}
        for number, law in enumerate(self._laws):
            for node in dict.fromkeys(node for node, _ in law.needs):
                self._needing.setdefault(node, []).append(number)
        self._making: dict[Node, list[TimingConstraint[S]]] = {}
        for law in self._laws:
            self._making.setdefault(law.head, []).append(law)
        self._free = tuple(dict.fromkeys(law.head for law in self._laws if not law.needs))
        self._open = [len({node for node, _ in law.needs}) for law in self._laws]

    def behind(
        self, nodes: Iterable[Node], stops: Container[Node]
    ) -> tuple[frozenset[Node], tuple[S, ...]]:
        """What lies behind the nodes, themselves included, as far back as the stops; and the stays between."""
        seen: set[Node] = set(nodes)
        stays: list[S] = []
        queue = list(seen)
        while queue:
            node = queue.pop()
            for law in () if node in stops else self._making.get(node, ()):
                for need, stay in law.needs:
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
        """Settles everything (or all `within`) from the starts on. What is `barred` happens only as a start."""
        settled: dict[Node, float] = {}
        by: dict[Node, tuple[Node, S | None] | None] = {}
        left = list(self._open)
        queue: list[tuple[float, int, Node, tuple[Node, S | None] | None]] = []
        for node, at in (
            *starts.items(),
            *((node, 0.0) for node in self._free if node not in barred),
        ):
            if within is None or node in within:
                heappush(queue, (at, len(queue), node, None))
        count = len(queue)
        while queue:
            at, _, node, last = heappop(queue)
            if node in settled:
                continue
            settled[node], by[node] = at, last
            for number in self._needing.get(node, ()):
                left[number] -= 1
                law = self._laws[number]
                if left[number] or law.head in settled or law.head in barred:
                    continue
                if within is None or law.head in within:
                    when, longest = max(self._ripe(law, settled, lasts), key=lambda pair: pair[0])
                    heappush(queue, (when, count, law.head, longest))
                    count += 1
        return EarliestTimes(settled, by)

    def _ripe(
        self, law: TimingConstraint[S], settled: Mapping[Node, float], lasts: Callable[[S], float]
    ) -> Iterator[tuple[float, tuple[Node, S | None]]]:
        for node, stay in law.needs:
            yield settled[node] + (0 if stay is None else lasts(stay)), (node, stay)
