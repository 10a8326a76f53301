"""Locates everything in a definition: the file, line and column of each key and value.

Lines and columns count from 1; offsets count characters of the file's text from 0.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache

from sop.model.finding import Position
from sop.model.value import value

PathTo = tuple[str | int, ...]
"""A place in the logical document: keys, and numbers in lists, from the top."""

LINES_BEFORE = 2
"""Lines of context in an excerpt: usually they show the keys that contain the mistake."""

WIDEST_EXCERPT = 1000
"""Characters of a line in an excerpt; a longer line is not worth showing."""

_REMARK = re.compile(r"(?:^|(?<=[ \t\r\n]))#[ \t]*sop:[^\r\n]*")


@value
class Remark:
    """A comment for the checks: `# sop: …`.

    `about` is the line that it is about: its own line, or the next line with content if the comment
    is alone on its line.
    """

    position: Position
    text: str
    about: int


class SourceSpan:
    """The place of one node; `start` and `end` are offsets.

    `style` is the YAML style of a scalar; None for plain. `flow` means that a map or list is
    written in `{…}` or `[…]`. `lost` means that the node could not be read, so nothing more is
    reported about it. A class with slots and not a value: a large workflow has very many of them.
    """

    __slots__ = (
        "children",
        "column",
        "end",
        "file",
        "flow",
        "key_column",
        "key_line",
        "line",
        "lost",
        "start",
        "style",
    )

    def __init__(
        self, file: str, line: int = 1, column: int = 1, start: int = 0, end: int = 0
    ) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.key_line = line
        self.key_column = column
        self.start = start
        self.end = end
        self.style: str | None = None
        self.flow = False
        self.lost = False
        self.children: dict[str | int, SourceSpan] | None = None


class SourceMap:
    """Returns the place of a path in the logical document, and the lines of a place."""

    def __init__(self, root: SourceSpan, texts: Mapping[str, str]) -> None:
        self._root = root
        self._lines_of = lru_cache(maxsize=None)(self._split)
        self._texts = texts
        self._nodes: dict[str, list[tuple[int, int, PathTo]]] | None = None

    def place(self, path: PathTo) -> SourceSpan:
        """Return the place of the node, or of its nearest ancestor that is in a file."""
        node = self._root
        for part in path:
            child = node.children.get(part) if node.children else None
            if child is None:
                return node
            node = child
        return node

    def has(self, path: PathTo) -> bool:
        """Whether the node itself is in a file."""
        node: SourceSpan | None = self._root
        for part in path:
            if node is None or not node.children:
                return False
            node = node.children.get(part)
        return node is not None

    def at(self, path: PathTo, key: bool = False) -> Position:
        """Return the position of the node's value, or of its key."""
        place = self.place(path)
        if key:
            return Position(place.file, place.key_line, place.key_column)
        return Position(place.file, place.line, place.column)

    def inside(self, path: PathTo, offset: int, value: str) -> Position:
        """Return the position of the character at this offset in the value of a text.

        YAML may fold blanks and quote a text, so the characters that are not blank are counted:
        their order is the same in the value and in the file.
        """
        place = self.place(path)
        text = self._texts.get(place.file, "")
        if not self.has(path) or not text or place.end <= place.start:
            return Position(place.file, place.line, place.column)
        nth = sum(not char.isspace() for char in value[:offset])
        index = _nth_solid(text, place, nth)
        return self._position(place.file, index)

    def path_at(self, position: Position) -> PathTo:
        """Return the path of the node at this position, or of the last node that begins before it.

        Empty before the first node.
        """
        if self._nodes is None:
            self._nodes = _sort_nodes(self._root)
        nodes = self._nodes.get(position.path, [])
        after = bisect_right(nodes, (position.line, position.column), key=lambda node: node[:2])
        return nodes[after - 1][2] if after else ()

    def excerpt(self, position: Position) -> tuple[tuple[int, str], ...]:
        """Return (number, text) of the position's line, after up to LINES_BEFORE lines before it.

        Empty if the position is beyond WIDEST_EXCERPT.
        """
        lines = self._lines_of(position.path)[1]
        if position.column > WIDEST_EXCERPT:
            return ()
        first = max(1, position.line - LINES_BEFORE)
        return tuple(
            (number, lines[number - 1][:WIDEST_EXCERPT])
            for number in range(first, position.line + 1)
            if number <= len(lines)
        )

    def remarks(self) -> tuple[Remark, ...]:
        """Return every comment `# sop: …`; the same words inside a text are not a comment."""
        found: list[tuple[str, re.Match[str]]] = []
        for file, text in self._texts.items():
            if "sop:" in text and not file.endswith(".json"):  # JSON has no comments
                found += [(file, match) for match in _REMARK.finditer(text)]
        if not found:
            return ()
        spans = _sort_spans(self._root)
        return tuple(
            self._remark(file, match.start(), match.group().rstrip())
            for file, match in found
            if not _is_within(spans.get(file, []), match.start())
        )

    def _remark(self, file: str, index: int, text: str) -> Remark:
        position = self._position(file, index)
        lines = self._lines_of(file)[1]
        if lines[position.line - 1][: position.column - 1].strip():
            return Remark(position, text, position.line)
        for number, line in enumerate(lines[position.line :], start=position.line + 1):
            if line.strip() and not line.strip().startswith("#"):
                return Remark(position, text, number)
        return Remark(position, text, position.line)

    def _split(self, file: str) -> tuple[list[int], list[str]]:
        text = self._texts.get(file, "")
        return find_line_starts(text), re.split(r"\r\n|\r|\n", text)

    def _position(self, file: str, index: int) -> Position:
        starts = self._lines_of(file)[0]
        line = bisect_right(starts, index)
        return Position(file, line, index - starts[line - 1] + 1)


