"""The proof against brute force on random small definitions: every verdict, and every configuration.

Run it for longer: python -m tests.proof.differential --definitions 20000 --seed 2
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import median

from sop.model.definition import Definition, Guarantee
from sop.proof import listed
from sop.proof.diagrams import is_empty
from sop.proof.explicit import Explored
from sop.proof.observed import BROKEN, observed
from sop.proof.paths import run_to
from sop.proof.questions import Questions
from sop.proof.reach import Symbolic
from sop.proof.replay import Refused, replayed, seen
from tests.proof.random_definitions import FEATURES, features, small_definitions

NODES = 1 << 16
LEAST, LARGE, MOST = 35, 120, 500
"""Configurations of a definition that is looked at, all combinations of its switches together. Of the large ones, which
take most of the time, every fourth is."""
WITNESS_EVERY = 3
"""Of so many definitions one has the runs that break its guarantees played and their lengths compared."""


@dataclass
class Tally:
    """What was compared, and what differed."""

    sizes: list[int] = field(default_factory=list)
    features: Counter[str] = field(default_factory=Counter)
    faulty: int = 0
    configurations: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    monitors: int = 0
    played: int = 0
    set_aside: int = 0
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        fewest = min(self.features[name] for name in FEATURES)
        verdicts = dict(sorted(self.verdicts.items()))
        return (
            f"{len(self.sizes)} definitions, {self.configurations} configurations (median {median(self.sizes):g}), "
            f"{self.faulty} faulty, each feature in at least {fewest}, guarantees {verdicts}, "
            f"{self.monitors} by their monitor, {self.played} cases played, "
            f"{self.set_aside} too large set aside, {len(self.differences)} differences"
        )


def tallied(seed: object, definitions: int, tell_every: int = 0) -> Tally:
    """So many random definitions compared."""
    tally, source, large = Tally(), small_definitions(seed), 0
    while len(tally.sizes) < definitions:
        definition = next(source)
        asked = _of_fitting_size(definition)
        if asked is None:
            continue
        large += asked.configurations() > LARGE
        if asked.configurations() > LARGE and large % 4:
            continue
        all_of = listed.listed(definition, min(MOST, 3 * asked.configurations()))
        if all_of is None:
            tally.set_aside += 1
            continue
        number = len(tally.sizes) + 1
        compared = Comparison(definition, all_of, tally).differences(asked)
        tally.differences += [f"{seed}/{number}: {one}" for one in compared]
        if tell_every and number % tell_every == 0:
            print(tally, flush=True)
    return tally


def _of_fitting_size(definition: Definition) -> Questions | None:
    """The unreduced model's answers, where it is worth listing every configuration: most are far too large for that.

    The count of the model itself decides, which is compared afterwards; what it counts too low is set aside and told.
    """
    try:
        asked = Questions(definition, NODES, reduced=False)
        return asked if LEAST <= asked.configurations() <= MOST else None
    except MemoryError:
        return None


class Comparison:
    """One definition, by brute force and by the proof; `tally` counts along."""

    def __init__(self, definition: Definition, all_of: list[Explored], tally: Tally) -> None:
        self.definition, self.all_of, self.tally = definition, all_of, tally
        tally.sizes.append(sum(len(one.cases) for one in all_of))
        tally.configurations += tally.sizes[-1]
        tally.features.update(features(definition))
        self.closing = {told: [listed.closing(one, told) for one in all_of] for told in (False, True)}
        self.broken = {one.id: self._fewest(one) for one in definition.guarantees.values()}
        self.dead = listed.dead(all_of)
        stuck = any(len(ok) < len(one.cases) for ok, one in zip(self.closing[False], all_of, strict=True))
        tally.faulty += bool(self.dead or stuck or any(fewest is not None for fewest in self.broken.values()))
        tally.verdicts.update("kept" if fewest is None else "broken" for fewest in self.broken.values())

    def _fewest(self, guarantee: Guarantee) -> int | None:
        found = [listed.is_broken(one, guarantee) for one in self.all_of]
        return min((one for one in found if one is not None), default=None)

    def differences(self, full: Questions) -> Iterator[str]:
        """Of the unreduced model and of the reduced one."""
        for name, asked in (("full", full), ("reduced", Questions(self.definition, NODES))):
            for difference in self._of_model(asked):
                yield f"{name} model: {difference}"
            if len(self.tally.sizes) % WITNESS_EVERY == 0:
                for guarantee in self.definition.guarantees.values():
                    for difference in self._of_monitor(asked, guarantee):
                        yield f"{name} model: {difference}"

    def _of_model(self, asked: Questions) -> Iterator[str]:
        yield from self._of_configurations(asked)
        if set(asked.dead()) != self.dead:
            yield f"dead: {sorted(set(asked.dead()) ^ self.dead)}"
        for guarantee in self.definition.guarantees.values():
            expected = self.broken[guarantee.id] is not None
            if asked.watched(guarantee.id).is_broken() != expected:
                yield f"{guarantee.pattern} {guarantee.id} is {'broken' if expected else 'kept'} by brute force"

    def _of_configurations(self, asked: Questions) -> Iterator[str]:
        """Each is reached; the reached are no more; each can close exactly where it can by brute force."""
        space, distinct = asked.symbolic.space, set[tuple[tuple[int, bool], ...]]()
        for number, one in enumerate(self.all_of):
            model = replace(asked.model, definition=one.definition)
            for key, case in one.cases.items():
                bits = space.bits(seen(model, case))
                distinct.add(tuple(bits))
                if not asked.reached.eval(bits):
                    yield f"not reached: {case}"
                for told, good in ((False, asked.can_close), (True, asked.can_close_as_told)):
                    if bool(good.eval(bits)) != (key in self.closing[told][number]):
                        yield f"can close{' as told' if told else ''}: {case}"
        if asked.configurations() != len(distinct):
            yield f"{asked.configurations()} configurations, by brute force {len(distinct)}"

    def _of_monitor(self, asked: Questions, guarantee: Guarantee) -> Iterator[str]:
        """The monitor beside the model says the same; a run that it finds is the shortest, and the engine plays it."""
        self.tally.monitors += 1
        model = observed(asked.model, guarantee)
        symbolic = Symbolic(model, NODES)
        broken, fewest = symbolic.set(BROKEN), self.broken[guarantee.id]
        if is_empty(symbolic.reachable(symbolic.start) & broken) != (fewest is None):
            yield f"the monitor of {guarantee.pattern} {guarantee.id} disagrees"
        run = run_to(symbolic, broken)
        if run is None or fewest is None:
            if (run is None) != (fewest is None):
                yield f"a run that breaks {guarantee.id}: {run is not None}, by brute force {fewest is not None}"
            return
        if not asked.model.is_reduced and len(run.taken) != fewest:
            yield f"{guarantee.id} is broken by {len(run.taken)} moves, by brute force {fewest}"
        try:
            played = replayed(model, run)
            self.tally.played += 1
        except Refused as refused:
            yield f"{guarantee.id}: {refused}"
            return
        if not listed.breaks(played.definition, played.events, guarantee):
            yield f"{guarantee.id}: the audit sees nothing in the run that was played"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--definitions", type=int, default=1000)
    asked.add_argument("--seed", default="2")
    given = asked.parse_args()
    start = time.process_time()
    tally = tallied(given.seed, given.definitions, tell_every=500)
    print(tally)
    print(*tally.differences, sep="\n")
    print(f"{time.process_time() - start:.0f} s")
    return 1 if tally.differences else 0


if __name__ == "__main__":
    sys.exit(main())
