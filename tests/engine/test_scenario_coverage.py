"""What scenarios go through, counted over hand-made rehearsals."""

from __future__ import annotations

from sop.engine.scenario_coverage import PartCoverage, measure_coverage
from sop.model.definition import Definition
from sop.model.scenario import Turn
from tests.engine.test_rehearse import ASK, ON, call, played, recall

STOP = Turn(call("raise", "stop", "shop"))


def looking(definition: Definition) -> list[tuple[int, tuple[str, ...]]]:
    found = measure_coverage(definition, [played(ASK), played(STOP)])
    return [
        (part.count, part.missing)
        for part in (found.steps, found.actions, found.outcomes, found.interrupts)
    ]


def test_what_any_scenario_goes_through_is_covered_and_the_rest_is_named_in_file_order() -> None:
    assert looking(recall()) == [
        (6, ("find.weigh", "find.end", "mend.fix", "mend.end")),
        (2, ("find.look.weigh",)),
        (3, ("find.look.on", "find.weigh.over", "mend.fix.over")),
        (1, ()),
    ]


def test_a_waived_action_is_not_done_and_an_outcome_taken_is_covered() -> None:
    waived = Turn(call("waive", "weigh", "office", why="no scales"))
    found = measure_coverage(recall(), [played(ASK, waived, ON)])
    assert found.actions.missing == ("find.look.weigh",)
    assert found.outcomes.missing == ("find.weigh.over", "mend.fix.over")
    assert found.interrupts == PartCoverage(1, ("find.stop",))


def test_a_scenario_that_went_otherwise_counts_for_nothing() -> None:
    failed = played(ASK, ON)
    found = measure_coverage(recall(), [failed])
    assert (failed.ok, found.scenarios, found.steps.met, found.actions.met) == (False, 0, 0, 0)


def test_a_hundred_per_cent_means_all_of_them() -> None:
    assert PartCoverage(3000, ("a.b",)).percent == 99
    assert PartCoverage(3, ("a.b",)).percent == 66
    assert (PartCoverage(3, ()).percent, PartCoverage(0, ()).percent) == (100, 100)
