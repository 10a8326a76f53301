"""The assumptions in sentences, so that nobody reads the numbers without them."""

from __future__ import annotations

from sop.model.definition import Definition
from sop.simulation.amounts import say_amount
from sop.simulation.assumptions import Assumptions


def assumed_lines(definition: Definition, assumed: Assumptions) -> tuple[str, ...]:
    """What was assumed, one sentence each."""
    return ("x",)
