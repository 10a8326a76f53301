"""What the index keeps of a case in danger."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sop.casework.danger_rows import danger_rows, visible_dangers
from sop.engine.private_rules import find_private_rules
from sop.store.index_rows import DangerRow
from tests.engine import building as b
from tests.engine.building import MONDAY, Run


def test_a_row_has_what_since_when_and_who_may_see_it() -> None:
    peril = b.flag("peril", anytime=("lab",), urgent=(True,), seen_by=("lab", "shop"))
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    definition = b.workflow(b.track("find", look, b.step("end")), facts=(peril,))
    run = Run(replace(definition, timezone="Africa/Johannesburg"))
    rules_of = partial(find_private_rules, run.definition)
    assert danger_rows(run.definition, run.case, MONDAY, rules_of) == ()
    run.set(peril=True)
    row = DangerRow("peril", "Is it peril? yes", "2026-03-02T10:00:00+02:00", ("lab", "shop"))
    assert danger_rows(run.definition, run.case, MONDAY, rules_of) == (row,)
    seen = {viewer: visible_dangers([row], viewer) for viewer in ("lab", "office", None)}
    assert seen == {"lab": (row,), "office": (), None: ()}


def test_a_step_in_danger_is_listed_for_those_who_may_not_see_the_fact_that_led_there() -> None:
    """The step answers the fact, but only the lab may see the fact."""
    peril = b.flag("peril", anytime=("lab",), urgent=(True,), seen_by=("lab",))
    alarm = b.interrupt("alarm", "look", "emergency", "lab", tells={"peril": True})
    look = b.step("look", b.outcome("over", "end"))
    emergency = b.step("emergency", b.action("carry"), b.outcome("safe", "end"), urgent=True)
    track = b.track("find", look, emergency, b.step("end"), interrupts=(alarm,))
    run = Run(b.workflow(track, facts=(peril,)))
    b.accepted(run.raise_("alarm", "lab"))
    rows = danger_rows(
        run.definition, run.case, MONDAY, partial(find_private_rules, run.definition)
    )
    assert [(row.path, row.seen_by) for row in rows] == [
        ("peril", ("lab",)),
        ("find.emergency", None),
    ]
