"""Where the tracks of a case are, as the index keeps it, and who may see it."""

from __future__ import annotations

from functools import partial

from sop.casework.track_rows import track_rows, visible_tracks
from sop.engine.private_rules import find_private_rules
from sop.store.index_rows import TrackRow
from tests.engine import building as b
from tests.engine.building import Run, accepted


def hospital() -> Run:
    """The ward starts when the lab finds an illness, which only lab and shop may see."""
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    ward = b.track("ward", b.step("bed", b.outcome("home", "end")), b.step("end"), starts=WARD)
    ill = b.flag("ill", anytime=("lab",), seen_by=("lab", "shop"))
    return Run(b.workflow(b.track("find", look, b.step("end")), ward, facts=(ill,)))


WARD = (b.yes("ill"),)


def rows_of(run: Run) -> tuple[TrackRow, ...]:
    rules_of = partial(find_private_rules, run.definition)
    return track_rows(run.definition, run.case, rules_of)


def test_a_track_has_a_row_from_its_beginning_on() -> None:
    run = hospital()
    (find,) = rows_of(run)
    assert find == TrackRow("find", "look", "F1", "Look", is_running=True, seen_by=None)
    accepted(run.do("find.look.ask"))
    accepted(run.advance("find.look.over"))
    (ended,) = rows_of(run)
    assert (ended.step, ended.is_running) == ("end", False)


def test_a_track_that_a_private_fact_starts_is_seen_only_by_those_who_may_see_the_fact() -> None:
    run = hospital()
    accepted(run.set(ill=True))
    rows = rows_of(run)
    assert [(row.track, row.seen_by) for row in rows] == [
        ("find", None),
        ("ward", ("lab", "shop")),
    ]
    seen = {viewer: len(visible_tracks(rows, viewer)) for viewer in ("lab", "office", None)}
    assert seen == {"lab": 2, "office": 1, None: 1}
