"""The proof and brute force give the same answers; see `differential` for what is compared."""

from __future__ import annotations

from statistics import median

import pytest

from tests.proof.differential import tallied
from tests.proof.random_definitions import FEATURES

SHARES, DEFINITIONS = 8, 1000
EACH = DEFINITIONS // SHARES


@pytest.mark.parametrize("share", range(1, SHARES + 1))
def test_the_proof_and_brute_force_agree_on_a_thousand_random_definitions(share: int) -> None:
    tally = tallied(f"differential {share}", EACH)
    print(tally)
    assert tally.differences == []
    assert len(tally.sizes) == EACH and max(tally.sizes) <= 500
    assert median(tally.sizes) >= 60
    assert tally.faulty >= 0.3 * EACH
    assert {name: tally.features[name] for name in FEATURES if tally.features[name] * SHARES < 100} == {}
    assert tally.played >= EACH / 8 and tally.monitors >= EACH / 2
    assert tally.set_aside <= EACH
