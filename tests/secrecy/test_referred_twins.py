"""A referral shows nothing that its receiver may not see, whoever writes it; no shadow either.

The twins of this package differ only in what one viewer may not see. So a sheet that goes to that
viewer is the same for both, also where the writer sees every fact.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.secrecy.places import mask
from tests.secrecy.test_twins import list_pairs
from tests.secrecy.twins import Pair, open_pair, play_scenario, walk

WRITERS = 6
"""Stakeholders of a large workflow who write; others with another seed."""


def referrals(pair: Pair, writer: str, receiver: str | None) -> list[str]:
    """The referral of each twin, as Markdown."""
    to = ("--to", receiver) if receiver else ()
    shown = []
    for place in pair.places:
        words = ("case", "print", place.case, "--referral", *to, "--format", "md")
        outcome = place.run(*words, as_=writer)
        assert (outcome.code, outcome.err) == (0, "")
        shown.append(mask(outcome.out, place))
    return shown


@pytest.mark.parametrize(("workflow", "seed"), list_pairs())
def test_twins_are_referred_in_the_same_words(workflow: str, seed: int, tmp_path: Path) -> None:
    pair = open_pair(workflow, seed, tmp_path / "pair")
    if workflow == "za-trafficking":
        play_scenario(pair)
    walk(pair)
    assert len(pair.written) > 0
    compared = 0
    writers = sorted(pair.definition.stakeholders)
    if len(writers) > WRITERS:
        writers = pair.random.sample(writers, WRITERS)
    for writer in writers:
        for receiver in dict.fromkeys((pair.viewer, None)):
            if receiver == writer:
                continue
            left, right = referrals(pair, writer, receiver)
            assert left == right, (writer, receiver)
            compared += 1
    assert compared >= len(writers)


def test_the_comparison_notices_a_fact_that_the_receiver_sees(tmp_path: Path) -> None:
    """The judge is judged: for one who may see the fact the twins differ."""
    pair = open_pair("after-a-fall", 1, tmp_path / "pair")
    assert pair.is_private("next_dose_at")
    said = ("set", "--set-from", "-")
    assert pair.write((said, said), "doctor", pair.values(["next_dose_at"]))
    seen_by = pair.definition.facts["next_dose_at"].seen_by
    assert seen_by is not None
    writers = [who for who in seen_by if who != "doctor"]
    assert writers, "another stakeholder may see it too"
    left, right = referrals(pair, writers[0], "doctor")
    assert left != right
