"""A key that was used before a class was renamed still stands for the same request."""

from __future__ import annotations

from sop.casework.idempotency import sign
from sop.model.commands import Act, SetFacts


def test_the_digest_of_a_request_does_not_depend_on_the_names_of_classes() -> None:
    command = SetFacts(Act("warden", by="A. Nkosi", why="seen"), {"alarm": True})
    (signed,) = sign((command,), "k1", at_is_relative=False)
    assert signed.act.key == "k1 531fb5704137ab62"
