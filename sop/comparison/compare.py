"""What is different between two versions of a workflow, and whether it is looser or stricter than before."""

from __future__ import annotations

from collections.abc import Iterator

from sop.comparison import gates, vocabulary
from sop.comparison.change import GROUPS, Change, looser, stricter
from sop.comparison.guarantees import VerdictsOf, compare_guarantees
from sop.comparison.judging import Judge, judge_of
from sop.comparison.people import short, who
from sop.comparison.tracks import compare_tracks
from sop.comparison.ways import reason
from sop.model.definition import Closing, Definition


def compare(
    old: Definition, new: Definition, verdicts_of: VerdictsOf | None = None
) -> tuple[Change, ...]:
    """All differences, by group, within a group in the order of the workflow; none where both say the same.

    `verdicts_of` proves a version; with it, guarantees that are no longer proved are told as well.
    """
    judge = judge_of(old, new)
    found = tuple(dict.fromkeys(_changes(judge, verdicts_of)))
    return tuple(sorted(found, key=lambda change: GROUPS.index(change.group)))


def _changes(judge: Judge, verdicts_of: VerdictsOf | None) -> Iterator[Change]:
    yield from vocabulary.compare_heading(judge.old, judge.new)
    yield from vocabulary.compare_stakeholders(judge)
    yield from vocabulary.compare_facts(judge)
    yield from vocabulary.compare_switches(judge)
    yield from vocabulary.compare_terms(judge)
    yield from _closing(judge, judge.old.closing, judge.new.closing)
    yield from vocabulary.compare_law(judge)
    yield from vocabulary.compare_forms(judge.old, judge.new)
    yield from compare_tracks(judge)
    yield from compare_guarantees(judge, verdicts_of)


def _closing(judge: Judge, old: Closing | None, new: Closing | None) -> Iterator[Change]:
    if old is None and new is not None:
        yield stricter(
            "closing", f"a case is closed by a person ({short(judge, new.by)}); it closed by itself"
        )
    elif new is None and old is not None:
        yield looser("closing", f"a case closes by itself; it was closed by {short(judge, old.by)}")
    elif old is not None and new is not None:
        yield from gates.opens(judge, "closing", "a case may be closed", old.when, new.when)
        yield from who(
            judge, "closing", old.by, new.by, "may close a case too", "may no longer close a case"
        )
        yield from reason("closing", old.reason_required, new.reason_required)
