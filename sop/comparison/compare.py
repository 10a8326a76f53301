"""What is different between two versions of a workflow, and whether it is looser or stricter than before."""

from __future__ import annotations

from collections.abc import Iterator

from sop.comparison import declaration_changes, gate_changes
from sop.comparison.change import GROUPS, Change, make_looser, make_stricter
from sop.comparison.gate_strength import Judge, make_judge
from sop.comparison.guarantee_changes import VerdictsOf, compare_guarantees
from sop.comparison.outcome_changes import compare_reason_required
from sop.comparison.permission_changes import compare_roles, list_short_names
from sop.comparison.track_changes import compare_tracks
from sop.model.definition import Closing, Definition


def compare_definitions(
    old: Definition, new: Definition, verdicts_of: VerdictsOf | None = None
) -> tuple[Change, ...]:
    """All differences, by group, within a group in the order of the workflow; none where both say the same.

    `verdicts_of` proves a version; with it, guarantees that are no longer proved are told as well.
    """
    judge = make_judge(old, new)
    found = tuple(dict.fromkeys(_list_changes(judge, verdicts_of)))
    return tuple(sorted(found, key=lambda change: GROUPS.index(change.group)))


def _list_changes(judge: Judge, verdicts_of: VerdictsOf | None) -> Iterator[Change]:
    yield from declaration_changes.compare_heading(judge.old, judge.new)
    yield from declaration_changes.compare_stakeholders(judge)
    yield from declaration_changes.compare_facts(judge)
    yield from declaration_changes.compare_switches(judge)
    yield from declaration_changes.compare_terms(judge)
    yield from _compare_closing(judge, judge.old.closing, judge.new.closing)
    yield from declaration_changes.compare_law(judge)
    yield from declaration_changes.compare_forms(judge.old, judge.new)
    yield from compare_tracks(judge)
    yield from compare_guarantees(judge, verdicts_of)


def _compare_closing(judge: Judge, old: Closing | None, new: Closing | None) -> Iterator[Change]:
    if old is None and new is not None:
        yield make_stricter(
            "closing",
            f"a case is closed by a person ({list_short_names(judge, new.by)}); it closed by itself",
        )
    elif new is None and old is not None:
        yield make_looser(
            "closing",
            f"a case closes by itself; it was closed by {list_short_names(judge, old.by)}",
        )
    elif old is not None and new is not None:
        yield from gate_changes.compare_opening_gates(
            judge, "closing", "a case may be closed", old.when, new.when
        )
        yield from compare_roles(
            judge, "closing", old.by, new.by, "may close a case too", "may no longer close a case"
        )
        yield from compare_reason_required("closing", old.reason_required, new.reason_required)
