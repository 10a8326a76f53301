"""Compares two versions of a workflow; each difference is looser, stricter or neither."""

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
    """Return all differences by group, within a group in the order of the workflow.

    Empty where both versions state the same. `verdicts_of` proves one version; with it, guarantees
    that are no longer proved are reported as well.
    """
    judge = make_judge(old, new)
    changes = tuple(dict.fromkeys(_list_changes(judge, verdicts_of)))
    return tuple(sorted(changes, key=lambda change: GROUPS.index(change.group)))


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
    if old is None and new is None:
        return
    if old is None:
        assert new is not None
        names = list_short_names(judge, new.by)
        yield make_stricter(
            "closing", f"a person closes a case ({names}); before, it closed automatically"
        )
        return
    if new is None:
        names = list_short_names(judge, old.by)
        yield make_looser("closing", f"a case closes automatically; before, {names} closed it")
        return
    yield from gate_changes.compare_opening_gates(
        judge, "closing", "a case may be closed", old=old.when, new=new.when
    )
    yield from compare_roles(
        judge,
        "closing",
        old.by,
        new.by,
        now="may close a case too",
        no_longer="may no longer close a case",
    )
    yield from compare_reason_required("closing", old.reason_required, new.reason_required)
