"""Where something is in a definition: `track`, `track.step`, `track.step.action`, `track.interrupt`."""

from __future__ import annotations


class DottedPath(str):
    """A dotted path. It is text like any other: it compares, hashes and is written as the string.

    >>> DottedPath("repair.find.report").track, DottedPath("repair.find.report").step
    ('repair', 'find')
    >>> DottedPath("repair.find.report").name, DottedPath("repair.find.report").parent
    ('report', 'repair.find')
    """

    __slots__ = ()

    @property
    def track(self) -> str:
        """The id of the track: the first part."""
        return self.partition(".")[0]

    @property
    def step(self) -> str:
        """The id of the step inside its track: the second part; IndexError for a track alone."""
        return self.split(".")[1]

    @property
    def name(self) -> str:
        """The last part: the id inside whatever holds it."""
        return self.rpartition(".")[2]

    @property
    def parent(self) -> DottedPath:
        """The path of what holds this: of an action its step, of a step its track; of a track empty."""
        return DottedPath(self.rpartition(".")[0])
