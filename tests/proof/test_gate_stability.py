"""Which gates remain known once they are known."""

from __future__ import annotations

from sop.proof.formula import ConditionEncoder
from sop.proof.gate_stability import remains_known
from tests.engine import building as b
from tests.proof.test_reductions import needed_and_then_unknown


def test_the_truth_table_shows_what_may_become_unknown() -> None:
    classes = {"alarm": ((True,), (False,)), "safe": ((True,), (False,))}
    alarm, safe = b.yes("alarm"), b.yes("safe")
    encoded = ConditionEncoder(needed_and_then_unknown(), classes.__getitem__)
    for gate, stays in (
        ((alarm,), True),  # true only where it is known, and a fact stays known
        ((alarm, safe), True),
        ((b.either(alarm, b.no("alarm")),), True),
        ((b.either(alarm, safe),), False),  # safe may be unknown when the alarm is over
        ((b.either(b.both(b.known("alarm"), alarm), b.both(b.known("safe"), safe)),), True),
        ((b.either(b.unknown("alarm"), alarm),), True),
        (
            (b.either(b.unknown("safe"), alarm),),
            False,
        ),  # the alarm may be unknown when safe is set
        ((b.either(b.current("find.s1"), alarm),), False),
    ):
        assert remains_known(encoded.gate(gate), classes) is stays, gate
    # One of them is false and decides alone, until it is true.
    assert not remains_known(encoded.gate((alarm, safe)), classes, once_false=True)
