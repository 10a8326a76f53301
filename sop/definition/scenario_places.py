"""Locates the parts of a scenario in its file, for findings about a compiled scenario.

It is here and not in training because only this package reads files with positions.
"""

from __future__ import annotations

from pathlib import Path

from sop.definition.bounded_file import read_start
from sop.definition.source_map import PathTo, SourceMap
from sop.definition.text_decoding import MOST_BYTES, decode
from sop.definition.yaml_reader import read_yaml
from sop.model.finding import Position


class Places:
    """The positions of a scenario: `at("turns", 3)`. An unknown file gives its first line."""

    def __init__(self, source: SourceMap, prefix: PathTo) -> None:
        self._source = source
        self._prefix = prefix

    def at(self, *path: str | int) -> Position:
        """Return the position of that part, or of the nearest part that contains it."""
        return self._source.at((*self._prefix, *path))

    def excerpt(self, position: Position) -> tuple[tuple[int, str], ...]:
        """Return the source lines (number, text) up to the position."""
        return self._source.excerpt(position)


def locate_scenario(path: Path, shown: str) -> Places:
    """Return the positions of a scenario in a file of its own."""
    text, _ = decode(read_start(path, MOST_BYTES), shown)
    reading = read_yaml(text or "", shown)
    return Places(SourceMap(reading.place, {shown: text or ""}), ())
