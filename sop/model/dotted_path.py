"""Paths in a definition: `track`, `track.step`, `track.step.action`, `track.interrupt`."""

from __future__ import annotations


class DottedPath(str):
    """A dotted path. It compares, hashes and is stored as the plain string.

    >>> DottedPath("repair.find.report").track, DottedPath("repair.find.report").step
    ('repair', 'find')
    >>> DottedPath("repair.find.report").name, DottedPath("repair.find.report").parent
    ('report', 'repair.find')
    """

    __slots__ = ()

    @property
    def track(self) -> str:
        """The ID of the track: the first part."""
        return self.partition(".")[0]

    @property
    def step(self) -> str:
        """The ID of the step in its track: the second part. Raises IndexError for a track alone."""
        return self.split(".")[1]

    @property
    def name(self) -> str:
        """The last part: the ID within the parent."""
        return self.rpartition(".")[2]

    @property
    def parent(self) -> DottedPath:
        """The path one level up: an action's step, a step's track; empty for a track."""
        return DottedPath(self.rpartition(".")[0])
