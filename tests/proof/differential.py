"""The proof against brute force on random small definitions: every verdict, and every
configuration.

Run it for longer: python -m tests.proof.differential --definitions 20000 --seed 2

Most random definitions have far too many configurations to list, and to find that out takes longer
than everything else. The test run therefore takes the definitions whose numbers are in
fitting.json. If the random definitions or the engine's rules change, write that file again:
python -m tests.proof.differential --choose
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count, islice
from pathlib import Path
from statistics import median

from sop.engine.deadlines import make_counter
from sop.model.calendar import Calendar
from sop.model.definition import Definition, Guarantee
from sop.model.events import Event
from sop.proof import explicit_verdicts
from sop.proof.bdd import is_empty
from sop.proof.case_abstraction import abstract_case
from sop.proof.counterexample_replay import OPENS, ReplayRefused, replay_trace
from sop.proof.counterexample_search import find_trace
from sop.proof.drop_states import find_dropped_duties
from sop.proof.dropped_duties import list_kept_actions, list_possible_drops
from sop.proof.explicit_state import ExplicitStateSpace
from sop.proof.guarantee_proof import drop_lengths
from sop.proof.history_audit import audit_history
from sop.proof.monitored_model import BROKEN, add_monitor
from sop.proof.properties import PropertyChecker
from sop.proof.reachability import SymbolicModel
from tests.proof.random_definitions import FEATURES, features, small_definition, without_tells

NODES = 1 << 16
FITTING = Path(__file__).with_name("fitting.json")
SHARES, DEFINITIONS = 8, 1000
LEAST, LARGE, MOST = 40, 150, 500
"""Configurations of a definition that is looked at, all combinations of its switches together. Of
the large ones, which take most of the time, every tenth is."""
WITNESS_EVERY = 3
"""Of so many definitions one has the runs that break its guarantees played and their lengths
compared.
"""


@dataclass
class Tally:
    """What was compared, and what differed.

    `enough`: so many definitions in which a feature changes the answers suffice, and no further one
    is listed again without it. None: all are.
    """

    enough: int | None = None
    sizes: list[int] = field(default_factory=list)
    features: Counter[str] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)
    faulty: int = 0
    configurations: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    monitors: int = 0
    played: int = 0
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        fewest = min(self.features[name] for name in FEATURES)
        verdicts = dict(sorted(self.verdicts.items()))
        return (
            f"{len(self.sizes)} definitions, {self.configurations} configurations (median "
            f"{median(self.sizes):g}), "
            f"{self.faulty} faulty, each feature in at least {fewest}, changing the answers "
            f"{dict(sorted(self.effects.items()))}, guarantees {verdicts}, "
            f"{self.monitors} by their monitor, {self.played} cases played, "
            f"{len(self.differences)} differences"
        )


def compare_definitions(
    seed: object, numbers: Iterable[int], tell_every: int = 0, enough: int | None = None
) -> Tally:
    """The random definitions with these numbers compared."""
    tally = Tally(enough)
    for done, number in enumerate(numbers, 1):
        definition = small_definition(seed, number)
        all_of = explicit_verdicts.list_configurations(definition, MOST)
        if all_of is None:
            tally.differences.append(
                f"{seed}/{number}: more than {MOST} configurations; write fitting.json again"
            )
            continue
        found = Comparison(definition, all_of, tally).differences()
        tally.differences += [f"{seed}/{number}: {one}" for one in found]
        if tell_every and done % tell_every == 0:
            print(tally, flush=True)
    return tally


def find_fitting_numbers(seed: object) -> Iterator[int]:
    """The numbers of the definitions whose configurations are neither too few nor too many to list.

    The model's own count only spares the listing of what is certainly too large; the listing
    decides.
    """
    large = 0
    for number in count(1):
        definition = small_definition(seed, number)
        if not _may_fit(definition):
            continue
        most = MOST if large % 10 == 0 else LARGE
        all_of = explicit_verdicts.list_configurations(definition, most)
        size = sum(len(one.cases) for one in all_of or ())
        large += all_of is None or size > LARGE
        if size >= LEAST:
            yield number


def _may_fit(definition: Definition) -> bool:
    try:
        return (
            LEAST / 4
            <= PropertyChecker(definition, NODES, reduced=False).count_configurations()
            <= LARGE
        )
    except MemoryError:
        return False


def load_chosen_numbers() -> dict[str, list[int]]:
    """For each share of the test run, its seed and the numbers of its definitions."""
    found: dict[str, list[int]] = json.loads(FITTING.read_text())
    return found


def write_chosen_numbers() -> None:
    """Writes down which definitions the test run takes."""
    seeds = [f"differential {share}" for share in range(1, SHARES + 1)]
    numbers = {
        seed: list(islice(find_fitting_numbers(seed), DEFINITIONS // SHARES)) for seed in seeds
    }
    FITTING.write_text(json.dumps(numbers) + "\n")


class Comparison:
    """One definition, by brute force and by the proof; `tally` counts along."""

    def __init__(
        self, definition: Definition, all_of: list[ExplicitStateSpace], tally: Tally
    ) -> None:
        self.definition, self.all_of, self.tally = definition, all_of, tally
        tally.sizes.append(sum(len(one.cases) for one in all_of))
        tally.configurations += tally.sizes[-1]
        tally.features.update(features(definition))
        self.closing = {
            told: [explicit_verdicts.find_closable(one, told) for one in all_of]
            for told in (False, True)
        }
        self.broken = {one.id: self._fewest(one) for one in definition.guarantees.values()}
        self.dead = explicit_verdicts.find_dead_parts(all_of)
        self.drops = explicit_verdicts.find_dropped_duties(all_of)
        tally.effects.update(self._effects())
        stuck = any(
            len(ok) < len(one.cases) for ok, one in zip(self.closing[False], all_of, strict=True)
        )
        tally.faulty += bool(
            self.dead or stuck or any(fewest is not None for fewest in self.broken.values())
        )
        tally.verdicts.update(
            "kept" if fewest is None else "broken" for fewest in self.broken.values()
        )

    def _effects(self) -> Iterator[str]:
        """The features of interrupts without which configurations or verdicts would differ."""
        for name in self._features_to_leave_out():
            other = replace(self.definition, meaning=1)
            if name == "tells":
                other = without_tells(self.definition)
            if self._differs_from(other):
                yield name
        reported = {(drop.way, drop.action) for drop in list_possible_drops(self.definition)}
        if self.drops - reported:
            yield "drops_waiting"

    def _features_to_leave_out(self) -> list[str]:
        """Those used here whose effect is not shown often enough yet: to list the configurations
        again takes half of the time of a comparison.
        """
        enough, used = self.tally.enough, features(self.definition)
        found = [name for name in ("two emergencies", "tells") if name in used]
        if enough is None:
            return found
        return [name for name in found if self.tally.effects[name] < enough]

    def _differs_from(self, other: Definition) -> bool:
        others = explicit_verdicts.list_configurations(other, MOST)
        if others is None:
            return True
        return self._answers(self.all_of) != self._answers(others)

    def _answers(self, all_of: list[ExplicitStateSpace]) -> object:
        """How many configurations there are, what is dead and dropped, how many can close."""
        return (
            [len(one.cases) for one in all_of],
            explicit_verdicts.find_dead_parts(all_of),
            explicit_verdicts.find_dropped_duties(all_of),
            [len(explicit_verdicts.find_closable(one)) for one in all_of],
        )

    def _fewest(self, guarantee: Guarantee) -> int | None:
        found = [explicit_verdicts.find_break(one, guarantee) for one in self.all_of]
        return min((one for one in found if one is not None), default=None)

    def differences(self) -> Iterator[str]:
        """Of the unreduced model and of the reduced one."""
        for name in ("full", "reduced"):
            checker = PropertyChecker(self.definition, NODES, reduced=name == "reduced")
            for difference in self._of_model(checker):
                yield f"{name} model: {difference}"
            for difference in self._of_drops(checker):
                yield f"{name} model: {difference}"
            if len(self.tally.sizes) % WITNESS_EVERY == 0:
                for guarantee in self.definition.guarantees.values():
                    for difference in self._of_monitor(checker, guarantee):
                        yield f"{name} model: {difference}"

    def _of_drops(self, checker: PropertyChecker) -> Iterator[str]:
        """The same actions of interrupted steps are dropped, and by the same ways."""
        possible = list_possible_drops(self.definition, admitted=True)
        if checker.model.is_reduced:
            kept = list_kept_actions(possible)
            checker = PropertyChecker(self.definition, NODES, kept=kept)
        dropped = {(drop.way, drop.action) for drop in find_dropped_duties(checker, possible)}
        if dropped != self.drops:
            yield f"dropped: {sorted(dropped ^ self.drops)}"

    def _of_model(self, checker: PropertyChecker) -> Iterator[str]:
        yield from self._of_configurations(checker)
        if set(checker.find_dead_parts()) != self.dead:
            yield f"dead: {sorted(set(checker.find_dead_parts()) ^ self.dead)}"
        for guarantee in self.definition.guarantees.values():
            expected = self.broken[guarantee.id] is not None
            if checker.check_guarantee(guarantee.id).is_broken() != expected:
                verdict = "broken" if expected else "kept"
                yield f"{guarantee.pattern} {guarantee.id} is {verdict} by brute force"

    def _of_configurations(self, checker: PropertyChecker) -> Iterator[str]:
        """Each is reached; the reached are no more; each can close exactly where it can by brute
        force.
        """
        space, distinct = checker.symbolic.space, set[tuple[tuple[int, bool], ...]]()
        for number, one in enumerate(self.all_of):
            model = replace(checker.model, definition=one.definition)
            for key, case in one.cases.items():
                bits = space.bits(abstract_case(model, case))
                distinct.add(tuple(bits))
                if not checker.reached.eval(bits):
                    yield f"not reached: {case}"
                for told, good in ((False, checker.can_close), (True, checker.can_close_as_told)):
                    if bool(good.eval(bits)) != (key in self.closing[told][number]):
                        yield f"can close{' as told' if told else ''}: {case}"
        if checker.count_configurations() != len(distinct):
            yield f"{checker.count_configurations()} configurations, by brute force {len(distinct)}"

    def _of_monitor(self, checker: PropertyChecker, guarantee: Guarantee) -> Iterator[str]:
        """The monitor beside the model says the same; a run that it finds is the shortest, and the
        engine plays it.
        """
        self.tally.monitors += 1
        model = add_monitor(checker.model, guarantee)
        symbolic = SymbolicModel(model, NODES)
        broken, fewest = symbolic.encode_formula(BROKEN), self.broken[guarantee.id]
        if is_empty(symbolic.find_reachable_states(symbolic.start) & broken) != (fewest is None):
            yield f"the monitor of {guarantee.pattern} {guarantee.id} disagrees"
        run = find_trace(symbolic, broken)
        if run is None or fewest is None:
            if (run is None) != (fewest is None):
                found = f"{run is not None}, by brute force {fewest is not None}"
                yield f"a run that breaks {guarantee.id}: {found}"
            return
        if not checker.model.is_reduced and len(run.steps) != fewest:
            yield f"{guarantee.id} is broken by {len(run.steps)} moves, by brute force {fewest}"
        try:
            played = replay_trace(model, run)
            self.tally.played += 1
        except ReplayRefused as refused:
            yield f"{guarantee.id}: {refused}"
            return
        if not is_breaking_history(played.definition, played.events, guarantee):
            yield f"{guarantee.id}: the audit sees nothing in the run that was played"


def is_breaking_history(
    definition: Definition, events: Iterable[Event], guarantee: Guarantee
) -> bool:
    """Whether this history breaks the guarantee by the audit, without its lengths of time."""
    timeless = drop_lengths(replace(definition, guarantees={guarantee.id: guarantee}))
    (judged,) = audit_history(timeless, events, OPENS, make_counter(timeless, Calendar()))
    return judged.verdict == "broken"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--definitions", type=int, default=1000)
    asked.add_argument("--seed", default="2")
    asked.add_argument(
        "--choose", action="store_true", help="write down which definitions the test run takes"
    )
    given = asked.parse_args()
    if given.choose:
        write_chosen_numbers()
        return 0
    start = time.process_time()
    tally = compare_definitions(
        given.seed, islice(find_fitting_numbers(given.seed), given.definitions), tell_every=500
    )
    print(tally)
    print(*tally.differences, sep="\n")
    print(f"{time.process_time() - start:.0f} s")
    return 1 if tally.differences else 0


if __name__ == "__main__":
    sys.exit(main())
