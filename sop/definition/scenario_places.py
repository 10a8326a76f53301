"""Where the parts of a scenario's file stand, for findings about a scenario that was compiled before."""

from __future__ import annotations

from pathlib import Path

from sop.definition.source_map import PathTo, SourceMap
from sop.definition.text_decoding import decode
from sop.definition.yaml_reader import read_yaml
from sop.model.finding import Position


class Places:
    """The positions of a scenario: `at("turns", 3)`. Unknown places are those of the file's beginning."""

    def __init__(self, source: SourceMap, prefix: PathTo) -> None:
        self._source, self._prefix = source, prefix

    def at(self, *path: str | int) -> Position:
        """The place of that part, or of the nearest part above it."""
        return self._source.at((*self._prefix, *path))

    def excerpt(self, position: Position) -> tuple[tuple[int, str], ...]:
        return self._source.excerpt(position)


def locate_scenario(path: Path, shown: str) -> Places:
    """The places of a scenario that stands alone."""
    text, _ = decode(path.read_bytes(), shown)
    reading = read_yaml(text or "", shown)
    return Places(SourceMap(reading.place, {shown: text or ""}), ())
