"""The proof and brute force agree on definitions whose facts may be not known, may be uncertain,
may change from now on, or are needed to open a case.

Each is one of the random definitions of `differential` with one feature added. A feature counts
where it changes the configurations or a verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import pytest

from sop.model.definition import Definition
from sop.model.duration import Wait
from sop.model.fact import Fact
from sop.proof import explicit_verdicts
from sop.proof.properties import PropertyChecker
from tests.engine import building as b
from tests.engine.generator import WHO
from tests.proof.differential import MOST, Comparison, Tally, load_chosen_numbers
from tests.proof.random_definitions import small_definition

TRIED, SEEDS = 6, 4
Change = Callable[[Fact], Fact | None]
"""Returns the fact with the feature; None where it cannot have it."""


def let_be_not_known(fact: Fact) -> Fact | None:
    if fact.domain() and fact.type != "integer":
        return None
    return replace(fact, may_be_not_known=True)


def let_be_about(fact: Fact) -> Fact | None:
    if fact.type != "datetime":
        return None
    return replace(fact, type="date", precision="about")


def let_change(fact: Fact) -> Fact | None:
    return None if fact.anytime else replace(fact, changes=WHO[:1])


def need_at_opening(fact: Fact) -> Fact | None:
    return replace(fact, needed_at_opening=True) if fact.at_opening else None


FEATURES: dict[str, Change] = {
    "not known": let_be_not_known,
    "about": let_be_about,
    "from now on": let_change,
    "needed": need_at_opening,
}


def variants(definition: Definition, change: Change) -> Iterator[Definition]:
    """The definition with the feature at one of its facts, for each that can have it."""
    for name, fact in definition.facts.items():
        changed = change(fact)
        if changed is not None:
            yield replace(definition, facts={**definition.facts, name: changed})


def verdicts(definition: Definition, tally: Tally) -> tuple[object, ...] | None:
    """The configurations and what is broken; None above the bound. Differences are in the tally."""
    all_of = explicit_verdicts.list_configurations(definition, MOST)
    if all_of is None:
        return None
    compared = Comparison(definition, all_of, tally)
    tally.differences += compared.differences()
    return [set(one.cases) for one in all_of], compared.broken, compared.dead


@pytest.mark.parametrize("feature", FEATURES)
def test_the_proof_and_brute_force_agree_on_what_facts_may_be(feature: str) -> None:
    tally, counted = Tally(enough=0), Counter[str]()
    for seed in islice(load_chosen_numbers(), SEEDS):
        for number in load_chosen_numbers()[seed][:TRIED]:
            definition = small_definition(seed, number)
            plain = verdicts(definition, Tally(enough=0))
            for variant in variants(definition, FEATURES[feature]):
                found = verdicts(variant, tally)
                counted["compared"] += found is not None
                counted["matters"] += found is not None and found != plain
    assert tally.differences == []
    assert counted["matters"] >= 3, counted


def waiting(fact: Fact) -> Definition:
    """The only outcome waits from a fact that an action records."""
    step = b.step(
        "look",
        b.action("ask", records=("found_at",)),
        b.outcome("over", "end", wait=Wait(b.length("2 days"), "found_at")),
    )
    return b.workflow(b.track("find", step, b.step("end")), facts=(fact,))


@pytest.mark.parametrize(
    ("fact", "always_closes"),
    [
        (b.moment("found_at"), True),
        (b.moment("found_at", may_be_not_known=True), False),
        (b.day("found_at", precision="year"), True),
        (b.day("found_at", precision="about"), False),
    ],
)
def test_a_wait_from_an_answer_that_may_start_no_clock_goes_both_ways(
    fact: Fact, always_closes: bool
) -> None:
    checker = PropertyChecker(waiting(fact), 1 << 16)
    assert bool(checker.reached & ~checker.can_close == checker.symbolic.space.false) == (
        always_closes
    )
