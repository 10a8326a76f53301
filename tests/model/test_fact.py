"""A fact's domain: which values it can have, with their types."""

from __future__ import annotations

import pytest

from sop.model.fact import Fact


@pytest.mark.parametrize(
    ("fact", "domain"),
    [
        (Fact("a", "choices", choices=("x", "y")), ("x", "y")),
        (Fact("a", "boolean"), (True, False)),
        (Fact("a", "integer", min=2, max=4), (2, 3, 4)),
        (Fact("a", "datetime"), ()),
        (Fact("a", "text"), ()),
    ],
)
def test_the_domain_lists_every_value_that_a_condition_can_compare(
    fact: Fact, domain: tuple[object, ...]
) -> None:
    assert fact.domain() == domain


def test_a_number_is_not_a_truth_value() -> None:
    assert Fact("a", "boolean").has_value(True)
    assert not Fact("a", "boolean").has_value(1)
    assert not Fact("a", "integer", min=0, max=1).has_value(True)
