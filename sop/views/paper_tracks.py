"""Which tracks of a case are printed for a reader, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sop.engine.checklist_lines import TrackLine
from sop.views.checklist import sort_by_work
from sop.views.labels import Wording


def choose_tracks(
    tracks: Iterable[TrackLine], reader: str | None
) -> tuple[tuple[TrackLine, ...], tuple[TrackLine, ...]]:
    """Return the tracks to print and those to name only, each with the urgent ones first.

    Without a reader all are printed.
    """
    ordered = tuple(sort_by_work(tracks))
    if reader is None:
        return ordered, ()
    own = tuple(track for track in ordered if concerns(track, reader))
    others = tuple(track for track in ordered if not concerns(track, reader))
    return own, others


def concerns(track: TrackLine, reader: str) -> bool:
    """Whether the reader acts, decides or is responsible in the track as it is now.

    A track in danger concerns everyone. An interrupt alone does not: nearly everyone may raise it.
    """
    if track.urgent:
        return True
    if reader in (track.lead, track.responsible):
        return True
    if track.is_escalated and track.escalate_to == reader:
        return True
    acting = [action.by for action in track.actions]
    deciding = [transition.by for transition in track.outcomes]
    return any(reader in by for by in (*acting, *deciding))


def left_out_text(wording: Wording, tracks: Sequence[TrackLine], reader: str | None) -> str:
    """Return `Labour, Lawful stay (without work for LAB)`."""
    titles = ", ".join(track.title for track in tracks)
    return f"{titles} (without work for {wording.short(reader)})"
