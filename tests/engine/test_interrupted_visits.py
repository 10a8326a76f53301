"""What waits after an outcome and after an interrupt, in both meanings."""

from __future__ import annotations

from sop.engine.interrupted_visits import chain_after_interrupt, chain_after_outcome
from sop.model.definition import Step
from tests.engine import building as b


def test_the_chain_of_each_meaning_follows_from_the_step_left_and_the_step_entered() -> None:
    plain = b.step("look", b.outcome("on", "end"))
    fire, flood = (b.step(name, b.outcome("over", "back")) for name in ("fire", "flood"))

    def chains(interrupted: tuple[str, ...], left: Step, to: Step) -> list[tuple[str, ...]]:
        return [chain_after_interrupt(n, interrupted, left=left, to=to) for n in (1, 2)]

    assert chains((), plain, fire) == [("look",), ("look",)]
    assert chains(("look",), fire, flood) == [("look",), ("fire", "look")]
    assert chains(("fire", "look"), flood, fire)[1] == ("flood", "look")
    assert chains(("look",), fire, plain) == [(), ()]
    assert chain_after_outcome(("fire", "look"), resumed=True) == ("look",)
    assert chain_after_outcome(("fire", "look"), resumed=False) == ()
