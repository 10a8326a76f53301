"""Where each track of a case is, for lists of cases: kept in the index, so that no list replays."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sop.engine.private_rules import PrivateRules
from sop.model.case_state import Case, TrackState
from sop.model.definition import Definition
from sop.store.index_rows import TrackRow

RulesOf = Callable[[str | None], PrivateRules]


def track_rows(definition: Definition, case: Case, rules_of: RulesOf) -> tuple[TrackRow, ...]:
    """Return a row for each track that has begun; `rules_of` is by stakeholder.

    Whether a track is on hold is left out: a private fact may decide it.
    """
    return tuple(
        _track_row(definition, track, state, rules_of)
        for track, state in case.tracks.items()
        if state.step is not None
    )


def _track_row(
    definition: Definition, track: str, state: TrackState, rules_of: RulesOf
) -> TrackRow:
    step = definition.step(f"{track}.{state.step}")
    return TrackRow(
        track=track,
        step=step.id,
        code=step.code,
        title=step.title,
        is_running=state.status == "running",
        seen_by=_find_viewers(definition, track, rules_of),
    )


def _find_viewers(definition: Definition, track: str, rules_of: RulesOf) -> tuple[str, ...] | None:
    """Return who may see that the track began; None: all. An unnamed viewer sees least."""
    if track not in rules_of(None).tracks:
        return None
    return tuple(one for one in definition.stakeholders if track not in rules_of(one).tracks)


def visible_tracks(rows: Iterable[TrackRow], viewer: str | None) -> tuple[TrackRow, ...]:
    """Return the rows that the viewer may see."""
    return tuple(row for row in rows if row.seen_by is None or viewer in row.seen_by)
