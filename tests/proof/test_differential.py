"""The proof and brute force give the same answers; see `differential` for what is compared."""

from __future__ import annotations

from collections import Counter
from statistics import median

import pytest

from tests.proof.differential import (
    DEFINITIONS,
    MOST,
    SHARES,
    compare_definitions,
    load_chosen_numbers,
)
from tests.proof.random_definitions import FEATURES, features, small_definition

EACH = DEFINITIONS // SHARES
LEAST_EFFECTS = EACH // 15 + 1
"""In so many definitions of a share each feature must change the answers."""


@pytest.mark.parametrize("seed", load_chosen_numbers())
def test_the_proof_and_brute_force_agree_on_a_thousand_random_definitions(seed: str) -> None:
    tally = compare_definitions(seed, load_chosen_numbers()[seed], enough=LEAST_EFFECTS)
    print(tally)
    assert tally.differences == []
    assert len(tally.sizes) == EACH and max(tally.sizes) <= MOST
    assert median(tally.sizes) >= 60
    assert tally.faulty >= 0.3 * EACH
    # Each counts only where taking it out changes configurations or verdicts.
    for name in ("two emergencies", "tells", "drops_waiting"):
        assert tally.effects[name] >= LEAST_EFFECTS, name
    assert tally.played >= EACH / 8 and tally.monitors >= EACH / 2


def test_the_shares_are_a_thousand_definitions_with_each_feature_in_a_hundred() -> None:
    drawn = [
        (seed, number) for seed, numbers in load_chosen_numbers().items() for number in set(numbers)
    ]
    assert len(load_chosen_numbers()) == SHARES and len(drawn) == DEFINITIONS
    found = Counter(
        feature for seed, number in drawn for feature in features(small_definition(seed, number))
    )
    assert {name: found[name] for name in FEATURES if found[name] < 100} == {}