def _sort_spans(root: SourceSpan) -> dict[str, list[tuple[int, int]]]:
    """Return file -> start and end of each scalar, in the order of the text."""
    spans: dict[str, list[tuple[int, int]]] = {}
    places = [root]
    while places:
        place = places.pop()
        if place.children is None:
            spans.setdefault(place.file, []).append((place.start, place.end))
        else:
            places.extend(place.children.values())
    for of_file in spans.values():
        of_file.sort()
    return spans


def _is_within(spans: list[tuple[int, int]], index: int) -> bool:
    """Whether one of the spans contains the index. Spans are sorted and do not overlap."""
    before = bisect_right(spans, index, key=lambda span: span[0])
    return before > 0 and index < spans[before - 1][1]


def _sort_nodes(root: SourceSpan) -> dict[str, list[tuple[int, int, PathTo]]]:
    """Return file -> line, column and path of every key and value, in the order of the text.

    Where a map and its first key begin at one place, the key comes last: it is more precise.
    """
    found: dict[str, list[tuple[int, int, PathTo]]] = {}

    def add(place: SourceSpan, path: PathTo) -> None:
        nodes = found.setdefault(place.file, [])
        nodes += [(place.key_line, place.key_column, path), (place.line, place.column, path)]
        for part, child in (place.children or {}).items():
            add(child, (*path, part))

    add(root, ())
    for nodes in found.values():
        nodes.sort(key=lambda node: (*node[:2], len(node[2])))
    return found


def find_line_starts(text: str) -> list[int]:
    """Return the offset at which each line begins."""
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]


def _nth_solid(text: str, place: SourceSpan, nth: int) -> int:
    """Return the offset in the file of the nth (from 0) non-blank character of a scalar."""
    index = _content_start(text, place)
    solid = place.start
    while index < place.end:
        if text[index].isspace():
            index += 1
            continue
        if _is_blank_escape(text, index, place.style):
            index += 2
            continue
        if nth == 0:
            return index
        nth -= 1
        index += 2 if _is_escape(text, index, place.style) else 1
        solid = index
    return max(place.start, min(solid, place.end - 1))


def _content_start(text: str, place: SourceSpan) -> int:
    """Return the offset after the opening quote, or of the line after `|` or `>`."""
    if place.style in ("|", ">"):
        return text.find("\n", place.start, place.end) + 1 or place.end
    return place.start + 1 if place.style else place.start


def _is_escape(text: str, index: int, style: str | None) -> bool:
    if style == "'":
        return text.startswith("''", index)
    return style == '"' and text[index] == "\\"


def _is_blank_escape(text: str, index: int, style: str | None) -> bool:
    """Whether an escape begins here that is a blank in the value."""
    if style != '"' or not _is_escape(text, index, style):
        return False
    return text[index + 1 : index + 2] in ("\n", "\r", "n", "t", " ")
